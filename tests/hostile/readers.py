"""Every function that sees a site's text, found by walking the packages, as a function of one text."""

import gzip
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import partial
from html import escape
from types import ModuleType
from typing import Any

import bs4
import orjson
from lxml import etree

from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, open_markup
from harvesters.html.outline import Outline, outline_page
from harvesters.protocols.answer import Received
from models.errors import PubharvestError
from models.notice import NoticeKind, NoticePage
from models.record import Description, KeyKind, RawFields, Record, Row, Sighting
from models.source import FieldRule, ListingRules, NoticeRules, Source
from text.field_labels import NameKind, field_of_name
from transforms.matching.preparation.prepared import Prepared, prepare
from transforms.publications.merge import Member
from transforms.records.normalise import SourceContext

ROOMS = (
    *(
        "text",
        "transforms.records",
        "transforms.notices",
        "transforms.matching",
        "transforms.publications.merge",
    ),
    *(
        "harvesters.html",
        "harvesters.protocols",
        "harvesters.middlewares.gunzip",
        "harvesters.crawl.truncation",
    ),
    *("harvesters.crawl.failures", "harvesters.sources.kinds", "feeds.word_diff", "feeds.report_text"),
)
"""Packages and modules that are walked."""
AT = datetime(2026, 11, 20, tzinfo=UTC)
URL = "https://agency.example/list?page=1"
RULES = ListingRules(row=(".card",), next=("a.next",), fields=(FieldRule(name="title", selectors=("h3",)),))

UNSEEN = {
    "text.failpoints.arm": "a setting of tests",
    "text.failpoints.failpoint": "a name of ours",
    "text.tables.read_lines": "a name of ours",
    "text.tables.read_table": "a name of ours",
    "text.dates.tokens.find_month": "sees a date that was cut to its bound",
    "text.field_labels.field_of_name": "is read below, for each kind of name",
    "harvesters.html.pager.pager_words.has_words": "is read below, for each meaning",
    "harvesters.html.pager.pager_words.is_named": "is read below, for each kind of name",
    "text.tables.read_phrase_table": "a name of ours",
    "text.phrases.spell_out": "a phrase of ours",
    "text.phrases.phrase_pattern": "phrases of ours",
    "text.plurals.name_count": "a noun of ours",
    "text.toml.read_toml": "an operator's file",
    "harvesters.html.selectors.compile_selector": "an operator's selector",
    "harvesters.html.selectors.select_first_match": "an operator's selector",
    "harvesters.html.selectors.read_first_match": "an operator's selector",
    "harvesters.html.listing.fields.raw_name": "an operator's name of a field",
    "transforms.notices.rules.compile_phrase": "a phrase of ours",
    "transforms.records.rows.count_absences": "sees ids alone",
    "transforms.matching.clustering.resolve": "sees ids alone",
    "transforms.matching.clustering.join_edges": "sees ids alone",
    "transforms.matching.duplicate_groups.resolve_duplicates": "sees ids alone",
    "transforms.matching.candidates.group_linked": "sees ids alone",
    "transforms.matching.candidates.pairs_in_blocks": "sees ids alone",
    "transforms.matching.weights.weigh": "sees levels alone",
    "transforms.matching.preparation.statements.read_statements": "sees a title that was cut",
    "text.dates.tokens.months_of": "takes a language",
    "text.dates.tokens.read_shape": "sees a date that was cut to its bound",
    "transforms.matching.titles.are_variants": "sees words of a title that was cut to its bound",
    "transforms.matching.features.is_abbreviation": "sees a journal's name that was cut to its bound",
    "text.nesting.is_deeper_than": "sees values, not text",
    "harvesters.crawl.failures.try_again": "sees times alone",
    "transforms.notices.differences.apply_difference": "is called by tests alone",
    "harvesters.html.listing.row_fields.read_rows": "is called by read_listing",
    "harvesters.html.listing.row_links.is_file_link": "is called by read_listing",
    "harvesters.html.listing.columns.column_field": "is called by read_listing",
}
"""What is walked over, and why."""


