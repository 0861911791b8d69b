"""How records and publications stand in the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.change import JsonValue
from models.publication import Publication
from models.record import Description, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredState:
    """How one record of a source stands before a run: as little as the run needs to sort its rows."""

    record_id: str
    native_key: str
    hashes: tuple[str, ...]
    """Of the row that it was made from, then of the variants kept as evidence."""
    processing_version: int
    """Of the rules by which its description was made."""
    is_withdrawn: bool
    is_rejected: bool
    absences: int
    """Complete runs in a row that did not list it."""
    absent_in_run: str | None
    """The run that counted the last absence, so that a replay does not count it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWrite:
    """A new or changed record as it is to be stored."""

    id: str
    record: Record
    hashes: tuple[str, ...]
    description: Description | None
    """``None``: rejected."""
    rejection: str | None
    processing_version: int
    position: int = 0
    """Among the records that are new in the same run, from 0: where the site has them in its list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record as matching and merging see it."""

    id: str
    source_id: str
    description: Description
    publication_id: str | None
    """``None``: seen for the first time in this run."""
    first_seen_at: datetime
    last_seen_at: datetime
    is_withdrawn: bool
    page_url: str
    capture_id: str | None
    trust: int = 0
    """Of its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Where a record stands among publications and works, without what it says."""

    record_id: str
    first_seen_at: datetime
    first_position: int
    """Among the records that were new in the same run, from 0."""
    publication_id: str | None
    work_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPublication:
    """A publication as it stands, with what the catalogue knows about it."""

    publication: Publication
    provenance: Mapping[str, str]
    """Field → id of the record that gave its value; ``operator`` where a person wrote it."""
    first_seen_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an operator wrote over one field of a publication."""

    publication_id: str
    """As it was when the edit was made; the edit holds wherever that publication's founder is."""
    field: str
    value: JsonValue
    """``None`` or an empty list: the field is to have no value."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """The newest version of a notice in one language."""

    notice_id: str
    source_id: str
    kind: str
    language: str
    version: int
    text: str
    url: str
    absences: int
    absent_in_run: str | None
    is_withdrawn: bool
