"""Sources and their runs: what was harvested when, page by page, and how it ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, delete, func, insert, or_, select, update

from models.errors import RunUnknown
from models.run import Crawl, PageVisit, Run, RunCounts, RunStatus, SourceState
from models.source import Source
from storage.mapping import run_of, visit_of, visit_row
from storage.tables import page_visits, publications, records, runs, sources

MAX_NAMED = 5
"""Runs that are named where an id is not unique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """How a run ended, to be written beside it."""

    status: RunStatus
    reasons: tuple[str, ...]
    counts: RunCounts
    seqs: range = range(0)
    coverage: Mapping[str, float] | None = None
    """Share of records, 0 to 1, that have each field; ``None``: not a listing."""
    planned: list[Any] | None = None
    """With a held run: what it would change, as JSON."""


def save_source(connection: Connection, source: Source) -> None:
    """Write the source's definition, so that runs and views can name the source."""
    values = {
        "url": source.url,
        "publisher": source.publisher,
        "is_enabled": source.enabled,
        "trust": source.trust,
        "definition": orjson.loads(orjson.dumps(source)),
    }
    if connection.execute(update(sources).where(sources.c.id == source.id).values(values)).rowcount == 0:
        connection.execute(insert(sources).values(id=source.id, **values))


def start_run(connection: Connection, *, run_id: str, source_id: str, started_at: datetime) -> None:
    """Write a run as running; a known run is left as it is."""
    if connection.execute(select(runs.c.id).where(runs.c.id == run_id)).first() is None:
        empty = {"status": RunStatus.RUNNING.value, "reasons": [], "counts": RunCounts()}
        connection.execute(
            insert(runs).values(id=run_id, source_id=source_id, started_at=started_at, **empty)
        )


def save_crawl(
    connection: Connection, crawl: Crawl, visits: Iterable[PageVisit], *, captures: str | None
) -> None:
    """Write what the crawl found out, and its pages; ``captures``: the file, relative to var."""
    known = {
        "finished_at": crawl.finished_at,
        "end_proof": crawl.end_proof and crawl.end_proof.value,
        "end_detail": crawl.end_detail,
        "spool_path": f"spool/{crawl.run_id}",
        "capture_path": captures,
    }
    connection.execute(update(runs).where(runs.c.id == crawl.run_id).values(known))
    connection.execute(delete(page_visits).where(page_visits.c.run_id == crawl.run_id))
    rows = [visit_row(crawl.run_id, ordinal, visit) for ordinal, visit in enumerate(visits, start=1)]
    if rows:
        connection.execute(insert(page_visits), rows)


def finish_run(connection: Connection, run_id: str, outcome: RunOutcome) -> None:
    """Write how a run ended; a run that changed nothing keeps the block of an earlier application."""
    values: dict[str, Any] = {
        "status": outcome.status.value,
        "reasons": list(outcome.reasons),
        "counts": outcome.counts,
        "coverage": outcome.coverage,
        "planned": outcome.planned,
    }
    if outcome.seqs:
        values |= {"first_seq": outcome.seqs[0], "last_seq": outcome.seqs[-1]}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def set_status(
    connection: Connection, run_id: str, *, status: RunStatus, reasons: tuple[str, ...], at: datetime
) -> None:
    """Write the state of a run that has no outcome: failed, discarded."""
    values = {"status": status.value, "reasons": list(reasons), "finished_at": at}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def discard_superseded(connection: Connection, source_id: str, run_id: str, *, at: datetime) -> None:
    """End the held runs of a source that a later good run has made pointless."""
    good_at = load_run(connection, run_id).started_at
    for held in list_held(connection, source_id):
        if load_run(connection, held).started_at < good_at:
            reasons = (f"superseded by run {run_id}",)
            set_status(connection, held, status=RunStatus.DISCARDED, reasons=reasons, at=at)


def find_run(connection: Connection, run_id: str) -> Run | None:
    row = connection.execute(select(runs).where(runs.c.id == run_id)).mappings().first()
    return None if row is None else run_of(row)


def load_run(connection: Connection, run_id: str) -> Run:
    """The run with this id, or the only one whose id starts or ends with it.

    Raises:
        RunUnknown: if there is none, or more than one.
    """
    exact = find_run(connection, run_id)
    if exact is not None:
        return exact
    is_meant = or_(runs.c.id.startswith(run_id, autoescape=True), runs.c.id.endswith(run_id, autoescape=True))
    wanted = select(runs).where(is_meant).order_by(runs.c.started_at.desc(), runs.c.id.desc())
    found = [run_of(row) for row in connection.execute(wanted.limit(MAX_NAMED + 1)).mappings()]
    if not found:
        raise RunUnknown(f"no run's id is, starts or ends with {run_id!r}; 'pubharvest runs list' names all")
    if len(found) > 1:
        more = ", …" if len(found) > MAX_NAMED else ""
        named = ", ".join(run.id for run in found[:MAX_NAMED])
        raise RunUnknown(f"several runs start or end with {run_id!r}; give more of one of: {named}{more}")
    return found[0]


