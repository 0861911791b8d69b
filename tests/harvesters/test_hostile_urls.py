"""Whatever a site gives for a URL, its page is read: the entry says later that its link can't be used."""

from collections.abc import Callable
from html import escape

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harvesters.crawl.site import site_of
from harvesters.html.detail.detail import read_detail, read_translations
from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, open_markup
from harvesters.html.outline import outline_page
from harvesters.html.pager.pager import find_next
from harvesters.html.selectors_from_rows.induce import induce_rules
from harvesters.html.selectors_from_rows.repair import propose_repair
from harvesters.protocols.answer import AnswerPage, Received
from harvesters.protocols.drupal_jsonapi import read_drupal_jsonapi
from harvesters.protocols.dspace import read_dspace
from harvesters.protocols.feed import LEADS_NOWHERE, NO_LINK, read_feed
from harvesters.protocols.oai_pmh import read_oai_pmh
from harvesters.protocols.reliefweb import read_reliefweb
from harvesters.protocols.sitemap import read_sitemap
from harvesters.protocols.wordpress import read_wordpress
from harvesters.sources.kinds import find_hints, kind_of_url
from harvesters.spiders.answer_end import AnswerWalk
from harvesters.spiders.listing_end import ListingWalk
from models.errors import RecordRejected
from models.record import RawFields
from models.source import FieldRule, Limits, ListingRules, Source
from text.file_types import is_file
from text.urls import canonical_url, host_of, join_url, split_url, without_fragment
from transforms.publications.merge import _is_on_own_site

HERE = "https://agency.example/list?page=0"
NO_URLS = (
    "http://[bad/x",
    "http://[::xyz]/x",
    "//[bad",
    "http://host:port/",
    "http://host:99999/x.pdf",
    "http://a\u2100b.example/",
    "https://[1.2.3.4]/x",
    "http://[::::]/x",
)
"""What ``urllib`` raises ValueError for, now or when asked for the port."""
_PIECES = st.sampled_from(
    [
        *(
            "http://",
            "https://",
            "//",
            "/",
            "\\",
            "[",
            "]",
            "[::1]",
            "[fe80::1%25eth0]",
            ":",
            "@",
            "%",
            "%zz",
        ),
        *("?", "#", "&", "=", "page=2", ".", "..", "x", "agency.example", ".pdf", "javascript:", "data:,"),
        *(
            "\u2100",
            "\u200b",
            "\u202e",
            "é",
            "例え",
            "\t",
            "\n",
            " ",
            "1",
            "99999",
            "xn--",
            "|",
            "<",
            "'",
            "\ufdfa",
        ),
    ]
)
URLS = st.sampled_from(NO_URLS) | st.lists(_PIECES, max_size=9).map("".join)


def _every_no_url(test: Callable[..., None]) -> Callable[..., None]:
    for url in NO_URLS:
        test = example(url)(test)
    return test


def open_page(body: str) -> Markup:
    return open_markup(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), HERE)


def list_page(url: str) -> str:
    """Four cards and a pager; the second card, the picture and the way on lead to the URL."""
    href = escape(url, quote=True)
    cards = [
        f'<div class="card"><h3><a href="{link}">Handbook on returns, part {number}</a></h3>'
        f'<p>What case workers need to know about returns in practice, part {number}.</p><img src="{link}">'
        f'<a href="{link}">PDF</a></div>'
        for number, link in enumerate(("/a", href, "/c", "/d"), start=1)
    ]
    pager = f'<ul class="pager"><li><a rel="next" class="next" href="{href}">Next</a></li></ul>'
    return f"<main>{''.join(cards)}</main>{pager}"


RULES = ListingRules(
    row=(".card",),
    next=("a.next",),
    fields=(
        FieldRule(name="title", selectors=("h3",)),
        FieldRule(name="detail_url", selectors=("h3 a",)),
        FieldRule(name="file_urls", selectors=("a",)),
    ),
)


