"""How two versions of a notice differ, and what makes a new version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.notices.differences import Significance, compare_notice_texts, is_new_version

FUNDING = "This project was funded by the European Union."
DISCLAIMER = (
    "The opinions expressed are those of the authors and do not necessarily reflect the views of IOM."
)

words = st.sampled_from(
    ("funded", "by", "the", "European", "Union", "2023", "3 May 2024", "“IOM”", "—", "\u00a0", "版权")
)
paragraphs = st.lists(words | st.text(max_size=8), max_size=8).map(" ".join)
texts = st.lists(paragraphs, max_size=6).map("\n\n".join) | st.text()


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    difference = compare_notice_texts(text, text)
    assert difference.significance is Significance.NONE
    assert not is_new_version(difference)


@given(texts, texts)
def test_how_much_two_texts_differ_does_not_depend_on_which_is_older(before: str, after: str) -> None:
    there, back = compare_notice_texts(before, after), compare_notice_texts(after, before)
    assert (there.significance, there.is_stamp_only) == (back.significance, back.is_stamp_only)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FUNDING, FUNDING.replace(" ", "\u00a0")),
        ("IOM's “Handbook” – 2nd edition", 'IOM’s "Handbook" - 2nd edition'),
        ("We fund:\n\n• training\n\n• tools", "We fund:\n\n- training\n\n- tools"),
        ("We fund:\n\ntraining", "We fund:\n\n• training"),
        ("17 Route des Morillons\n\nGeneva", "17 Route des Morillons Geneva"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("and so on…", "and so on..."),
        ("« Asile »", '"Asile"'),
    ],
)
def test_form_alone_makes_no_new_version(before: str, after: str) -> None:
    difference = compare_notice_texts(before, after)
    assert difference.significance is Significance.FORMATTING
    assert not is_new_version(difference)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("© IOM 2023", "© IOM 2024"),
        ("© IOM 2019", "© IOM 2019–2024"),
        ("Grant No. 1,200,000 of 3 May 2023", "Grant No. 1.250.000 of 12 June 2024"),
        ("Der Vertrag vom 3. Mai 2023", "Der Vertrag vom 12. Juni 2024"),
        ("Le 3 mai 2023", "Le 12 juin 2024"),
        ("El 3 de mayo de 2023", "El 12 de junio de 2024"),
        ("С 3 мая 2023 г.", "С 12 июня 2024 г."),
        ("في 3 مايو 2023", "في ١٢ يونيو ٢٠٢٤"),
        ("成立于2023年5月3日", "成立于2024年6月"),
    ],
)
def test_another_date_or_number_makes_a_new_version(before: str, after: str) -> None:
    difference = compare_notice_texts(before, after)
    assert difference.significance is Significance.DATE_OR_NUMBER
    assert is_new_version(difference)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{FUNDING}\n\nLast updated: 3 May 2023", f"{FUNDING}\n\nLast updated: 12 June 2024, 10:32 UTC"),
        (f"{FUNDING}\n\nLast updated: 3 May 2023", FUNDING),
        (f"{FUNDING} (Last updated on 3 May 2023)", f"{FUNDING} (Last updated on 12 June 2024)"),
        (f"{FUNDING} Dernière mise à jour : 03/05/2023", f"{FUNDING} Dernière mise à jour : 12/06/2024"),
        (f"{FUNDING} Stand: 3. Mai 2023", f"{FUNDING} Stand: 12. Juni 2024"),
    ],
)
def test_a_stamp_of_the_page_makes_no_new_version(before: str, after: str) -> None:
    difference = compare_notice_texts(before, after)
    assert difference.is_stamp_only
    assert not is_new_version(difference)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FUNDING, FUNDING.replace("European Union", "Government of Sweden")),
        (FUNDING, FUNDING.replace("union", "Union").replace("European", "european")),
        (FUNDING, FUNDING.rstrip(".")),
        (FUNDING, f"{FUNDING}\n\n{DISCLAIMER}"),
        (f"{FUNDING}\n\n{DISCLAIMER}", f"{DISCLAIMER}\n\n{FUNDING}"),
        (FUNDING, ""),
        ("The project may end in 2023.", "The project must end in 2023."),
        (f"{FUNDING} Last updated 3 May 2023", f"{FUNDING} Also by Sweden. Last updated 4 May 2023"),
    ],
)
def test_other_words_make_a_new_version(before: str, after: str) -> None:
    difference = compare_notice_texts(before, after)
    assert difference.significance is Significance.WORDING
    assert is_new_version(difference)


def test_the_updating_of_a_handbook_is_no_stamp() -> None:
    difference = compare_notice_texts(
        "The handbook was updated in 2023.", "The handbook was updated in 2024."
    )
    assert is_new_version(difference)
