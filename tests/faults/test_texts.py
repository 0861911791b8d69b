"""Rows 44 to 52: bytes, characters, nesting, dates and links that no honest site would print."""

from dataclasses import replace

import pytest

from tests.faults.server import page
from tests.faults.shelf import Book, list_page, make_books, path_of
from tests.faults.stage import Stage
from tests.faults.verdicts import assert_complete, assert_incomplete, assert_unharmed

SOUND = make_books()
ODD = {
    "nul": {"title": "Wells\0 and\0 Pumps"},
    "surrogate": {"title": "Lone &#xD800; Surrogate"},
    "ansi": {"title": "Clear \x1b[2J\x1b]0;owned\x07 Screen"},
    "override": {"title": "Turned \u202egnidaeR\u202c Around"},
    "zero-width": {"title": "Zero\u200bWidth"},
    "joiner": {"title": "کتاب\u200cخانه های روستایی"},
    "mark": {"title": "دليل\u200f العودة"},
    "huge": {"title": "Word " * 200_000},
    "no-date": {"date": "0000-00-00"},
    "far-date": {"date": "1 January 20233"},
    "no-such-day": {"date": "30 February 2019"},
    "hijri": {"date": "15 Ramadan 1440"},
    "script": {"slug": "javascript:alert(1)"},
    "inline": {"slug": "data:text/html,hello"},
    "local": {"slug": "file:///etc/passwd"},
    "user": {"slug": "https://user:secret@agency.example/book"},
    "zone": {"slug": "http://[fe80::1%25eth0]/book"},
    "homograph": {"slug": "https://\u0430gency.example/book"},
}  # fmt: skip
REJECTED = {"huge", "script", "inline", "local", "user", "zone"}


def make_odd(name: str) -> Book:
    """A sound book but for one thing."""
    sound = Book(slug=f"/m/{name}", title=f"The Odd One {name}", teaser=f"Teaser of {name} in plain words.")
    return replace(sound, **ODD[name])


@pytest.fixture(scope="module")
def odd_shelf() -> str:
    cards = "".join(make_odd(name).card.replace('href="/m/', 'href="') for name in ODD)
    return list_page([]).replace("<ul></ul>", f"<ul>{cards}</ul>")


@pytest.fixture
def odd(stage: Stage, odd_shelf: str) -> Stage:
    stage.server["/list"] = page(odd_shelf.encode("utf-8", "surrogatepass"))
    return stage


def test_odd_entries_are_cleaned_or_rejected_each_with_its_reason(odd: Stage) -> None:
    told = odd.harvest()
    assert_complete(told)
    assert (told.runs[0]["records_listed"], told.runs[0]["records_rejected"]) == (len(ODD), len(REJECTED))
    titles = {title for (title,) in odd.query("SELECT title FROM v1_publications")}
    assert titles == {
        "Wells and Pumps",
        "Lone Surrogate",
        "Clear Screen",
        "Turned gnidaeR Around",
        "ZeroWidth",
        "کتاب\u200cخانه های روستایی",
        "دليل\u200f العودة",
        *(f"The Odd One {name}" for name in ODD.keys() - REJECTED if "title" not in ODD[name]),
    }
    reasons = " ".join(
        str(why) for (why,) in odd.query("SELECT rejection FROM v1_records ORDER BY id") if why
    )
    for words in (
        "the title has 999,999 characters",
        "javascript:",
        "data:",
        "file:",
        "names a user",
        "zone",
    ):
        assert words in reasons
    assert "secret" not in reasons
    assert odd.query("SELECT raw_json FROM v1_records WHERE raw_json LIKE '%etc/passwd%'")
    dates = odd.query(
        "SELECT published_on, title FROM v1_publications WHERE published_on IS NULL ORDER BY title"
    )
    odd_dates = ("far-date", "hijri", "no-date", "no-such-day")
    assert dates == [(None, f"The Odd One {name}") for name in odd_dates]
    noted = odd.query("SELECT 1 FROM v1_records WHERE description_json LIKE '%no date in%'")
    assert len(noted) == len(odd_dates)
    (read,) = (odd.var_dir / "spool").glob("*/pages.jsonl")
    assert "2 NUL characters removed" in read.read_text()
    assert "1 reference to half a character removed" in read.read_text()
    (url,) = odd.query("SELECT url FROM v1_publications WHERE title = 'The Odd One homograph'")
    assert url == ("https://xn--gency-3ve.example/book",)
    before = odd.snapshot()
    assert_complete(odd.harvest())
    assert odd.snapshot() == before


