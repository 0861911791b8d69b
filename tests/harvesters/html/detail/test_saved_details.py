"""Each detail page of the corpus says what a person reads on it."""

from functools import cache

import pytest

from harvesters.html.detail.detail import read_detail, read_translations
from harvesters.html.markup import Markup, open_markup
from models.record import RawFields
from models.source import ListingRules
from tests.saved_pages import SavedPage, as_json, each_field, saved_pages

DETAILS = saved_pages("details")
_NO_FIELDS = {"url", "translations", "misread"}
"""What ``expected.json`` says besides the fields."""


@cache
def read(name: str) -> tuple[Markup, RawFields]:
    saved = next(saved for saved in DETAILS if saved.name == name)
    markup = open_markup(saved.body, saved.url)
    return markup, read_detail(markup, ListingRules())


def test_the_corpus_has_detail_pages_of_many_platforms() -> None:
    assert len(DETAILS) >= 6


@pytest.mark.parametrize(
    ("saved", "field"), each_field(DETAILS, lambda saved: sorted(saved.expected.keys() - _NO_FIELDS))
)
def test_the_field_is_read_as_a_person_reads_it(saved: SavedPage, field: str) -> None:
    _, found = read(saved.name)
    expected = saved.expected[field]
    if field == "abstract_start":
        assert (found.abstract_raw or "")[: len(expected)] == expected
    elif field == "first_file":
        assert found.file_urls[:1] == (expected,)
    else:
        assert as_json(getattr(found, field)) == expected


@pytest.mark.parametrize("saved", DETAILS, ids=lambda saved: saved.name)
def test_translations_are_what_the_page_states(saved: SavedPage) -> None:
    markup, _ = read(saved.name)
    assert as_json(read_translations(markup)) == saved.expected.get("translations", [])
