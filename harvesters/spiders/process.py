"""The crawl's own process: ``python -m harvesters.spiders.process ORDER.json PARENT_PID [FAILPOINT]``.

Standard output carries one JSON object a line: ``{"level", "line"}`` or ``{"pages", "rows"}``.
"""

import ctypes
import logging
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from harvesters.crawl.addresses import AddressGuard
from harvesters.crawl.captures import CaptureWriter
from harvesters.crawl.ledger import Ledger
from harvesters.crawl.parent import CrawlOrder, read_order
from harvesters.crawl.previous_pages import open_previous_pages, reading_version
from harvesters.crawl.scrapy_settings import scrapy_settings, user_agent
from harvesters.crawl.spool import SpoolWriter
from harvesters.sources.kinds import stated_kind
from models.run import PageVisit
from models.source import Source
from text.failpoints import arm, failpoint
from text.printable import printable

if TYPE_CHECKING:
    from harvesters.spiders.base import HarvestSpider

REPORT_EVERY_S = 0.2
_PR_SET_PDEATHSIG = 1


class Reporter(logging.Handler):
    """Tells the parent what is logged and how far the crawl has come."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        # Standard output is for reports alone; whatever else prints goes where errors go.
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._reported_at = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else record.levelname.lower()
        for line in self.format(record).splitlines():
            self._say({"level": level, "line": printable(line, 2_000)})

    def report(self, ledger: Ledger, *, is_last: bool = False) -> None:
        """Says how far the crawl has come, if the last time is long enough ago."""
        now = time.monotonic()
        if is_last or now - self._reported_at >= REPORT_EVERY_S:
            self._reported_at = now
            self._say({"pages": ledger.pages, "rows": ledger.rows})

    def _say(self, said: dict[str, Any]) -> None:
        self._out.write(orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE))
        self._out.flush()


def main(arguments: list[str]) -> int:
    """0 when a spool was left, whatever it says."""
    _die_with(int(arguments[1]))
    arm(next(iter(arguments[2:]), None))
    order = read_order(Path(arguments[0]))
    reporter = Reporter()
    _log_to(reporter)
    try:
        _harvest(order, reporter)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _harvest(order: CrawlOrder, reporter: Reporter) -> None:
    source = replace(order.source, kind=stated_kind(order.source))
    spool = SpoolWriter(order.var_dir, order.run_id, source, reading=reading_version())

    def record(visit: PageVisit) -> None:
        spool.add(visit)
        failpoint("crawl_page")
        reporter.report(ledger)

    ledger = Ledger(
        run_id=order.run_id, source_id=order.source.id, started_at=order.started_at, record=record
    )
    captures = CaptureWriter(spool.unfinished_captures, software=user_agent(None), now=order.started_at)
    finish_reason = _run(order, ledger, spool, captures)
    captures.close()
    crawl = ledger.close(finish_reason, _clock())
    spool.finish(crawl)
    reporter.report(ledger, is_last=True)


def _spider_for(source: Source) -> "type[HarvestSpider]":
    """The spider for the kind that the source's file states, else the one that finds it out."""
    kind = stated_kind(source)
    if kind is not None:
        from harvesters.spiders.choice import spider_for

        return spider_for(kind)
    from harvesters.spiders.detecting import DetectingSpider

    return DetectingSpider


def _run(order: CrawlOrder, ledger: Ledger, spool: SpoolWriter, captures: CaptureWriter) -> str:
    """Scrapy's finish reason."""
    from scrapy.crawler import Crawler
    from scrapy.utils.reactor import install_reactor

    settings = scrapy_settings(order)
    install_reactor(settings["TWISTED_REACTOR"])
    from twisted.internet import reactor as installed
    from twisted.internet._resolver import GAIResolver

    from harvesters.spiders.base import CrawlContext

    previous_pages = open_previous_pages(None if order.is_full else order.previous, order.source)
    reactor: Any = installed  # its methods are only known to the one that was installed
    guard = AddressGuard(order.allow_hosts)
    reactor.installNameResolver(GAIResolver(reactor, getaddrinfo=guard.getaddrinfo))
    crawler = Crawler(_spider_for(order.source), settings)
    context = CrawlContext(
        ledger=ledger,
        spool=spool,
        previous_pages=previous_pages,
        captures=captures,
        guard=guard,
        clock=_clock,
    )
    crawl = crawler.crawl(order=order, context=context)
    crawl.addErrback(lambda failure: ledger.stop("broke", f"the crawl broke: {failure.getErrorMessage()}"))
    crawl.addBoth(lambda _: reactor.callLater(0, reactor.stop))
    reactor.run()
    return getattr(crawler.spider, "finish_reason", "shutdown")


def _log_to(reporter: Reporter) -> None:
    from twisted.python.log import PythonLoggingObserver

    logging.basicConfig(level=logging.WARNING, handlers=[reporter], format="%(message)s")
    logging.getLogger("harvesters").setLevel(logging.INFO)
    PythonLoggingObserver("twisted").start()  # type: ignore[no-untyped-call]
    for name in ("scrapy", "twisted"):  # what they warn of is told by the ledger, in words of ours
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(True)


def _die_with(parent: int) -> None:
    """Makes the kernel end this process when its parent ends, however that ends; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was asked
        sys.exit(1)


def _clock() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
