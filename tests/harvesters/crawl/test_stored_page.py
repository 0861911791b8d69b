from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.crawl.spool import encode
from harvesters.crawl.stored_page import StoredPage, conditional_headers, hash_encoded_row
from models.record import RawFields
from models.run import PageRole

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def read_page(etag: str | None = None, last_modified: str | None = None) -> StoredPage[RawFields]:
    return StoredPage(
        url="http://a.example/d", role=PageRole.DETAIL, final_url="http://a.example/d", etag=etag,
        last_modified=last_modified, asked_at=AT, capture_id=None, captured_at=None, noun="RawFields",
        value=RawFields(),
    )  # fmt: skip


def test_a_page_is_asked_for_by_all_that_its_site_gave_to_tell_it_by() -> None:
    date = "Fri, 20 Nov 2026 11:00:00 GMT"
    assert conditional_headers(read_page('"abc"', date)) == {
        "If-None-Match": b'"abc"',
        "If-Modified-Since": date.encode(),
    }
    assert conditional_headers(read_page()) == {}
    assert conditional_headers(None) == {}


@pytest.mark.parametrize(
    ("etag", "sent"),
    [
        ('W/"abc"', b'W/"abc"'),
        ("unquoted", b"unquoted"),
        ('"abc-gzip"', b'"abc-gzip", "abc"'),
        ('W/"abc--gzip"', b'W/"abc--gzip", W/"abc"'),
        ('"abc;br"', b'"abc;br", "abc"'),
        ('"gzip-abc"', b'"gzip-abc"'),
        ('"caf\xe9"', b'"caf\xe9"'),
    ],
)
def test_an_etag_is_sent_back_as_it_came_and_as_it_is_without_packing(etag: str, sent: bytes) -> None:
    assert conditional_headers(read_page(etag)) == {"If-None-Match": sent}


@given(st.text())
def test_no_validator_can_smuggle_anything_into_a_request(text: str) -> None:
    for value in conditional_headers(read_page(text, text)).values():
        assert not set(value) & set(range(32))
        assert len(value) <= 2_100


def test_a_row_keeps_its_hash_on_its_way_through_a_spool() -> None:
    row = RawFields(title_raw="half a \ud800 character", file_urls=("a", "b"))
    kept = RawFields(title_raw="half a ? character", file_urls=("a", "b"))
    assert hash_encoded_row(encode(row)) == hash_encoded_row(encode(kept))
    assert hash_encoded_row(encode(row)) != hash_encoded_row(encode(RawFields(title_raw="half a character")))
