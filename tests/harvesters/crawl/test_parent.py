"""Crawls through the real subprocess against real servers; what needs no process is tested elsewhere."""

import gzip
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from harvesters.crawl.parent import crawl_source
from harvesters.crawl.spool import Spool
from models.errors import HarvestIncomplete
from models.run import EndProof, Outcome, PageRole
from models.source import Limits, NoticeRules, Politeness, Source, SourceKind
from tests.harvesters.conftest import CARD_RULES, HASTE, RecordingWatch, card_page, order_for
from tests.loopback import Answer, LoopbackSite, Request
from tests.paths import ROOT
from tests.processes import find_spiders

Harvest = Callable[..., Spool]


def listing_source(site: LoopbackSite, **changes: object) -> Source:
    source = Source(id="cards", url=f"{site.url}/list", listing=CARD_RULES, politeness=HASTE)
    return replace(source, **changes)  # type: ignore[arg-type]


def detail_page(text: str) -> str:
    return f"<html><body><div class='full'>{text}</div></body></html>"


def packed(page: str) -> Answer:
    return Answer(body=gzip.compress(page.encode()), headers={"Content-Encoding": "gzip"})


def test_a_listing_is_harvested_page_by_page_to_its_proven_end(
    site: LoopbackSite, harvest: Harvest, watch: RecordingWatch, tmp_path: Path
) -> None:
    site["/list"] = Answer(
        body=card_page("a", "b", following="/list?page=1").encode(), headers={"Set-Cookie": "seen=1"}
    )
    site["/list?page=1"] = packed(card_page("c", "a", following="/list?page=2"))
    site["/list?page=2"] = Answer(status=301, headers={"Location": "/list?page=last"})
    site["/list?page=last"] = card_page("d")
    for slug in "abcd":
        site[f"/d/{slug}"] = Answer(
            body=detail_page(f"All of {slug}.").encode(), headers={"ETag": f'"{slug}"'}
        )
    spool = harvest(listing_source(site))

    assert spool.crawl.reasons == ()
    assert (spool.crawl.end_proof, spool.crawl.end_detail) == (EndProof.NO_NEXT, "page 3 has no next page")
    assert (spool.crawl.pages, spool.crawl.rows, spool.crawl.finish_reason) == (7, 5, "finished")
    rows = tuple(spool.rows())
    assert [row.raw.title_raw for row in rows] == [f"Title {slug}" for slug in "abcad"]
    assert [row.raw.abstract_raw for row in rows] == [f"All of {slug}." for slug in "abcad"]
    assert [(row.sighting.page_number, row.sighting.position) for row in rows] == [
        (1, 1), (1, 2), (2, 1), (2, 2), (3, 1)
    ]  # fmt: skip
    assert all(row.sighting.capture_id and row.sighting.detail_capture_id for row in rows)
    visits = {visit.url.removeprefix(site.url): visit for visit in spool.visits()}
    assert visits["/list?page=2"].final_url == f"{site.url}/list?page=last"
    assert visits["/d/a"].etag == '"a"'
    assert site.paths_asked.count("/d/a") == 1
    assert site.requests[-1].headers["cookie"] == "seen=1"
    assert {request.headers["accept-encoding"] for request in site.requests} == {"gzip"}
    assert "harvest@example.org" in site.requests[0].headers["user-agent"]
    assert (watch.progress[-1].pages, watch.progress[-1].rows) == (7, 5)
    assert watch.lines == []
    assert [path.name for path in (tmp_path / "var" / "spool").iterdir()] == ["run-1"]
    captures = tmp_path / "var" / str(spool.captures)
    checker = Path(sys.executable).with_name("warcio")
    assert subprocess.run([checker, "check", captures], check=False).returncode == 0


def test_a_failed_page_stops_the_walk_and_keeps_what_was_seen(site: LoopbackSite, harvest: Harvest) -> None:
    site["/list"] = card_page("a", following="/list?page=1")
    site["/d/a"] = detail_page("All.")
    site["/list?page=1"] = Answer(status=500)
    spool = harvest(listing_source(site, politeness=replace(HASTE, retries=1)))
    assert spool.crawl.end_proof is None
    assert spool.crawl.reasons == (f"page 2 ({site.url}/list?page=1) answered 500 after 2 attempts",)
    assert [row.raw.title_raw for row in spool.rows()] == ["Title a"]
    assert site.paths_asked.count("/list?page=1") == 2


