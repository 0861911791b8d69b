"""Fetches one URL: asks, tries again where that may help, and says in the end what came of it."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response

from harvesters.crawl.addresses import AddressGuard
from harvesters.crawl.failures import NOT_MODIFIED, Failure, judge_error, judge_response, try_again
from harvesters.crawl.stored_page import StoredPage, conditional_headers
from models.source import Politeness
from text.urls import host_of

FIRST_PAUSE_S = 0.25
"""Before the first new try, where the source sets no delay of its own; doubled each time."""
LONGEST_PAUSE_S = 60.0


@dataclass(slots=True)
class Trail:
    """What one fetch left behind: shared by every request that it takes, redirects and new tries included."""

    url: str
    """Asked last."""
    known: StoredPage[Any] | None = None
    """The page as it was read last time, where the site is asked only whether it has changed since."""
    http_status: int | None = None
    capture_id: str | None = None
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a fetch: a response to read, or a trouble."""

    response: Response | None
    trouble: Failure | None
    trail: Trail

    @property
    def is_unchanged(self) -> bool:
        """The site says that the page is as it was last time."""
        return self.trouble is None and self.trail.http_status == NOT_MODIFIED


@dataclass(slots=True, kw_only=True)
class Fetcher:
    """Fetches pages one way: politely and with an answer for everything."""

    download: Callable[[Request], Awaitable[Response]]
    """Follows redirects and keeps the delay; raises what went wrong."""
    politeness: Politeness
    guard: AddressGuard
    clock: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)
    _turns: asyncio.Semaphore = field(init=False)
    """So that whoever waits for the site makes all who come after wait as well."""
    _quiet_until: datetime | None = field(default=None, init=False)
    _farewell: Failure | None = field(default=None, init=False)
    """Set once the site has asked to be left alone for longer than a crawl waits."""

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.politeness.concurrency)

    async def fetch(
        self, url: str, meta: Mapping[str, Any] | None = None, *, known: StoredPage[Any] | None = None
    ) -> Answer:
        """The answer, after as many tries as the source allows.

        With ``known``, the site is asked for the page only if it has changed since; an answer that
        ``is_unchanged`` is then about that very page.
        """
        if meta and meta.get("is_robots"):  # asked for within the turn of another page
            return await self._fetch(url, meta, None)
        async with self._turns:
            answer = await self._fetch(url, meta or {}, known)
            # A redirect may lead elsewhere now, where the same validator belongs to another page.
            is_other = known and answer.response is not None and answer.response.url != known.final_url
            if answer.is_unchanged and is_other:
                answer = await self._fetch(url, meta or {}, None)
            return answer

    async def _fetch(self, url: str, meta: Mapping[str, Any], known: StoredPage[Any] | None) -> Answer:
        trail = Trail(url, known)
        await self._keep_quiet()
        tries = self.politeness.retries + 1
        for attempt in range(1, tries + 1):
            if self._farewell is not None:
                return Answer(response=None, trouble=self._farewell, trail=trail)
            response, trouble = await self._try(url, {**meta, "trail": trail})
            self._heed(trouble)
            if trouble is None or not trouble.may_pass or attempt == tries:
                break
            await self.pause(self._pause_s(attempt, trouble))
        if trouble is not None and attempt > 1:
            trouble = replace(trouble, reason=f"{trouble.reason} after {attempt} attempts")
        if trouble is not None and trouble.may_pass and trouble.wait_s:
            trouble = replace(trouble, reason=f"{trouble.reason}; {try_again(self.clock(), trouble.wait_s)}")
        return Answer(response=response, trouble=trouble, trail=trail)

    async def _try(self, url: str, meta: dict[str, Any]) -> tuple[Response | None, Failure | None]:
        trail: Trail = meta["trail"]
        headers = conditional_headers(trail.known)
        try:
            response = await self.download(Request(url, meta=meta, headers=headers, dont_filter=True))
        except Exception as error:
            return None, judge_error(error, lambda: self.guard.refusal(host_of(trail.url)))
        return response, judge_response(response, self.clock(), is_conditional=bool(headers))

    def _heed(self, trouble: Failure | None) -> None:
        """Remembers, for all pages to come, how long the site asks to be left alone."""
        if trouble is None or not trouble.wait_s:
            return
        if trouble.may_pass:
            self._quiet_until = self.clock() + timedelta(seconds=trouble.wait_s)
        else:
            self._farewell = replace(trouble, reason=f"was not asked for: the site {trouble.reason}")

    async def _keep_quiet(self) -> None:
        until = self._quiet_until
        if until is not None and (left_s := (until - self.clock()).total_seconds()) > 0:
            await self.pause(left_s)

    def _pause_s(self, attempt: int, trouble: Failure) -> float:
        base = max(self.politeness.delay_s, FIRST_PAUSE_S) * 2 ** (attempt - 1)
        jittered = min(base, LONGEST_PAUSE_S) * random.uniform(0.75, 1.25)
        return float(max(jittered, trouble.wait_s or 0.0))
