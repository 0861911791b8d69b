"""Rows 20 to 27: what comes over the wire is not what was sent, comes never, or never ends."""

import zlib
from collections.abc import Callable

import pytest

from tests.faults import lies
from tests.faults.server import Page, page
from tests.faults.shelf import PAGE_SIZE, list_page, make_books, path_of, reword
from tests.faults.stage import RULES, Stage
from tests.faults.verdicts import CREATED, assert_complete, assert_incomplete, assert_unharmed

THIRD = list_page(make_books()[2 * PAGE_SIZE : 3 * PAGE_SIZE], path_of(4))
"""The page that is lied about; two come before it and two after."""

HALF = THIRD[: THIRD.index("</li>") + len("</li>")]
"""The page up to the end of its first entry."""

FINAL = b"0\r\n\r\n"
"""The chunk that ends a chunked body."""

ROW_21 = {
    "between entries": lies.announce(THIRD, len(HALF.encode())),
    "in the middle of a tag": lies.announce(THIRD, len(HALF.encode()) + 6),
    "after the list": lies.announce(THIRD, THIRD.index("</main>") + len("</main>")),
}
ROW_22 = {
    "between entries": lies.close_delimited(HALF),
    "after the list": lies.close_delimited(THIRD[: THIRD.index("</main>") + len("</main>")]),
}
ROW_26 = {"nothing comes": lies.hanging, "a byte comes now and then": lies.dripping}

DETAIL = (
    "<html><body><main><p class='full'>" + "All that there is to say. " * 40 + "</p></main></body></html>"
)
BROKEN_DETAILS = {
    "cut-short": (lies.announce(DETAIL[:-200], len(DETAIL)), "was cut off before its end"),
    "one-byte-missing": (lies.announce(DETAIL, len(DETAIL) + 1), "was cut off before its end"),
    "no-last-chunk": (lies.chunked(lies.chunk(DETAIL.encode())), "was cut off before its end"),
    "short-chunk": (lies.chunked(b"ffff\r\n" + DETAIL.encode()), "was cut off before its end"),
    "no-chunk-size": (
        lies.chunked(b"many\r\n" + DETAIL.encode() + b"\r\n" + FINAL),
        "was cut off before its end",
    ),
    "gzip-cut": (lies.packed(DETAIL, cut=12), "gzip that breaks off"),
    "gzip-no-checksum": (lies.packed(DETAIL, cut=8), "gzip that breaks off"),
    "gzip-last-byte": (lies.packed(DETAIL, cut=1), "gzip that breaks off"),
    "gzip-checksum": (lies.packed(DETAIL, spoil=-8), "gzip that can't be unpacked"),
    "gzip-length": (lies.packed(DETAIL, spoil=-1), "gzip that can't be unpacked"),
    "no-gzip": (lies.encoded("gzip", DETAIL.encode()), "gzip that can't be unpacked"),
    "br": (lies.encoded("br", b"\x0b\x02\x80hello\x03"), "came encoded as br"),
    "zstd": (lies.encoded("zstd", bytes.fromhex("28b52ffd2000")), "came encoded as zstd"),
    "deflate": (lies.encoded("deflate", zlib.compress(DETAIL.encode())), "came encoded as deflate"),
    "reset": (lies.resetting, ""),
    "no-answer": (lies.silent_end, "could not be fetched"),
    "garbage": (lies.GARBAGE, "could not be fetched"),
    "error": (page("<title>Error 500</title><p>Something went wrong."), "the page is an error page"),
    "captcha": (page("<title>Just a moment...</title><p>Verify."), "asks whether we are human"),
    "closed": (page("<title>Site under maintenance</title><p>Soon."), "down for maintenance"),
}


def lied(lies_told: dict[str, Page]) -> Callable[..., object]:
    return pytest.mark.parametrize(
        "lie", lies_told.values(), ids=[name.replace(" ", "-") for name in lies_told]
    )


def assert_survived(stage: Stage, lie: Page, *words: str) -> None:
    """The run is incomplete and says so; entries before the false page are updated, all others untouched."""
    books = make_books()
    stage.stock([reword(books[0]), *books[1:]])
    stage.server[path_of(3)] = lie
    told = stage.harvest()
    assert_incomplete(told, f"page 3 ({stage.server.url}{path_of(3)})", *words)
    assert stage.ops == [*CREATED, "update"]
    assert stage.query("SELECT count(*) FROM records WHERE absences > 0") == [(0,)]
    assert stage.published() == stage.journalled()


