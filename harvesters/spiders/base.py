"""What every spider does: visit planned pages, one outcome each, and stop in time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from scrapy import Spider
from scrapy.http import Response

from harvesters.crawl.addresses import AddressGuard
from harvesters.crawl.captures import CaptureWriter
from harvesters.crawl.failures import Failure
from harvesters.crawl.fetch import Answer, Fetcher
from harvesters.crawl.ledger import Ledger, PlannedPage
from harvesters.crawl.parent import CrawlOrder
from harvesters.crawl.previous_pages import PreviousPages
from harvesters.crawl.spool import SpoolWriter
from harvesters.crawl.stored_page import StoredPage
from harvesters.crawl.truncation import Endings, has_end
from harvesters.html.interstitials import is_blocking_page
from harvesters.html.markup import Markup, open_markup
from models.errors import PageUnreadable, PubharvestError
from models.notice import NoticePage
from models.record import Row
from models.run import Outcome, PageRole, PageVisit

logger = logging.getLogger(__name__)

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlContext:
    """What a spider writes on, and what it may not do without."""

    ledger: Ledger
    spool: SpoolWriter
    previous_pages: PreviousPages
    captures: CaptureWriter
    guard: AddressGuard
    clock: Callable[[], datetime]
    endings: Endings = field(default_factory=Endings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[Read]):
    """How pages of one role are read."""

    role: PageRole
    noun: type[Read]
    """What is read; it is kept with the spool, so that a page that has not changed is not sent again."""
    read: Callable[[Response], Read]
    count_rows: Callable[[Read], int] = lambda _: 0
    telling_statuses: frozenset[int] = frozenset()
    """Error statuses whose answers are read as well, because they tell the error in words of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited(Generic[Read]):
    """A page that was read, now or, where its site says that it has not changed, last time."""

    value: Read
    visit: PageVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found(Generic[Read]):
    """A page with what it says."""

    page: PlannedPage
    answer: Answer
    reading: Reading[Read]
    value: Read
    known: StoredPage[Read] | None