def test_every_way_to_lose_a_detail_page_ends_in_the_ledger(site: LoopbackSite, harvest: Harvest) -> None:
    slugs = ("gone", "self", "away", "refresh", "private", "cut", "script", "fine")
    with LoopbackSite() as canary:
        site["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /d/private\n", content_type="text/plain")
        site["/list"] = card_page(*slugs)
        site["/d/self"] = Answer(status=302, headers={"Location": "/d/self"})
        site["/d/away"] = Answer(status=302, headers={"Location": f"{canary.url}/d/away"})
        refresh = f"<html><head><meta http-equiv='refresh' content='0; url={canary.url}/x'></head></html>"
        site["/d/refresh"] = refresh
        whole = packed(detail_page("All." * 99))
        site["/d/cut"] = replace(whole, body=whole.body[:-9])
        site["/d/script"] = Answer(status=302, headers={"Location": "javascript:alert(1)"})
        site["/d/fine"] = detail_page("All.")
        spool = harvest(listing_source(site))
        asked_of_canary = list(canary.requests)

    assert asked_of_canary == []
    outcomes = {
        visit.url.rpartition("/")[2]: (visit.outcome, visit.reason or "")
        for visit in spool.visits()
        if visit.role is PageRole.DETAIL
    }
    assert set(outcomes) == set(slugs)
    expected = {
        "gone": (Outcome.FAILED, "answered 404"),
        "self": (Outcome.FAILED, "redirects without end"),
        "away": (Outcome.REFUSED, f"leads off the site to {canary.url}/d/away"),
        "refresh": (Outcome.REFUSED, f"leads off the site to {canary.url}/x"),
        "private": (Outcome.REFUSED, "was not fetched: robots.txt forbids it"),
        "cut": (Outcome.FAILED, "came as gzip that breaks off"),
        "script": (
            Outcome.FAILED,
            "could not be fetched: Missing scheme in request url: javascript:alert(1)",
        ),
        "fine": (Outcome.OK, ""),
    }
    assert outcomes == expected
    assert len(spool.crawl.reasons) == len(slugs) - 1
    assert [row.raw.abstract_raw for row in spool.rows()] == [*[None] * 7, "All."]


def test_a_page_on_another_site_and_a_file_are_no_detail_pages(site: LoopbackSite, harvest: Harvest) -> None:
    site["/list"] = card_page("guide.pdf", "x").replace("/d/x", "https://elsewhere.example/x")
    spool = harvest(listing_source(site))
    assert spool.crawl.is_complete
    assert site.paths_asked == ["/list"]
    assert [row.notes for row in spool.rows()] == [(), ("its page is on another site and was not visited",)]


def test_nothing_is_connected_that_is_not_public_or_named(site: LoopbackSite, harvest: Harvest) -> None:
    site["/list"] = card_page("a")
    spool = harvest(listing_source(site), allow="localhost")
    assert site.requests == []
    (visit,) = spool.visits()
    assert visit.outcome is Outcome.REFUSED
    assert "127.0.0.1 is not an address on the public internet" in spool.crawl.reasons[0]
    assert "PUBHARVEST_ALLOW_HOSTS" in spool.crawl.reasons[0]


def test_nothing_is_fetched_while_robots_txt_can_not_be_had(site: LoopbackSite, harvest: Harvest) -> None:
    site["/robots.txt"] = Answer(status=503)
    site["/list"] = card_page("a")
    spool = harvest(listing_source(site))
    assert site.paths_asked == []
    assert "robots.txt answered 503" in spool.crawl.reasons[0]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b'{"error": "no html"}', "could not be read"),
        (
            "<html><body><main>"
            + "<article><h2><a href='/n'>New theme</a></h2></article>" * 4
            + "</main></body></html>",
            "listing.row matches nothing, but the page has a list of 4 rows",
        ),
    ],
)
def test_a_page_that_is_no_listing_says_so(
    site: LoopbackSite, harvest: Harvest, page: str | bytes, reason: str
) -> None:
    site["/list"] = page
    spool = harvest(listing_source(site))
    assert spool.crawl.rows == 0
    assert reason in spool.crawl.reasons[0]


def test_a_notice_is_read_in_every_language_it_is_named_in(site: LoopbackSite, harvest: Harvest) -> None:
    text = "Funded by the European Union. Its contents do not reflect the views of the European Union."
    site["/about"] = f"<html lang='en'><body><main><h1>About</h1><p>{text}</p></main></body></html>"
    site["/fr"] = (
        "<html lang='fr'><body><main><h1>À propos</h1><p>Financé par l’Union.</p></main></body></html>"
    )
    notice = Source(
        id="about",
        url=f"{site.url}/about",
        notice=NoticeRules(scope=("main",), translations=(("fr", f"{site.url}/fr"),)),
        politeness=HASTE,
    )
    spool = harvest(notice)
    assert spool.crawl.end_proof is EndProof.ALL_FETCHED
    assert [(page.language, page.paragraphs) for page in spool.notice_pages()] == [
        ("en", (text,)),
        ("fr", ("Financé par l’Union.",)),
    ]
    del site["/fr"]
    broken = harvest(replace(notice, kind=SourceKind.NOTICE))
    assert broken.crawl.reasons == (f"notice page {site.url}/fr answered 404",)
    assert [page.language for page in broken.notice_pages()] == ["en"]


def hang(release: threading.Event) -> Callable[[Request], Answer]:
    def answer(_: Request) -> Answer:
        release.wait(20)
        return Answer(status=500)

    return answer


