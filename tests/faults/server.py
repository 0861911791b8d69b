"""A site on raw sockets that can lie in every way that bytes allow, and remembers what it was asked."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.loopback import Request

Page = Callable[[socket.socket, Request], bool]
"""Answers one request on its connection; whether the connection may be used for the next one."""

LONGEST_SILENCE_S = 20.0
"""A client that says nothing for so long is believed to be gone."""


def answer(
    body: bytes | str, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8"
) -> bytes:
    """The bytes of an honest answer; further headers stand after the usual ones."""
    body = body.encode() if isinstance(body, str) else body
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def page(
    body: bytes | str, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8"
) -> Page:
    """An honest page."""
    return send(answer(body, *headers, status=status, kind=kind))


def send(raw: bytes) -> Page:
    """Exactly these bytes, and the connection stays open."""

    def lie(connection: socket.socket, _: Request) -> bool:
        connection.sendall(raw)
        return True

    return lie


class FaultServer:
    """Serves what ``server["/path?query"] = page`` says; anything else, robots.txt too, is an honest 404."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.times: list[float] = []
        """When each of the requests came, by the monotonic clock."""
        self.port = 0
        self._pages: dict[str, Page] = {}
        self._listeners: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths_asked(self) -> list[str]:
        """In the order of the requests, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def __setitem__(self, path: str, answer: Page | str) -> None:
        self._pages[path] = page(answer) if isinstance(answer, str) else answer

    def __delitem__(self, path: str) -> None:
        del self._pages[path]

    def clear(self) -> None:
        """Forgets all pages and requests."""
        self._pages.clear()
        self.forget()

    def forget(self) -> None:
        """Forgets all requests."""
        self.requests.clear()
        self.times.clear()

    def listen(self, context: ssl.SSLContext | None = None) -> int:
        """Port of one more listener that serves the same pages, over TLS with ``context``."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listeners.append(listener)
        threading.Thread(target=self._accept, args=(listener, context), daemon=True).start()
        port: int = listener.getsockname()[1]
        return port

    def __enter__(self) -> Self:
        self.port = self.listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket, context: ssl.SSLContext | None) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, context), daemon=True).start()

    def _serve(self, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        connection.settimeout(LONGEST_SILENCE_S)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            if context is not None:
                connection = stack.enter_context(context.wrap_socket(connection, server_side=True))
            while (request := _read_request(connection)) is not None:
                self.requests.append(request)
                self.times.append(time.monotonic())
                lie = self._pages.get(request.path, _NOT_FOUND)
                if not lie(connection, request):
                    return


class Canary:
    """A listener that nothing may connect to."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def is_alive(self) -> bool:
        """Whether no connection was made; the kernel has made it before anyone accepts it."""
        try:
            self._listener.accept()[0].close()
        except BlockingIOError:
            return True
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()


def reset(connection: socket.socket) -> None:
    """Ends the connection as a crash does: with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _read_request(connection: socket.socket) -> Request | None:
    """The next request on the connection; ``None``: the client has gone."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        head += chunk
    first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Request(method=method, path=path, headers=headers)


_NOT_FOUND = page("<html><body>Nothing here.</body></html>", status="404 Not Found")