@_every_no_url
@given(URLS)
def test_rows_and_pager_are_read_whatever_a_link_says(url: str) -> None:
    markup = open_page(list_page(url))
    outline = outline_page(markup.root)
    for rules in (RULES, ListingRules()):
        page = read_listing(markup, rules)
        assert [row.title_raw for row in page.rows][:2] == [
            f"Handbook on returns, part {number}" for number in (1, 2)
        ]
        assert page.rows[0].detail_url == "https://agency.example/a"
    find_next(markup, outline)
    induce_rules(markup, page)
    propose_repair(markup, ["Handbook on returns, part 1", "Handbook on returns, part 3"], [url])


@_every_no_url
@given(URLS)
def test_a_list_that_goes_on_at_what_is_no_url_is_not_taken_for_ended(url: str) -> None:
    page = read_listing(open_page(list_page(url)), RULES)
    step = ListingWalk(Limits()).after(1, HERE, page)
    if split_url(url) is None:
        assert (step.proof, step.next_url) == (None, page.next_url)
    ListingWalk(Limits()).after(
        1, url, ListingPage(rows=page.rows, next_url=url, stated_total=None, says_empty=False)
    )
    AnswerWalk(HERE, Limits()).after(1, HERE, AnswerPage(next_url=url))


@_every_no_url
@given(URLS)
def test_a_base_that_is_no_url_is_passed_over(url: str) -> None:
    head = f'<base href="{escape(url, quote=True)}">'
    markup = open_markup(f"<html><head>{head}</head><body>{list_page('/b')}</body></html>".encode(), HERE)
    rows = read_listing(markup, RULES).rows
    assert len(rows) == 4
    if split_url(url) is None:
        assert rows[1].detail_url == "https://agency.example/b"


@_every_no_url
@given(URLS)
def test_a_detail_page_is_read_whatever_its_links_say(url: str) -> None:
    href = escape(url, quote=True)
    markup = open_page(
        f'<link rel="canonical" href="{href}"><meta property="og:image" content="{href}">'
        f'<meta name="citation_pdf_url" content="{href}"><link rel="alternate" hreflang="fr" href="{href}">'
        f'<div itemscope itemtype="https://schema.org/Report"><h1 itemprop="name">Handbook on returns</h1>'
        f'<a itemprop="url" href="{href}">here</a></div><main><h1>Handbook on returns</h1>'
        f'<a href="{href}">PDF</a><p>What case workers need to know about returns in practice.</p></main>'
    )
    assert read_detail(markup, ListingRules()).title_raw == "Handbook on returns"
    read_translations(markup)
    find_hints(HERE, f'<link rel="alternate" type="application/rss+xml" href="{href}">')


def _read(read: Callable[[Received], AnswerPage], body: str | bytes, kind: str) -> AnswerPage:
    body = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return read(Received(url=HERE, body=body, content_type=kind))


@_every_no_url
@given(URLS)
def test_feeds_and_sitemaps_are_read_whatever_a_link_says(url: str) -> None:
    href = escape(url, quote=True)
    entry = f"<title>One</title><link>{href}</link><enclosure url='{href}' type='application/pdf'/>"
    rss = f"<item>{entry}</item><item><title>Two</title><link>https://agency.example/2</link></item>"
    page = _read(read_feed, f"<rss version='2.0'><channel>{rss}</channel></rss>", "text/xml")
    assert [row.title_raw for row in page.rows] == ["One", "Two"]
    atom = f"<link rel='next' href='{href}'/><entry><id>1</id><title>One</title><link href='{href}'/></entry>"
    page = _read(read_feed, f"<feed xmlns='http://www.w3.org/2005/Atom'>{atom}</feed>", "text/xml")
    assert [row.title_raw for row in page.rows] == ["One"]
    if split_url(url) is None:
        assert page.next_url or page.notes == (LEADS_NOWHERE,)
        assert page.rows[0].detail_url or page.entries[0].notes == (NO_LINK,)
    places = f"<url><loc>{href}</loc></url><url><loc>https://agency.example/2</loc></url>"
    page = _read(read_sitemap, f"<urlset>{places}</urlset>", "text/xml")
    assert page.rows[-1].detail_url == "https://agency.example/2"
    _read(read_sitemap, f"<sitemapindex><sitemap><loc>{href}</loc></sitemap></sitemapindex>", "text/xml")


