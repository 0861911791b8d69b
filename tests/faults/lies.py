"""The ways in which an answer can be false: each makes a page of what an honest server would have said."""

import gzip
import resource
import socket
import zlib

from tests.faults.server import Page, answer, page, reset, send
from tests.loopback import Request
from tests.processes import find_spiders

TICK_S = 0.05


def announce(body: str, length: int) -> Page:
    """The body under a Content-Length that is not its own; a longer one ends with the connection."""
    sent = body.encode()
    raw = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
    return send(raw.encode() + sent) if length <= len(sent) else close_after(raw.encode() + sent)


def close_after(raw: bytes) -> Page:
    """Exactly these bytes, and an orderly end."""

    def lie(connection: socket.socket, _: Request) -> bool:
        connection.sendall(raw)
        return False

    return lie


def close_delimited(body: str) -> Page:
    """A body whose length nobody announced: it ends where the connection does."""
    return close_after(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode())


def chunked(*chunks: bytes) -> Page:
    """Chunks as they are given, framing and all; the connection ends after the last."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    return close_after(head + b"".join(chunks))


def chunk(body: bytes) -> bytes:
    """An honest chunk."""
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


def packed(body: str, *, cut: int = 0, spoil: int | None = None) -> Page:
    """The body as gzip, without its last ``cut`` bytes, with the byte at ``spoil`` turned."""
    raw = bytearray(gzip.compress(body.encode(), mtime=0))
    if spoil is not None:
        raw[spoil] ^= 0xFF
    return page(bytes(raw[: len(raw) - cut]), "Content-Encoding: gzip")


def encoded(name: str, body: bytes) -> Page:
    """A body that says to be in an encoding that nobody asked for."""
    return page(body, f"Content-Encoding: {name}")


def bomb(megabytes: int) -> Page:
    """A small gzip body that unpacks to so much."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS + 16)
    million = bytes(1_000_000)
    parts = [packer.compress(b"<html><body>"), *(packer.compress(million) for _ in range(megabytes))]
    return page(b"".join([*parts, packer.flush()]), "Content-Encoding: gzip")


def endless(connection: socket.socket, _: Request) -> bool:
    """A body without end, as fast as it is taken."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>")
    while True:
        connection.sendall(b"<p>and so on</p>" * 4096)


def dripping(connection: socket.socket, _: Request) -> bool:
    """A byte now and then: never silent for long, never done."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    connection.settimeout(TICK_S)
    for position in range(100_000):
        connection.sendall(head[position : position + 1] or b" ")
        if _has_gone(connection):
            break
    return False


def hanging(connection: socket.socket, _: Request) -> bool:
    """Nothing at all, until the client has had enough."""
    connection.recv(1)
    return False


def resetting(connection: socket.socket, _: Request) -> bool:
    """Half an answer, then a crash."""
    connection.sendall(answer("<html><body>" + "x" * 5000)[:2000])
    reset(connection)
    return False


def silent_end(_: socket.socket, __: Request) -> bool:
    """No answer, an orderly end."""
    return False


GARBAGE = close_after(b"\x00\x15\x03SSH-2.0-nonsense\r\n\xff\xfe\r\n\r\n<html>")


def ending(honest: Page) -> Page:
    """The same, and the connection ends: the next request needs a new one."""

    def lie(connection: socket.socket, request: Request) -> bool:
        honest(connection, request)
        return False

    return lie


def in_turn(*pages: Page) -> Page:
    """One after the other, the last for good."""
    waiting = list(pages)

    def lie(connection: socket.socket, request: Request) -> bool:
        return (waiting.pop(0) if len(waiting) > 1 else waiting[0])(connection, request)

    return lie


def with_little_memory(lie: Page, megabytes: int) -> Page:
    """The same, told to a spider that from now on gets so much more memory and no more."""

    def told(connection: socket.socket, request: Request) -> bool:
        (spider,) = find_spiders()
        most = spider.memory_info().vms + megabytes * 1_000_000
        resource.prlimit(spider.pid, resource.RLIMIT_AS, (most, most))
        return lie(connection, request)

    return told


def redirect(target: str, status: str = "302 Found", *headers: str) -> Page:
    """Somewhere else."""
    return page("", f"Location: {target}", *headers, status=status)


def _has_gone(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
