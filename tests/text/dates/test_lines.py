"""Dates found in text, and texts that are nothing but a date."""

import time

import pytest

from tests.scripts import scripts_of
from text.dates.lines import find_date, is_date_line, is_mostly_date
from text.dates.reading import read_date
from text.dates.tokens import month_languages
from text.phrases import fold_words
from text.tables import read_table

DATE_LINES = [
    ("3 May 2020", "3 May 2020"),
    ("Published on 3 May 2020", "3 May 2020"),
    ("Published: Tuesday, 3rd of May, 2020 at 10:30 am", "3rd of May, 2020"),
    ("First published 3 May 2020. Last updated 3 June 2021", "3 May 2020"),
    ("Thursday, June 8, 2023 at 10:00 a.m.", "June 8, 2023"),
    ("Sat, Feb 9, 2019", "Feb 9, 2019"),
    ("Mar 12 Nov 2013 19:39", "12 Nov 2013"),
    ("Lun 12 Aoû 2013", "12 Aoû 2013"),
    ("February 24th Sun", "February 24th"),
    ("May 10", "May 10"),
    ("12–14 March 2019", "12–14 March 2019"),
    ("3-May-98", "3-May-98"),
    ("2020-05-03T10:30:00Z", "2020-05-03T10:30:00Z"),
    ("28.02.2020 - 30.03.2020", "28.02.2020"),
    ("Mon, 03/12/2020 - 10:30", "03/12/2020"),
    ("Mis en ligne le mardi 1er septembre 2020", "1er septembre 2020"),
    ("3. Mai 2020, 10:30 Uhr", "3. Mai 2020"),
    ("5 de octubre de 2020", "5 de octubre de 2020"),
    ("Опубликовано: 3 мая 2020 г.", "3 мая 2020"),
    ("١٥ مارس ٢٠٢٠", "١٥ مارس ٢٠٢٠"),
    ("公開日：2020年5月3日（日）", "2020年5月3日"),
    ("2020. 5. 3.", "2020. 5. 3"),
    ("3 มกราคม 2563", "3 มกราคม 2563"),
    ("ngày 3 tháng 5 năm 2020", "3 tháng 5 năm 2020"),
    ("३ मार्च २०२०", "३ मार्च २०२०"),
    ("JANUARY 2020", "JANUARY 2020"),
    ("2020", None),
    ("(2019–2020)", None),
    ("3 days ago", None),
    ("il y a 3 jours", None),
]


@pytest.mark.parametrize(("text", "date"), DATE_LINES)
def test_a_text_of_a_date_and_what_is_said_of_dates_is_a_date_line(text: str, date: str | None) -> None:
    assert is_date_line(text)
    assert find_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "Module 1 out of 5",
        "Volume 2 set",
        "10 may apply to you",
        "Agenda Items 10 and 11",
        "Families and households in the UK: 2016",
        "Published on 3 mai 2020",  # two languages
        "3 May 2020 Board Meeting",
        "Workshop: 3 May 2020",
        "2015年度",
        "1500",
        "5",
        "may",
        "",
        "3 May 2020 " * 10_000,
    ],
)
def test_a_text_that_says_anything_else_is_no_date_line(text: str) -> None:
    assert not is_date_line(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The board met on 3 May 2020 in Geneva", "3 May 2020"),
        ("Report, May 2020, 12 pages", "May 2020"),
        ("Issue 5 - May 2020", "May 2020"),
        ("Issue 5, May 2020", "May 2020"),
        ("10 may apply to you", None),
        ("Module 1 out of 5", None),
        ("The data set 2020", None),
        ("Rating 2550 out of 2950", None),
        ("in das Jahr 2017 des Wandels", None),
        ("call 555-1/2/2020/33", None),
        ("99/99/2020", None),
        ("2015年度の報告", None),
    ],
)
def test_among_other_words_only_a_certain_date_is_found(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize("text", ["1 out of 5 ", "1 ", "3 may ", "may ", "1-", "2020 "])
def test_what_is_found_in_a_text_of_any_length_takes_linear_time(text: str) -> None:
    def cost_s(length: int) -> float:
        started_s = time.process_time()
        find_date(text * (length // len(text)))
        return time.process_time() - started_s

    cost_s(2_000)
    assert cost_s(80_000) < 3 * cost_s(40_000) + 0.5


@pytest.mark.parametrize(
    ("text", "is_mostly"),
    [
        ("Minutes 01.29.2026", True),
        ("3 May 2020", True),
        ("de ucciani Ven 13 Déc 2013 15:36", True),
        ("Newsletter, May 2020", False),
        ("Module 1 out of 5", False),
        ("", False),
    ],
)
def test_a_text_is_mostly_a_date_if_other_words_are_the_smaller_part(text: str, is_mostly: bool) -> None:
    assert is_mostly_date(text) is is_mostly


def test_every_month_of_every_language_is_found_with_its_year() -> None:
    table = read_table("months")
    assert len(table) >= 85
    for language, months in table.items():
        assert len(months) == 12, language
        for month in months:
            name = month.partition("|")[0]
            assert find_date(f"{name} 2020") == f"{name} 2020", (language, name)
            assert language in month_languages()[fold_words(name)]


@pytest.mark.parametrize(("table", "least"), [("months", 85), ("weekdays", 80), ("date_fillers", 30)])
def test_words_of_dates_are_of_one_script_and_listed_once_a_language(table: str, least: int) -> None:
    languages = read_table(table)
    assert len(languages) >= least
    for language, listed in languages.items():
        names = [name for variants in listed for name in variants.split("|")]
        assert len(names) == len(set(names)), language
        for word in (word for name in names for word in name.split()):
            assert len(scripts_of(word)) <= 1, (language, word)


@pytest.mark.parametrize("text", [text for text, date in DATE_LINES if date and date[:2].strip().isdigit()])
def test_what_is_found_can_be_read(text: str) -> None:
    found = find_date(text)
    assert found is not None
    reading = read_date(found)
    assert reading.value is not None or "2563" in found, reading.note
