"""Walks the answers of a protocol from the first to the proven end: one spider, whatever the protocol."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scrapy.http import Response

from harvesters.crawl.failures import PageBroken, PageUnusable
from harvesters.html.listing.gaps import needs_detail
from harvesters.middlewares.gunzip import gunzip
from harvesters.protocols.answer import AnswerPage, Entry, Received
from harvesters.protocols.registry import protocol_of
from harvesters.spiders.answer_end import AnswerStep, AnswerWalk
from harvesters.spiders.base import Reading, Visited
from harvesters.spiders.listing import ListingSpider
from models.errors import PageUnreadable, SourceInvalid
from models.record import Row
from models.run import EndProof, PageRole
from models.source import SourceKind
from text.batches import batches

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 50
"""Rows whose detail pages are waited for together: a sitemap may list 50,000 in one answer."""
TELLING_STATUSES = frozenset([400, 403, 404, 409, 410, 422])
"""Protocols put words of their own into the body of these, the end of a list among them."""
_GZIP_START = b"\x1f\x8b"


@dataclass(slots=True)
class _Lists:
    """The lists that a source is made of: one, or the sitemaps of an index."""

    waiting: deque[str]
    number: int = 0
    """Of the last answer, over all of them."""
    ends: list[AnswerStep] = field(default_factory=list)


class AnswerSpider(ListingSpider):
    """Harvests a source that speaks one of the protocols."""

    name = "answers"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        protocol = protocol_of(self.order.source.kind or SourceKind.LISTING)
        if protocol is None:
            raise SourceInvalid(f"{self.order.source.id}: kind: {self.order.source.kind} is no protocol")
        self._protocol = protocol
        self._answer = Reading(
            role=PageRole.LISTING,
            noun=AnswerPage,
            read=self._read_answer,
            count_rows=lambda page: len(page.entries),
            telling_statuses=TELLING_STATUSES,
        )
        follow = self._rules.follow
        self._rules = replace(self._rules, follow=protocol.follows if follow is None else follow)
        self._spooled: set[int] = set()

    async def harvest(self) -> AsyncIterator[Row]:
        try:
            first_url = self._protocol.first_url(self.order.source.url)
        except SourceInvalid as error:
            self.ledger.blame(str(error))
            return
        self.ledger.is_windowed = self._protocol.is_windowed(first_url)
        lists = _Lists(waiting=deque([first_url]))
        max_pages = self.order.source.limits.max_pages
        while lists.waiting and lists.number < max_pages:
            async for row in self._walk(lists.waiting.popleft(), lists):
                yield row
        if lists.waiting:
            self.ledger.blame(f"stopped at limits.max_pages ({max_pages}); the index lists more")
        self._conclude_all(lists.ends)

    async def _walk(self, first_url: str, lists: _Lists) -> AsyncIterator[Row]:
        walk = AnswerWalk(first_url, self.order.source.limits, may_resume=self._protocol.may_resume)
        step = AnswerStep(next_url=first_url)
        while step.next_url is not None:
            url, is_again = step.next_url, step.is_again
            lists.number += 1
            page = await self.visit(url, self._answer, number=lists.number)
            if page is None:
                return
            step = walk.after(lists.number, page.visit.final_url or url, page.value)
            if step.warning:
                logger.warning(step.warning)
                self.ledger.start_again()
            lists.waiting.extend(page.value.inner_urls)
            if not step.is_repeat:
                async for row in self._rows_of_answer(page, is_again=is_again):
                    yield row
        lists.ends.append(step)

    def _conclude_all(self, ends: Sequence[AnswerStep]) -> None:
        if len(ends) == 1:
            self._conclude(ends[0])
            return
        for end in ends:
            if end.reason:
                self.ledger.blame(end.reason)
        if ends and all(end.proof for end in ends):
            self.ledger.prove_end(EndProof.ALL_FETCHED, f"all {len(ends)} lists of the index were read")

    def _read_answer(self, response: Response) -> AnswerPage:
        page = self._protocol.read(receive(response, self.order.source.limits.max_body_bytes))
        if page.entries and response.status in TELLING_STATUSES:
            raise PageUnreadable("it lists entries although it is an error by its status")
        return page

    async def _rows_of_answer(self, page: Visited[AnswerPage], *, is_again: bool) -> AsyncIterator[Row]:
        entries = enumerate(page.value.entries, start=1)
        rows = [self._row_of(page, position, entry) for position, entry in entries]
        for batch in batches(rows, ROWS_AT_ONCE):
            for row in await self._complete_all(batch):
                if self._is_news(row, is_again=is_again):
                    self.ledger.rows += 1
                    yield row

    def _is_news(self, row: Row, *, is_again: bool) -> bool:
        """Whether the row is not one that an earlier reading of the same list gave."""
        if not self._protocol.may_resume:
            return True
        key = hash((row.raw, row.is_deleted))
        is_known = is_again and key in self._spooled
        self._spooled.add(key)
        return not is_known

    def _row_of(self, page: Visited[AnswerPage], position: int, entry: Entry) -> Row:
        row = self._row(page.visit, position, entry.raw)
        return replace(row, is_deleted=entry.is_deleted, notes=(*page.value.notes, *entry.notes))

    async def _complete_all(self, rows: Sequence[Row]) -> list[Row]:
        async def complete(row: Row) -> Row:
            return await self._complete(row) if needs_detail(row.raw, self._rules) else row

        return list(await asyncio.gather(*map(complete, rows)))


def receive(response: Response, max_bytes: int) -> Received:
    """The answer as its reader takes it; a gzip file unpacked.

    Raises:
        PageUnreadable: the gzip file can't be unpacked.
    """
    body = response.body
    if body.startswith(_GZIP_START):
        try:
            body = gunzip(body, max_bytes)
        except (PageBroken, PageUnusable) as error:
            raise PageUnreadable(f"the answer {error}") from error
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    return Received(
        url=response.url,
        body=body,
        content_type=headers.get("content-type"),
        headers=headers,
        http_status=response.status,
    )