@_every_no_url
@given(URLS)
def test_json_answers_are_read_whatever_a_link_says(url: str) -> None:
    url = url.encode("utf-8", "replace").decode()
    item = {"id": "1", "title": "One", "url": url, "image": url, "attachments": [{"url": url}]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item], "next_url": url}
    html = f'<a href="{escape(url, quote=True)}">x</a>'
    post = {
        "id": 1,
        "link": url,
        "source_url": url,
        "title": {"rendered": "One"},
        "content": {"rendered": html},
    }
    file = {"type": "file--file", "id": "f", "attributes": {"uri": {"url": url}}}
    node = {
        "id": "1",
        "attributes": {"title": "One", "path": {"alias": url}},
        "relationships": {"field_file": {"data": {"type": "file--file", "id": "f"}}},
    }
    drupal = {"jsonapi": {}, "data": [node], "included": [file], "links": {"next": {"href": url}}}
    item = {
        "uuid": "1",
        "handle": url,
        "metadata": {"dc.title": [{"value": "One"}], "dc.identifier.uri": [{"value": url}]},
    }
    dspace = {"page": {"totalElements": 1}, "_embedded": {"items": [item]}, "_links": {"next": {"href": url}}}
    report = {"id": 1, "fields": {"title": "One", "url": url, "file": [{"url": url}]}}
    for read, answer in (
        (read_feed, feed),
        (read_wordpress, [post]),
        (read_drupal_jsonapi, drupal),
        (read_dspace, dspace),
        (read_reliefweb, {"data": [report], "totalCount": 1}),
    ):
        received = Received(
            url=f"{HERE}&include=field_file", body=orjson.dumps(answer), content_type="application/json"
        )
        assert [row.title_raw for row in read(received).rows] == ["One"], read


@_every_no_url
@given(URLS)
def test_oai_pmh_is_read_whatever_an_identifier_says(url: str) -> None:
    dc = f"<dc><title>One</title><identifier>{escape(url)}</identifier></dc>"
    record = f"<record><header><identifier>oai:1</identifier></header><metadata>{dc}</metadata></record>"
    body = f"<OAI-PMH><ListRecords>{record}</ListRecords></OAI-PMH>"
    assert [row.title_raw for row in _read(read_oai_pmh, body, "text/xml").rows] == ["One"]


@_every_no_url
@given(URLS)
def test_what_is_canonical_is_a_url_and_anything_else_is_refused(url: str) -> None:
    try:
        canonical = canonical_url(url)
    except RecordRejected:
        return
    assert split_url(canonical)
    assert host_of(canonical)


@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_url_has_no_parts_and_belongs_to_no_site(url: str) -> None:
    assert split_url(url) is None
    assert join_url(HERE, url) is None
    assert join_url(url, "/x") is None or "[" not in url
    assert host_of(url) == ""
    assert kind_of_url(url) is None
    assert not _is_on_own_site(url, {"agency"})
    assert "which is no URL" in str(site_of(Source(id="a", url=HERE)).refusal(url))
    with pytest.raises(RecordRejected):
        canonical_url(url)


@given(URLS)
def test_parts_of_a_url_never_raise(url: str) -> None:
    join_url(HERE, url)
    join_url(url, HERE)
    host_of(url)
    assert "#" not in without_fragment(url)
    is_file(url)
    kind_of_url(url)
    site_of(Source(id="a", url=HERE, host_aliases=("b:99999",))).refusal(url)


def test_rows_keep_the_link_as_it_was_written() -> None:
    page = read_listing(open_page(list_page("http://[bad/x")), RULES)
    assert page.rows[1].detail_url == "http://[bad/x"
    assert page.rows[1] != RawFields()
