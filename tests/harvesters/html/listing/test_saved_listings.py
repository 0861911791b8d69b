"""Each listing page of the corpus is read, without selectors, as a person reads it."""

from typing import Any

import pytest

from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, open_markup
from harvesters.html.selectors_from_rows.induce import induce_rules
from models.record import RawFields
from models.source import ListingRules
from tests.saved_pages import SavedPage, saved_pages

LISTINGS = saved_pages("listings")
each_listing = pytest.mark.parametrize("saved", LISTINGS, ids=lambda saved: saved.name)


def read(saved: SavedPage) -> tuple[Markup, ListingPage]:
    markup = open_markup(saved.body, saved.url)
    return markup, read_listing(markup, ListingRules())


def as_expected(row: RawFields, expected: dict[str, Any]) -> dict[str, Any]:
    """The row as ``expected.json`` writes one; of its teaser, as much as is expected."""
    start = len(expected.get("teaser_start", "")) or None
    found = {
        "title": row.title_raw,
        "detail_url": row.detail_url,
        "file_urls": list(row.file_urls),
        "date_raw": row.date_raw,
        "teaser_start": (row.teaser_raw or "")[:start],
    }
    others = {name: getattr(row, name) for name in expected if name not in found}
    found |= {name: list(value) if isinstance(value, tuple) else value for name, value in others.items()}
    return {name: value for name, value in found.items() if value}


def or_known_to_be_misread(saved: SavedPage) -> Any:
    """The page as a parameter: its test has to fail where ``expected.json`` says what is misread today."""
    reason = saved.expected.get("misread")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(saved, id=saved.name, marks=marks)


def test_the_corpus_has_lists_of_many_kinds_and_languages() -> None:
    assert len(LISTINGS) >= 16
    assert sum(len(saved.expected["rows"]) for saved in LISTINGS) >= 100


@each_listing
def test_every_entry_is_a_row_and_nothing_else_is(saved: SavedPage) -> None:
    _, page = read(saved)
    assert [row.title_raw for row in page.rows] == [row["title"] for row in saved.expected["rows"]]


@pytest.mark.parametrize("saved", [or_known_to_be_misread(saved) for saved in LISTINGS])
def test_rows_are_read_with_their_links_dates_and_teasers(saved: SavedPage) -> None:
    _, page = read(saved)
    rows = saved.expected["rows"]
    assert [as_expected(*pair) for pair in zip(page.rows, rows, strict=True)] == rows


@each_listing
def test_the_way_on_and_the_stated_total_are_read(saved: SavedPage) -> None:
    _, page = read(saved)
    assert page.next_url == saved.expected["next_url"]
    assert page.stated_total == saved.expected["stated_total"]
    assert page.says_empty == saved.expected.get("says_empty", False)


@each_listing
def test_induced_selectors_read_the_same_list(saved: SavedPage) -> None:
    markup, page = read(saved)
    again = read_listing(markup, induce_rules(markup, page))
    assert [row.title_raw for row in again.rows] == [row.title_raw for row in page.rows]
    assert [row.detail_url for row in again.rows] == [row.detail_url for row in page.rows]
    assert again.next_url == page.next_url
