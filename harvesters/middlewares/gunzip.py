"""Undoes the one content encoding that is asked for, and proves that all of it came."""

import zlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from harvesters.crawl.failures import PageBroken, PageUnusable
from text.printable import printable

MOST_MEMBERS = 10_000
"""Pieces that one body may be packed in; each costs, however little is in it."""
_FIRST_PIECE = 512
_GZIP_NAMES = ("gzip", "x-gzip")


class Gunzip:
    """Unpacks gzip bodies within the size that the source allows; refuses any other encoding."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        encodings = [
            name.strip().lower()
            for value in response.headers.getlist("Content-Encoding")
            for name in value.decode("latin-1").split(",")
            if name.strip().lower() not in ("", "identity")
        ]
        if not encodings or not response.body:
            return response
        if len(encodings) > 1 or encodings[0] not in _GZIP_NAMES:
            raise PageUnusable(f"came encoded as {printable(', '.join(encodings))}, which was not asked for")
        del response.headers["Content-Encoding"]
        return response.replace(body=gunzip(response.body, self._max_bytes))


def gunzip(body: bytes, max_bytes: int) -> bytes:
    """The unpacked body, its end and checksum proven.

    Raises:
        PageBroken: it is no gzip, or breaks off, or its checksum is wrong.
        PageUnusable: it would be larger than ``max_bytes``.
    """
    parts: list[bytes] = []
    packed, position, room = memoryview(body), 0, max_bytes
    end = len(body.rstrip(b"\0"))
    while position < end:
        if len(parts) == MOST_MEMBERS:
            raise PageUnusable(f"came as gzip in more than {MOST_MEMBERS:,} pieces")
        try:
            part, position = _unpack_member(packed, position, room)
        except zlib.error as error:
            if parts:  # rubbish after a whole member is not part of the page
                break
            raise PageBroken(f"came as gzip that can't be unpacked: {error}") from error
        room -= len(part)
        parts.append(part)
    return b"".join(parts)


def _unpack_member(packed: memoryview, position: int, room: int) -> tuple[bytes, int]:
    """(unpacked member, where it ends); fed in growing pieces, as zlib copies what it was given too much."""
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
    parts: list[bytes] = []
    size = _FIRST_PIECE
    while not member.eof:
        piece = packed[position : position + size]
        if not piece:
            raise PageBroken("came as gzip that breaks off")
        parts.append(member.decompress(piece, room + 1))
        room -= len(parts[-1])
        if room < 0:
            raise PageUnusable("unpacks to more than limits.max_body_bytes allows")
        position += len(piece)
        size *= 2
    return b"".join(parts), position - len(member.unused_data)
