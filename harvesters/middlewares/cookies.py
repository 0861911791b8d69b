"""Keeps the cookies of one crawl. Each source has a process of its own, and so a jar of its own."""

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar


class Cookies:
    """Sends back what the site set.

    Scrapy's own middleware asks a list of public suffixes that is fetched from the network when first needed;
    here every request stays on the source's site, so that there is no foreign domain to guard.
    """

    def __init__(self) -> None:
        self._jar = CookieJar()

    def process_request(self, request: Request) -> None:
        if not request.meta.get("is_robots"):
            self._jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        if "Set-Cookie" in response.headers and not request.meta.get("is_robots"):
            self._jar.extract_cookies(response, request)
        return response
