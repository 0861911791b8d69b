"""What changed between two states of a publication, field by field."""

from collections.abc import Mapping

from models.change import FieldChange, JsonValue
from models.publication import Publication

FIELDS = tuple(name for name in Publication.__dataclass_fields__ if name != "id")
"""The fields that the journal records, in their order."""


def as_json(publication: Publication | None) -> dict[str, JsonValue]:
    """The fields as the journal writes them: lists for tuples, ``None`` for what has no value."""
    if publication is None:
        return dict.fromkeys(FIELDS)
    return {
        name: (list(value) or None) if isinstance(value := getattr(publication, name), tuple) else value
        for name in FIELDS
    }


def diff_publications(before: Publication | None, after: Publication | None) -> tuple[FieldChange, ...]:
    """The fields that differ; a side that is ``None`` is a publication that isn't there."""
    if before is None:
        filled = ((name, value) for name, value in as_json(after).items() if value is not None)
        return tuple(FieldChange(field=name, before=None, after=value) for name, value in filled)
    return diff_fields(as_json(before), as_json(after))


def diff_fields(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> tuple[FieldChange, ...]:
    """One change for each key whose values differ, in the order of ``before``; a missing key is ``None``."""
    names = list(before) + [name for name in after if name not in before]
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return tuple(FieldChange(field=name, before=old, after=new) for name, old, new in pairs if old != new)
