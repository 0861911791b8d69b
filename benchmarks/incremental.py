"""CPU of a second harvest of a listing that has not changed, against that of the first.

The site stands on loopback and gives every page an ETag. The pages are as large as those of small real
listings. Counted is the spider's whole process, from starting Python to finishing its files; both harvests
take place in one run, so that the machine's speed does not count. The source file has selectors for
everything, which makes the first harvest as cheap as it gets; ``--url-alone`` measures one that has none.
"""

import argparse
import asyncio
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.crawl import CARDS, Silence, Site, list_pages, selecting_source
from harvesters.crawl.parent import CrawlOrder, crawl_source
from harvesters.crawl.spool import open_spool
from models.source import ListingRules, Source, SourceKind

WANTED_RATIO = 0.4
MENU = 510
"""Entries above and below a list: makes a page of 53 KB, the lower quartile of real listing pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A first and a second harvest."""

    first_cpu_s: float
    second_cpu_s: float
    bodies_sent_twice: int

    @property
    def ratio(self) -> float:
        return self.second_cpu_s / self.first_cpu_s


def serve_tagged(pages: int, pipe: Connection) -> None:
    """Serves the listing with ETags; tells how many bodies it has sent more than once."""
    bodies = {path: page.encode() for path, page in list_pages(pages, MENU)}
    tags = {path: f'"{hashlib.md5(body).hexdigest()}"'.encode() for path, body in bodies.items()}
    sent: Counter[str] = Counter()

    class Connected(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            path = data.split(b" ", 2)[1].decode()
            body, tag = bodies.get(path), tags.get(path, b"")
            if body is None:
                answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            elif b"If-None-Match: " + tag in data:
                answer = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % tag
            else:
                sent[path] += 1
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
                answer = head % (tag, len(body)) + body
            self.transport.write(answer)  # type: ignore[attr-defined]

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Connected, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        loop.add_reader(
            pipe.fileno(), lambda: (pipe.recv(), pipe.send(sum(times > 1 for times in sent.values())))
        )
        await server.serve_forever()

    asyncio.run(run())


def measure(pages: int, *, has_selectors: bool) -> Pair:
    """Two harvests of a fresh site."""
    site = Site(pages, serve_tagged)
    try:
        with tempfile.TemporaryDirectory() as name:
            source = selecting_source(site.url)
            if not has_selectors:
                source = replace(source, kind=SourceKind.LISTING, listing=ListingRules(follow=False))
            first_cpu_s, first = _harvest(source, Path(name), None)
            second_cpu_s, second = _harvest(source, Path(name), first)
            _expect_same(first, second, pages)
            twice = int(str(site.ask()))
    finally:
        site.close()
    return Pair(first_cpu_s=first_cpu_s, second_cpu_s=second_cpu_s, bodies_sent_twice=twice)


def _harvest(source: Source, folder: Path, previous: Path | None) -> tuple[float, Path]:
    """(CPU seconds of the spider's process, its spool)."""
    order = CrawlOrder(
        run_id="second" if previous else "first",
        source=source,
        var_dir=folder,
        allow_hosts=("127.0.0.1",),
        contact=None,
        started_at=datetime.now(UTC),
        previous=previous,
    )
    before = os.times()
    spool = crawl_source(order, watch=Silence())
    after = os.times()
    user_s = after.children_user - before.children_user
    return user_s + after.children_system - before.children_system, spool


def _expect_same(first: Path, second: Path, pages: int) -> None:
    """Stops the benchmark if the second harvest is not worth as much as the first."""
    before, after = open_spool(first), open_spool(second)
    rows = [tuple(row.raw for row in spool.rows()) for spool in (before, after)]
    if after.crawl.reasons or len(rows[0]) != pages * CARDS or rows[0] != rows[1]:
        sys.exit(f"the second harvest is not what it should be: {after.crawl}")


def main() -> int:
    """0 if the ratio is good enough and no body was sent twice."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1_000)
    options.add_argument("--json", action="store_true")
    options.add_argument("--url-alone", action="store_true")
    chosen = options.parse_args()
    pair = measure(chosen.pages, has_selectors=not chosen.url_alone)
    figures = {
        "first_cpu_s": round(pair.first_cpu_s, 2),
        "second_cpu_s": round(pair.second_cpu_s, 2),
        "ratio": round(pair.ratio, 3),
        "wanted_ratio": WANTED_RATIO,
        "bodies_sent_twice": pair.bodies_sent_twice,
    }
    print(
        json.dumps(figures)
        if chosen.json
        else "\n".join(f"{name:20} {figure}" for name, figure in figures.items())
    )
    return 0 if pair.ratio <= WANTED_RATIO and not pair.bodies_sent_twice else 1


if __name__ == "__main__":
    sys.exit(main())
