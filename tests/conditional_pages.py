"""Pages that a loopback site sends again only when they have changed."""

import hashlib
from collections.abc import Callable

from tests.loopback import Answer, LoopbackSite, Request


def tagged(
    page: str, etag: str | None = None, *, last_modified: str | None = None
) -> Callable[[Request], Answer]:
    """The page with an ETag of its own; 304 to whoever names it, or the date, back."""
    tag = etag or f'"{hashlib.md5(page.encode()).hexdigest()}"'
    given = {"Last-Modified": last_modified} if last_modified else {"ETag": tag}
    headers = {"Cache-Control": "no-store, max-age=0", **given}

    def answer(request: Request) -> Answer:
        known = request.headers.get("if-none-match", "").split(", ")
        is_same = request.headers.get("if-modified-since") == last_modified if last_modified else tag in known
        if is_same:
            return Answer(status=304, headers=headers)
        return Answer(body=page.encode(), headers=headers)

    return answer


def bodies_sent(site: LoopbackSite) -> list[str]:
    """Paths whose pages were sent whole, in the order of the requests."""
    asked = (request for request in site.requests if request.path != "/robots.txt")
    return [request.path for request in asked if site.look_up(request).status == 200]


def asked_outright(site: LoopbackSite) -> list[str]:
    """Paths that were asked for without a word of what is known of the page."""
    asked = (request for request in site.requests if request.path != "/robots.txt")
    return [
        request.path
        for request in asked
        if not {"if-none-match", "if-modified-since"} & request.headers.keys()
    ]
