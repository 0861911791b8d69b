"""JSON as it leaves the house: UTF-8, stable key order, safe to print and to split into lines."""

import json
import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from models.change import Change
from storage.mapping import change_head, changes_json
from text.characters import BIDI_CONTROLS, LINE_ENDS, SURROGATES

JsonObject: TypeAlias = dict[str, Any]

_ESCAPED = re.compile(f"[\x7f-\x9f{LINE_ENDS}{BIDI_CONTROLS}{SURROGATES}\ufffe\uffff]")
"""Legal in JSON; but controls steer terminals, U+0085 and U+2028 split lines, surrogates are no UTF-8."""


def dump_json(value: JsonObject, *, indent: int | None = None) -> str:
    """One JSON text without a newline at its end; without ``indent``, on one line."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def form_time(at: datetime | None) -> str | None:
    """UTC in ISO 8601 with a Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def form_change(change: Change) -> JsonObject:
    """The whole operation, in the key order of the change files."""
    return {
        "seq": change.seq,
        "at": form_time(change.at),
        **change_head(change),
        "changes": changes_json(change),
        "evidence": form_evidence(change),
    }


def form_evidence(change: Change) -> dict[str, str | None]:
    evidence = change.evidence
    return {"page_url": evidence.page_url, "capture_id": evidence.capture_id, "reason": evidence.reason}
