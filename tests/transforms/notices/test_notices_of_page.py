"""What a paragraph is there for, by the written rules."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.notice import NoticeKind, NoticePage
from transforms.notices.notices_of_page import classify_notices, sort_paragraphs
from transforms.notices.rules import compile_phrase

FUNDING = "This project was funded by the European Union."
DISCLAIMER = (
    "The opinions expressed are those of the authors and do not necessarily reflect the views of IOM."
)
MANDATE = "IOM is committed to the principle that humane and orderly migration benefits migrants and society."
PLAIN = "The second workshop took place in Tunis."


def make_page(*paragraphs: str, title: str | None = None) -> NoticePage:
    """A page whose headings are the paragraphs that begin with ``# ``."""
    return NoticePage(
        source_id="handbook",
        url="https://example.org/about",
        language=None,
        title=title,
        paragraphs=tuple(paragraph.removeprefix("# ") for paragraph in paragraphs),
        headings=tuple(paragraph.startswith("# ") for paragraph in paragraphs),
        seen_at=datetime(2024, 5, 3, tzinfo=UTC),
        capture_id="urn:uuid:1",
    )


def read_labelled(name: str) -> Iterator[tuple[NoticeKind, str, NoticePage]]:
    """(kind, language, page) of every line of a table of labelled paragraphs."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as table:
        lines = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(lines) > 50
    for line in lines:
        heading = [f"# {line['heading']}"] if line["heading"] else []
        yield NoticeKind(line["kind"]), line["language"], make_page(*heading, line["text"])


def describe(page: NoticePage) -> dict[NoticeKind, str]:
    return {notice.kind: notice.text for notice in classify_notices(page, language="en")}


def test_every_labelled_paragraph_has_its_kind() -> None:
    wrong = [
        (page.paragraphs[-1], kind, sort_paragraphs(page)[-1])
        for kind, _, page in read_labelled("notice_paragraphs.tsv")
        if sort_paragraphs(page)[-1] is not kind
    ]
    assert wrong == []


def test_paragraphs_that_the_rules_were_not_written_from_are_mostly_sorted_and_seldom_wrongly() -> None:
    """A paragraph that no rule knows is ``other``: that is a gap; another kind is an error."""
    sorted_pages = [
        (kind, sort_paragraphs(page)[-1]) for kind, _, page in read_labelled("notice_paragraphs_held_out.tsv")
    ]
    right = sum(kind is found for kind, found in sorted_pages)
    wrong = sum(kind is not found and found is not NoticeKind.OTHER for kind, found in sorted_pages)
    assert right / len(sorted_pages) >= 0.9
    assert wrong == 0


def test_a_page_becomes_one_text_for_each_kind_in_page_order() -> None:
    page = make_page(FUNDING, DISCLAIMER, "The second edition was funded by Switzerland.", MANDATE)
    assert describe(page) == {
        NoticeKind.FUNDING: f"{FUNDING}\n\nThe second edition was funded by Switzerland.",
        NoticeKind.DISCLAIMER: DISCLAIMER,
        NoticeKind.MANDATE: MANDATE,
    }


def test_texts_carry_where_and_when_the_page_was_seen_and_the_language_that_was_given() -> None:
    page = make_page(FUNDING)
    (notice,) = classify_notices(page, language="fr")
    assert (notice.source_id, notice.url, notice.capture_id) == (page.source_id, page.url, page.capture_id)
    assert (notice.language, notice.seen_at) == ("fr", page.seen_at)
    assert classify_notices(page, language=None)[0].language == "und"


def test_a_heading_tells_what_an_unclear_paragraph_below_it_is() -> None:
    assert sort_paragraphs(make_page("# Disclaimer", PLAIN, "# Programme", PLAIN)) == (
        None,
        NoticeKind.DISCLAIMER,
        NoticeKind.OTHER,
        NoticeKind.OTHER,
    )


def test_the_title_of_the_page_stands_for_headings_that_name_no_kind() -> None:
    page = make_page(PLAIN, "# How long", PLAIN, "# Contact us", PLAIN, title="3. Privacy policy")
    privacy, contact = NoticeKind.PRIVACY, NoticeKind.CONTACT
    assert sort_paragraphs(page) == (privacy, privacy, privacy, None, contact)


def test_a_clear_paragraph_keeps_its_kind_under_any_heading() -> None:
    assert sort_paragraphs(make_page("# About", FUNDING, PLAIN)) == (
        None,
        NoticeKind.FUNDING,
        NoticeKind.ABOUT,
    )


def test_a_heading_that_says_more_than_the_name_of_a_kind_stays_with_the_text_below_it() -> None:
    page = make_page("# Disclaimer and maps", PLAIN)
    assert describe(page) == {NoticeKind.DISCLAIMER: f"Disclaimer and maps\n\n{PLAIN}"}


def test_a_heading_without_text_below_it_goes_by_its_own_words() -> None:
    assert sort_paragraphs(make_page("# Funded by the European Union", "# Next steps")) == (
        NoticeKind.FUNDING,
        NoticeKind.OTHER,
    )


def test_a_paragraph_that_says_two_things_goes_by_the_first() -> None:
    assert describe(make_page(f"{FUNDING} {DISCLAIMER}")).keys() == {NoticeKind.FUNDING}
    assert describe(make_page(f"{DISCLAIMER} {FUNDING}")).keys() == {NoticeKind.DISCLAIMER}


def test_a_list_belongs_to_the_paragraph_that_introduces_it() -> None:
    page = make_page("The project is funded by:", "Government of Sweden", "Government of Japan", PLAIN)
    assert sort_paragraphs(page) == (NoticeKind.FUNDING,) * 3 + (NoticeKind.OTHER,)


def test_an_address_is_of_one_kind_however_its_lines_are_parted() -> None:
    lines = ("International Organization for Migration", "17 Route des Morillons", "info@example.org")
    assert sort_paragraphs(make_page(*lines)) == (NoticeKind.CONTACT,) * 3
    assert sort_paragraphs(make_page(" ".join(lines))) == (NoticeKind.CONTACT,)


def test_lines_of_clearly_different_kinds_are_not_taken_for_one_block() -> None:
    page = make_page("© IOM 2023", "Funded by the European Union")
    assert sort_paragraphs(page) == (NoticeKind.COPYRIGHT, NoticeKind.FUNDING)


@pytest.mark.parametrize(
    "stamp",
    [
        "Last updated: 3 May 2024",
        "Page last reviewed on 03/05/2024 at 10:32",
        "This policy was last updated on May 3, 2024.",
        "Dernière mise à jour : 3 mai 2024",
        "Última actualización: 3 de mayo de 2024",
        "Zuletzt aktualisiert am 3. Mai 2024",
        "آخر تحديث: 3 مايو 2024",
        "Последнее обновление: 3 мая 2024 г.",
        "Última atualização em 3 de maio de 2024",
        "Ultimo aggiornamento: 3 maggio 2024",
        "最后更新：2024年5月3日",
        "3 May 2024",
    ],
)
def test_a_stamp_of_the_page_belongs_to_no_text(stamp: str) -> None:
    assert sort_paragraphs(make_page(stamp, PLAIN)) == (None, NoticeKind.OTHER)


@pytest.mark.parametrize(
    "text", ["The handbook was updated in 2024 to include a seventh module.", "2024", "5 May"]
)
def test_a_statement_with_a_date_is_no_stamp(text: str) -> None:
    assert sort_paragraphs(make_page(text)) != (None,)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (FUNDING, DISCLAIMER, PLAIN, "# About", "# Chapter 2", "Last updated: 3 May 2024", "Sweden")
        )
        | st.text(min_size=1, max_size=80)
    )
)
def test_every_paragraph_is_in_exactly_one_text_or_in_none(paragraphs: list[str]) -> None:
    page = make_page(*paragraphs)
    kinds = sort_paragraphs(page)
    assert len(kinds) == len(page.paragraphs)
    for notice in classify_notices(page, language=None):
        mine = [text for text, kind in zip(page.paragraphs, kinds, strict=True) if kind is notice.kind]
        assert notice.text == "\n\n".join(mine)
    left_out = [text for text, kind in zip(page.paragraphs, kinds, strict=True) if kind is None]
    assert set(left_out) <= {"About", "Last updated: 3 May 2024"}


@pytest.mark.parametrize(
    ("phrase", "folded", "place"),
    [
        ("funded by", "it was funded by sweden", 7),
        ("funded by", "it was refunded by sweden", None),
        ("financ* par", "projet finance par la suede", 7),
        ("*handbuch", "das reintegrationshandbuch", 4),
        ("views|opinions ... authors", "the views here are of the authors", 4),
        ("not ... reflect", "not one two three four five six seven eight nine reflect", None),
        ("版权", "本站版权所有", 2),
    ],
)
def test_phrases_of_the_rule_file_mean_what_its_head_says(
    phrase: str, folded: str, place: int | None
) -> None:
    assert compile_phrase(phrase).find(folded) == place
