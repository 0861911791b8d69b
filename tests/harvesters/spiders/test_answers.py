"""Sources that speak a protocol, harvested whole by the spider's own process over real HTTP."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvesters.crawl.parent import crawl_source
from harvesters.crawl.spool import Spool, open_spool
from models.run import EndProof, Outcome
from models.source import ListingRules, Politeness, Source, SourceKind
from tests.conditional_pages import bodies_sent, tagged
from tests.harvesters.conftest import RecordingWatch, order_for
from tests.harvesters.protocols.repositories import (
    DrupalJsonApi,
    DSpace,
    OaiRepository,
    PagedFeed,
    ProtocolSite,
    ReliefWeb,
    Respond,
    WordPress,
)
from tests.loopback import Answer, LoopbackSite

HASTE = Politeness(delay_s=0.0, retries=0, timeout_s=5.0)
TITLES = [f"Handbook {number} on R&D" for number in range(7)]
Harvest = Callable[..., Spool]


def source_at(url: str, **given: Any) -> Source:
    return Source(id="repository", url=url, politeness=HASTE, **given)


def titles_of(spool: Spool) -> list[str | None]:
    return [row.raw.title_raw for row in spool.rows()]


@pytest.mark.parametrize(
    ("respond", "path", "kind"),
    [
        (OaiRepository(TITLES), "/oai", SourceKind.OAI_PMH),
        (WordPress(TITLES), "/wp-json/wp/v2/posts?per_page=3", SourceKind.WORDPRESS),
        (DrupalJsonApi(TITLES), "/jsonapi/node/publication?page[limit]=3", SourceKind.DRUPAL_JSONAPI),
        (ReliefWeb(TITLES), "/v2/reports?appname=approved&limit=3", SourceKind.RELIEFWEB),
        (DSpace(TITLES), "/server/api/discover/search/objects?size=3", SourceKind.DSPACE),
        (PagedFeed(TITLES), "/publications.atom", SourceKind.FEED),
    ],
)
def test_a_protocol_is_recognised_and_read_to_its_proven_end(
    harvest: Harvest, respond: Respond, path: str, kind: SourceKind
) -> None:
    with ProtocolSite(respond) as site:
        spool = harvest(source_at(f"{site.url}{path}"))
    assert spool.source.kind is kind
    assert titles_of(spool) == TITLES
    assert (spool.crawl.reasons, spool.crawl.rows) == ((), len(TITLES))
    assert spool.crawl.end_proof is EndProof.NO_NEXT
    assert spool.crawl.is_windowed is (kind is SourceKind.FEED)
    assert {visit.outcome for visit in spool.visits()} == {Outcome.OK}
    keys = [row.raw.native_id for row in spool.rows()]
    assert None not in keys
    assert len(set(keys)) == len(TITLES)


def test_an_expired_token_starts_the_list_again_without_doubling_rows(harvest: Harvest) -> None:
    repository = OaiRepository(TITLES, deleted=frozenset([2]), refuses=["at/6?&"], error_status=422)
    with ProtocolSite(repository) as site:
        spool = harvest(source_at(f"{site.url}/oai", kind=SourceKind.OAI_PMH))
        asked = [path for path in site.paths_asked if "metadataPrefix" in path]
    assert spool.crawl.reasons == ()
    assert [row.is_deleted for row in spool.rows()] == [index == 2 for index in range(7)]
    assert [row.raw.native_id for row in spool.rows()] == [f"oai:repository.test:{n}" for n in range(7)]
    assert len(asked) == 2


def test_a_token_that_expires_again_leaves_the_crawl_incomplete(harvest: Harvest) -> None:
    repository = OaiRepository(TITLES, refuses=["at/6?&", "at/6?&"])
    with ProtocolSite(repository) as site:
        spool = harvest(source_at(f"{site.url}/oai?from=2024-01-01", kind=SourceKind.OAI_PMH))
    assert spool.crawl.is_windowed
    assert spool.crawl.rows == 6
    assert "badResumptionToken: The token has expired; the list was started again" in spool.crawl.reasons[0]


def test_an_index_of_sitemaps_is_followed_to_the_pages_that_they_list(
    harvest: Harvest, site: LoopbackSite
) -> None:
    site["/sitemap.xml"] = Answer(
        body=b"<sitemapindex><sitemap><loc>/s1.xml.gz</loc></sitemap><sitemap><loc>/s2.txt</loc></sitemap>"
        b"</sitemapindex>",
        content_type="application/xml",
    )
    urlset = f"<urlset><url><loc>{site.url}/p/1</loc></url><url><loc>{site.url}/f.pdf</loc></url></urlset>"
    site["/s1.xml.gz"] = Answer(body=gzip.compress(urlset.encode()), content_type="application/x-gzip")
    site["/s2.txt"] = Answer(body=f"{site.url}/p/2\n".encode(), content_type="text/plain")
    for number in (1, 2):
        site[f"/p/{number}"] = f"<html><body><h1>Guide {number}</h1><p>About it.</p></body></html>"
    spool = harvest(source_at(f"{site.url}/sitemap.xml"))
    assert spool.source.kind is SourceKind.SITEMAP
    assert spool.crawl.reasons == ()
    assert (spool.crawl.end_proof, spool.crawl.rows) == (EndProof.ALL_FETCHED, 3)
    assert sorted(site.paths_asked) == ["/p/1", "/p/2", "/s1.xml.gz", "/s2.txt", "/sitemap.xml"]
    assert [row.raw.file_urls for row in spool.rows()][1] == (f"{site.url}/f.pdf",)


def test_a_sitemap_that_is_missing_leaves_the_crawl_incomplete(harvest: Harvest, site: LoopbackSite) -> None:
    site["/sitemap.xml"] = (
        "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
    )
    site["/b.xml"] = f"<urlset><url><loc>{site.url}/p</loc></url></urlset>"
    rules = ListingRules(follow=False)
    spool = harvest(source_at(f"{site.url}/sitemap.xml", listing=rules))
    assert spool.crawl.rows == 1
    assert "page 2" in spool.crawl.reasons[0]
    assert "answered 404" in spool.crawl.reasons[0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!DOCTYPE html><html><title>Log in</title></html>", "not a feed but an HTML page titled 'Log in'"),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'><a>&a;</a></rss>", "defines XML entities"),
        ("", "it is empty"),
    ],
)
def test_what_is_no_feed_is_said_and_nothing_is_lost(
    harvest: Harvest, site: LoopbackSite, body: str, reason: str
) -> None:
    site["/feed/"] = body
    spool = harvest(source_at(f"{site.url}/feed/"))
    assert spool.source.kind is SourceKind.FEED
    assert reason in spool.crawl.reasons[0]


def test_an_error_in_the_protocols_own_words_is_passed_on(harvest: Harvest) -> None:
    with ProtocolSite(ReliefWeb(TITLES)) as site:
        spool = harvest(source_at(f"{site.url}/v2/reports?appname=x", kind=SourceKind.RELIEFWEB))
    assert "answered 403: the source answers: You are not using an approved appname" in spool.crawl.reasons[0]


def test_a_page_whose_kind_is_not_stated_is_asked_for_once(harvest: Harvest, site: LoopbackSite) -> None:
    rows = "".join(f"<li><h3><a href='/d/{n}'>Guide {n}</a></h3><p>About it.</p></li>" for n in range(5))
    site["/list"] = f"<!DOCTYPE html><html><body><main><ul>{rows}</ul></main></body></html>"
    spool = harvest(source_at(f"{site.url}/list"))
    assert spool.source.kind is SourceKind.LISTING
    assert titles_of(spool) == [f"Guide {n}" for n in range(5)]
    assert site.paths_asked == ["/list"]


def test_a_source_that_is_not_there_is_incomplete_and_asked_for_once(
    harvest: Harvest, site: LoopbackSite
) -> None:
    spool = harvest(source_at(f"{site.url}/gone"))
    assert "answered 404" in spool.crawl.reasons[0]
    assert site.paths_asked == ["/gone"]


def test_a_feed_that_has_not_changed_is_not_sent_again_although_its_kind_is_not_stated(
    site: LoopbackSite, tmp_path: Path, watch: RecordingWatch
) -> None:
    entry = "<entry><id>urn:1</id><title>Guide</title></entry>"
    site["/news"] = tagged(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>")
    first = order_for(source_at(f"{site.url}/news"), tmp_path, run_id="run-1")
    second = replace(first, run_id="run-2", previous=crawl_source(first, watch=watch))
    site.requests.clear()
    spool = open_spool(crawl_source(second, watch=watch))
    assert bodies_sent(site) == []
    assert (spool.source.kind, titles_of(spool)) == (SourceKind.FEED, ["Guide"])
    assert spool.crawl.is_complete
    assert [visit.outcome for visit in spool.visits()] == [Outcome.NOT_MODIFIED]
