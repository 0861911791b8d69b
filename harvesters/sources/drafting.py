"""A source file made from a page: what it lists, and the selectors by which that can be read again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from harvesters.crawl.captures import read_capture
from harvesters.crawl.parent import CrawlOrder, Watch, crawl_source
from harvesters.crawl.spool import Spool, open_spool
from harvesters.html.listing.listing import read_listing
from harvesters.html.markup import Markup, open_markup
from harvesters.html.selectors_from_rows.induce import induce_rules
from harvesters.sources.kinds import Hint, find_hints
from models.errors import HarvestIncomplete
from models.record import RawFields
from models.run import Outcome, PageVisit
from models.source import Limits, ListingRules, Source, SourceKind
from text.urls import host_of, split_url

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_MAX_ID_CHARS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a page turned out to be."""

    source: Source
    """With its kind and, for a listing, the selectors that were induced."""
    rows: tuple[RawFields, ...]
    """Of the first page, in its order."""
    next_url: str | None
    hints: tuple[Hint, ...] = ()
    """Feeds and interfaces that the page names: mostly richer, and steadier, than the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOrder:
    """What to look at, and what may be reached for it."""

    url: str
    folder: Path
    """For the spool and the captures; whoever asks throws them away."""
    allow_hosts: tuple[str, ...]
    contact: str | None
    started_at: datetime


def draft_source(order: DraftOrder, *, watch: Watch) -> Draft:
    """The draft of a source at this address; one page is fetched, as politely as in any harvest.

    Raises:
        HarvestIncomplete: the page can't be fetched, or lists nothing.
    """
    source = Source(
        id=suggest_id(order.url),
        url=order.url,
        limits=Limits(max_pages=1),
        listing=ListingRules(follow=False),
    )
    crawl_order = CrawlOrder(
        run_id=f"{order.started_at:%Y%m%dT%H%M%S}-{source.id}-draft",
        source=source,
        var_dir=order.folder,
        allow_hosts=order.allow_hosts,
        contact=order.contact,
        started_at=order.started_at,
    )
    spool = open_spool(crawl_source(crawl_order, watch=watch))
    _refuse_failed(spool)
    kind = spool.source.kind or SourceKind.LISTING
    drafted = Source(id=source.id, url=source.url, kind=kind)
    draft = (
        _draft_listing(drafted, spool, order.folder) if kind is SourceKind.LISTING else _draft(drafted, spool)
    )
    if not draft.rows:
        raise HarvestIncomplete(
            f"{order.url}: no list was found on it; name the page that lists the publications, or the rows "
            f"yourself as listing.row in a source file{_offer(draft.hints)}",
            source_id=source.id,
        )
    return draft


def _offer(hints: tuple[Hint, ...]) -> str:
    return "".join(f"; it names a {hint.kind.value}: {hint.url}" for hint in hints[:1])


def suggest_id(url: str) -> str:
    """A readable id for a source at this address: its host and the last telling part of its path."""
    parts = split_url(url)
    host = (host_of(url) or "source").removeprefix("www.")
    words = [word for word in (parts.path if parts else "").lower().split("/") if word and not word.isdigit()]
    last = words[-1].rpartition(".")[0] or words[-1] if words else ""
    return _NOT_IN_IDS.sub("-", f"{host} {last}".lower()).strip("-")[:_MAX_ID_CHARS].strip("-")


def open_first_page(spool: Spool, var_dir: Path) -> Markup | None:
    """The first page of a crawl as it was captured; ``None``: it was not."""
    first = next(_captured(spool), None)
    if first is None or spool.captures is None or first.capture_id is None:
        return None
    content_type, body = read_capture(var_dir / spool.captures, first.capture_id)
    return open_markup(body, first.final_url or first.url, http_charset=content_type)


def _captured(spool: Spool) -> Iterator[PageVisit]:
    return (visit for visit in spool.visits() if visit.number == 1 and visit.capture_id)


def _refuse_failed(spool: Spool) -> None:
    for visit in spool.visits():
        if visit.number == 1 and visit.outcome in (Outcome.FAILED, Outcome.REFUSED):
            raise HarvestIncomplete(
                f"{spool.source.url}: {visit.reason}; nothing can be drafted from it",
                source_id=spool.source.id,
            )


def _draft(source: Source, spool: Spool) -> Draft:
    return Draft(source=source, rows=tuple(row.raw for row in spool.rows()), next_url=None)


def _draft_listing(source: Source, spool: Spool, folder: Path) -> Draft:
    markup = open_first_page(spool, folder)
    if markup is None:
        return _draft(source, spool)
    page = read_listing(markup, ListingRules())
    language = markup.selector.xpath("string(/html/@lang)").get() or None
    drafted = replace(
        source, listing=induce_rules(markup, page), language=language and language.partition("-")[0]
    )
    hints = find_hints(markup.base_url, "".join(markup.selector.xpath("//link").getall()))
    return Draft(source=drafted, rows=page.rows, next_url=page.next_url, hints=hints)
