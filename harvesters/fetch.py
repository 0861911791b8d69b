"""Fetches one URL: asks, tries again where that may help, and says in the end what came of it."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from harvesters.hosts import AddressGuard
from harvesters.troubles import Trouble, judge_error, judge_response
from models.source import Politeness

FIRST_PAUSE_S = 0.25
"""Before the first new try, where the source sets no delay of its own; doubled each time."""
LONGEST_PAUSE_S = 60.0


@dataclass(slots=True)
class Trail:
    """What one fetch left behind: shared by every request that it takes, redirects and new tries included."""

    url: str
    """Asked last."""
    http_status: int | None = None
    capture_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a fetch: a response to read, or a trouble."""

    response: Response | None
    trouble: Trouble | None
    trail: Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches pages one way: politely and with an answer for everything."""

    download: Callable[[Request], Awaitable[Response]]
    """Follows redirects and keeps the delay; raises what went wrong."""
    politeness: Politeness
    guard: AddressGuard
    clock: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)

    async def fetch(self, url: str, meta: Mapping[str, Any] | None = None) -> Answer:
        """The answer, after as many tries as the source allows."""
        trail = Trail(url)
        tries = self.politeness.retries + 1
        for attempt in range(1, tries + 1):
            response, trouble = await self._try(url, {**(meta or {}), "trail": trail})
            if trouble is None or not trouble.may_pass or attempt == tries:
                break
            await self.pause(self._pause_s(attempt, trouble))
        if trouble is not None and attempt > 1:
            trouble = replace(trouble, reason=f"{trouble.reason} after {attempt} attempts")
        return Answer(response=response, trouble=trouble, trail=trail)

    async def _try(self, url: str, meta: dict[str, Any]) -> tuple[Response | None, Trouble | None]:
        trail: Trail = meta["trail"]
        try:
            response = await self.download(Request(url, meta=meta, dont_filter=True))
        except Exception as error:
            return None, judge_error(error, lambda: self.guard.refusal(urlsplit(trail.url).hostname or ""))
        return response, judge_response(response, self.clock())

    def _pause_s(self, attempt: int, trouble: Trouble) -> float:
        base = max(self.politeness.delay_s, FIRST_PAUSE_S) * 2 ** (attempt - 1)
        jittered = min(base, LONGEST_PAUSE_S) * random.uniform(0.75, 1.25)
        return float(max(jittered, trouble.wait_s or 0.0))
