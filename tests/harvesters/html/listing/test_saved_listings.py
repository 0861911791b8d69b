"""Each listing page of the corpus is read, without selectors, as a person reads it."""

from functools import cache
from typing import Any

import pytest

from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, open_markup
from harvesters.html.selectors_from_rows.induce import induce_rules
from models.record import RawFields
from models.source import ListingRules
from tests.saved_pages import SavedPage, as_json, each_field, saved_pages

LISTINGS = saved_pages("listings")
ALWAYS = ("detail_url", "file_urls", "date_raw", "teaser_start")
"""Fields of which ``expected.json`` means that a row has none where it names none."""
each_listing = pytest.mark.parametrize("saved", LISTINGS, ids=lambda saved: saved.name)


@cache
def read(name: str) -> tuple[Markup, ListingPage]:
    saved = next(saved for saved in LISTINGS if saved.name == name)
    markup = open_markup(saved.body, saved.url)
    return markup, read_listing(markup, ListingRules())


def fields_of(saved: SavedPage) -> list[str]:
    named = {name for row in saved.expected["rows"] for name in row}
    return [*ALWAYS, *sorted(named - {"title", *ALWAYS})] if named else []


def value_of(row: RawFields, field: str, expected: object) -> Any:
    """The row's value as ``expected.json`` writes it; of a teaser, as much as is expected."""
    if field == "teaser_start":
        start = len(expected) if isinstance(expected, str) else None
        return (row.teaser_raw or "")[:start] or None
    return as_json(getattr(row, field)) or None


def test_the_corpus_has_lists_of_many_kinds_and_languages() -> None:
    assert len(LISTINGS) >= 16
    assert sum(len(saved.expected["rows"]) for saved in LISTINGS) >= 100


@each_listing
def test_every_entry_is_a_row_and_nothing_else_is(saved: SavedPage) -> None:
    _, page = read(saved.name)
    assert [row.title_raw for row in page.rows] == [row["title"] for row in saved.expected["rows"]]


@pytest.mark.parametrize(("saved", "field"), each_field(LISTINGS, fields_of))
def test_the_field_of_every_row_is_read_as_a_person_reads_it(saved: SavedPage, field: str) -> None:
    _, page = read(saved.name)
    expected = [row.get(field) for row in saved.expected["rows"]]
    found = [value_of(row, field, value) for row, value in zip(page.rows, expected, strict=True)]
    assert found == expected


@each_listing
def test_the_way_on_and_the_stated_total_are_read(saved: SavedPage) -> None:
    _, page = read(saved.name)
    assert page.next_url == saved.expected["next_url"]
    assert page.stated_total == saved.expected["stated_total"]
    assert page.says_empty == saved.expected.get("says_empty", False)


@each_listing
def test_induced_selectors_read_the_same_list(saved: SavedPage) -> None:
    markup, page = read(saved.name)
    again = read_listing(markup, induce_rules(markup, page))
    assert [row.title_raw for row in again.rows] == [row.title_raw for row in page.rows]
    assert [row.detail_url for row in again.rows] == [row.detail_url for row in page.rows]
    assert again.next_url == page.next_url
