"""Which spider harvests a source."""

from typing import TYPE_CHECKING

from harvesters.kinds import stated_kind
from models.source import Source, SourceKind

if TYPE_CHECKING:
    from harvesters.spiders.base import HarvestSpider


def spider_for(source: Source) -> "type[HarvestSpider]":
    """The spider for the source's kind; only that one is loaded."""
    kind = stated_kind(source)
    if kind is None:
        from harvesters.spiders.detecting import DetectingSpider

        return DetectingSpider
    if kind is SourceKind.NOTICE:
        from harvesters.spiders.notice import NoticeSpider

        return NoticeSpider
    if kind is SourceKind.LISTING:
        from harvesters.spiders.listing import ListingSpider

        return ListingSpider
    from harvesters.spiders.answers import AnswerSpider

    return AnswerSpider
