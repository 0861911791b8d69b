"""Keeps every exchange as evidence, as it came over the wire."""

from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from harvesters.crawl.captures import Exchange, Original
from harvesters.crawl.failures import NOT_MODIFIED
from harvesters.crawl.fetch import Trail

if TYPE_CHECKING:
    from harvesters.spiders.base import HarvestSpider


class Capture:
    """Writes each answer, redirects and errors included, and leaves its id on the fetch's trail."""

    def __init__(self, crawler: Crawler) -> None:
        spider: HarvestSpider = crawler.spider  # type: ignore[assignment]
        self._captures = spider.captures
        self._clock = spider.clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        trail: Trail = request.meta["trail"]
        trail.http_status = response.status
        trail.captured_at = at = self._clock()
        trail.capture_id = self._captures.capture(_exchange(request, response, at))
        return response


def _exchange(request: Request, response: Response, at: datetime) -> Exchange:
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=_flat(request.headers),
        protocol=response.protocol or "HTTP/1.1",
        status_line=f"{response.status} {_phrase(response.status)}",
        response_headers=_flat(response.headers),
        body=response.body,
        ip_address=str(response.ip_address) if response.ip_address else None,
        at=at,
        original=_find_original(request, response),
    )


def _find_original(request: Request, response: Response) -> Original | None:
    trail: Trail = request.meta["trail"]
    known = trail.known
    if response.status != NOT_MODIFIED or known is None or known.capture_id is None:
        return None
    if known.final_url != request.url:
        return None
    return Original(capture_id=known.capture_id, url=known.final_url, at=known.captured_at)


def _flat(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
