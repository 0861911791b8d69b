"""The journal's rows: what changed in the catalogue, why, and by what evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None


class Entity(StrEnum):
    """What changed."""

    PUBLICATION = "publication"
    WORK = "work"
    NOTICE = "notice"


class Op(StrEnum):
    """How it changed."""

    CREATE = "create"
    UPDATE = "update"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    MERGE = "merge"
    """``entity_id`` is gone into ``redirect_to``."""
    SPLIT = "split"
    """``entity_id`` is on its own again."""


class Cause(StrEnum):
    """Who made it change."""

    SOURCE = "source"
    PROCESSING = "processing"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after; ``None`` where it had or has no value."""

    field: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where the cause of a change can be looked up."""

    page_url: str | None = None
    capture_id: str | None = None
    """``WARC-Record-ID`` within the run's capture file."""
    reason: str | None = None
    """In words, where a page alone does not say it: why two entries are one, why one was withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One journal row. ``create`` and ``restore`` carry every field that has a value."""

    seq: int | None
    """Place in the journal, from 1, without gaps, in commit order; ``None`` before it is committed."""
    at: datetime
    entity: Entity
    entity_id: str
    op: Op
    cause: Cause
    source_id: str | None
    run_id: str | None
    label: str | None = None
    """What people call the entity at that time: its title, or the kind of notice."""
    url: str | None = None
    """Where people can look at it."""
    fields: tuple[FieldChange, ...] = ()
    evidence: Evidence = Evidence()
    redirect_to: str | None = None