class HarvestSpider(Spider):
    """Walks pages by awaiting each in turn, so that none is dropped between request and callback."""

    name = "harvest"

    def __init__(self, *, order: CrawlOrder, context: CrawlContext, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order = order
        self.context = context
        self.finish_reason = "shutdown"
        self.ledger = context.ledger
        self.spool = context.spool
        self.previous_pages = context.previous_pages
        self.endings = context.endings
        self.captures = context.captures
        self.clock = context.clock
        self.fetcher = Fetcher(
            download=lambda request: self.crawler.engine.download_async(request),
            politeness=order.source.politeness,
            guard=context.guard,
            clock=context.clock,
        )
        self._kept_answers: dict[str, Answer] = {}

    def keep_answer(self, url: str, answer: Answer) -> None:
        """Uses that answer when the page is visited, and does not ask for it again."""
        self._kept_answers[url] = answer

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
            if unended := self.endings.find_unended():
                self.ledger.blame(unended)
        except TimeoutError:
            self.ledger.stop("timeout", f"stopped after {limit_s:g} s (limits.max_run_s)")
        except Exception as error:
            logger.exception("The spider broke")
            self.ledger.stop("broke", f"the spider broke: {type(error).__name__}: {error}")
        nothing: tuple[Any, ...] = ()
        for each in nothing:
            yield each

    async def visit(
        self, url: str, reading: Reading[Read], *, number: int | None = None, row_hash: str | None = None
    ) -> Visited[Read] | None:
        """The page, read; ``None`` if it could not be, or was visited before. The ledger has its outcome.

        Args:
            url: where it is.
            reading: how it is read.
            number: its number, if it is a page of a listing.
            row_hash: of the row that led to it, if it is a detail page.
        """
        page = self.ledger.plan(url, reading.role, number)
        if page is None:
            return None
        known = self.previous_pages.find(url, reading.role, reading.noun)
        answer = self._kept_answers.pop(url, None) or await self.fetcher.fetch(url, known=known)
        trouble = answer.trouble
        status = answer.response.status if answer.response is not None else None
        if answer.response is not None and (trouble is None or status in reading.telling_statuses):
            try:
                value = known.value if known and answer.is_unchanged else reading.read(answer.response)
                self._prove_end(page, answer, known)
            except PubharvestError as error:
                trouble = _unreadable(str(error), trouble)
            except Exception as error:
                logger.exception("Reading %s broke", page)
                trouble = _unreadable(f"{type(error).__name__}: {error}", trouble)
            else:
                found = _Found(page=page, answer=answer, reading=reading, value=value, known=known)
                return self._settle(found, row_hash)
        self.ledger.settle(self._visit_of(page, answer, trouble=trouble))
        logger.warning("%s %s", page, trouble.reason if trouble else "")
        return None

    def _settle(self, found: _Found[Read], row_hash: str | None) -> Visited[Read]:
        rows = found.reading.count_rows(found.value)
        visit = self._visit_of(found.page, found.answer, rows=rows)
        self.spool.add(self._remember(found, visit, row_hash))
        self.ledger.settle(visit)
        return Visited(value=found.value, visit=visit)

    def _remember(self, found: _Found[Read], visit: PageVisit, row_hash: str | None) -> StoredPage[Read]:
        asked_at = self.order.started_at
        if found.known and found.answer.is_unchanged:
            return replace(
                found.known,
                etag=visit.etag or found.known.etag,
                last_modified=visit.last_modified or found.known.last_modified,
                asked_at=asked_at,
                row_hash=row_hash,
            )
        return StoredPage(
            url=visit.url,
            role=visit.role,
            final_url=visit.final_url or visit.url,
            etag=visit.etag,
            last_modified=visit.last_modified,
            asked_at=asked_at,
            capture_id=visit.capture_id,
            captured_at=found.answer.trail.captured_at,
            row_hash=row_hash,
            has_end=_has_end(found.answer),
            noun=found.reading.noun.__name__,
            value=found.value,
        )

    def _prove_end(self, page: PlannedPage, answer: Answer, known: StoredPage[Read] | None) -> None:
        is_ended = _has_end(answer)
        if is_ended is None or answer.is_unchanged:
            return
        objection = self.endings.judge(page, is_ended, known.has_end if known else None)
        if objection:
            raise PageUnreadable(objection)

    def _visit_of(
        self, page: PlannedPage, answer: Answer, *, trouble: Failure | None = None, rows: int = 0
    ) -> PageVisit:
        response = answer.response
        fine = Outcome.NOT_MODIFIED if answer.is_unchanged else Outcome.OK
        return PageVisit(
            url=page.url,
            role=page.role,
            number=page.number,
            outcome=trouble.outcome if trouble else fine,
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


def open_page(response: Response) -> Markup:
    """The page as markup.

    Raises:
        PageUnreadable: it is no HTML.
    """
    return open_markup(response.body, response.url, http_charset=_header(response, "Content-Type"))


def refuse_stand_in(markup: Markup) -> None:
    """Raises PageUnreadable if the page is a login, a captcha, an error, served as if all were well."""
    reason = is_blocking_page(markup)
    if reason:
        raise PageUnreadable(f"it is not the page that was asked for: {reason}")


def _has_end(answer: Answer) -> bool | None:
    """Whether an HTML page closes its markup; ``None``: it is something else."""
    response = answer.response
    is_html = response is not None and "html" in (_header(response, "Content-Type") or "").lower()
    return has_end(response.body) if response is not None and is_html else None


def _unreadable(reason: str, trouble: Failure | None) -> Failure:
    """The trouble that an answer could not be read, on top of the one that it had by its status."""
    if trouble is not None:
        return replace(trouble, reason=f"{trouble.reason}: {reason}")
    return Failure(outcome=Outcome.FAILED, reason=f"could not be read: {reason}", may_pass=False)


def _header(response: Response | None, name: str) -> str | None:
    value = response.headers.get(name) if response else None
    return value.decode("latin-1") if value else None
