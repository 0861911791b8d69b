"""What the last harvest of a source read, page by page."""

import logging
from collections.abc import Hashable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import orjson
from pydantic import TypeAdapter, ValidationError

from harvesters.crawl.spool import PAGES, Spool, open_spool
from harvesters.crawl.stored_page import StoredPage
from models.errors import SpoolDamaged
from models.run import PageRole
from models.source import Expectations, Limits, Politeness, Source, SourceKind
from text.printable import printable
from text.rules_version import Rules, rules_version

logger = logging.getLogger(__name__)

Read = TypeVar("Read")

READING_RULES = Rules(
    parts=(
        *("models", "text", "harvesters/html", "harvesters/protocols", "harvesters/sources/kinds.py"),
        *("harvesters/spiders", "harvesters/crawl/truncation.py"),
    ),
    libraries=(
        *("beautifulsoup4", "charset-normalizer", "cssselect", "extruct", "feedparser", "ftfy", "idna"),
        *("lxml", "orjson", "parsel", "python-stdnum", "scrapy", "trafilatura", "w3lib"),
    ),
)
"""What decides what is read on a page, and where its list goes on or ends."""


class PreviousPages:
    """Finds pages of a finished spool by their URLs; only their places in the file are held in memory."""

    def __init__(self, path: Path | None = None, kind: SourceKind | None = None) -> None:
        self.kind = kind
        """As what the source was read."""
        self._file: BinaryIO | None = None
        self._offsets: dict[int, int] = {}
        if path is not None and path.exists():
            self._file = path.open("rb")
            self._offsets = dict(_find_lines(self._file))

    def find(self, url: str, role: PageRole, noun: type[Read]) -> StoredPage[Read] | None:
        """The page as it was read last time; ``None`` if it was not, or can't be understood any more."""
        offset = self._offsets.get(hash((url, role.value)))
        if self._file is None or offset is None:
            return None
        self._file.seek(offset)
        try:
            page = _adapter(noun).validate_json(self._file.readline())
        except ValidationError:
            return None
        # The index holds hashes alone, and two URLs may share one.
        return page if (page.url, page.role, page.noun) == (url, role, noun.__name__) else None


def open_previous_pages(previous: Path | None, source: Source) -> PreviousPages:
    """What the spool at ``previous`` holds; nothing if that can't be relied on, so that all is fetched."""
    if previous is None:
        return PreviousPages()
    try:
        spool = open_spool(previous)
        doubt = _find_doubt(spool, source)
        if doubt is None:
            return PreviousPages(previous / PAGES, spool.source.kind)
    except SpoolDamaged as error:
        doubt = str(error)
    except (orjson.JSONDecodeError, KeyError, TypeError, OSError) as error:
        doubt = f"its pages can't be read: {printable(str(error))}"
    logger.info("Every page is fetched anew: the last run is of no use here: %s", doubt)
    return PreviousPages()


def reading_version() -> str:
    """Another one whenever a page may be read otherwise than before."""
    return rules_version(READING_RULES)


def _find_doubt(spool: Spool, source: Source) -> str | None:
    """Why today's harvest might read the same pages otherwise."""
    if _as_read(spool.source) != _as_read(source):
        return "the source file has changed since"
    if spool.reading != reading_version():
        return "pages are read by other rules since"
    return None


def _as_read(source: Source) -> Source:
    """The source without what has no say in what is read on its pages.

    Its kind may be the answer's to tell; pages that were read as another kind are not found again anyway.
    """
    return replace(
        source,
        kind=None,
        publisher=None,
        schedule=None,
        timezone="UTC",
        enabled=True,
        trust=0,
        politeness=Politeness(),
        limits=Limits(),
        expect=Expectations(),
    )


def _find_lines(file: BinaryIO) -> Iterator[tuple[int, int]]:
    offset = 0
    for line in file:
        page = orjson.loads(line)
        yield hash((page["url"], page["role"])), offset
        offset += len(line)


def _adapter(noun: type[Read]) -> TypeAdapter[StoredPage[Read]]:
    return cast("TypeAdapter[StoredPage[Read]]", _cached_adapter(cast("Hashable", noun)))


@cache
def _cached_adapter(noun: Any) -> TypeAdapter[Any]:
    return TypeAdapter(StoredPage[noun])
