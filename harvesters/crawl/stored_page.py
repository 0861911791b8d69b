"""A page that was read, kept in the spool so that the next harvest need not be sent it again."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from models.run import PageRole

Read = TypeVar("Read")

LONGEST_VALIDATOR = 1_000
"""Characters; what is longer is not sent back."""

# Apache marks the ETag of a packed answer, but compares with the one of the plain answer.
_PACKED_MARK = re.compile(r"(?:--?|;)(?:gzip|br|zstd|deflate)(?=\"$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage(Generic[Read]):
    """What was read on one page, and by what its site can tell whether it has changed since."""

    url: str
    """As planned."""
    role: PageRole
    final_url: str
    """Where it was found, redirects followed."""
    etag: str | None
    last_modified: str | None
    asked_at: datetime
    """When the run began in which the site last sent the page, or said that it has not changed."""
    capture_id: str | None
    """``WARC-Record-ID`` of the answer that carried the body, maybe in an earlier run's capture file."""
    captured_at: datetime | None
    row_hash: str | None = None
    """With a detail page: of the row that led to it."""
    has_end: bool | None = None
    """Whether its markup was closed at its end; ``None``: it is no HTML."""
    noun: str
    """Name of the value's type."""
    value: Read


def conditional_headers(page: StoredPage[Read] | None) -> dict[str, bytes]:
    """The headers that ask for the page only if it has changed; none if the site gave nothing to tell by."""
    headers: dict[str, bytes] = {}
    if page is None:
        return headers
    if page.etag and _may_be_sent(page.etag):
        plain = _PACKED_MARK.sub("", page.etag)
        tags = page.etag if plain == page.etag else f"{page.etag}, {plain}"
        headers["If-None-Match"] = tags.encode("latin-1")
    if page.last_modified and _may_be_sent(page.last_modified):
        headers["If-Modified-Since"] = page.last_modified.encode("latin-1")
    return headers


def hash_encoded_row(encoded: bytes) -> str:
    """Changes if and only if the row, as its listing page prints it, does."""
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def _may_be_sent(validator: str) -> bool:
    is_header = validator.isprintable() and max(validator) <= "\xff"
    return is_header and len(validator) <= LONGEST_VALIDATOR
