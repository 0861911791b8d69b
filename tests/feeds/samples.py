"""Factories of journal rows and source states for the tests of the feeds."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.change import Cause, Change, Entity, Evidence, FieldChange, JsonValue, Op
from models.run import Run, RunCounts, RunStatus, SourceState
from storage.journal import Head

START = datetime(2026, 11, 21, 5, 15, tzinfo=UTC)
HEAD = Head(seq=1, epoch="c0ffee")


def change(seq: int | None = 1, op: Op = Op.UPDATE, **more: Any) -> Change:
    """A change of a publication at the source ``manuals``, one minute after the one before it."""
    known: dict[str, Any] = {
        "at": START + timedelta(minutes=seq or 0),
        "entity": Entity.PUBLICATION,
        "entity_id": f"p{seq}",
        "cause": Cause.SOURCE,
        "source_id": "manuals",
        "run_id": "run-1",
        "label": f"Manual {seq}",
        "url": f"https://example.org/manuals/{seq}",
    }
    return Change(seq=seq, op=op, **known | more)


def fields(**values: tuple[JsonValue, JsonValue]) -> tuple[FieldChange, ...]:
    """``title=("before", "after")``."""
    return tuple(
        FieldChange(field=name, before=before, after=after) for name, (before, after) in values.items()
    )


def created(seq: int, **values: JsonValue) -> Change:
    """A new publication with these fields."""
    stated = {"title": f"Manual {seq}", "language": "en"} | values
    return change(
        seq, Op.CREATE, label=stated["title"], fields=fields(**{k: (None, v) for k, v in stated.items()})
    )


def because(reason: str) -> Evidence:
    return Evidence(page_url="https://example.org/manuals?page=0", capture_id="<urn:uuid:1>", reason=reason)


def state(
    source_id: str = "manuals", status: RunStatus | None = RunStatus.COMPLETE, **more: Any
) -> SourceState:
    """How a source stands; ``status=None``: never harvested."""
    run = status and Run(
        id=f"{source_id}-20261121T051500Z",
        source_id=source_id,
        status=status,
        started_at=START,
        finished_at=START + timedelta(minutes=3),
        reasons=more.pop("reasons", ()),
        counts=RunCounts(pages=3, records_listed=47),
    )
    known: dict[str, Any] = {
        "url": f"https://example.org/{source_id}",
        "publisher": "Example Organisation",
        "is_enabled": True,
        "last_applied_at": START if status is RunStatus.COMPLETE else None,
        "records": 47,
        "records_withdrawn": 0,
        "records_rejected": 0,
        "publications": 45,
    }
    return SourceState(source_id=source_id, last_run=run or None, **known | more)
