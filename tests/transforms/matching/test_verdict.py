"""The verdict on two descriptions, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching import Score, Verdict
from models.record import Description
from transforms.matching.preparation.prepared import prepare
from transforms.matching.verdict import compare

TEASER = (
    "This guide gives case managers practical advice on how to support migrants before, during and after "
    "their return, with tools that can be adapted to any country."
)
BOOK = Description(title="Supporting return: a guide for case managers", year=2019, language="en")


def score(left: Description, right: Description) -> Score:
    return compare(prepare(left), prepare(right))


def like(base: Description, **changes: object) -> Description:
    fields = {name: getattr(base, name) for name in Description.__dataclass_fields__}
    return Description(**(fields | changes))  # type: ignore[arg-type]


def test_the_same_long_teaser_and_title_is_the_same_publication() -> None:
    card = Description(title="Return guide", teaser=TEASER)
    assert score(card, card).verdict is Verdict.SAME


def test_the_same_long_teaser_without_any_title_is_the_same_publication() -> None:
    assert score(Description(teaser=TEASER), Description(teaser=TEASER)).verdict is Verdict.SAME


def test_a_cut_off_teaser_is_compared_by_its_beginning() -> None:
    cut = Description(teaser=TEASER[:101], is_teaser_cut=True)
    assert score(cut, Description(teaser=TEASER)).verdict is Verdict.SAME
    assert score(cut, Description(abstract=TEASER)).verdict is Verdict.SAME


def test_a_whole_teaser_that_another_goes_on_from_is_not_the_same_text() -> None:
    assert score(Description(teaser=TEASER[:101]), Description(teaser=TEASER)).verdict is not Verdict.SAME


def test_a_short_teaser_decides_nothing() -> None:
    assert score(Description(teaser="A guide."), Description(teaser="A guide.")).verdict is not Verdict.SAME


def test_the_same_teaser_under_different_titles_is_an_edition_at_most() -> None:
    found = score(Description(title="Trafficking manual", teaser=TEASER), like(BOOK, teaser=TEASER))
    assert (found.verdict, found.link) == (Verdict.EDITION, "edition")


def test_the_same_teaser_with_one_title_missing_is_for_a_person() -> None:
    assert score(Description(teaser=TEASER), like(BOOK, teaser=TEASER)).verdict is Verdict.UNSURE


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({"year": 2021}, "edition"),
        ({"language": "fr"}, "translation"),
        ({"title": BOOK.title + ", second edition"}, "edition"),  # type: ignore[operator]
        ({"title": BOOK.title + ". Part 2"}, "part"),  # type: ignore[operator]
        ({"title": BOOK.title + " (French version)"}, "translation"),  # type: ignore[operator]
        ({"isbns": ("9789290681052",)}, "edition"),
        ({"doi": "10.1234/b"}, "edition"),
    ],
)
def test_what_contradicts_never_gives_same_but_an_edition(changes: dict[str, object], link: str) -> None:
    base = like(BOOK, teaser=TEASER, isbns=("9780306406157",), doi="10.1234/a")
    found = score(base, like(base, **changes))
    assert (found.verdict, found.link) == (Verdict.EDITION, link)


@pytest.mark.parametrize(
    "shared",
    [
        {"isbns": ("9780306406157",)},
        {"doi": "10.1234/a"},
        {"reference_number": "PUB2019/001/R"},
        {"file_urls": ("https://x.example/guide.pdf",)},
    ],
)
def test_a_shared_identifier_is_the_same_publication(shared: dict[str, object]) -> None:
    left, right = like(BOOK, **shared), Description(title="Supporting return", **shared)  # type: ignore[arg-type]
    assert score(left, right).verdict is Verdict.SAME
    assert any("the same" in reason for reason in score(left, right).reasons)


def test_equal_title_year_and_language_is_the_same_publication() -> None:
    other = like(BOOK, title="SUPPORTING RETURN – A Guide for Case-Managers")
    assert score(BOOK, other).verdict is Verdict.SAME


def test_an_equal_generic_title_needs_the_publisher() -> None:
    iom = Description(title="Annual report", year=2019, publisher="IOM")
    assert score(iom, like(iom, publisher="UNHCR")).verdict is not Verdict.SAME
    assert score(iom, iom).verdict is Verdict.SAME


def test_nothing_in_common_is_distinct() -> None:
    assert score(BOOK, Description(title="Trafficking in persons")).verdict is Verdict.DISTINCT
    assert score(Description(), Description()).verdict is Verdict.DISTINCT


FIELDS = st.builds(
    Description,
    title=st.sampled_from([None, BOOK.title, "Annual report", "Руководство. Часть 2", "دليل", TEASER]),
    teaser=st.sampled_from([None, TEASER, TEASER[:100]]),
    is_teaser_cut=st.booleans(),
    abstract=st.sampled_from([None, TEASER]),
    language=st.sampled_from([None, "en", "fr"]),
    year=st.sampled_from([None, 2019, 2020]),
    isbns=st.sampled_from([(), ("9780306406157",), ("9789290681052",)]),
    doi=st.sampled_from([None, "10.1/a", "10.1/b"]),
    authors=st.sampled_from([(), ("Smith, J.",), ("Doe, Jane", "J Smith")]),
)


@given(FIELDS, FIELDS)
def test_comparing_is_symmetric(left: Description, right: Description) -> None:
    assert score(left, right) == score(right, left)


PAPER = Description(
    title="Growth, credit and trust in village banks: the case of Lubania",
    authors=("Okafor, N. and Lind, P. and Sato, M.",),
    year=2019,
    journal="Congress on Rural Credit",
)


def test_a_title_worded_anew_for_another_meeting_is_left_open() -> None:
    title = "Village banks of Lubania: a case of trust, growth and credit"
    other = like(PAPER, title=title, journal="Symposium on Savings")
    assert score(PAPER, other).verdict is Verdict.UNSURE


def test_titles_with_words_of_their_own_by_one_author_are_left_open() -> None:
    other = like(
        PAPER, title="Growth, credit and faith in village banks: the case of Lubania", authors=("Okafor, N.",)
    )
    assert score(PAPER, other).verdict is Verdict.UNSURE


def test_two_abstracts_of_one_meeting_by_nearly_the_same_people_are_left_open() -> None:
    first = like(PAPER, volume="3", pages="30-34", authors=(f"{PAPER.authors[0]} and Mora, E.",))
    second = like(PAPER, volume="3", pages="12-15", title=f"{PAPER.title} and Tessaria")
    assert score(first, second).verdict is Verdict.UNSURE


def test_consecutive_years_of_one_title_by_the_same_people_are_left_open() -> None:
    report = like(PAPER, journal=None)
    assert score(report, like(report, year=2020)).verdict is Verdict.UNSURE
    assert score(report, like(report, year=2021)).verdict is Verdict.EDITION
    single = like(report, authors=("Okafor, N.",))
    assert score(single, like(single, year=2020)).verdict is Verdict.EDITION