def test_a_page_shorter_than_announced_is_not_read(harvested: Stage) -> None:
    assert_survived(harvested, lies.announce(THIRD[:-200], len(THIRD)), "was cut off before its end")


def test_every_broken_transfer_of_a_detail_page_is_told(stage: Stage) -> None:
    """Each broken page gets its outcome and its reason, and its row no text from it."""
    books = make_books([name.replace("-", " ") for name in BROKEN_DETAILS])
    stage.server["/list"] = list_page([*books, *make_books(["sound"])])
    for name, (lie, _) in BROKEN_DETAILS.items():
        stage.server[f"/m/{name}"] = lie
    stage.server["/m/sound"] = lies.chunked(lies.chunk(DETAIL.encode()), FINAL)
    rules = RULES.replace("follow = false", "follow = true") + '[listing.detail_fields]\nabstract = ".full"\n'
    stage.add_source("shelf", f"{stage.server.url}/list", rules=rules)
    for _ in range(2):
        told = stage.harvest()
        assert (told.code, told.status) == (1, "incomplete")
        reasons = told.runs[0]["reasons"]
        assert len(reasons) == len(BROKEN_DETAILS)
        for (name, (_, words)), reason in zip(BROKEN_DETAILS.items(), reasons, strict=True):
            assert f"/m/{name} " in reason
            assert words in reason
    with_abstract = stage.query("SELECT title FROM publications WHERE abstract LIKE 'All that%'")
    assert with_abstract == [("sound",)]
    assert stage.ops == ["create"] * len(stage.snapshot()[1])


@lied(ROW_21)
def test_a_page_longer_than_announced_is_not_read_in_part(harvested: Stage, lie: Page) -> None:
    assert_survived(harvested, lie)


@lied(ROW_22)
def test_a_page_that_ends_with_its_connection_must_show_its_end(harvested: Stage, lie: Page) -> None:
    assert_survived(harvested, lie, "cut off")


def test_a_page_that_ends_with_its_connection_and_shows_its_end_is_read(harvested: Stage) -> None:
    harvested.server[path_of(3)] = lies.close_delimited(THIRD)
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)


@pytest.mark.parametrize("cut", [60, 8], ids=["text", "checksum"])
def test_a_packed_page_without_its_end_is_not_read(harvested: Stage, cut: int) -> None:
    assert_survived(harvested, lies.packed(THIRD, cut=cut), "came as gzip that breaks off")


@pytest.mark.parametrize("lie", [lies.bomb(500), lies.endless], ids=["bomb", "endless"])
def test_a_page_without_measure_is_stopped_in_bounded_memory(harvested: Stage, lie: Page) -> None:
    harvested.add_source("shelf", f"{harvested.server.url}/list", more="[limits]\nmax_run_s = 30")
    assert_survived(harvested, lies.with_little_memory(lie, 200), "limits.max_body_bytes")


@lied(ROW_26)
def test_a_page_that_never_comes_is_waited_for_in_bounds(harvested: Stage, lie: Page) -> None:
    harvested.add_source(
        "shelf", f"{harvested.server.url}/list", retries=1, timeout_s=0.6, more="[limits]\nmax_run_s = 30"
    )
    assert_survived(harvested, lie, "longer than politeness.timeout_s allows after 2 attempts")
    assert harvested.server.paths_asked.count(path_of(3)) == 2


def test_a_connection_that_breaks_is_tried_again_in_bounds(harvested: Stage) -> None:
    harvested.add_source("shelf", f"{harvested.server.url}/list", retries=1)
    assert_survived(harvested, lies.resetting, "after 2 attempts")
    assert harvested.server.paths_asked.count(path_of(3)) == 2


def test_a_page_that_comes_at_the_second_attempt_is_read(harvested: Stage) -> None:
    harvested.add_source("shelf", f"{harvested.server.url}/list", retries=1)
    harvested.server[path_of(3)] = lies.in_turn(lies.resetting, page(THIRD))
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)
