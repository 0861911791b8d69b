"""What can go wrong with one page, in words, and whether trying again may help."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from harvesters.crawl.truncation import breaks_off, has_end
from models.run import Outcome
from text.printable import printable

LONGEST_WAIT_S = 120.0
"""A site that asks for a longer pause gets it by being left alone until the next run."""

NOT_MODIFIED = 304
_PASSING_STATUSES = frozenset([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529])
_FARTHEST_WAIT = timedelta(days=1)
_ALMOST_A_MINUTE = timedelta(seconds=59, microseconds=999_999)


class PageRefused(IgnoreRequest):
    """A rule forbids to fetch the page, or to use what came."""


class PageBroken(IgnoreRequest):
    """The page came, but not as it was sent."""


class PageUnusable(IgnoreRequest):
    """The page came as it was sent, and trying again would bring the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a page could not be had. ``reason`` is the predicate of a sentence about the page."""

    outcome: Outcome
    reason: str
    may_pass: bool
    """Trying again may help."""
    wait_s: float | None = None
    """How long the site asks to be left alone; ``None``: it does not say."""


def judge_response(response: Response, now: datetime, *, is_conditional: bool = False) -> Failure | None:
    """What is wrong with an answer as such; ``None`` if it is one to read, or to be read as last time.

    ``is_conditional``: the page was asked for only if it has changed.
    """
    if response.status == NOT_MODIFIED:
        unasked = "answered 304 (not modified) although it was asked for whatever it says"
        return None if is_conditional else _failed(unasked, may_pass=True)
    if response.status in (200, 203):
        if _is_cut_off(response):
            return _failed("was cut off before its end", may_pass=True)
        return None
    if response.status in _PASSING_STATUSES:
        return _judge_passing(response, now)
    location = response.headers.get("Location")
    target = f", leading to {printable(location.decode('latin-1'))}" if location else ""
    return _failed(f"answered {response.status}{target}", may_pass=False)


def judge_error(error: BaseException, refusal: Callable[[], str | None]) -> Failure:
    """What an exception of the download means; ``refusal`` says whether the address was kept back."""
    for kind, judge in _JUDGES:
        if isinstance(error, kind):
            return judge(error, refusal)
    certificate = next((text for text in _causes(error) if "certif" in text or "verif" in text.lower()), None)
    if certificate:
        return Failure(
            outcome=Outcome.REFUSED, reason=f"has no certificate to trust: {certificate}", may_pass=False
        )
    detail = next(_causes(error), type(error).__name__)
    return _failed(f"could not be fetched: {detail}", may_pass=True)


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from ``now``, never negative; ``None`` if the header says nothing that can be understood."""
    if value is None:
        return None
    if value.isascii() and value.strip().isdigit():
        return float(value.strip()[:12])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())


def try_again(now: datetime, wait_s: float) -> str:
    """When the site may be asked again, in words, to the next whole minute; a day from now at the latest."""
    until = now + min(timedelta(seconds=min(wait_s, 1e9)), _FARTHEST_WAIT)
    return f"try again from {until + _ALMOST_A_MINUTE:%Y-%m-%d %H:%M} UTC"


def _judge_passing(response: Response, now: datetime) -> Failure:
    header = response.headers.get("Retry-After")
    wait_s = read_retry_after(header.decode("latin-1") if header else None, now)
    if wait_s is None or wait_s <= LONGEST_WAIT_S:
        return _failed(f"answered {response.status}", may_pass=True, wait_s=wait_s)
    reason = f"answered {response.status} and asks to be left alone; {try_again(now, wait_s)}"
    return _failed(reason, may_pass=False, wait_s=wait_s)


def _is_cut_off(response: Response) -> bool:
    """Whether a page lacks its own end: where its length was not announced, or may be wrong."""
    if b"html" not in (response.headers.get("Content-Type") or b"").lower():
        return False
    return not has_end(response.body) if "partial" in response.flags else breaks_off(response.body)


def _failed(reason: str, *, may_pass: bool, wait_s: float | None = None) -> Failure:
    return Failure(outcome=Outcome.FAILED, reason=reason, may_pass=may_pass, wait_s=wait_s)


def _judge_name(error: BaseException, refusal: Callable[[], str | None]) -> Failure:
    refused = refusal()
    if refused:
        return Failure(outcome=Outcome.REFUSED, reason=f"was not fetched: {refused}", may_pass=False)
    return _failed("could not be fetched: its host name is not known", may_pass=True)


def _judge_refused(error: BaseException, _: object) -> Failure:
    return Failure(outcome=Outcome.REFUSED, reason=printable(str(error)), may_pass=False)


def _judge_ignored(error: BaseException, _: object) -> Failure:
    if "max redirections" in str(error):
        return _failed("redirects without end", may_pass=False)
    return _failed(printable(str(error)), may_pass=isinstance(error, PageBroken))


_JUDGES: tuple[
    tuple[type[BaseException], Callable[[BaseException, Callable[[], str | None]], Failure]], ...
] = (
    (PageRefused, _judge_refused),
    (IgnoreRequest, _judge_ignored),
    (CannotResolveHostError, _judge_name),
    (UnsupportedURLSchemeError, lambda *_: _failed("is neither http nor https", may_pass=False)),
    (DownloadConnectionRefusedError, lambda *_: _failed("refused the connection", may_pass=True)),
    (DownloadTimeoutError, lambda *_: _failed("took longer than politeness.timeout_s allows", may_pass=True)),
    (
        DownloadCancelledError,
        lambda *_: _failed("is larger than limits.max_body_bytes allows", may_pass=False),
    ),
    (ValueError, lambda error, _: _failed(f"could not be fetched: {printable(str(error))}", may_pass=False)),
    (ResponseDataLossError, lambda *_: _failed("was cut off before its end", may_pass=True)),
)


def _causes(error: BaseException) -> Iterator[str]:
    """What the errors below this one say, the innermost first."""
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    for reason in getattr(error, "reasons", None) or ():
        yield from _causes(reason.value)
    said = printable(str(error))
    if said and "twisted.python.failure.Failure" not in said:
        yield said
