"""Pages per second of the listing spider against a bare Scrapy spider that writes JSON Lines.

Both read the same loopback site with the same selectors; ours also keeps the page ledger, the spool and
the WARC captures. Runs alternate. A run is timed from the site's first page to the end of the spider's
process, so that starting Python counts for neither and finishing the files counts for both.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from harvesters.crawl.parent import CrawlOrder, Progress, crawl_source
from harvesters.crawl.spool import open_spool
from models.source import FieldRule, ListingRules, Politeness, Source

WANTED_RATIO = 0.7
CARDS = 10
SELECTORS = {
    "title": "h3",
    "teaser": ".field--name-body",
    "detail_url": "h3 a::attr(href)",
    "date": "time::attr(datetime)",
    "file_urls": "a.file::attr(href)",
}
SENTENCE = "Practical guidance for case workers, partners and governments who plan, carry out and follow up. "

BARE_SPIDER = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [sys.argv[1]]
    custom_settings = {
        "FEEDS": {sys.argv[2]: {"format": "jsonlines"}}, "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "REMOTE_CONTROL_ENABLED": False,
    }

    def parse(self, response):
        for row in response.css(".views-row"):
            yield {
                "title": row.css("h3::text, h3 a::text").get(),
                "teaser": row.css(".field--name-body::text").get(),
                "detail_url": response.urljoin(row.css("h3 a::attr(href)").get()),
                "date": row.css("time::attr(datetime)").get(),
                "file_urls": [response.urljoin(url) for url in row.css("a.file::attr(href)").getall()],
            }
        following = response.css("li.pager__item--next a::attr(href)").get()
        if following:
            yield response.follow(following, self.parse)

process = CrawlerProcess({"LOG_LEVEL": "WARNING"})
process.crawl(Bare)
process.start()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One run of one spider."""

    pages_per_s: float
    cpu_s: float


class Silence:
    """A watch that only complains."""

    def on_progress(self, progress: Progress) -> None:
        """Not shown."""

    def on_log(self, level: str, line: str) -> None:
        print(f"{level}: {line}", file=sys.stderr)


class Site:
    """The site, in a process of its own; by default it tells when it was first asked for a page."""

    def __init__(self, pages: int, serve: Callable[[int, Connection], None] | None = None) -> None:
        self._ours, theirs = multiprocessing.Pipe()
        target = serve or serve_listing
        self._process = multiprocessing.Process(target=target, args=(pages, theirs), daemon=True)
        self._process.start()
        self.url = f"http://127.0.0.1:{self._ours.recv()}/list"

    def first_asked_at(self) -> float:
        return float(self.ask())

    def ask(self) -> object:
        """What the server has to tell."""
        self._ours.send("")
        return self._ours.recv()

    def close(self) -> None:
        self._process.terminate()


def serve_listing(pages: int, pipe: Connection) -> None:
    """Serves the listing until it is terminated."""
    answers = {path: _answer(page) for path, page in list_pages(pages)}
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    first = [0.0]

    class Connected(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            path = data.split(b" ", 2)[1].decode()
            if path == "/list":
                first[0] = time.monotonic()
            self.transport.write(answers.get(path, missing))  # type: ignore[attr-defined]

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Connected, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        loop.add_reader(pipe.fileno(), lambda: (pipe.recv(), pipe.send(first[0])))
        await server.serve_forever()

    asyncio.run(run())


def list_pages(pages: int, menu: int = 40) -> Iterator[tuple[str, str]]:
    """(path, page) of the whole listing; ``menu`` entries stand above and below each list."""
    for number in range(pages):
        yield f"/list?page={number}" if number else "/list", _page(number, pages, menu)


def _answer(page: str) -> bytes:
    body = page.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _page(number: int, pages: int, entries: int) -> str:
    cards = "".join(_card(number * CARDS + index) for index in range(CARDS))
    menu = "".join(f"<li><a href='/section/{each}'>Section {each}</a></li>" for each in range(entries))
    following = f"<li class='pager__item--next'><a href='/list?page={number + 1}'>Next</a></li>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Manuals</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><div class='view-content'>{cards}</div>"
        f"<ul class='pager'>{following if number + 1 < pages else ''}</ul></main>"
        f"<footer><ul>{menu}</ul></footer></body></html>"
    )


