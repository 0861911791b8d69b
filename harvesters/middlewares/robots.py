"""robots.txt by RFC 9309: read once an origin, obeyed on every request, redirects included."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from harvesters.crawl.failures import Failure, PageRefused
from harvesters.crawl.fetch import Answer
from harvesters.crawl.scrapy_settings import MAX_DELAY_S, ROBOTS_TOKEN
from models.run import Outcome
from text.urls import host_of, split_url

if TYPE_CHECKING:
    from harvesters.spiders.base import HarvestSpider

MAX_BYTES = 500 * 1024
"""RFC 9309 §2.5: what stands behind this need not be read."""
MAX_REDIRECTS = 5
"""RFC 9309 §2.3.1.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRules:
    """What one origin allows."""

    rules: Protego | None = None
    """``None``: everything is allowed."""
    unreachable: str | None = None
    """Why the rules could not be had, so that nothing may be fetched (RFC 9309 §2.3.1.4)."""

    def refusal(self, url: str) -> str | None:
        """Why the URL may not be fetched; ``None`` if it may."""
        if self.unreachable:
            return self.unreachable
        if self.rules is not None and not self.rules.can_fetch(url, ROBOTS_TOKEN):
            return "was not fetched: robots.txt forbids it"
        return None

    @property
    def delay_s(self) -> float:
        """Seconds between requests that the origin asks for, up to a cap; 0 if it asks for none."""
        delay = self.rules.crawl_delay(ROBOTS_TOKEN) if self.rules is not None else None
        return min(float(delay or 0.0), MAX_DELAY_S)


class RobotsRules:
    """Refuses what robots.txt forbids, and keeps its crawl delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._origins: dict[str, asyncio.Future[OriginRules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        parts = split_url(request.url)
        origin = f"{parts.scheme}://{parts.netloc}" if parts else request.url
        if origin not in self._origins:
            self._origins[origin] = asyncio.ensure_future(self._read(origin))
        refusal = (await asyncio.shield(self._origins[origin])).refusal(request.url)
        if refusal:
            raise PageRefused(refusal)

    async def _read(self, origin: str) -> OriginRules:
        spider: HarvestSpider = self._crawler.spider  # type: ignore[assignment]
        # ``redirect_ttl`` is Scrapy's name for the redirects that a request has left.
        answer = await spider.fetcher.fetch(
            f"{origin}/robots.txt", {"is_robots": True, "redirect_ttl": MAX_REDIRECTS}
        )
        rules = judge_robots(answer)
        if rules.delay_s:
            self._keep_delay(host_of(origin), rules.delay_s)
        return rules

    def _keep_delay(self, host: str, delay_s: float) -> None:
        downloader = self._crawler.engine.downloader
        delay_s = max(delay_s, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"delay": delay_s}
        if host in downloader.slots:
            downloader.slots[host].delay = delay_s


def judge_robots(answer: Answer) -> OriginRules:
    """What the answer to a request for robots.txt allows."""
    status = answer.trail.http_status
    if answer.response is not None and answer.trouble is None:
        return OriginRules(rules=Protego.parse(_text(answer.response)))
    if answer.trouble is not None and "redirects without end" in answer.trouble.reason:
        return OriginRules()
    # A robot that is told to slow down is not told that everything is allowed.
    if answer.response is not None and status is not None and 400 <= status < 500 and status != 429:
        return OriginRules()
    return OriginRules(unreachable=_why_unreachable(answer.trouble))


def _why_unreachable(trouble: Failure | None) -> str:
    if trouble is None:
        return "was not fetched: robots.txt has no answer"
    if trouble.outcome is Outcome.REFUSED:  # a rule of ours, which the page itself would meet as well
        return trouble.reason
    return f"was not fetched: robots.txt {trouble.reason}"


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, which here never goes below the delay that robots.txt asks for."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = host_of(response.url)
        asked = self.crawler.engine.downloader.per_slot_settings.get(host, {})
        slot.delay = max(slot.delay, asked.get("delay", 0.0))


def _text(response: Response) -> str:
    body = response.body
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "replace")
