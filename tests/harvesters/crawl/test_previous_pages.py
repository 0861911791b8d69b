import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters.crawl.previous_pages import READING_RULES, PreviousPages, open_previous_pages, reading_version
from harvesters.crawl.spool import PAGES, SpoolWriter
from harvesters.crawl.stored_page import StoredPage
from harvesters.html.listing.listing import ListingPage
from models.record import RawFields
from models.run import Crawl, EndProof, PageRole
from models.source import Expectations, ListingRules, Politeness, Source, SourceKind

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
URL = "https://a.example/list"
SOURCE = Source(id="a", url=URL, kind=SourceKind.LISTING, listing=ListingRules(row=(".row",)))
CRAWL = Crawl(
    run_id="r1", source_id="a", started_at=AT, finished_at=AT, finish_reason="finished",
    end_proof=EndProof.NO_NEXT, end_detail=None, reasons=(), pages=1, rows=1,
)  # fmt: skip
LISTING = ListingPage(
    rows=(RawFields(title_raw="Guide \u200f\u0000", file_urls=("x", "y"), row_text="Guide"),),
    next_url=f"{URL}?page=1",
    stated_total=7,
    says_empty=False,
    notes=("odd",),
)


def known_page(value: object, url: str = URL, role: PageRole = PageRole.LISTING) -> StoredPage[object]:
    return StoredPage(
        url=url, role=role, final_url=url, etag='"1"', last_modified=None, asked_at=AT, capture_id="<x>",
        captured_at=AT, noun=type(value).__name__, value=value,
    )  # fmt: skip


def write(
    var_dir: Path, *pages: StoredPage[object], source: Source = SOURCE, reading: str | None = None
) -> Path:
    writer = SpoolWriter(var_dir, "r1", source, reading=reading or reading_version())
    writer.add(*pages)
    return writer.finish(CRAWL)


def test_the_word_tables_have_a_say_in_how_pages_are_read() -> None:
    names = {"/".join(path.parts[-2:]) for path in READING_RULES.files()}
    assert {"tables/more_links.toml", "text/teasers.py", "listing/gaps.py", "protocols/feed.py"} <= names


def test_a_page_is_found_just_as_it_was_read(tmp_path: Path) -> None:
    detail = known_page(RawFields(abstract_raw="All."), "https://a.example/d", PageRole.DETAIL)
    listing = known_page(LISTING)
    previous_pages = open_previous_pages(write(tmp_path, listing, detail), SOURCE)
    assert previous_pages.find(URL, PageRole.LISTING, ListingPage) == listing
    assert previous_pages.find("https://a.example/d", PageRole.DETAIL, RawFields) == detail


def test_a_page_that_was_not_read_the_same_way_is_not_found(tmp_path: Path) -> None:
    previous_pages = open_previous_pages(write(tmp_path, known_page(LISTING)), SOURCE)
    assert previous_pages.find(f"{URL}?page=2", PageRole.LISTING, ListingPage) is None
    assert previous_pages.find(URL, PageRole.DETAIL, ListingPage) is None
    assert previous_pages.find(URL, PageRole.LISTING, RawFields) is None
    assert PreviousPages().find(URL, PageRole.LISTING, ListingPage) is None


def test_a_page_whose_rows_can_not_be_understood_is_not_found(tmp_path: Path) -> None:
    broken = known_page({"rows": "none"})
    previous_pages = open_previous_pages(write(tmp_path, replace(broken, noun="ListingPage")), SOURCE)
    assert previous_pages.find(URL, PageRole.LISTING, ListingPage) is None


@pytest.mark.parametrize(
    "today",
    [
        replace(SOURCE, publisher="Agency", schedule="0 0 * * *", enabled=False, trust=5),
        replace(SOURCE, politeness=Politeness(refresh_details_days=1), expect=Expectations(min_records=9)),
        replace(SOURCE, kind=None),
    ],
)
def test_what_has_no_say_in_reading_does_not_matter(tmp_path: Path, today: Source) -> None:
    spool = write(tmp_path, known_page(LISTING))
    assert open_previous_pages(spool, today).find(URL, PageRole.LISTING, ListingPage) is not None


@pytest.mark.parametrize(
    "today",
    [
        replace(SOURCE, url=f"{URL}?lang=en"),
        replace(SOURCE, listing=ListingRules(row=(".card",))),
        replace(SOURCE, language="fr"),
        replace(SOURCE, host_aliases=("b.example",)),
    ],
)
def test_a_source_that_is_read_otherwise_today_knows_nothing(tmp_path: Path, today: Source) -> None:
    spool = write(tmp_path, known_page(LISTING))
    assert open_previous_pages(spool, today).find(URL, PageRole.LISTING, ListingPage) is None


def test_other_rules_of_reading_and_a_damaged_spool_know_nothing_and_say_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    other = write(tmp_path / "other", known_page(LISTING), reading="older")
    assert open_previous_pages(other, SOURCE).find(URL, PageRole.LISTING, ListingPage) is None
    assert "by other rules" in caplog.text
    damaged = write(tmp_path / "damaged", known_page(LISTING))
    (damaged / PAGES).write_bytes(b"{}\n")
    assert open_previous_pages(damaged, SOURCE).find(URL, PageRole.LISTING, ListingPage) is None
    assert "is not what the manifest says" in caplog.text
    assert open_previous_pages(tmp_path / "gone", SOURCE).find(URL, PageRole.LISTING, ListingPage) is None
