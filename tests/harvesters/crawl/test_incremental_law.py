"""Whatever changes between harvests: asking only for changes gives what fetching everything gives."""

import asyncio
import hashlib
import itertools
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from harvesters.crawl.addresses import AddressGuard
from harvesters.crawl.captures import CaptureWriter
from harvesters.crawl.ledger import Ledger
from harvesters.crawl.previous_pages import PreviousPages, open_previous_pages, reading_version
from harvesters.crawl.spool import Spool, SpoolWriter, open_spool
from harvesters.spiders.base import CrawlContext
from harvesters.spiders.listing import ListingSpider
from models.run import Crawl
from models.source import Source
from tests.harvesters.conftest import AT, CARD_RULES, HASTE, card_page, order_for

URL = "http://site.example/list"
SOURCE = Source(id="cards", url=URL, listing=CARD_RULES, politeness=HASTE)
PAGE_ROWS = 2

versions = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2), min_size=1)
"""Entry → its version: what a site lists at one time."""


@dataclass(slots=True)
class FakeSite:
    """Answers as a site does that lists these entries, two a page, and knows its ETags."""

    entries: dict[str, int]
    kind_of_tags: str
    sent: list[str]

    def page(self, path: str) -> str | None:
        slugs = sorted(self.entries)
        if path.startswith("/d/"):
            version = self.entries.get(path[3:])
            return version if version is None else f"<html><body><p class='full'>{version}</p></body></html>"
        number = int(path.partition("=")[2] or 0)
        shown = slugs[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        following = f"/list?page={number + 1}" if (number + 1) * PAGE_ROWS < len(slugs) else None
        page = card_page(*shown, following=following)
        for slug in shown:
            page = page.replace(f"Title {slug}", f"Title {slug} v{self.entries[slug]}")
        return page

    async def download(self, request: Request) -> Response:
        path = request.url.removeprefix("http://site.example")
        page = self.page(path)
        body = page.encode() if page else b""
        digest = hashlib.md5(body).hexdigest()
        tag = {"strong": f'"{digest}"', "weak": f'W/"{digest}"', "none": ""}[self.kind_of_tags]
        asked = (request.headers.get("If-None-Match") or b"").decode()
        status = 404 if page is None else 304 if tag and tag in asked else 200
        if status == 200:
            self.sent.append(f"{path} {digest}")
        request.meta["trail"].http_status = status
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": tag}
        return HtmlResponse(request.url, status, headers, body if status == 200 else b"", request=request)


def harvest(site: FakeSite, folder: Path, number: int, previous: Path | None) -> Spool:
    """A crawl in this process, the fake site in the place of Scrapy's downloader."""
    started_at = AT + timedelta(days=number)
    order = replace(order_for(SOURCE, folder, run_id=f"run-{number}"), started_at=started_at)
    writer = SpoolWriter(folder, order.run_id, SOURCE, reading=reading_version())
    captures = CaptureWriter(writer.unfinished_captures, software="test", now=AT)
    ledger = Ledger(run_id=order.run_id, source_id="cards", started_at=started_at, record=writer.add)
    context = CrawlContext(
        ledger=ledger,
        spool=writer,
        previous_pages=open_previous_pages(previous, SOURCE) if previous else PreviousPages(),
        captures=captures,
        guard=AddressGuard(),
        clock=lambda: started_at,
    )

    async def crawl() -> Crawl:
        spider = ListingSpider(order=order, context=context)
        spider.fetcher.download = site.download
        async for _ in spider.start():
            raise AssertionError("a spider has nothing to yield")
        return ledger.close("finished", started_at)

    done = asyncio.run(crawl())
    captures.close()
    return open_spool(writer.finish(done))


@settings(max_examples=40, deadline=None)
@given(st.lists(versions, min_size=2, max_size=4), st.sampled_from(["strong", "weak", "none"]))
def test_asking_only_for_changes_gives_what_fetching_everything_gives(
    times: list[dict[str, int]], kind_of_tags: str
) -> None:
    numbers = itertools.count()
    previous: Path | None = None
    sent_before: list[str] = []
    with TemporaryDirectory() as name:
        for entries in times:
            site = FakeSite(entries, kind_of_tags, [])
            incremental = harvest(site, Path(name), next(numbers), previous)
            whole = harvest(FakeSite(entries, kind_of_tags, []), Path(name), next(numbers), None)
            assert [row.raw for row in incremental.rows()] == [row.raw for row in whole.rows()]
            assert incremental.crawl.reasons == whole.crawl.reasons == ()
            assert incremental.crawl.end_detail == whole.crawl.end_detail
            if kind_of_tags != "none":
                assert not set(site.sent) & set(sent_before)
            previous, sent_before = incremental.path, site.sent
