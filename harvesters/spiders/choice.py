"""Which spider harvests a source of a known kind."""

from typing import TYPE_CHECKING

from models.source import SourceKind

if TYPE_CHECKING:
    from harvesters.spiders.base import HarvestSpider


def spider_for(kind: SourceKind) -> "type[HarvestSpider]":
    """The spider for sources of this kind; only that one is loaded."""
    if kind is SourceKind.NOTICE:
        from harvesters.spiders.notice import NoticeSpider

        return NoticeSpider
    if kind is SourceKind.LISTING:
        from harvesters.spiders.listing import ListingSpider

        return ListingSpider
    from harvesters.spiders.answers import AnswerSpider

    return AnswerSpider
