"""Asks a source whose file names no kind what it is, and leaves the rest to the spider for that."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from harvesters.crawl.fetch import Answer
from harvesters.crawl.stored_page import StoredPage
from harvesters.html.listing.listing import ListingPage
from harvesters.protocols.answer import AnswerPage, Received
from harvesters.sources.kinds import START_BYTES, detect_kind_of_answer, kind_of_url
from harvesters.spiders.answers import receive
from harvesters.spiders.base import HarvestSpider
from harvesters.spiders.choice import spider_for
from models.errors import PageUnreadable
from models.notice import NoticePage
from models.record import Row
from models.run import PageRole
from models.source import SourceKind

logger = logging.getLogger(__name__)


class DetectingSpider(HarvestSpider):
    """Finds out the kind of its source; the answer that told it is not asked for again."""

    name = "detecting"

    async def harvest(self) -> AsyncIterator[Row | NoticePage]:
        url = self.order.source.url
        answer = await self.fetcher.fetch(url, known=self._find_known(url))
        kind = self._kind_of(url, answer)
        source = replace(self.order.source, kind=kind)
        logger.info("%s is read as %s", source.id, source.kind)
        self.spool.describe(source)
        spider = spider_for(kind).from_crawler(
            self.crawler, order=replace(self.order, source=source), context=self.context
        )
        spider.fetcher = self.fetcher  # it remembers how long the site asks to be left alone
        spider.keep_answer(url, answer)
        async for noun in spider.harvest():
            yield noun

    def _find_known(self, url: str) -> StoredPage[Any] | None:
        """The first page as it was read last time, whatever it was."""
        if self.previous_pages.kind in (None, SourceKind.NOTICE):
            return None
        noun = ListingPage if self.previous_pages.kind is SourceKind.LISTING else AnswerPage
        return self.previous_pages.find(url, PageRole.LISTING, noun)

    def _kind_of(self, url: str, answer: Answer) -> SourceKind:
        if answer.is_unchanged and self.previous_pages.kind:
            return self.previous_pages.kind
        received = self._receive(answer)
        if received is None:
            return kind_of_url(url) or SourceKind.LISTING
        return detect_kind_of_answer(received.url, received.content_type, received.body[:START_BYTES])

    def _receive(self, answer: Answer) -> Received | None:
        if answer.response is None:
            return None
        try:
            return receive(answer.response, self.order.source.limits.max_body_bytes)
        except PageUnreadable:
            return None
