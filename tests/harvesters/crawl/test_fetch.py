import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import HtmlResponse, Response

from harvesters.crawl.addresses import AddressGuard
from harvesters.crawl.failures import LONGEST_WAIT_S, PageBroken, PageRefused, read_retry_after
from harvesters.crawl.fetch import Answer, Fetcher
from models.run import Outcome
from models.source import Politeness

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
URL = "http://example.org/list"


def html(
    status: int = 200, *, body: bytes = b"<html></html>", flags: tuple[str, ...] = (), **headers: str
) -> Response:
    sent = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return HtmlResponse(URL, status=status, body=body, flags=list(flags), headers=sent)


def fetch(*outcomes: Response | Exception, retries: int = 2) -> tuple[Answer, list[float]]:
    """The answer to a site that behaves like ``outcomes`` one after the other, and the pauses taken."""
    queue = iter(outcomes)
    pauses: list[float] = []

    async def download(request: Request) -> Response:
        outcome = next(queue)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    fetcher = Fetcher(
        download=download,
        politeness=Politeness(delay_s=0.0, retries=retries),
        guard=AddressGuard(),
        clock=lambda: AT,
        pause=pause,
    )
    return asyncio.run(fetcher.fetch(URL)), pauses


def test_a_good_page_is_fetched_once() -> None:
    answer, pauses = fetch(html())
    assert (answer.trouble, pauses) == (None, [])


def test_a_passing_trouble_is_tried_again_with_growing_pauses() -> None:
    answer, pauses = fetch(html(500), DownloadTimeoutError(), html())
    assert answer.trouble is None
    assert len(pauses) == 2
    assert pauses[1] > pauses[0] > 0


def test_a_trouble_that_stays_names_the_status_and_the_attempts() -> None:
    answer, _ = fetch(html(500), html(500), html(500))
    assert answer.trouble is not None
    assert answer.trouble.reason == "answered 500 after 3 attempts"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (html(404), "answered 404"),
        (html(403), "answered 403"),
        (html(302, Location="javascript:alert(1)"), "answered 302, leading to javascript:alert(1)"),
        (html(204), "answered 204"),
        (html(206), "answered 206"),
        (DownloadCancelledError(), "is larger than limits.max_body_bytes allows"),
        (IgnoreRequest("max redirections reached"), "redirects without end"),
    ],
)
def test_a_lasting_trouble_is_not_tried_again(outcome: Response | Exception, reason: str) -> None:
    answer, pauses = fetch(outcome)
    assert answer.trouble is not None
    assert (answer.trouble.reason, answer.trouble.outcome, pauses) == (reason, Outcome.FAILED, [])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ResponseDataLossError(), "was cut off before its end"),
        (CannotResolveHostError(), "could not be fetched: its host name is not known"),
        (PageBroken("came as gzip that breaks off"), "came as gzip that breaks off"),
        (DownloadFailedError("no\x1b[2Jthing"), "could not be fetched: no\\x1b[2Jthing"),
    ],
)
def test_a_broken_transfer_is_tried_again_and_told_legibly(error: Exception, reason: str) -> None:
    answer, pauses = fetch(error, error, error)
    assert answer.trouble is not None
    assert answer.trouble.reason == f"{reason} after 3 attempts"
    assert len(pauses) == 2


def test_what_a_rule_forbids_is_refused_and_not_tried_again() -> None:
    answer, pauses = fetch(PageRefused("leads off the site to http://evil.example/"))
    assert answer.trouble is not None
    assert (answer.trouble.outcome, pauses) == (Outcome.REFUSED, [])


def test_a_certificate_that_does_not_fit_is_refused() -> None:
    error = DownloadFailedError("x")
    error.__cause__ = ValueError("certificate verify failed")
    answer, pauses = fetch(error)
    assert answer.trouble is not None
    assert (answer.trouble.outcome, pauses) == (Outcome.REFUSED, [])


def test_a_page_of_unannounced_length_must_show_its_own_end() -> None:
    answer, _ = fetch(html(body=b"<html><body>half", flags=("partial",)), retries=0)
    assert answer.trouble is not None
    assert "cut off" in answer.trouble.reason
    assert fetch(html(body=b"<html><body>whole</body></HTML>\n", flags=("partial",)))[0].trouble is None


def test_a_pause_that_the_site_asks_for_is_kept() -> None:
    answer, pauses = fetch(html(503, Retry_After="7"), html())
    assert answer.trouble is None
    assert pauses == [7.0]


def test_a_site_that_asks_for_a_long_pause_is_left_alone_until_then() -> None:
    answer, pauses = fetch(html(429, Retry_After="3600"))
    assert answer.trouble is not None
    assert answer.trouble.reason == (
        "answered 429 and asks to be left alone; try again from 2026-11-20 13:00 UTC"
    )
    assert (answer.trouble.wait_s, pauses) == (3600.0, [])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None), ("", None), ("soon", None), ("-5", None), ("0", 0.0), (" 12 ", 12.0),
        ("9" * 400, float("9" * 12)), ("Fri, 20 Nov 2026 12:01:00 GMT", 60.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Fri, 31 Dec 9999 23:59:59 GMT", 251_607_124_799.0),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, AT) == (pytest.approx(seconds) if seconds is not None else None)


def test_an_absurd_pause_does_not_put_off_the_next_try_for_ever() -> None:
    answer, _ = fetch(html(503, Retry_After="9" * 300))
    assert answer.trouble is not None
    assert "try again from 2026-11-21 12:00 UTC" in answer.trouble.reason
    assert LONGEST_WAIT_S < 600


def fetch_pages(*outcomes: Response, urls: int) -> tuple[list[Answer], list[float], list[str]]:
    """The answers to several pages of one site, the pauses taken and what was asked for."""
    queue = iter(outcomes)
    pauses: list[float] = []
    asked: list[str] = []

    async def download(request: Request) -> Response:
        asked.append(request.url)
        return next(queue)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def fetch_all() -> list[Answer]:
        fetcher = Fetcher(
            download=download,
            politeness=Politeness(delay_s=0.0, retries=0, concurrency=4),
            guard=AddressGuard(),
            clock=lambda: AT,
            pause=pause,
        )
        return [await fetcher.fetch(f"{URL}?page={number}") for number in range(urls)]

    return asyncio.run(fetch_all()), pauses, asked


def test_a_short_pause_holds_for_every_page_of_the_site() -> None:
    answers, pauses, _ = fetch_pages(html(503, Retry_After="30"), html(), urls=2)
    assert answers[0].trouble is not None
    assert answers[0].trouble.reason == "answered 503; try again from 2026-11-20 12:01 UTC"
    assert answers[1].trouble is None
    assert pauses == [30.0]


def test_a_long_pause_ends_the_asking() -> None:
    answers, pauses, asked = fetch_pages(html(429, Retry_After="7200"), urls=3)
    assert (len(asked), pauses) == (1, [])
    assert [answer.trouble.reason for answer in answers[1:] if answer.trouble] == [
        "was not asked for: the site answered 429 and asks to be left alone; "
        "try again from 2026-11-20 14:00 UTC"
    ] * 2


def test_not_modified_counts_only_where_the_page_was_asked_for_that_way() -> None:
    answer, _ = fetch(html(304), retries=0)
    assert answer.trouble is not None
    assert "although it was asked for whatever it says" in answer.trouble.reason
    assert not answer.is_unchanged
