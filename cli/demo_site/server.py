"""Serves the demonstration site on loopback, with entity tags and conditional requests."""

import threading
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from cli.demo_site.pages import render_page

ROBOTS = "User-agent: *\nDisallow: /admin/\n"


class DemoSite:
    """The site as it is while the ``with`` block lasts; ``version`` may be switched at any time."""

    def __init__(self) -> None:
        self.version = 1
        self.answered: dict[int, int] = {}
        """How many requests were answered with each HTTP status."""
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def root(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def render(self, target: str) -> str | None:
        if target == "/robots.txt":
            return ROBOTS
        return render_page(target, version=self.version, root=self.root)

    def count(self, status: HTTPStatus) -> None:
        with self._lock:
            self.answered[status.value] = self.answered.get(status.value, 0) + 1


def _handler(site: DemoSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body leave in two writes; Nagle's algorithm would hold the second back for 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            page = site.render(self.path)
            if page is None:
                self._answer(HTTPStatus.NOT_FOUND, b"Page not found\n", {"Content-Type": "text/plain"})
                return
            body = page.encode()
            tag = f'"{sha256(body).hexdigest()[:20]}"'
            kind = "text/plain" if self.path == "/robots.txt" else "text/html"
            headers = {"ETag": tag, "Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-cache"}
            if self.headers.get("If-None-Match") == tag:
                self._answer(HTTPStatus.NOT_MODIFIED, b"", headers)
            else:
                self._answer(HTTPStatus.OK, body, headers)

        do_HEAD = do_GET  # noqa: N815 (the base class names them so)

        def _answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
            site.count(status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status is not HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Requests are counted, not printed."""

    return Handler
