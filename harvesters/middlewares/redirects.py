"""Follows the redirects that stand in a page's head."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_meta_refresh

_HEAD_BYTES = 4096
"""Where Scrapy looks for a meta refresh."""


class MetaRefresh(MetaRefreshMiddleware):
    """Like Scrapy's, but decodes only pages that have one, and lets a page reload itself."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if b"refresh" not in response.body[:_HEAD_BYTES].lower() or request.meta.get("is_robots"):
            return response
        if not isinstance(response, TextResponse):
            return response
        _, url = get_meta_refresh(response, ignore_tags=self._ignore_tags)
        if not url or url.split("#")[0] == response.url:
            return response
        return super().process_response(request, response)
