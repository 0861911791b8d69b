"""How a source is read: as its file states, else as what its address answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from harvesters.protocols.reliefweb import is_reliefweb
from models.source import ListingRules, NoticeRules, Source, SourceKind
from text.urls import join_url, split_url

START_BYTES = 65_536
"""As much of an answer as tells its kind."""
_PROLOG = rb"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+"
_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?" + _PROLOG + rb"<([\w:.-]+)", re.S | re.I)
_ROOT_KINDS = {
    "oai-pmh": SourceKind.OAI_PMH,
    "urlset": SourceKind.SITEMAP,
    "sitemapindex": SourceKind.SITEMAP,
    "rss": SourceKind.FEED,
    "rdf": SourceKind.FEED,
    "feed": SourceKind.FEED,
}
_JSON_SIGNS = (
    (SourceKind.FEED, (rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org',)),
    (SourceKind.DRUPAL_JSONAPI, (rb'"jsonapi"\s*:\s*\{',)),
    (SourceKind.DSPACE, (rb'"(?:dspaceUI|searchResult|indexableObject|dspaceVersion)"\s*:',)),
    (SourceKind.RELIEFWEB, (rb'"totalCount"\s*:', rb'"data"\s*:\s*\[', rb'"took"|"score"|"time"')),
    (SourceKind.WORDPRESS, (rb'"(?:title|guid)"\s*:\s*\{\s*"rendered"\s*:',)),
    (SourceKind.WORDPRESS, (rb'"namespaces"\s*:\s*\[', rb'"wp\\?/v2"')),
)
_PATHS = (
    (SourceKind.WORDPRESS, re.compile(r"/wp-json(?:/|$)")),
    (SourceKind.DRUPAL_JSONAPI, re.compile(r"/jsonapi(?:/|$)")),
    (SourceKind.DSPACE, re.compile(r"/server/api(?:/|$)")),
    (SourceKind.SITEMAP, re.compile(r"/[\w.-]*sitemap[\w.-]*\.(?:xml|txt)(?:\.gz)?$", re.I)),
    (SourceKind.FEED, re.compile(r"/(?:feed|rss|atom)(?:\.xml|\.json)?/?$", re.I)),
)
_OAI_VERBS = ("ListRecords", "Identify", "ListIdentifiers", "ListSets", "ListMetadataFormats", "GetRecord")
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.I)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A better way to read a site than the page at hand."""

    kind: SourceKind
    url: str
    reason: str


def stated_kind(source: Source) -> SourceKind | None:
    """The kind that the source's file states, by name or by its rules; ``None``: its answer has to tell."""
    if source.kind is not None:
        return source.kind
    if source.notice != NoticeRules():
        return SourceKind.NOTICE
    rules = source.listing
    has_selectors = any((rules.row, rules.next, rules.fields)) and rules != ListingRules()
    return SourceKind.LISTING if has_selectors else None


def detect_kind_of_answer(url: str, content_type: str | None, body_start: bytes) -> SourceKind:
    """What an answer is, by its bytes; a listing, if neither they nor the address tell more.

    An address that speaks a protocol keeps its kind when it answers with a page for people: then the page is
    a trouble, which the reader of that protocol names.
    """
    of_body = _kind_of_body(url, content_type, body_start)
    return of_body or kind_of_url(url) or SourceKind.LISTING


def kind_of_url(url: str) -> SourceKind | None:
    """The protocol that an address speaks by its look; ``None``: it may be any page."""
    parts = split_url(url)
    if parts is None:
        return None
    query = parse_qs(parts.query)
    if is_reliefweb(url):
        return SourceKind.RELIEFWEB
    if any(verb in _OAI_VERBS for verb in query.get("verb", ())):
        return SourceKind.OAI_PMH
    if any("/wp/v2" in route for route in query.get("rest_route", ())):
        return SourceKind.WORDPRESS
    return next((kind for kind, path in _PATHS if path.search(parts.path)), None)


def find_hints(url: str, page: str) -> tuple[Hint, ...]:
    """Protocols that an HTML page's head offers, the richest first."""
    found = [hint for link in _LINK.findall(page[:200_000]) for hint in _hints_of(url, _attributes(link))]
    found.sort(key=lambda hint: hint.kind is SourceKind.FEED)
    return tuple({(hint.kind, hint.url): hint for hint in found}.values())


def _hints_of(url: str, link: dict[str, str]) -> Iterator[Hint]:
    relations, href = link.get("rel", "").lower().split(), link.get("href", "")
    target = join_url(url, href) if href else None
    if target is None:
        return
    if "https://api.w.org/" in relations:
        collection = join_url(target, "wp/v2/posts") or target
        yield Hint(
            kind=SourceKind.WORDPRESS,
            url=collection,
            reason="the page offers the WordPress REST API",
        )
    if "alternate" in relations and link.get("type", "").lower() in _FEED_TYPES:
        yield Hint(kind=SourceKind.FEED, url=target, reason="the page offers a feed")


def _attributes(link: str) -> dict[str, str]:
    return {
        name.lower(): (double or single or bare).replace("&amp;", "&")
        for name, double, single, bare in _ATTRIBUTE.findall(link)
    }


def _kind_of_body(url: str, content_type: str | None, start: bytes) -> SourceKind | None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in (b"{", b"["):
        signs = (kind for kind, all_of in _JSON_SIGNS if all(re.search(sign, text) for sign in all_of))
        is_jsonapi = "vnd.api+json" in (content_type or "")
        return SourceKind.DRUPAL_JSONAPI if is_jsonapi else next(signs, None)
    root = _ROOT.match(_narrow(start))
    if root:
        return _ROOT_KINDS.get(root[1].decode("ascii", "replace").rpartition(":")[2].lower())
    return SourceKind.SITEMAP if _is_list_of_urls(text) else None


def _narrow(start: bytes) -> bytes:
    """UTF-16 as ASCII, as far as markup goes."""
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return start[2:].replace(b"\0", b"") if is_wide else start


def _is_list_of_urls(text: bytes) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    whole = lines[:-1] or lines  # the last line may have been cut off
    return bool(whole) and all(re.fullmatch(rb"https?://[^\s<>\"]+", line, re.I) for line in whole)
