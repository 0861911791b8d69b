"""Runs and sources as machines and people are told of them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from models.change import JsonValue, Op
from models.run import Run, RunCounts, RunStatus

RUN_COLUMNS = ("run", "source", "status", "pages", "records", "new", "changed", "withdrawn", "why")

CHANGE_COLUMNS = ("op", "entity", "label", "fields", "url")


def summarise_run(run: Run) -> dict[str, JsonValue]:
    """What ``harvest --json`` says of a run; other programs rely on its keys."""
    return {
        "source": run.source_id,
        "run": run.id,
        "status": run.status.value,
        "reasons": list(run.reasons),
        **asdict(run.counts),
    }


def detail_run(run: Run) -> dict[str, JsonValue]:
    """All that is known of a run."""
    return summarise_run(run) | {
        "started_at": format_time(run.started_at),
        "finished_at": format_time(run.finished_at) if run.finished_at else None,
        "first_seq": run.first_seq,
        "last_seq": run.last_seq,
        "spool_path": run.spool_path,
        "capture_path": run.capture_path,
    }


def tabulate_run(run: Run) -> tuple[object, ...]:
    """The cells for ``RUN_COLUMNS``."""
    counts = run.counts
    changed = counts.publications_created + counts.publications_updated + counts.notices_changed
    return (
        run.id,
        run.source_id,
        run.status.value,
        counts.pages,
        counts.records_listed,
        counts.records_new,
        changed,
        counts.publications_withdrawn,
        "; ".join(run.reasons),
    )


def tabulate_change(summary: Mapping[str, Any]) -> tuple[object, ...]:
    """The cells for ``CHANGE_COLUMNS`` of a change that is only planned."""
    fields = ", ".join(summary["changes"]) if summary["op"] == Op.UPDATE else ""
    return summary["op"], summary["entity"], summary["label"], fields, summary["url"]


def tell_run(run: Run) -> str:
    """A run's outcome in one line."""
    return f"{run.source_id}: {run.status.value}, {tell_counts(run.counts)}"


def tell_counts(counts: RunCounts) -> str:
    """What was seen and done, without what there was none of."""
    parts = (
        (counts.pages, "page", "pages"),
        (counts.records_listed, "record", "records"),
        (counts.records_rejected, "rejected", "rejected"),
        (counts.publications_created, "publication created", "publications created"),
        (counts.publications_updated, "updated", "updated"),
        (counts.publications_merged, "merged", "merged"),
        (counts.publications_withdrawn, "withdrawn", "withdrawn"),
        (counts.notices_changed, "notice changed", "notices changed"),
    )
    told = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in parts if number)
    return told or "nothing seen"


def tell_trouble(run: Run) -> str | None:
    """Why a run is not complete and what can be done about it, in one line; ``None`` where it is."""
    if run.status is RunStatus.COMPLETE:
        return None
    why = "; ".join(run.reasons) or "no reason was recorded"
    told = f"{run.source_id}: {run.status.value}: {why}"
    if run.status is RunStatus.HELD:
        told += f"; look at it with 'pubharvest runs show {run.id}', then 'runs approve' or 'runs discard' it"
    return told


def format_time(at: datetime) -> str:
    """UTC, ISO 8601, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
