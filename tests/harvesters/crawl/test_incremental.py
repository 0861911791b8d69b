"""Second harvests through the real subprocess: what has not changed is not sent again."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from harvesters.crawl.parent import crawl_source
from harvesters.crawl.spool import Spool, open_spool
from models.run import EndProof, Outcome, PageRole
from models.source import NoticeRules, Source
from tests.conditional_pages import asked_outright, bodies_sent, tagged
from tests.harvesters.conftest import AT, CARD_RULES, HASTE, RecordingWatch, card_page, order_for
from tests.loopback import Answer, LoopbackSite, Request


class Harvests:
    """Harvests of one source, each a day after the one before and knowing it."""

    def __init__(self, site: LoopbackSite, var_dir: Path, watch: RecordingWatch) -> None:
        self.site = site
        self.var_dir = var_dir
        self.watch = watch
        self.source = Source(id="cards", url=f"{site.url}/list", listing=CARD_RULES, politeness=HASTE)
        self.spools: list[Spool] = []

    def again(self, *, days: float = 1, is_full: bool = False, **changes: object) -> Spool:
        """One more harvest."""
        number = len(self.spools)
        self.site.requests.clear()
        order = replace(
            order_for(replace(self.source, **changes), self.var_dir, run_id=f"run-{number}"),  # type: ignore[arg-type]
            started_at=self.spools[-1].crawl.started_at + timedelta(days=days) if self.spools else AT,
            previous=self.spools[-1].path if self.spools else None,
            is_full=is_full,
        )
        self.spools.append(open_spool(crawl_source(order, watch=self.watch)))
        return self.spools[-1]


@pytest.fixture
def harvests(site: LoopbackSite, tmp_path: Path, watch: RecordingWatch) -> Harvests:
    return Harvests(site, tmp_path / "var", watch)


def detail_page(text: str) -> str:
    return f"<html><body><div class='full'>{text}</div></body></html>"


def fill(site: LoopbackSite, wrap: Callable[..., Callable[[Request], Answer]] = tagged) -> None:
    """Two pages of four rows, each with a detail page."""
    site["/list"] = wrap(card_page("a", "b", following="/list?page=1"))
    site["/list?page=1"] = wrap(card_page("c", "d"))
    for slug in "abcd":
        site[f"/d/{slug}"] = wrap(detail_page(f"All of {slug}."))


def raws(spool: Spool) -> list[object]:
    return [row.raw for row in spool.rows()]


def outcomes(spool: Spool) -> dict[str, Outcome]:
    return {visit.url.rpartition("/")[2]: visit.outcome for visit in spool.visits()}


def test_a_list_that_has_not_changed_is_walked_to_its_end_without_a_single_page(
    site: LoopbackSite, harvests: Harvests, tmp_path: Path
) -> None:
    fill(site)
    first = harvests.again()
    second = harvests.again()
    assert bodies_sent(site) == []
    assert site.paths_asked == ["/list", "/list?page=1"]
    assert raws(second) == raws(first)
    assert second.crawl.is_complete
    assert (second.crawl.end_proof, second.crawl.rows) == (EndProof.NO_NEXT, 4)
    assert [(visit.outcome, visit.rows, visit.body_bytes) for visit in second.visits()] == [
        (Outcome.NOT_MODIFIED, 2, 0)
    ] * 2
    third = harvests.again()
    assert (bodies_sent(site), raws(third)) == ([], raws(first))


def test_an_unchanged_page_leaves_evidence_that_refers_to_the_one_that_was_sent(
    site: LoopbackSite, harvests: Harvests
) -> None:
    fill(site)
    first, second = harvests.again(), harvests.again()
    captures = harvests.var_dir / str(second.captures)
    checker = Path(sys.executable).with_name("warcio")
    assert subprocess.run([checker, "check", captures], check=False).returncode == 0
    with captures.open("rb") as file:
        found = {
            record.rec_headers.get_header("WARC-Record-ID"): (
                record.rec_headers.get_header("WARC-Refers-To"),
                record.rec_headers.get_header("WARC-Profile").rpartition("/")[2],
                record.http_headers.get_statuscode(),
            )
            for record in ArchiveIterator(file)
            if record.rec_type == "revisit"
        }
    sent = {row.sighting.page_url: row.sighting.capture_id for row in first.rows()}
    kept = {row.sighting.page_url: row.sighting.capture_id for row in second.rows()}
    assert {url: found[str(capture_id)] for url, capture_id in kept.items()} == {
        url: (capture_id, "server-not-modified", "304") for url, capture_id in sent.items()
    }
    assert [row.sighting.detail_capture_id for row in second.rows()] == [
        row.sighting.detail_capture_id for row in first.rows()
    ]


def test_only_the_detail_page_of_a_row_that_changed_is_asked_for(
    site: LoopbackSite, harvests: Harvests
) -> None:
    fill(site)
    harvests.again()
    site["/list"] = tagged(card_page("a", "b", following="/list?page=1").replace("Title b", "Title b, 2nd"))
    site["/d/b"] = tagged(detail_page("All of b, revised."))
    spool = harvests.again()
    assert site.paths_asked == ["/list", "/d/b", "/list?page=1"]
    assert (bodies_sent(site), asked_outright(site)) == (["/list", "/d/b"], [])
    assert [row.raw.abstract_raw for row in spool.rows()] == [
        "All of a.", "All of b, revised.", "All of c.", "All of d.",
    ]  # fmt: skip
    site["/list"] = tagged(card_page("b", "a", following="/list?page=1"))
    shuffled = harvests.again()
    assert "/d/a" not in site.paths_asked
    assert outcomes(shuffled)["b"] is Outcome.NOT_MODIFIED
    assert [row.raw.abstract_raw for row in shuffled.rows()][:2] == ["All of b, revised.", "All of a."]


def test_detail_pages_are_asked_for_again_after_some_days(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site)
    harvests.again()
    site["/d/c"] = tagged(detail_page("All of c, revised."))
    harvests.again(days=29)
    assert "/d/c" not in site.paths_asked
    spool = harvests.again(days=2)
    assert {visit.url[-1] for visit in spool.visits() if visit.role is PageRole.DETAIL} == set("abcd")
    assert outcomes(spool)["a"] is Outcome.NOT_MODIFIED
    assert [row.raw.abstract_raw for row in spool.rows()][2] == "All of c, revised."
    harvests.again()
    assert site.paths_asked == ["/list", "/list?page=1"]
    harvests.again(politeness=replace(HASTE, refresh_details_days=0))
    assert len(site.paths_asked) == 6


def test_a_full_harvest_is_sent_everything(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site)
    first = harvests.again()
    full = harvests.again(is_full=True)
    assert sorted(bodies_sent(site)) == ["/d/a", "/d/b", "/d/c", "/d/d", "/list", "/list?page=1"]
    assert raws(full) == raws(first)
    assert set(outcomes(full).values()) == {Outcome.OK}


def test_a_source_file_that_changed_has_every_page_read_anew(
    site: LoopbackSite, harvests: Harvests, watch: RecordingWatch
) -> None:
    fill(site)
    harvests.again()
    harvests.again(listing=replace(CARD_RULES, detail_fields=()))
    assert sorted(bodies_sent(site)) == ["/list", "/list?page=1"]
    assert any("the source file has changed" in line for line in watch.lines)


def test_a_detail_page_that_failed_is_asked_for_again(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site)
    good = site._pages["/d/b"]
    site["/d/b"] = Answer(status=500)
    first = harvests.again()
    assert [row.is_partial for row in first.rows()] == [False, True, False, False]
    site["/d/b"] = good
    second = harvests.again()
    assert bodies_sent(site) == ["/d/b"]
    assert second.crawl.is_complete
    assert [row.raw.abstract_raw for row in second.rows()][1] == "All of b."


def test_dates_do_where_there_are_no_tags(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site, lambda page: tagged(page, last_modified="Thu, 19 Nov 2026 10:00:00 GMT"))
    first = harvests.again()
    second = harvests.again()
    assert (bodies_sent(site), raws(second)) == ([], raws(first))


def test_a_new_tag_on_the_same_page_changes_nothing(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site)
    first = harvests.again()
    fill(site, lambda page: tagged(page, f'W/"{len(page)}-second"'))
    second = harvests.again()
    assert raws(second) == raws(first)
    assert site.paths_asked == ["/list", "/list?page=1"]
    assert set(outcomes(second).values()) == {Outcome.OK}


def test_not_modified_without_having_been_asked_is_no_answer(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site)
    site["/list"] = Answer(status=304, headers={"ETag": '"x"'})
    spool = harvests.again()
    (reason,) = spool.crawl.reasons
    assert "answered 304 (not modified) although it was asked for whatever it says" in reason


def test_not_modified_said_of_another_page_is_not_believed(site: LoopbackSite, harvests: Harvests) -> None:
    fill(site)
    site["/new"] = tagged(card_page("a"), '"1"')
    site["/list"] = Answer(status=302, headers={"Location": "/old"})
    site["/old"] = tagged(card_page("b"), '"1"')
    harvests.again()
    site["/list"] = Answer(status=302, headers={"Location": "/new"})
    spool = harvests.again()
    assert [row.raw.title_raw for row in spool.rows()] == ["Title a"]
    assert site.paths_asked[:4] == ["/list", "/new", "/list", "/new"]


def test_a_page_cut_short_by_a_wrong_length_withdraws_nothing(site: LoopbackSite, harvests: Harvests) -> None:
    page = card_page("a", "b", following="/list?page=1")
    fill(site)
    harvests.again()
    site["/list"] = page[: page.index("</main>") + len("</main>")]  # whole to the eye, but the pager is gone
    spool = harvests.again()
    assert not spool.crawl.is_complete
    assert "which it had last time" in spool.crawl.reasons[0]
    site["/list"] = page[: page.index("</main>") - 3]
    assert "was cut off before its end" in harvests.again().crawl.reasons[0]


def test_a_page_that_stands_in_for_another_makes_the_run_incomplete(
    site: LoopbackSite, harvests: Harvests
) -> None:
    fill(site)
    harvests.again()
    site["/list"] = (
        "<html><head><title>Log in | Agency</title></head><body><form action='/login'>"
        "<input type='password' name='pass'></form></body></html>"
    )
    spool = harvests.again()
    assert "the site asks for a login" in spool.crawl.reasons[0]
    assert [visit.outcome for visit in spool.visits()] == [Outcome.FAILED]


def test_a_site_that_asks_for_a_long_pause_is_not_asked_for_anything_else(
    site: LoopbackSite, harvests: Harvests
) -> None:
    fill(site)
    site["/d/a"] = Answer(status=429, headers={"Retry-After": "7200"})
    spool = harvests.again()
    assert site.paths_asked == ["/list", "/d/a"]
    assert "answered 429 and asks to be left alone; try again from 20" in spool.crawl.reasons[0]
    assert "was not asked for: the site answered 429" in spool.crawl.reasons[1]


def test_a_notice_that_has_not_changed_is_carried_over(site: LoopbackSite, harvests: Harvests) -> None:
    text = "Funded by the European Union. Its contents do not reflect the views of the European Union."
    site["/list"] = tagged(f"<html lang='en'><body><main><p>{text}</p></main></body></html>")
    harvests.source = Source(
        id="about", url=f"{site.url}/list", notice=NoticeRules(scope=("main",)), politeness=HASTE
    )
    first, second = harvests.again(), harvests.again()
    assert bodies_sent(site) == []
    (before,), (after,) = first.notice_pages(), second.notice_pages()
    assert after == replace(before, seen_at=after.seen_at, capture_id=after.capture_id)
    assert second.crawl.end_proof is EndProof.ALL_FETCHED


def test_a_feed_is_asked_for_changes_too_although_its_file_does_not_say_that_it_is_one(
    site: LoopbackSite, harvests: Harvests
) -> None:
    items = "".join(
        f"<item><title>Guide {n}</title><link>{site.url}/g/{n}.pdf</link><guid>{n}</guid></item>"
        for n in range(3)
    )
    site["/feed"] = tagged(f"<rss version='2.0'><channel><title>Guides</title>{items}</channel></rss>")
    harvests.source = Source(id="feed", url=f"{site.url}/feed", politeness=HASTE)
    first, second = harvests.again(), harvests.again()
    assert bodies_sent(site) == []
    assert (raws(second), second.source) == (raws(first), first.source)
    assert len(raws(first)) == 3
