"""Rows of the tables turned into nouns, and nouns into rows or JSON."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlalchemy import RowMapping

from models.change import Cause, Change, Entity, Evidence, FieldChange, JsonValue, Op
from models.record import DatePrecision, Description, PartialDate
from models.run import Outcome, PageRole, PageVisit, Run, RunCounts, RunStatus

_LIST_FIELDS = frozenset(("authors", "isbns", "file_urls", "topics", "countries", "notes"))
"""Fields of a description that are tuples, which JSON has as lists."""


def description_of(stored: Mapping[str, Any]) -> Description:
    """The description from its JSON form, which leaves out what is empty."""
    given: dict[str, Any] = {
        name: tuple(value) if name in _LIST_FIELDS else value for name, value in stored.items()
    }
    dated = given.get("published_on")
    if dated is not None:
        given["published_on"] = PartialDate(iso=dated["iso"], precision=DatePrecision(dated["precision"]))
    return Description(**given)


def filled_fields(noun: Any) -> dict[str, Any]:
    """The fields of a dataclass that have a value, as JSON takes them."""
    return {name: value for name in noun.__dataclass_fields__ if (value := getattr(noun, name))}


def run_of(row: RowMapping) -> Run:
    return Run(
        id=row["id"],
        source_id=row["source_id"],
        status=RunStatus(row["status"]),
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        reasons=tuple(row["reasons"]),
        counts=RunCounts(**row["counts"]),
        first_seq=row["first_seq"],
        last_seq=row["last_seq"],
        spool_path=row["spool_path"],
        capture_path=row["capture_path"],
    )


def visit_row(run_id: str, ordinal: int, visit: PageVisit) -> dict[str, Any]:
    fields = {name: getattr(visit, name) for name in PageVisit.__dataclass_fields__}
    plain = {name: value.value if isinstance(value, Enum) else value for name, value in fields.items()}
    return {"run_id": run_id, "ordinal": ordinal, **plain}


def visit_of(row: RowMapping) -> PageVisit:
    fields = {name: row[name] for name in PageVisit.__dataclass_fields__}
    return PageVisit(**fields | {"role": PageRole(row["role"]), "outcome": Outcome(row["outcome"])})


def change_row(seq: int, change: Change) -> dict[str, Any]:
    evidence = filled_fields(change.evidence)
    return {
        "seq": seq,
        "at": change.at,
        **change_head(change),
        "fields": changes_json(change),
        "evidence": evidence,
    }


def change_head(change: Change) -> dict[str, JsonValue]:
    """What a change is about, as JSON, in the key order of the change files."""
    return {
        "entity": change.entity.value,
        "entity_id": change.entity_id,
        "op": change.op.value,
        "cause": change.cause.value,
        "source_id": change.source_id,
        "run_id": change.run_id,
        "redirect_to": change.redirect_to,
        "label": change.label,
        "url": change.url,
    }


def changes_json(change: Change) -> dict[str, JsonValue]:
    """Field changes as the views and feeds show them: field → before and after."""
    return {field.field: {"before": field.before, "after": field.after} for field in change.fields}


def change_summary(change: Change) -> dict[str, JsonValue]:
    """A change that is only planned, as JSON, for people to look at."""
    head = change_head(change)
    shown = ("op", "entity", "entity_id", "redirect_to", "label", "url")
    return {name: head[name] for name in shown} | {"changes": changes_json(change)}


def change_of(row: RowMapping) -> Change:
    fields = (
        FieldChange(field=name, before=values["before"], after=values["after"])
        for name, values in row["fields"].items()
    )
    return Change(
        seq=row["seq"],
        at=row["at"],
        entity=Entity(row["entity"]),
        entity_id=row["entity_id"],
        op=Op(row["op"]),
        cause=Cause(row["cause"]),
        source_id=row["source_id"],
        run_id=row["run_id"],
        redirect_to=row["redirect_to"],
        label=row["label"],
        url=row["url"],
        fields=tuple(fields),
        evidence=Evidence(**row["evidence"]),
    )
