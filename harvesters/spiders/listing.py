"""Walks a listing from its first page to its proven end, and visits detail pages where rows leave gaps."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from scrapy.http import Response

from harvesters.crawl.site import site_of
from harvesters.crawl.spool import encode
from harvesters.crawl.stored_page import StoredPage, hash_encoded_row
from harvesters.html.detail.detail import read_detail
from harvesters.html.listing.gaps import add_detail, needs_detail
from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.spiders.base import HarvestSpider, Reading, Visited, open_page, refuse_stand_in
from harvesters.spiders.listing_end import ListingWalk, Step
from models.errors import PageUnreadable
from models.record import RawFields, Row, Sighting
from models.run import PageRole, PageVisit
from models.source import ListingRules
from text.file_types import is_file
from text.urls import split_url, without_fragment

ROWS_OF_A_LIST = 3
"""Rows that must be found without selectors before they are believed to be what the selectors missed."""

KEPT_DETAILS = 2_000
"""Detail pages that are remembered for rows that are listed twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What a detail page says."""

    fields: RawFields
    capture_id: str | None
    """Of the answer that showed it, or showed that it has not changed; maybe in an earlier run's file."""


class ListingSpider(HarvestSpider):
    """Harvests a listing."""

    name = "listing"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rules = self.order.source.listing
        self._site = site_of(self.order.source)
        self._listing = Reading(
            role=PageRole.LISTING, noun=ListingPage, read=self._read_page, count_rows=_count
        )
        self._detail = Reading(role=PageRole.DETAIL, noun=RawFields, read=self._read_detail)
        self._details: dict[str, asyncio.Future[Detail | None]] = {}

    async def harvest(self) -> AsyncIterator[Row]:
        walk = ListingWalk(self.order.source.limits)
        url: str | None = self.order.source.url
        number = 1
        while url is not None:
            page = await self.visit(url, self._listing, number=number)
            if page is None:
                return
            step = walk.after(number, page.visit.final_url or url, page.value)
            self._conclude(step)
            if not step.is_repeat:
                for row in await self._rows_of(page):
                    self.ledger.rows += 1
                    yield row
            url, number = step.next_url, number + 1

    def _read_page(self, response: Response) -> ListingPage:
        markup = open_page(response)
        page = read_listing(markup, self._rules)
        if not (self._rules.row and page.rows):
            refuse_stand_in(markup)
        if self._rules.row and not page.rows and not page.says_empty:
            found = len(read_listing(markup, ListingRules()).rows)
            if found >= ROWS_OF_A_LIST:
                seen = f"the page has a list of {found} rows: its markup has changed"
                raise PageUnreadable(f"listing.row matches nothing, but {seen}")
        return page

    def _read_detail(self, response: Response) -> RawFields:
        markup = open_page(response)
        # A row keeps its own text: that of a whole page would only take room.
        detail = replace(read_detail(markup, self._rules), row_text="")
        # Where a selector finds what it was written for, the page is the one that was asked for.
        if not self._rules.detail_fields or replace(detail, title_raw=None) == RawFields():
            refuse_stand_in(markup)
        return detail

    def _conclude(self, step: Step) -> None:
        if step.reason:
            self.ledger.blame(step.reason)
        if step.proof and step.detail:
            self.ledger.prove_end(step.proof, step.detail)

    async def _rows_of(self, page: Visited[ListingPage]) -> list[Row]:
        rows = [self._row(page.visit, position, raw) for position, raw in enumerate(page.value.rows, start=1)]
        incomplete = [index for index, row in enumerate(rows) if needs_detail(row.raw, self._rules)]
        completed = await asyncio.gather(*(self._complete(rows[index]) for index in incomplete))
        for index, row in zip(incomplete, completed, strict=True):
            rows[index] = row
        return rows

    def _row(self, visit: PageVisit, position: int, raw: RawFields) -> Row:
        sighting = Sighting(
            page_url=visit.url,
            page_number=visit.number or 1,
            position=position,
            seen_at=visit.visited_at,
            capture_id=visit.capture_id,
        )
        return Row(source_id=self.order.source.id, raw=raw, sighting=sighting)

    async def _complete(self, row: Row) -> Row:
        """The row with what its detail page adds; as it was where there is none to be had."""
        url = row.raw.detail_url or ""
        if is_file(url):
            return row
        if split_url(url) is None:
            return replace(row, notes=(*row.notes, "the link to its page is no URL"))
        if self._site.refusal(url):
            return replace(row, notes=(*row.notes, "its page is on another site and was not visited"))
        detail = await self._find_detail(url, hash_encoded_row(encode(row.raw)))
        if detail is None:
            return replace(row, is_partial=True)
        sighting = replace(row.sighting, detail_capture_id=detail.capture_id)
        return replace(row, raw=add_detail(row.raw, detail.fields), sighting=sighting)

    async def _find_detail(self, url: str, row_hash: str) -> Detail | None:
        key = without_fragment(url)
        if key not in self._details:
            if len(self._details) >= KEPT_DETAILS:
                del self._details[next(iter(self._details))]
            self._details[key] = asyncio.ensure_future(self._read_or_recall(url, row_hash))
        return await self._details[key]

    async def _read_or_recall(self, url: str, row_hash: str) -> Detail | None:
        known = self.previous_pages.find(url, PageRole.DETAIL, RawFields)
        if known and known.row_hash == row_hash and not self._is_due(known):
            self.spool.add(known)
            return Detail(fields=known.value, capture_id=known.capture_id)
        visited = await self.visit(url, self._detail, row_hash=row_hash)
        return Detail(fields=visited.value, capture_id=visited.visit.capture_id) if visited else None

    def _is_due(self, known: StoredPage[RawFields]) -> bool:
        """Whether the page was last asked for so long ago, or in the future, that it is to be asked again."""
        age = self.order.started_at - known.asked_at
        days = self.order.source.politeness.refresh_details_days
        return not timedelta() <= age < timedelta(days=days)


def _count(page: ListingPage) -> int:
    return len(page.rows)
