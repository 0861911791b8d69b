from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.html.listing.gaps import add_detail, is_cut_off, is_file, needs_detail
from models.record import RawFields
from models.source import FieldRule, ListingRules

ABSTRACT = ListingRules(detail_fields=(FieldRule(name="abstract", selectors=(".full",)),))
texts = st.none() | st.text(max_size=5)
raw_fields = st.builds(
    RawFields, title_raw=texts, teaser_raw=texts, abstract_raw=texts, detail_url=texts,
    file_urls=st.lists(st.text(max_size=5), max_size=2).map(tuple), row_text=st.text(max_size=5),
)  # fmt: skip


@pytest.mark.parametrize(
    "teaser",
    [
        "This guide is…",
        "This guide is ...",
        "This guide [...]",
        "This guide is… Read more",
        "Le guide. Lire la suite »",
        "Der Leitfaden … Weiterlesen",
        "La guía… Leer más",
        "Руководство… Подробнее",
        "دليل … اقرأ المزيد",
    ],
)
def test_a_cut_off_teaser_is_recognised(teaser: str) -> None:
    assert is_cut_off(teaser)


@pytest.mark.parametrize(
    "teaser", [None, "", "This guide is whole.", "Wait … there is a full stop after all."]
)
def test_a_whole_teaser_is_left_alone(teaser: str | None) -> None:
    assert not is_cut_off(teaser)


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


def test_files_are_told_from_pages() -> None:
    assert is_file("http://x/a/Guide.PDF?download=1")
    assert not is_file("http://x/en/resources/manual/guide")
