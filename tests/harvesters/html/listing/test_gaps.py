from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.html.listing.gaps import add_detail, needs_detail
from models.record import RawFields
from models.source import FieldRule, ListingRules
from text.link_words import TITLE_FOLLOWS
from text.tables import read_phrase_table, words_of

_PHRASES = [
    phrase.removesuffix(TITLE_FOLLOWS) for phrase in words_of(read_phrase_table("more_links")["phrases"])
]
ABSTRACT = ListingRules(detail_fields=(FieldRule(name="abstract", selectors=(".full",)),))
texts = st.none() | st.text(max_size=5)
raw_fields = st.builds(
    RawFields, title_raw=texts, teaser_raw=texts, abstract_raw=texts, detail_url=texts,
    file_urls=st.lists(st.text(max_size=5), max_size=2).map(tuple), row_text=st.text(max_size=5),
)  # fmt: skip


@pytest.mark.parametrize("phrase", _PHRASES)
def test_the_page_of_a_cut_off_teaser_is_visited_in_every_language(phrase: str) -> None:
    assert len(_PHRASES) >= 100
    row = RawFields(teaser_raw=f"This guide is for {phrase.capitalize()}", detail_url="http://x/1")
    assert needs_detail(row, ListingRules())
    assert not needs_detail(replace(row, teaser_raw="This guide is whole."), ListingRules())


@pytest.mark.parametrize(
    ("rules", "row", "is_needed"),
    [
        (ListingRules(), RawFields(teaser_raw="Whole.", detail_url="http://x/1"), False),
        (ListingRules(), RawFields(teaser_raw="Cut…", detail_url="http://x/1"), True),
        (ListingRules(), RawFields(teaser_raw="Cut…"), False),
        (ListingRules(follow=False), RawFields(teaser_raw="Cut…", detail_url="http://x/1"), False),
        (ListingRules(follow=True), RawFields(teaser_raw="Whole.", detail_url="http://x/1"), True),
        (ABSTRACT, RawFields(teaser_raw="Whole.", detail_url="http://x/1"), True),
        (ABSTRACT, RawFields(teaser_raw="Whole.", abstract_raw="All.", detail_url="http://x/1"), False),
        (
            ListingRules(detail_fields=(FieldRule(name="file_urls", selectors=("a",)),)),
            RawFields(detail_url="http://x/1"),
            True,
        ),
    ],
)
def test_a_detail_page_is_visited_for_what_the_row_leaves_out(
    rules: ListingRules, row: RawFields, is_needed: bool
) -> None:
    assert needs_detail(row, rules) is is_needed


@given(raw_fields, raw_fields)
def test_a_detail_page_only_fills_gaps(row: RawFields, detail: RawFields) -> None:
    merged = add_detail(row, detail)
    assert (merged.row_text, merged.detail_url) == (row.row_text, row.detail_url)
    for field in fields(RawFields):
        own = getattr(row, field.name)
        if own:
            assert getattr(merged, field.name) == own
    assert add_detail(merged, detail) == merged
