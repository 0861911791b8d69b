"""What a source is, told by its file, its address and its answer."""

import time

import pytest

from harvesters.sources.kinds import detect_kind_of_answer, find_hints, kind_of_url, stated_kind
from models.source import ListingRules, NoticeRules, Source, SourceKind

PAGE = "https://site.test/page"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html><body>", SourceKind.LISTING),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- c --><rss version='2.0'>", SourceKind.FEED),
        (b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "x"><rss version="0.91">', SourceKind.FEED),
        (b"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", SourceKind.FEED),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>".encode("utf-16"), SourceKind.FEED),
        (b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1","items":[]}', SourceKind.FEED),
        (b"<?xml version='1.0'?><?xml-stylesheet href='x'?><OAI-PMH>", SourceKind.OAI_PMH),
        (b"<urlset>", SourceKind.SITEMAP),
        (b"<ns:sitemapindex xmlns:ns='x'>", SourceKind.SITEMAP),
        (b"https://site.test/1\nhttps://site.test/2\nhttps://sit", SourceKind.SITEMAP),
        (b'[{"id":1,"guid":{"rendered":"x"}}]', SourceKind.WORDPRESS),
        (b'{"name":"x","namespaces":["oembed/1.0","wp\\/v2"]}', SourceKind.WORDPRESS),
        (b'{"jsonapi":{"version":"1.0"},"data":[]}', SourceKind.DRUPAL_JSONAPI),
        (b'{"time":4,"totalCount":2,"count":1,"data":[{"score":1}]}', SourceKind.RELIEFWEB),
        (b'{"dspaceUI":"https://x","_links":{}}', SourceKind.DSPACE),
        (b'{"rows": [1, 2]}', SourceKind.LISTING),
        (b"", SourceKind.LISTING),
    ],
)
def test_the_bytes_of_an_answer_tell_its_kind(body: bytes, kind: SourceKind) -> None:
    assert detect_kind_of_answer(PAGE, "text/html", body) is kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://api.reliefweb.int/v2/reports?appname=a", SourceKind.RELIEFWEB),
        ("https://s.test/oai/request?verb=Identify", SourceKind.OAI_PMH),
        ("https://s.test/de/wp-json/wp/v2/posts", SourceKind.WORDPRESS),
        ("https://s.test/?rest_route=/wp/v2/posts", SourceKind.WORDPRESS),
        ("https://s.test/jsonapi/node/page", SourceKind.DRUPAL_JSONAPI),
        ("https://s.test/server/api/discover/search/objects", SourceKind.DSPACE),
        ("https://s.test/sitemap_index.xml.gz", SourceKind.SITEMAP),
        ("https://s.test/blog/feed/", SourceKind.FEED),
        ("https://s.test/en/resources/manual?page=1", None),
        ("https://s.test/feeding-guidelines", None),
    ],
)
def test_an_address_may_tell_its_kind(url: str, kind: SourceKind | None) -> None:
    assert kind_of_url(url) is kind


def test_an_endpoint_that_answers_with_a_page_keeps_its_kind() -> None:
    kind = detect_kind_of_answer("https://s.test/feed/", "text/html", b"<!DOCTYPE html><html>")
    assert kind is SourceKind.FEED


def test_what_the_file_says_goes_first() -> None:
    assert (
        stated_kind(Source(id="a", url="https://s.test/feed/", kind=SourceKind.LISTING)) is SourceKind.LISTING
    )
    assert stated_kind(Source(id="a", url=PAGE, notice=NoticeRules(scope=("main",)))) is SourceKind.NOTICE
    assert stated_kind(Source(id="a", url=PAGE, listing=ListingRules(row=(".row",)))) is SourceKind.LISTING
    assert stated_kind(Source(id="a", url=PAGE, listing=ListingRules(follow=True))) is None
    assert stated_kind(Source(id="a", url=PAGE)) is None


def test_a_page_hints_at_the_protocols_of_its_site() -> None:
    page = """<link rel="alternate" type="application/rss+xml" href="/feed/?a=1&amp;b=2">
    <link rel='https://api.w.org/' href='https://site.test/wp-json/' /><link rel=stylesheet href=x.css>"""
    hints = find_hints(PAGE, page)
    assert [(hint.kind, hint.url) for hint in hints] == [
        (SourceKind.WORDPRESS, "https://site.test/wp-json/wp/v2/posts"),
        (SourceKind.FEED, "https://site.test/feed/?a=1&b=2"),
    ]


@pytest.mark.parametrize(
    "unit", [b"<?a?>", b"<!-- -->", b"<!DOCTYPE a>", b'{"totalCount":', b"<link a", b"https://a\n"]
)
def test_hostile_answers_are_told_in_bounded_time(unit: bytes) -> None:
    started = time.process_time()
    detect_kind_of_answer(PAGE, None, unit * (65_536 // len(unit)))
    find_hints(PAGE, (unit * 40_000).decode())
    assert time.process_time() - started < 2.0
