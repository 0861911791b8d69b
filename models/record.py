"""A record: one entry exactly as one source lists it, and what it says once normalised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeyKind(StrEnum):
    """What a native key was made from, strongest first."""

    NATIVE_ID = "native-id"
    DETAIL_URL = "detail-url"
    FILE_URL = "file-url"
    TEXT_HASH = "text-hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFields:
    """The strings of one entry as the site printed them; ``None`` or empty where it printed none.

    URLs are absolute but otherwise as linked.
    """

    native_id: str | None = None
    """The source's own identifier: OAI identifier, API id, GUID."""
    title_raw: str | None = None
    teaser_raw: str | None = None
    abstract_raw: str | None = None
    """The full text of the description, from the detail page."""
    detail_url: str | None = None
    file_urls: tuple[str, ...] = ()
    date_raw: str | None = None
    language_raw: str | None = None
    """The site's own statement: a code, a name or a path segment."""
    type_raw: str | None = None
    publisher_raw: str | None = None
    authors_raw: tuple[str, ...] = ()
    isbn_raw: str | None = None
    doi_raw: str | None = None
    reference_raw: str | None = None
    countries_raw: tuple[str, ...] = ()
    topics_raw: tuple[str, ...] = ()
    pages_raw: str | None = None
    """The number of pages, as printed."""
    image_url: str | None = None
    row_text: str = ""
    """All text of the row, white space folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where and when a record was seen: the evidence behind it."""

    page_url: str
    page_number: int
    """1 for the first page of a listing."""
    position: int
    """1 for the first row of its page."""
    seen_at: datetime
    capture_id: str | None
    """``WARC-Record-ID`` of the listing page's response; ``None`` where captures are off."""
    detail_capture_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a listing, as harvested. What the spool holds, one a line."""

    source_id: str
    raw: RawFields
    sighting: Sighting
    notes: tuple[str, ...] = ()
    """What was odd about the row but did not stop it."""
    is_deleted: bool = False
    """The source itself says that the entry is gone; only its native id is known."""
    rejection: str | None = None
    """Why the row can't be accepted; ``None``: nothing speaks against it so far."""
    is_partial: bool = False
    """Its detail page could not be read: what the row lacks may well be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry exactly as one source lists it; identified by (source, native key)."""

    source_id: str
    native_key: str
    key_kind: KeyKind
    row: Row
    """The row with the fullest text, where several rows have this key."""
    variants: tuple[Row, ...] = ()
    """Further rows with this key and another text: evidence, reported."""
    repeats: int = 0
    """How often the very same row was listed again."""


class DatePrecision(StrEnum):
    """How much of a date the source stated."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A date as precisely as the source states it."""

    iso: str
    """``2019``, ``2024-06`` or ``2019-11-07``."""
    precision: DatePrecision

    @property
    def year(self) -> int:
        return int(self.iso[:4])


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a record says of its publication, normalised; the only thing that matching looks at.

    Text is NFC, mended, without control and zero-width characters; ``None`` or empty means not stated.
    """

    title: str | None = None
    teaser: str | None = None
    is_teaser_cut: bool = False
    """The teaser ends where the site cut it off, not where its sentence ends."""
    abstract: str | None = None
    language: str | None = None
    """ISO 639-1 where there is one, else 639-3."""
    is_language_stated: bool = False
    """Stated by the site, not detected from the text."""
    publication_type: str | None = None
    published_on: PartialDate | None = None
    year: int | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    """ISBN-13, digits only."""
    doi: str | None = None
    """Lower case, without resolver."""
    reference_number: str | None = None
    url: str | None = None
    """Canonical URL of the detail page."""
    file_urls: tuple[str, ...] = ()
    """Canonical URLs, the main file first."""
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 where the name is known, else the name as stated."""
    page_count: int | None = None
    journal: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    """Page range within a journal or book, as stated."""
    notes: tuple[str, ...] = ()
    """What could not be used, and why: an impossible date, a broken ISBN."""
