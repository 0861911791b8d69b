"""Any description can be prepared, and what does not count in matching is gone afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.record import Description
from text.folding import fold
from transforms.matching.blocking import keys_of
from transforms.matching.preparation.prepared import prepare
from transforms.matching.verdict import compare

ANYTHING = st.one_of(st.none(), st.text(max_size=60))
DESCRIPTIONS = st.builds(
    Description,
    title=ANYTHING,
    teaser=ANYTHING,
    abstract=ANYTHING,
    publisher=ANYTHING,
    authors=st.lists(st.text(max_size=30), max_size=3).map(tuple),
    reference_number=ANYTHING,
    url=ANYTHING,
    file_urls=st.lists(st.text(max_size=30), max_size=2).map(tuple),
    journal=ANYTHING,
    volume=st.one_of(ANYTHING, st.from_regex(r"\d{1,3} ?\(?\d?\)?", fullmatch=True)),
    number=ANYTHING,
    pages=st.one_of(ANYTHING, st.from_regex(r"[se]?\d{1,4}-?\d{0,4}", fullmatch=True)),
    year=st.one_of(st.none(), st.integers(1, 9999)),
)


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_anything_can_be_prepared_keyed_and_compared(left: Description, right: Description) -> None:
    a, b = prepare(left), prepare(right)
    assert len(keys_of(a)) <= 20
    assert compare(a, b) == compare(b, a)
    assert 0.0 <= compare(a, b).value <= 1.0


def test_a_broken_url_is_no_reason_to_stop() -> None:
    assert prepare(Description(title="x", url="http://[::1", file_urls=("http://[/a.pdf",))).core == "x"


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Réintégration – l’aide", "reintegration  L'AIDE"),
        ("دَلِيل العودة", "دليل العودة"),
        ("Human\u00ad rights &amp; <b>law</b>", "human rights and law"),
        ("المادة ٣", "الماده 3"),
        ("Straße", "STRASSE"),
    ],
)
def test_typing_does_not_count(left: str, right: str) -> None:
    assert prepare(Description(title=left)).squashed == prepare(Description(title=right)).squashed


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("Guide, 2nd edition", {("edition", "2")}),
        ("Guía. Segunda edición", {("edition", "2")}),
        ("Руководство. Часть II", {("part", "2")}),
        ("الدليل: الجزء الثالث", {("part", "3")}),
        ("手册 第二版", {("edition", "2")}),
        ("መመሪያ ክፍል 4", {("part", "4")}),
        ("Manual, Vol. 3, No. 12", {("volume", "3"), ("number", "12")}),
        ("Handbook v2", {("version", "2")}),
        ("Guide: Annex B", {("part", "annex b")}),
        ("There is no one way", set()),
        ("Type 2 diabetes", set()),
    ],
)
def test_statements_are_taken_out_of_titles(title: str, stated: set[tuple[str, str]]) -> None:
    assert set(prepare(Description(title=title)).stated) == stated
