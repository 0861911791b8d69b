"""The raw exchanges of a crawl as a WARC file: the evidence behind every record."""

import os
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlunsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from models.errors import PageUnreadable
from text.urls import split_url

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
GZIP_LEVEL = 1
"""Level 9 makes the file a tenth smaller and costs more than the crawl itself."""

# The body is kept as it came after the transfer coding was undone, so that these would be wrong of it.
_UNTRUE_HEADERS = frozenset(["transfer-encoding"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The capture of the answer that carried the body which a later answer says is still the same."""

    capture_id: str
    url: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request as it was sent and the answer as it came, its content encoding still on."""

    url: str
    method: str
    request_headers: Iterable[tuple[str, str]]
    protocol: str
    """``HTTP/1.1``."""
    status_line: str
    """``200 OK``."""
    response_headers: Iterable[tuple[str, str]]
    body: bytes
    ip_address: str | None
    at: datetime
    original: Original | None = None
    """With an answer that the page has not changed: where it stands."""


class CaptureWriter:
    """Writes one WARC file, each record a gzip member of its own."""

    def __init__(self, path: Path, *, software: str, now: datetime) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file: BinaryIO = path.open("wb")
        self._plain = BytesIO()
        self._writer = WARCWriter(self._plain, gzip=False, warc_version="WARC/1.1")
        self._writer.curr_warc_date = lambda: _warc_date(now)
        self._write(
            self._writer.create_warcinfo_record(
                None, {"software": software, "format": "WARC File Format 1.1"}
            )
        )

    def capture(self, exchange: Exchange) -> str:
        """``WARC-Record-ID`` of the answer, a response or a revisit; the request is kept beside it."""
        capture_id = _new_id()
        dated = {"WARC-Date": _warc_date(exchange.at)}
        address = {"WARC-IP-Address": exchange.ip_address} if exchange.ip_address else {}
        self._write(
            self._writer.create_warc_record(
                exchange.url,
                "revisit" if exchange.original else "response",
                payload=BytesIO(exchange.body),
                length=len(exchange.body),
                http_headers=_response_head(exchange),
                warc_headers_dict={
                    "WARC-Record-ID": capture_id,
                    **dated,
                    **address,
                    **_reference(exchange.original),
                },
            )
        )
        self._write(
            self._writer.create_warc_record(
                exchange.url,
                "request",
                http_headers=_request_head(exchange),
                warc_headers_dict={"WARC-Record-ID": _new_id(), "WARC-Concurrent-To": capture_id, **dated},
            )
        )
        return capture_id

    def close(self) -> None:
        """Makes the file whole on the disk."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def _write(self, record: ArcWarcRecord) -> None:
        self._plain.seek(0)
        self._plain.truncate()
        self._writer.write_record(record)
        self._file.write(zlib.compress(self._plain.getbuffer(), GZIP_LEVEL, wbits=zlib.MAX_WBITS + 16))


def _response_head(exchange: Exchange) -> StatusAndHeaders:
    kept = [(name, value) for name, value in exchange.response_headers if name.lower() not in _UNTRUE_HEADERS]
    return StatusAndHeaders(exchange.status_line, kept, protocol=exchange.protocol)


def _reference(original: Original | None) -> dict[str, str]:
    if original is None:
        return {}
    date = {"WARC-Refers-To-Date": _warc_date(original.at)} if original.at else {}
    return {
        "WARC-Profile": REVISIT_PROFILE,
        "WARC-Refers-To": original.capture_id,
        "WARC-Refers-To-Target-URI": original.url,
        **date,
    }


def _request_head(exchange: Exchange) -> StatusAndHeaders:
    parts = split_url(exchange.url)
    path = urlunsplit(("", "", parts.path or "/", parts.query, "")) if parts else exchange.url
    headers = [("Host", parts.netloc if parts else ""), *exchange.request_headers]
    return StatusAndHeaders(f"{exchange.method} {path} HTTP/1.1", headers, is_http_request=True)


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_capture(path: Path, capture_id: str) -> tuple[str | None, bytes]:
    """Content type and decoded body of one captured response.

    Raises:
        PageUnreadable: the file holds no such response.
    """
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_headers.get_header("WARC-Record-ID") == capture_id and record.http_headers:
                return record.http_headers.get_header("Content-Type"), record.content_stream().read()
    raise PageUnreadable(f"{path}: holds no response {capture_id}")