def test_nothing_from_a_page_steers_a_terminal(odd: Stage) -> None:
    """Not even what the catalogue keeps because a script needs it, such as the mark in an Arabic title."""
    sources = ("--sources", str(odd.sources_dir))
    previewed = odd.command("sources", "preview", "shelf", *sources, "--database", odd.database_url)
    harvested = odd.command("harvest", *sources, *odd.settings)
    (run_id,) = (row[0] for row in odd.query("SELECT id FROM runs"))
    shown = odd.command("runs", "show", str(run_id), "--database", odd.database_url)
    reported = odd.command("report", "--database", odd.database_url)
    for done in (previewed, harvested, shown, reported):
        assert done.returncode == 0
        assert not set(done.stdout + done.stderr) & set("\x00\x07\x1b\u200b\u202e\u202c")
    assert "دليل العودة" in previewed.stdout


CYRILLIC = "Руководство по возвращению и реинтеграции мигрантов для полевых сотрудников"


def cyrillic_page(charset: str) -> bytes:
    books = [replace(SOUND[0], title=CYRILLIC, teaser=f"{CYRILLIC}. {CYRILLIC}.")]
    content = list_page(books).replace("<head>", f'<head><meta charset="{charset}">')
    return content.encode("cp1251")


@pytest.mark.parametrize("charset", ["x-made-up", "iso-8859-1"])
def test_a_charset_is_proven_before_it_is_used(stage: Stage, charset: str) -> None:
    stage.server["/list"] = page(cyrillic_page(charset), kind=f"text/html; charset={charset}")
    assert_complete(stage.harvest())
    assert stage.query("SELECT title FROM v1_publications") == [(CYRILLIC,)]


def test_an_entry_in_a_charset_of_its_own_is_rejected_and_its_last_good_text_stays(harvested: Stage) -> None:
    mixed = replace(SOUND[0], title="Counting Fairly Café", teaser="Un café.")
    new = replace(SOUND[3], slug="new", title="Nouveau Café")
    content = list_page([mixed, new, *SOUND[1:3]], path_of(2)).encode("latin-1")
    harvested.server["/list"] = page(content, kind="text/html; charset=utf-8")
    before = harvested.snapshot()
    told = harvested.harvest()
    assert_complete(told)
    assert told.runs[0]["records_rejected"] == 2
    assert harvested.ops == ["create"] * 15
    assert harvested.snapshot()[2] == before[2]
    ((why,),) = harvested.query("SELECT rejection FROM v1_records WHERE rejection IS NOT NULL")
    assert "broken" in str(why)


def test_a_page_in_no_charset_at_all_is_not_read(harvested: Stage) -> None:
    harvested.server[path_of(3)] = page(
        b"<html><body><ul>" + bytes(range(0x80, 0xFF)) * 30 + b"</ul></body></html>",
        kind="text/html; charset=utf-8",
    )
    assert_incomplete(harvested.harvest(), "page 3", "charset")
    assert_unharmed(harvested)


def test_a_page_that_nests_beyond_all_measure_is_said(harvested: Stage) -> None:
    nested = list_page(SOUND[6:9], path_of(4)).replace("<main>", "<main>" + "<div>" * 100_000)
    harvested.server[path_of(3)] = nested
    assert_incomplete(harvested.harvest(), "page 3", "nests its elements beyond all measure")
    assert_unharmed(harvested)
