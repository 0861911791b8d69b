"""Runs and changes as rows of tables."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cli.output.hints import complete_hints
from cli.output.tables import Brief, Column, Row
from models.change import Op
from models.run import Run, RunStatus
from services.harvest.run_text import format_time, tell_trouble
from text.plurals import name_count

STATUS_STYLES = {
    RunStatus.RUNNING.value: "cyan",
    RunStatus.COMPLETE.value: "green",
    RunStatus.INCOMPLETE.value: "yellow",
    RunStatus.HELD.value: "bold magenta",
    RunStatus.FAILED.value: "bold red",
    RunStatus.DISCARDED.value: "dim",
}
RUN_COLUMNS = (
    Column(name="run"),
    Column(name="source"),
    Column(name="status", styles=STATUS_STYLES),
    Column(name="started"),
    Column(name="pages", is_number=True, is_spare=True),
    Column(name="records", is_number=True, is_spare=True),
    Column(name="new", is_number=True),
    Column(name="changed", is_number=True),
    Column(name="merged", is_number=True),
    Column(name="withdrawn", is_number=True),
    Column(name="why", is_under=True),
)
CHANGE_COLUMNS = (
    Column(name="op"),
    Column(name="entity"),
    Column(name="label"),
    Column(name="fields", is_under=True),
    Column(name="url", is_under=True),
)


def tabulate_runs(runs: Iterable[Run], now: datetime) -> list[Row]:
    """The cells for ``RUN_COLUMNS``; on a terminal, ids are shortened as far as they differ."""
    listed = list(runs)
    short = shorten_ids([run.id for run in listed])
    return [_tabulate_run(run, short[run.id], now) for run in listed]


def _tabulate_run(run: Run, short_id: str, now: datetime) -> Row:
    counts = run.counts
    return (
        Brief(run.id, short_id),
        run.source_id,
        run.status.value,
        Brief(format_time(run.started_at), tell_age(run.started_at, now)),
        counts.pages,
        counts.records_listed,
        counts.publications_created,
        counts.publications_updated + counts.notices_changed,
        counts.publications_merged,
        counts.publications_withdrawn,
        tuple(map(complete_hints, run.reasons)),
    )


def advise(run: Run) -> str | None:
    """Why a run is not complete and what can be done about it, in one line; ``None`` where it is."""
    trouble = tell_trouble(run)
    if trouble is None or run.status is not RunStatus.HELD:
        return trouble
    show, approve, discard = (f"'pubharvest runs {verb} {run.id}'" for verb in ("show", "approve", "discard"))
    return f"{trouble}; look at it with {show}, then decide with {approve} or {discard}"


def shorten_ids(ids: Iterable[str]) -> dict[str, str]:
    """What follows the last dash of each id; the whole id where another one ends alike."""
    known = list(dict.fromkeys(ids))
    short = {run_id: run_id.rpartition("-")[2] for run_id in known}
    taken = list(short.values())
    return {run_id: end if taken.count(end) == 1 else run_id for run_id, end in short.items()}


def tell_age(at: datetime, now: datetime) -> str:
    """How long ago that was; the day if it is more than a month ago, or still to come."""
    age = now - at
    if not timedelta() <= age < timedelta(days=30):
        return format_time(at)[:10]
    if age < timedelta(minutes=1):
        return "just now"
    if age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min ago"
    if age < timedelta(days=1):
        return f"{age // timedelta(hours=1)} h ago"
    return f"{name_count(age.days, 'day')} ago"


def tabulate_change(summary: Mapping[str, Any]) -> Row:
    """The cells for ``CHANGE_COLUMNS`` of a change that is only planned."""
    fields = ", ".join(summary["changes"]) if summary["op"] == Op.UPDATE else ""
    return summary["op"], summary["entity"], summary["label"], fields, summary["url"]
