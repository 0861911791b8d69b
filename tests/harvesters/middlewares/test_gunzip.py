import contextlib
import gzip
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse

from harvesters.crawl.failures import PageBroken, PageUnusable
from harvesters.middlewares.gunzip import Gunzip, gunzip

PAGE = b"<html>" + b"many words " * 500 + b"</html>"
PACKED = gzip.compress(PAGE, mtime=0)
REQUEST = Request("http://example.org/")


@given(st.binary(min_size=1, max_size=2000))
def test_a_packed_body_comes_out_as_it_went_in(body: bytes) -> None:
    assert gunzip(gzip.compress(body, mtime=0), 10_000) == body


@given(st.integers(min_value=1, max_value=len(PACKED) - 1))
def test_a_body_cut_off_anywhere_is_broken(length: int) -> None:
    with pytest.raises(PageBroken):
        gunzip(PACKED[:length], 10_000)


@given(st.integers(min_value=10, max_value=len(PACKED) - 1))
def test_a_changed_byte_is_never_read_as_another_page(position: int) -> None:
    damaged = bytearray(PACKED)
    damaged[position] ^= 0x55
    with contextlib.suppress(PageBroken, PageUnusable):
        assert gunzip(bytes(damaged), 10_000) == PAGE


def test_several_members_are_one_body_and_padding_is_none() -> None:
    assert gunzip(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0", 10) == b"ab"
    assert gunzip(gzip.compress(b"a") + b"rubbish", 10) == b"a"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(PageUnusable, match="max_body_bytes"):
        gunzip(bomb, 1_000_000)


def test_a_body_in_very_many_pieces_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(PageUnusable, match="more than 10,000 pieces"):
        gunzip(gzip.compress(b"", mtime=0) * 1_600_000, 32_000_000)
    assert time.process_time() - started < 2.0
    assert gunzip(gzip.compress(b"a", mtime=0) * 9_000, 10_000) == b"a" * 9_000


def answer(encoding: str | None, body: bytes) -> HtmlResponse:
    headers = {"Content-Type": "text/html", **({"Content-Encoding": encoding} if encoding else {})}
    return HtmlResponse("http://example.org/", body=body, headers=headers)


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", PACKED), ("X-GZIP", PACKED), (None, PAGE), ("identity", PAGE)]
)
def test_a_page_is_unpacked_where_it_says_it_is_packed(encoding: str | None, body: bytes) -> None:
    assert Gunzip(100_000).process_response(REQUEST, answer(encoding, body)).body == PAGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "nonsense"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(PageUnusable, match="not asked for"):
        Gunzip(100_000).process_response(REQUEST, answer(encoding, zlib.compress(PAGE)))