def _card(number: int) -> str:
    return (
        f"<div class='views-row'><article>"
        f"<h3><a href='/en/resources/manual/{number}'>Manual {number}</a></h3>"
        f"<time datetime='2024-0{number % 9 + 1}-11'>2024</time><div class='field--name-body'>"
        f"{SENTENCE * 3}</div><a class='file' href='/sites/files/{number}.pdf'>PDF</a></article></div>"
    )


def time_bare(site: Site, pages: int, folder: Path) -> Timing:
    """A spider as the tutorial writes it."""
    script = folder / "bare.py"
    script.write_text(BARE_SPIDER)
    out = folder / f"bare-{time.monotonic_ns()}.jsonl"
    timing = _timed(
        lambda: subprocess.run([sys.executable, str(script), site.url, str(out)], check=True), site, pages
    )
    _expect(sum(1 for _ in out.open()), pages * CARDS)
    return timing


def time_ours(site: Site, pages: int, folder: Path) -> Timing:
    """The listing spider with everything that it does."""
    order = CrawlOrder(
        run_id=f"run-{time.monotonic_ns()}",
        source=selecting_source(site.url),
        var_dir=folder,
        allow_hosts=("127.0.0.1",),
        contact=None,
        started_at=datetime.now(UTC),
    )
    timing = _timed(lambda: crawl_source(order, watch=Silence()), site, pages)
    crawl = open_spool(folder / "spool" / order.run_id).crawl
    _expect(crawl.rows, pages * CARDS)
    _expect(crawl.reasons, ())
    return timing


def selecting_source(url: str) -> Source:
    """A source whose file says by selectors where everything stands."""
    rules = ListingRules(
        row=(".views-row",),
        next=("li.pager__item--next a",),
        follow=False,
        fields=tuple(FieldRule(name=name, selectors=(css,)) for name, css in SELECTORS.items()),
    )
    return Source(id="benchmark", url=url, listing=rules, politeness=Politeness(delay_s=0.0))


def _timed(run: object, site: Site, pages: int) -> Timing:
    before = os.times()
    run()  # type: ignore[operator]
    ended = time.monotonic()
    after = os.times()
    cpu_s = after.children_user - before.children_user + after.children_system - before.children_system
    return Timing(pages_per_s=pages / (ended - site.first_asked_at()), cpu_s=cpu_s)


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        sys.exit(f"the run is not what it should be: {found!r} instead of {wanted!r}")


def main() -> int:
    """0 if the median ratio is good enough."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    site = Site(chosen.pages)
    try:
        with tempfile.TemporaryDirectory() as name:
            pairs = [
                (time_bare(site, chosen.pages, Path(name)), time_ours(site, chosen.pages, Path(name)))
                for _ in range(chosen.runs)
            ]
    finally:
        site.close()
    return _report(pairs, as_json=chosen.json)


def _report(pairs: list[tuple[Timing, Timing]], *, as_json: bool) -> int:
    ratios = [ours.pages_per_s / bare.pages_per_s for bare, ours in pairs]
    figures = {
        "bare_pages_per_s": round(statistics.median(bare.pages_per_s for bare, _ in pairs), 1),
        "ours_pages_per_s": round(statistics.median(ours.pages_per_s for _, ours in pairs), 1),
        "ratio": round(statistics.median(ratios), 3),
        "cpu_ratio": round(statistics.median(bare.cpu_s / ours.cpu_s for bare, ours in pairs), 3),
        "wanted_ratio": WANTED_RATIO,
    }
    print(
        json.dumps(figures)
        if as_json
        else "\n".join(f"{name:20} {figure}" for name, figure in figures.items())
    )
    return 0 if figures["ratio"] >= WANTED_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
