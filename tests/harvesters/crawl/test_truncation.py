import pytest

from harvesters.crawl.ledger import PlannedPage
from harvesters.crawl.truncation import Endings, breaks_off, has_end
from models.run import PageRole

PAGE = (
    b"<!DOCTYPE html><html><head><title>Manuals</title></head><body><main><div class='list'>"
    b"<div class='row'><a href='/d/a'>A</a></div><div class='row'><a href='/d/b'>B</a></div></div></main>"
    b"<nav><ul><li><a href='?page=1'>Next</a></ul></nav></body></html>"
)


def listing(number: int) -> PlannedPage:
    return PlannedPage(url=f"http://a.example/?page={number}", role=PageRole.LISTING, number=number)


def test_a_page_cut_anywhere_within_its_list_is_told_from_a_whole_one() -> None:
    assert has_end(PAGE)
    assert not breaks_off(PAGE)
    start, end = PAGE.index(b"<main>") + 1, PAGE.index(b"</main>")
    assert end - start > 100
    assert all(breaks_off(PAGE[:length]) for length in range(start, end))


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><p>One<p>Two<ul><li>Three</ul>",
        b"<html><body><p>1 < 2 and a <3",
        b"<div>a fragment",
        b"",
    ],
)
def test_a_page_that_may_be_meant_so_is_not_called_cut_off(page: bytes) -> None:
    assert not breaks_off(page)


def test_a_page_that_lost_the_end_it_had_is_cut_off() -> None:
    said = Endings().judge(PlannedPage(url="http://a.example/d", role=PageRole.DETAIL), False, True)
    assert said is not None
    assert "which it had last time" in said
    assert "--full" in said


def test_pages_of_one_list_end_alike() -> None:
    endings = Endings()
    assert endings.judge(listing(1), True, None) is None
    assert endings.judge(listing(2), False, None) == (
        "was cut off before its end: it has no </html>, which page 1 has"
    )


def test_a_first_page_without_an_end_is_found_out_by_the_second() -> None:
    endings = Endings()
    assert endings.judge(listing(1), False, None) is None
    assert endings.find_unended() is None
    assert endings.judge(listing(2), True, None) is None
    assert endings.find_unended() == (
        "page 1 (http://a.example/?page=1) was cut off before its end: it has no </html>, which page 2 has"
    )


def test_detail_pages_are_not_held_against_one_another() -> None:
    endings = Endings()
    detail = PlannedPage(url="http://a.example/d", role=PageRole.DETAIL)
    assert endings.judge(detail, True, None) is None
    assert endings.judge(detail, False, None) is None
    assert endings.find_unended() is None
