"""Follows the redirects that stand in a page's head."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_meta_refresh

from text.urls import split_url

_HEAD_BYTES = 4096
"""Where Scrapy looks for a meta refresh."""


class MetaRefresh(MetaRefreshMiddleware):
    """Like Scrapy's, but decodes only pages that have one, and lets a page reload itself."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if b"refresh" not in response.body[:_HEAD_BYTES].lower() or request.meta.get("is_robots"):
            return response
        if not isinstance(response, TextResponse):
            return response
        url = self._target_of(response)
        if not url or url.split("#")[0] == response.url:
            return response
        return super().process_response(request, response)

    def _target_of(self, response: TextResponse) -> str | None:
        """Where the head leads; ``None``: nowhere, or to what is no URL, which no browser follows either."""
        try:
            _, url = get_meta_refresh(response, ignore_tags=self._ignore_tags)
        except ValueError:
            return None
        return url if url and split_url(url) else None
