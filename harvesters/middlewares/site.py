"""Keeps every request, redirects included, on the source's site."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from harvesters.crawl.failures import PageRefused
from harvesters.crawl.fetch import Trail
from harvesters.crawl.site import Site, site_of


class SiteBounds:
    """Refuses requests that leave the site. Only robots.txt may be elsewhere (RFC 9309 §2.3.1.2)."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(site_of(crawler.spider.order.source))  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        trail: Trail = request.meta["trail"]
        trail.url = request.url
        if request.meta.get("is_robots"):
            return
        refusal = self._site.refusal(request.url)
        if refusal:
            raise PageRefused(refusal)
