"""Reads a notice page and its translations."""

from collections.abc import AsyncIterator

from scrapy.http import Response

from harvesters.html.notice.notice import NoticeMarkup, read_notice
from harvesters.spiders.base import HarvestSpider, Reading, Visited, open_page, refuse_stand_in
from models.errors import PageUnreadable
from models.notice import NoticePage
from models.run import EndProof, PageRole
from text.plurals import name_count


class NoticeSpider(HarvestSpider):
    """Harvests one notice page in every language that the source names."""

    name = "notice"

    async def harvest(self) -> AsyncIterator[NoticePage]:
        source = self.order.source
        planned = ((None, source.url), *source.notice.translations)
        reading = Reading(role=PageRole.NOTICE, noun=NoticeMarkup, read=self._read_page)
        missing = 0
        for language, url in planned:
            page = await self.visit(url, reading)
            if page is None:
                missing += 1
                continue
            yield self._notice_page(page, language)
        if not missing:
            self.ledger.prove_end(EndProof.ALL_FETCHED, f"all {name_count(len(planned), 'page')} were read")

    def _read_page(self, response: Response) -> NoticeMarkup:
        markup = open_page(response)
        refuse_stand_in(markup)
        notice = read_notice(markup, self.order.source.notice)
        if not notice.paragraphs:
            raise PageUnreadable("no text found: it is no notice, or its markup has changed")
        return notice

    def _notice_page(self, page: Visited[NoticeMarkup], language: str | None) -> NoticePage:
        notice, visit = page.value, page.visit
        return NoticePage(
            source_id=self.order.source.id,
            url=visit.url,
            language=language or notice.language or self.order.source.language,
            title=notice.title,
            paragraphs=notice.paragraphs,
            headings=notice.headings,
            seen_at=visit.visited_at,
            capture_id=visit.capture_id,
        )
