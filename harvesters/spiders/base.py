"""What every spider of this house does: visit planned pages, one outcome each, and stop in time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from scrapy import Spider
from scrapy.http import Response

from harvesters.captures import CaptureWriter
from harvesters.crawl import CrawlOrder
from harvesters.fetch import Answer, Fetcher
from harvesters.hosts import AddressGuard
from harvesters.ledger import Ledger, PlannedPage
from harvesters.pages.markup import Markup, open_markup
from harvesters.spool import SpoolWriter
from harvesters.troubles import Trouble
from models.errors import PubharvestError
from models.notice import NoticePage
from models.record import Row
from models.run import Outcome, PageRole, PageVisit

logger = logging.getLogger(__name__)

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a spider writes on, and what it may not do without."""

    ledger: Ledger
    spool: SpoolWriter
    captures: CaptureWriter
    guard: AddressGuard
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited(Generic[Read]):
    """A page that was fetched and read."""

    value: Read
    visit: PageVisit


class HarvestSpider(Spider):
    """Walks pages by awaiting each in turn, so that none is dropped between request and callback."""

    name = "harvest"

    def __init__(self, *, order: CrawlOrder, desk: Desk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order = order
        self.finish_reason = "shutdown"
        self.ledger = desk.ledger
        self.spool = desk.spool
        self.captures = desk.captures
        self.clock = desk.clock
        self.fetcher = Fetcher(
            download=lambda request: self.crawler.engine.download_async(request),
            politeness=order.source.politeness,
            guard=desk.guard,
            clock=desk.clock,
        )

    def harvest(self) -> AsyncIterator[Row | NoticePage]:
        """What the source lists, in its order."""
        raise NotImplementedError

    def closed(self, reason: str) -> None:
        """Scrapy's last call."""
        self.finish_reason = reason

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry: harvests into the spool within the time that the source allows; yields nothing."""
        limit_s = self.order.source.limits.max_run_s
        try:
            async with asyncio.timeout(limit_s):
                async for noun in self.harvest():
                    self.spool.add(noun)
        except TimeoutError:
            self.ledger.stop("timeout", f"stopped after {limit_s:g} s (limits.max_run_s)")
        except Exception as error:
            logger.exception("The spider broke")
            self.ledger.stop("broke", f"the spider broke: {type(error).__name__}: {error}")
        nothing: tuple[Any, ...] = ()
        for each in nothing:
            yield each

    async def visit(
        self,
        url: str,
        role: PageRole,
        read: Callable[[Markup], Read],
        *,
        number: int | None = None,
        count_rows: Callable[[Read], int] = lambda _: 0,
    ) -> Visited[Read] | None:
        """The page, read; ``None`` if it could not be, or was visited before. The ledger has its outcome."""
        page = self.ledger.plan(url, role, number)
        if page is None:
            return None
        answer = await self.fetcher.fetch(url)
        trouble = answer.trouble
        if trouble is None and answer.response is not None:
            try:
                value = read(_open(answer.response))
                visit = self._visit_of(page, answer, rows=count_rows(value))
            except PubharvestError as error:
                trouble = _unreadable(str(error))
            except Exception as error:
                logger.exception("Reading %s broke", page)
                trouble = _unreadable(f"{type(error).__name__}: {error}")
            else:
                self.ledger.settle(visit)
                return Visited(value=value, visit=visit)
        self.ledger.settle(self._visit_of(page, answer, trouble=trouble))
        logger.warning("%s %s", page, trouble.reason if trouble else "")
        return None

    def _visit_of(
        self, page: PlannedPage, answer: Answer, *, trouble: Trouble | None = None, rows: int = 0
    ) -> PageVisit:
        response = answer.response
        return PageVisit(
            url=page.url,
            role=page.role,
            number=page.number,
            outcome=trouble.outcome if trouble else Outcome.OK,
            reason=trouble.reason if trouble else None,
            http_status=answer.trail.http_status,
            final_url=response.url if response else answer.trail.url,
            rows=rows,
            body_bytes=len(response.body) if response else 0,
            visited_at=self.clock(),
            capture_id=answer.trail.capture_id,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )


def _open(response: Response) -> Markup:
    return open_markup(response.body, response.url, http_charset=_header(response, "Content-Type"))


def _unreadable(reason: str) -> Trouble:
    return Trouble(outcome=Outcome.FAILED, reason=f"could not be read: {reason}", may_pass=False)


def _header(response: Response | None, name: str) -> str | None:
    value = response.headers.get(name) if response else None
    return value.decode("latin-1") if value else None
