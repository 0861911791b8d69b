"""A real HTTP server on loopback whose pages a test sets, and which remembers every request."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to one request."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the server was asked."""

    method: str
    path: str
    """With the query string."""
    headers: Mapping[str, str]
    """Names in lower case."""


Page = Answer | str | bytes | Callable[[Request], Answer]


class LoopbackSite:
    """Serves what ``site["/path?query"] = page`` says; anything else, robots.txt too, is a 404."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._pages: dict[str, Page] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``, without a trailing slash."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def paths_asked(self) -> list[str]:
        """Paths in the order of the requests, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def __setitem__(self, path: str, page: Page) -> None:
        self._pages[path] = page

    def __delitem__(self, path: str) -> None:
        del self._pages[path]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.look_up(request)

    def look_up(self, request: Request) -> Answer:
        """What the server says to that request as its pages stand now."""
        page = self._pages.get(request.path, Answer(status=404, body=b"not found"))
        if callable(page):
            return page(request)
        if isinstance(page, str):
            return Answer(body=page.encode())
        return Answer(body=page) if isinstance(page, bytes) else page

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = site.answer(Request(method=self.command, path=self.path, headers=headers))
                self.send_response(answer.status)
                for name, value in {"Content-Type": answer.content_type, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            do_HEAD = do_POST = do_GET  # noqa: N815 (the base class names them so)

            def log_message(self, *_: object) -> None:
                """Requests are kept in ``site.requests``."""

        return Handler