def test_a_crawl_that_takes_too_long_leaves_what_it_has(site: LoopbackSite, harvest: Harvest) -> None:
    release = threading.Event()
    site["/list"] = card_page("a", following="/list?page=1", teaser="Whole.")
    site["/d/a"] = detail_page("All.")
    site["/list?page=1"] = hang(release)
    spool = harvest(listing_source(site, limits=Limits(max_run_s=1.0), politeness=Politeness(delay_s=0.0)))
    release.set()
    assert spool.crawl.finish_reason == "timeout"
    assert spool.crawl.reasons[0] == "stopped after 1 s (limits.max_run_s)"
    assert f"page 2 ({site.url}/list?page=1) was not answered" in spool.crawl.reasons[1]
    assert spool.crawl.rows == 1


def test_a_crawl_that_is_killed_leaves_no_spool_and_says_so(
    site: LoopbackSite, tmp_path: Path, watch: RecordingWatch
) -> None:
    def kill(_: Request) -> Answer:
        (spider,) = find_spiders()
        spider.kill()
        return Answer(status=500)

    site["/list"] = kill
    with pytest.raises(HarvestIncomplete, match="cards: the crawl was killed by SIGKILL"):
        crawl_source(order_for(listing_source(site), tmp_path), watch=watch)
    assert list((tmp_path / "spool").iterdir()) == []
    assert list(tmp_path.rglob("*.warc.gz")) == []


def test_a_crawl_that_does_not_stop_by_itself_is_killed(
    site: LoopbackSite, tmp_path: Path, watch: RecordingWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def freeze(_: Request) -> Answer:
        (spider,) = find_spiders()
        spider.suspend()
        return Answer(status=500)

    site["/list"] = freeze
    monkeypatch.setattr("harvesters.crawl.parent.GRACE_S", 0.5)
    with pytest.raises(HarvestIncomplete, match=r"limits\.max_run_s"):
        crawl_source(order_for(listing_source(site, limits=Limits(max_run_s=2.0)), tmp_path), watch=watch)
    assert find_spiders() == []


def test_a_spider_dies_with_whoever_asked_for_it(site: LoopbackSite, tmp_path: Path) -> None:
    release, asked = threading.Event(), threading.Event()

    def answer(_: Request) -> Answer:
        asked.set()
        release.wait(20)
        return Answer(status=500)

    site["/list"] = answer
    script = f"""
    from pathlib import Path
    from tests.harvesters.conftest import *
    source = Source(id="cards", url={site.url + "/list"!r}, listing=CARD_RULES, politeness=HASTE)
    crawl_source(order_for(source, Path({str(tmp_path)!r})), watch=RecordingWatch())
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT)
    assert asked.wait(20)
    (spider,) = find_spiders(parent.pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    spider.wait(5)
    release.set()
    assert not spider.is_running()


def test_a_spool_that_can_not_be_written_is_one_clear_line(
    site: LoopbackSite, tmp_path: Path, watch: RecordingWatch
) -> None:
    (tmp_path / "spool").write_text("a file in the way")
    with pytest.raises(HarvestIncomplete, match=r"cards: the spool can't be written to .*spool"):
        crawl_source(order_for(listing_source(site), tmp_path), watch=watch)
    assert site.requests == []


def test_a_full_disk_is_one_clear_line(site: LoopbackSite, tmp_path: Path, watch: RecordingWatch) -> None:
    def fill(_: Request) -> Answer:
        # No file of the spider may grow any more: what a full disk is to it.
        (spider,) = find_spiders()
        resource.prlimit(spider.pid, resource.RLIMIT_FSIZE, (0, 0))
        return Answer(body=card_page("guide.pdf").encode())

    site["/list"] = fill
    with pytest.raises(HarvestIncomplete, match=r"cards: the crawl broke .*File too large"):
        crawl_source(order_for(listing_source(site), tmp_path), watch=watch)
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_finished_spool_is_not_crawled_again(
    site: LoopbackSite, tmp_path: Path, watch: RecordingWatch
) -> None:
    site["/list"] = card_page()
    order = order_for(listing_source(site), tmp_path)
    first = crawl_source(order, watch=watch)
    asked = len(site.requests)
    assert crawl_source(order, watch=watch) == first
    assert len(site.requests) == asked


def test_asking_for_a_crawl_does_not_load_scrapy() -> None:
    code = (
        "import sys, pathlib, harvesters.crawl.parent, harvesters.sources.files as s;"
        "assert s.check_source_files(pathlib.Path('harvesters/sources'));"
        "print({'scrapy', 'twisted'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_delay_is_kept_between_requests(site: LoopbackSite, harvest: Harvest) -> None:
    at: list[float] = []

    def answer(_: Request) -> Answer:
        at.append(time.monotonic())
        return Answer(body=card_page(f"guide{len(at)}.pdf", following=following[len(at)]).encode())

    following = {1: "/list?page=1", 2: "/list?page=2", 3: None}
    site["/list"] = site["/list?page=1"] = site["/list?page=2"] = answer
    harvest(listing_source(site, politeness=replace(HASTE, delay_s=0.3)))
    assert len(at) == 3
    assert min(later - earlier for earlier, later in pairwise(at)) >= 0.29