def list_runs(connection: Connection, *, source_id: str | None = None, limit: int = 50) -> tuple[Run, ...]:
    """Runs, the newest first."""
    wanted = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(limit)
    if source_id is not None:
        wanted = wanted.where(runs.c.source_id == source_id)
    return tuple(run_of(row) for row in connection.execute(wanted).mappings())


def list_unfinished(connection: Connection, source_id: str) -> tuple[str, ...]:
    """Ids of the runs of a source that never ended, oldest first."""
    wanted = select(runs.c.id).where(runs.c.source_id == source_id, runs.c.status == RunStatus.RUNNING.value)
    return tuple(connection.execute(wanted.order_by(runs.c.started_at, runs.c.id)).scalars())


def list_held(connection: Connection, source_id: str) -> tuple[str, ...]:
    """Ids of the runs of a source that wait for an operator, oldest first."""
    wanted = select(runs.c.id).where(runs.c.source_id == source_id, runs.c.status == RunStatus.HELD.value)
    return tuple(connection.execute(wanted.order_by(runs.c.started_at, runs.c.id)).scalars())


def last_applied(connection: Connection, source_id: str) -> tuple[Run, Mapping[str, float]] | None:
    """The newest complete run of a source, and its coverage; ``None``: there is none."""
    wanted = select(runs).where(runs.c.source_id == source_id, runs.c.status == RunStatus.COMPLETE.value)
    row = (
        connection.execute(wanted.order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(1))
        .mappings()
        .first()
    )
    return None if row is None else (run_of(row), row["coverage"] or {})


def read_visits(connection: Connection, run_id: str) -> tuple[PageVisit, ...]:
    """The ledger of a run, in the order in which the pages were planned."""
    wanted = select(page_visits).where(page_visits.c.run_id == run_id).order_by(page_visits.c.ordinal)
    return tuple(visit_of(row) for row in connection.execute(wanted).mappings())


def read_planned(connection: Connection, run_id: str) -> list[Any]:
    """What a held run would change, as JSON; empty for any other run."""
    return connection.execute(select(runs.c.planned).where(runs.c.id == run_id)).scalar() or []


def save_repair(connection: Connection, run_id: str, repair: dict[str, Any], *, advice: str) -> None:
    """Keep with a broken run the repair of its source file, and the advice to apply it in its reasons."""
    reasons = [*load_run(connection, run_id).reasons, advice]
    connection.execute(update(runs).where(runs.c.id == run_id).values(repair=repair, reasons=reasons))


def find_repair(connection: Connection, source_id: str) -> dict[str, Any] | None:
    """What was kept with the source's newest run, if anything."""
    newest = select(runs.c.repair).where(runs.c.source_id == source_id)
    return connection.execute(newest.order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(1)).scalar()


def read_source_states(connection: Connection) -> tuple[SourceState, ...]:
    """The state of each source, by id."""
    rows = connection.execute(select(sources).order_by(sources.c.id)).mappings().all()
    return tuple(_state_of(connection, row) for row in rows)


def _state_of(connection: Connection, row: RowMapping) -> SourceState:
    latest = list_runs(connection, source_id=row["id"], limit=1)
    applied = last_applied(connection, row["id"])
    mine = records.c.source_id == row["id"]
    is_live = mine & records.c.withdrawn_at.is_(None) & records.c.rejection.is_(None)

    def count(*conditions: Any) -> int:
        return connection.execute(select(func.count()).select_from(records).where(*conditions)).scalar_one()

    live_publications = (
        select(func.count(records.c.publication_id.distinct()))
        .join_from(records, publications)
        .where(is_live, publications.c.withdrawn_at.is_(None))
    )
    return SourceState(
        source_id=row["id"],
        url=row["url"],
        publisher=row["publisher"],
        is_enabled=row["is_enabled"],
        last_run=latest[0] if latest else None,
        last_applied_at=applied and applied[0].finished_at,
        records=count(is_live),
        records_withdrawn=count(mine, records.c.withdrawn_at.is_not(None)),
        records_rejected=count(mine, records.c.rejection.is_not(None)),
        publications=connection.execute(live_publications).scalar_one(),
    )
