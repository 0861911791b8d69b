"""The words that all reports share: names of groups, fields, causes and states, and what to do."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import regex  # type: ignore[import-untyped]

from feeds.report import Group, ReportItem, SourceSection
from feeds.word_diff import WordSpan, compare_items, compare_words, shorten_text
from models.change import Cause, Change, FieldChange, JsonValue, Op
from models.run import RunStatus
from text.characters import BIDI_CONTROLS
from text.printable import strip_unprintable
from text.urls import split_url

LONGEST_NAME = 300

GROUP_NAMES = {
    Group.CREATED: "New",
    Group.UPDATED: "Changed",
    Group.MERGED: "Merged",
    Group.SPLIT: "Split",
    Group.WITHDRAWN: "Withdrawn",
    Group.RESTORED: "Restored",
    Group.NOTICES: "Notices",
    Group.WORKS: "Works",
}
OP_NAMES = {
    Op.CREATE: "New",
    Op.UPDATE: "Changed",
    Op.WITHDRAW: "Withdrawn",
    Op.RESTORE: "Restored",
    Op.MERGE: "Merged",
    Op.SPLIT: "Split",
}
CAUSE_NAMES = {
    Cause.SOURCE: "by the source",
    Cause.PROCESSING: "by our processing",
    Cause.OPERATOR: "by an operator",
}
STATUS_NAMES = {
    RunStatus.RUNNING: "Running",
    RunStatus.COMPLETE: "Complete",
    RunStatus.INCOMPLETE: "Incomplete",
    RunStatus.HELD: "Held",
    RunStatus.FAILED: "Failed",
    RunStatus.DISCARDED: "Discarded",
}
_FIELD_NAMES = {
    "abstract": "Description",
    "doi": "DOI",
    "file_url": "File",
    "isbn": "ISBN",
    "published_on": "Date",
    "publication_type": "Type",
    "url": "Link",
    "work_id": "Work",
    "source_ids": "Sources",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PROSE = frozenset({"title", "abstract", "text", "publisher"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do about a source, in words and as commands."""

    what: str
    commands: tuple[str, ...]


NameCommand: TypeAlias = Callable[[str], str]
"""Writes a command, such as ``pubharvest runs list``, as the reader has to type it."""


_NOT_IN_URLS = regex.compile(r"[\s\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]")
_BIDI_CONTROLS = regex.compile(f"[{BIDI_CONTROLS}]")


def one_line(text: str) -> str:
    """The text on one line, without anything that steers a terminal or turns the text around it."""
    return " ".join(strip_unprintable(_BIDI_CONTROLS.sub("", text)).split())


def web_url(url: str | None) -> str | None:
    """The URL if it is one that may be linked to: http or https, nothing hidden in it."""
    if not url or _NOT_IN_URLS.search(url):
        return None
    parts = split_url(url)
    return url if parts and parts.scheme in ("http", "https") and parts.hostname else None


def name_item(item: ReportItem) -> str:
    return name_change(item.change)


def name_change(change: Change) -> str:
    """What people call what changed, shortened; its id where it has no name."""
    return shorten_text(one_line(change.label or ""), LONGEST_NAME) or one_line(change.entity_id)


def list_differing(change: Change) -> tuple[FieldChange, ...]:
    """The fields that changed, without those that only say what the change is about."""
    return tuple(field for field in change.fields if field.before != field.after)


def name_field(field: str) -> str:
    return _FIELD_NAMES.get(field) or field.replace("_", " ").capitalize()


def list_field_names(change: Change) -> str:
    """``title, year``."""
    return ", ".join(one_line(name_field(field.field)) for field in list_differing(change))


def name_time(at: datetime) -> str:
    """``21 Nov 2026, 19:05 UTC``."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"


def is_prose(field: str) -> bool:
    """Whether words of the field are compared; other fields change as a whole, or item by item."""
    return field in _PROSE


def is_list(change: FieldChange) -> bool:
    """Whether the field has several values."""
    return isinstance(change.before, list) or isinstance(change.after, list)


def is_first_state(change: Change) -> bool:
    """Whether the change says what the entity is, not how it differs from before."""
    return change.op in (Op.CREATE, Op.RESTORE)


def word_field(change: FieldChange) -> tuple[WordSpan, ...]:
    """The field with what was removed and added marked."""
    before, after = change.before, change.after
    if is_list(change):
        return compare_items(_words_of_list(before), _words_of_list(after))
    old, new = word_value(before), word_value(after)
    if is_prose(change.field):
        return compare_words(old, new)
    return compare_items([old] if old else [], [new] if new else [])


def word_value(value: JsonValue) -> str:
    """A value as people write it; nothing for ``None``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_words_of_list(value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {word_value(part)}" for name, part in value.items())
    return str(value)


def advise(section: SourceSection) -> Advice | None:
    """What an operator can do about a source; ``None``: nothing is needed."""
    state = section.state
    if state is None or not state.is_enabled:
        return None
    harvest = f"pubharvest harvest {shlex.quote(state.source_id)}"
    if state.last_run is None:
        return Advice(what="It was never harvested.", commands=(harvest,))
    if not section.needs_attention:
        return None
    show, approve, discard = (
        f"pubharvest runs {verb} {shlex.quote(state.last_run.id)}" for verb in ("show", "approve", "discard")
    )
    if state.last_run.status is RunStatus.HELD:
        what = "Nothing of this run was applied. Look at it, then approve or discard it."
        return Advice(what=what, commands=(show, approve, discard))
    if state.last_run.status is RunStatus.INCOMPLETE:
        what = "Nothing was withdrawn; the next run tries again. To try at once:"
        return Advice(what=what, commands=(harvest,))
    return Advice(what="Nothing was applied. See why, then try again:", commands=(show, harvest))


def _words_of_list(value: JsonValue) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [word_value(part) for part in values if part is not None]