_BEFORE_THE_SPOOL = ("text.", "harvesters.protocols.", "harvesters.crawl.")


@dataclass(frozen=True, slots=True)
class Reader:
    """A function of one text."""

    name: str
    read: Callable[[str], object]
    is_of_pages: bool = False
    """It reads a whole page, which takes long enough to try it with less."""
    is_whole_way: bool = False

    def __call__(self, text: str) -> object:
        if not self.name.startswith(_BEFORE_THE_SPOOL):
            text = _encoded(text).decode()  # the spool and each page's parser keep no half characters
        try:
            return self.read(text)
        except (PubharvestError, PubharvestIgnored):
            return None


PubharvestIgnored = importlib.import_module("scrapy.exceptions").IgnoreRequest


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _page(body: str) -> Markup:
    return open_markup(_encoded(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>"), URL)


def _quoted(text: str) -> str:
    return escape(text.replace("\0", ""), quote=True)


def _card_page(text: str) -> Markup:
    """The text as content, as class, as link and as label of three cards and a pager."""
    said = _quoted(text)
    cards = "".join(
        f'<div class="card"><h3><a href="/{n}">Guide {n} {said}</a></h3><p>{said}</p><i>{said}</i></div>'
        for n in range(3)
    )
    odd = f'<div class="{said}"><a href="{said}" title="{said}">{said}</a></div>'
    return _page(f'<main>{cards}{odd}<p>{said}</p></main><a class="next" href="?page=2">Next</a>')


def _description(text: str) -> Description:
    many = (text, "A. Bo")
    return Description(
        title=text, teaser=text, abstract=text, publisher=text, authors=many, reference_number=text, url=text,
        file_urls=many, topics=many, countries=many, journal=text, volume=text, number=text, pages=text,
        isbns=many, doi=text, language="en", year=2019, publication_type=text,
    )  # fmt: skip


def _raw(text: str) -> RawFields:
    values = {field.name: (text, "A") if "tuple" in str(field.type) else text for field in fields(RawFields)}
    return RawFields(**values)


def _row(text: str) -> Row:
    sighting = Sighting(page_url=URL, page_number=1, position=1, seen_at=AT, capture_id=None)
    return Row(source_id="s", raw=_raw(text), sighting=sighting)


def _notice_page(text: str) -> NoticePage:
    return NoticePage(
        source_id="s", url=URL, language="en", title=text, paragraphs=(text, "We thank our donors.", text),
        headings=(False, True, True), seen_at=AT, capture_id=None,
    )  # fmt: skip


def _member(text: str) -> Member:
    return Member(record_id="r", source_id="s", description=_description(text), first_seen_at=AT, trust=0)


def _words(text: str) -> list[str]:
    return text.split()


MAKERS: dict[Any, Callable[[str], Any]] = {
    str: lambda text: text,
    str | None: lambda text: text,
    bytes: _encoded,
    Any: lambda text: text,
    Sequence[str]: lambda text: (text, *text.split()),
    Collection[str]: lambda text: (text,),
    Iterable[str]: lambda text: (text,),
    Iterable[str | None]: lambda text: (text,),
    tuple[str, ...]: lambda text: (text,),
    list[str]: _words,
    Markup: _card_page,
    Outline: lambda text: outline_page(_card_page(text).root),
    etree._Element: lambda text: _card_page(text).root,
    bs4.BeautifulSoup: lambda text: bs4.BeautifulSoup(f"<main><p>{_quoted(text)}</p></main>", "lxml"),
    bs4.Tag: lambda text: bs4.BeautifulSoup(f"<main><p>{_quoted(text)}</p></main>", "lxml").main,
    ListingPage: lambda text: read_listing(_card_page(text), ListingRules()),
    Received: lambda text: Received(url=URL, body=_encoded(text)),
    Description: _description,
    Prepared: lambda text: prepare(_description(text)),
    Sequence[Prepared]: lambda text: (prepare(_description(text)), prepare(_description(f"{text} b"))),
    RawFields: _raw,
    Record: lambda text: Record(
        source_id="s", native_key=text, key_kind=KeyKind.TEXT_HASH, row=_row(text), variants=(), repeats=0
    ),
    Row: _row,
    Iterable[Row]: lambda text: (_row(text), _row(f"{text} b")),
    NoticePage: _notice_page,
    Sequence[Member]: lambda text: (_member(text),),
    ListingRules: lambda _: RULES,
    NoticeRules: lambda _: NoticeRules(),
    Sequence[FieldRule]: lambda _: RULES.fields,
    Source: lambda _: Source(id="s", url=URL),
    SourceContext: lambda _: SourceContext(source_id="s"),
    NoticeKind | None: lambda _: None,
    int: lambda _: 1_000_000,
    int | None: lambda _: 2019,
    float: lambda _: 1.0,
    datetime: lambda _: AT,
    Mapping[str, str | int]: lambda _: {"page": 2},
}
"""A value of that type that holds the text, or none of it."""
_HOLD_NONE = (
    ListingRules,
    NoticeRules,
    Source,
    SourceContext,
    NoticeKind | None,
    int,
    int | None,
    float,
    datetime,
)


_PAGES = frozenset((Markup, Outline, ListingPage, etree._Element, bs4.BeautifulSoup, bs4.Tag))


def list_readers() -> tuple[Reader, ...]:
    """Every function that the walk finds and can call, then those that are called as they are used."""
    return (*_walk_readers(), *_whole_ways())


def list_unread() -> list[str]:
    """Functions that take text and are neither called nor excused."""
    unread = []
    for name, function in _walk():
        wanted = _wanted(function)
        takes_text = any(hint in (str, bytes, str | None) for hint in wanted.values())
        if takes_text and name not in UNSEEN and not _is_callable(wanted):
            unread.append(name)
    return unread


def _walk_readers() -> Iterator[Reader]:
    for name, function in _walk():
        wanted = _wanted(function)
        if name not in UNSEEN and _is_callable(wanted):
            is_of_pages = not _PAGES.isdisjoint(wanted.values())
            yield Reader(name, _reader_of(function, wanted), is_of_pages=is_of_pages)


def _reader_of(function: Callable[..., Any], wanted: Mapping[str, Any]) -> Callable[[str], object]:
    parameters = inspect.signature(function).parameters

    def read(text: str) -> object:
        positional, named = [], {}
        for parameter, hint in wanted.items():
            value = MAKERS[hint](text)
            if parameters[parameter].kind is inspect.Parameter.KEYWORD_ONLY:
                named[parameter] = value
            else:
                positional.append(value)
        found = function(*positional, **named)
        return list(found) if isinstance(found, Iterator) else found

    return read


def _is_callable(wanted: Mapping[str, Any]) -> bool:
    return all(hint in MAKERS for hint in wanted.values()) and any(
        h not in _HOLD_NONE for h in wanted.values()
    )


def _wanted(function: Callable[..., Any]) -> dict[str, Any]:
    """Type by name of the parameters that must be given."""
    plain = inspect.unwrap(function)
    hints = typing.get_type_hints(plain)
    parameters = inspect.signature(plain).parameters.values()
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {p.name: hints[p.name] for p in parameters if p.default is p.empty and p.kind not in optional}


def _walk() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in (module for room in ROOMS for module in _modules(room)):
        for name, function in vars(module).items():
            plain = inspect.unwrap(function) if callable(function) else None
            is_ours = inspect.isfunction(plain) and plain.__module__ == module.__name__
            if is_ours and not name.startswith("_"):
                yield f"{module.__name__}.{name}", function


def _modules(room: str) -> Iterator[ModuleType]:
    module = importlib.import_module(room)
    yield module
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{room}."):
        yield importlib.import_module(found.name)


def _whole_ways() -> Iterator[Reader]:
    """The ways that a site's text goes, from bytes on."""
    from harvesters.html.detail.detail import read_detail
    from harvesters.html.encoding import decode_body
    from harvesters.html.interstitials import is_blocking_page
    from harvesters.html.notice.notice import read_notice
    from harvesters.html.pager.pager import find_next
    from harvesters.middlewares.gunzip import gunzip
    from harvesters.protocols.feed import read_feed
    from harvesters.protocols.oai_pmh import read_oai_pmh
    from harvesters.protocols.sitemap import read_sitemap
    from harvesters.protocols.wordpress import read_wordpress
    from transforms.matching.verdict import compare

    def page(text: str) -> Markup:
        return _page(text)

    def received(start: str, text: str, end: str) -> Received:
        return Received(url=URL, body=_encoded(f"{start}{text}{end}"))

    def compare_two(text: str) -> object:
        one = _description(text)
        return compare(prepare(one), prepare(replace(one, title=f"{text} b", year=2018)))

    rss = (
        "<rss version='2.0'><channel><item><title>A</title><description>",
        "</description></item></channel></rss>",
    )
    dc = (
        "<OAI-PMH><ListRecords><record><metadata><dc><title>A</title><description>",
        "</description></dc></metadata></record></ListRecords></OAI-PMH>",
    )
    ways: dict[str, Callable[[str], object]] = {
        "markup: listing": lambda text: read_listing(page(text), ListingRules()),
        "markup: listing by rules": lambda text: read_listing(page(text), RULES),
        "markup: detail": lambda text: read_detail(page(text), ListingRules()),
        "markup: notice": lambda text: read_notice(page(text), NoticeRules()),
        "markup: blocking": lambda text: is_blocking_page(page(text)),
        "markup: next": lambda text: find_next(page(text), outline_page(page(text).root)),
        "bytes of no charset": lambda text: decode_body(b"\xe9\xff " + _encoded(text), http_charset=None),
        "bytes of a wrong charset": lambda text: decode_body(
            b"\xe9t\xe9 " + _encoded(text), http_charset="utf-8"
        ),
        "gzip": lambda text: gunzip(gzip.compress(_encoded(text)), 10_000_000),
        "gzip, many": lambda text: gunzip(gzip.compress(_encoded(text[:8])) * (len(text) // 100), 10_000_000),
        "feed": lambda text: read_feed(received(rss[0], text, rss[1])),
        "feed, escaped": lambda text: read_feed(received(rss[0], escape(text), rss[1])),
        "OAI-PMH": lambda text: read_oai_pmh(received(dc[0], text, dc[1])),
        "OAI-PMH, escaped": lambda text: read_oai_pmh(received(dc[0], escape(text), dc[1])),
        "sitemap": lambda text: read_sitemap(
            received("<urlset><url><loc>", escape(text), "</loc></url></urlset>")
        ),
        "WordPress": lambda text: read_wordpress(
            Received(url=URL, body=orjson.dumps([{"id": 1, "title": {"rendered": _encoded(text).decode()}}]))
        ),
        "comparison": compare_two,
    }
    yield from (Reader(name, read, is_of_pages=True, is_whole_way=True) for name, read in ways.items())
    yield from _by_kind()


def _by_kind() -> Iterator[Reader]:
    """Readers that take a kind of ours beside the text."""
    from harvesters.html.pager.pager_words import has_words, is_named

    for name, read, kinds in (
        ("pager name", is_named, ("next", "back", "pager", "icon", "current", "off")),
        ("pager words", has_words, ("next", "back", "last")),
        ("field name", lambda kind, text: field_of_name(text, kind), typing.get_args(NameKind)),
    ):
        yield from (Reader(f"{name}: {kind}", partial(read, kind)) for kind in kinds)
