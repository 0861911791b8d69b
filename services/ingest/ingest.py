"""From a spool to the catalogue, in one transaction."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from harvesters.crawl.spool import Spool
from models.change import Cause, Change
from models.errors import StorageConflict
from models.run import Run, RunCounts, RunStatus
from models.source import SourceKind
from services.ingest.notices import ingest_notices
from services.ingest.records import ingest_rows
from services.matching.matcher import Matcher
from services.matching.publications import MAX_PLANNED, revise_publications
from storage.database import Connection, Database
from storage.journal import read_head
from storage.mapping import change_summary
from storage.runs import (
    RunOutcome,
    discard_superseded,
    find_run,
    finish_run,
    last_applied,
    load_run,
    save_crawl,
    save_source,
    start_run,
)
from text.failpoints import failpoint
from transforms.publications.changes import Occasion
from transforms.publications.counts import count_changes
from transforms.runs.acceptance import Acceptance

APPLIED = (RunStatus.COMPLETE, RunStatus.INCOMPLETE)
"""States of a run whose spool went into the catalogue before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What a spool did, or would do, to the catalogue."""

    acceptance: Acceptance
    counts: RunCounts
    coverage: Mapping[str, float] | None
    changes: tuple[Change, ...]
    """The first ``MAX_PLANNED`` of them, without seqs."""


def ingest_spool(spool: Spool, database: Database, *, now: datetime, is_approved: bool = False) -> Run:
    """Bring the catalogue in line with the spool, if it may; returns the run as it is stored afterwards.

    A run that is held, or whose pages can't be believed, is written with its reasons and changes nothing
    else. A spool that was ingested before changes nothing, unless the rules of processing have changed.

    Raises:
        StorageConflict: if a later run of the source has been applied: the spool is out of date.
        SpoolDamaged, DatabaseUnusable
    """
    crawl = spool.crawl
    with without_cycle_search(), database.write() as connection:
        before = find_run(connection, crawl.run_id)
        _refuse_outdated(connection, spool)
        was_applied = before is not None and before.status in APPLIED
        if not was_applied:
            _register(connection, spool)
        first_seq = read_head(connection).seq + 1
        attempt = connection.begin_nested()
        cause = Cause.PROCESSING if was_applied else Cause.OPERATOR if is_approved else Cause.SOURCE
        ingested = _ingest(connection, spool, now=now, cause=cause, is_approved=is_approved)
        if ingested.acceptance.is_applied:
            attempt.commit()
        else:
            attempt.rollback()
        if not was_applied:
            seqs = range(first_seq, read_head(connection).seq + 1)
            finish_run(connection, crawl.run_id, _outcome(ingested, seqs))
        if ingested.acceptance.status is RunStatus.COMPLETE:
            discard_superseded(connection, crawl.source_id, crawl.run_id, at=now)
        run = load_run(connection, crawl.run_id)
        failpoint("before_commit")
    failpoint("after_commit")
    return run


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """Python does not look for cyclic garbage inside: an ingest makes next to none, and the search takes
    a quarter of its time because so much is alive."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def preview_spool(spool: Spool, database: Database, *, now: datetime) -> Ingested:
    """What ``ingest_spool`` would do, without leaving a trace."""
    with database.write() as connection:
        _register(connection, spool)
        ingested = _ingest(connection, spool, now=now, cause=Cause.SOURCE, is_approved=False)
        connection.rollback()
    return ingested


def _refuse_outdated(connection: Connection, spool: Spool) -> None:
    applied = last_applied(connection, spool.crawl.source_id)
    if applied and applied[0].id != spool.crawl.run_id and applied[0].started_at >= spool.crawl.started_at:
        raise StorageConflict(
            f"run {spool.crawl.run_id} is older than run {applied[0].id}, which has been applied; "
            "harvest the source again instead",
            source_id=spool.crawl.source_id,
        )


def _register(connection: Connection, spool: Spool) -> None:
    crawl = spool.crawl
    save_source(connection, spool.source)
    start_run(connection, run_id=crawl.run_id, source_id=crawl.source_id, started_at=crawl.started_at)
    save_crawl(connection, crawl, spool.visits(), captures=spool.captures)


def _ingest(
    connection: Connection, spool: Spool, *, now: datetime, cause: Cause, is_approved: bool
) -> Ingested:
    occasion = Occasion(at=now, cause=cause, source_id=spool.crawl.source_id, run_id=spool.crawl.run_id)
    if spool.source.kind is SourceKind.NOTICE:
        noticed = ingest_notices(connection, spool, occasion, is_approved=is_approved)
        counts = count_changes(RunCounts(pages=spool.crawl.pages), noticed.changes)
        return Ingested(acceptance=noticed.acceptance, counts=counts, coverage=None, changes=noticed.changes)
    return _ingest_listing(connection, spool, occasion, is_approved=is_approved)


def _ingest_listing(
    connection: Connection, spool: Spool, occasion: Occasion, *, is_approved: bool
) -> Ingested:
    matcher = Matcher(connection, now=occasion.at)
    listed = ingest_rows(connection, spool, matcher, is_approved=is_approved)
    counts = RunCounts(
        pages=spool.crawl.pages,
        records_listed=listed.listed,
        records_new=len(listed.new),
        records_rejected=listed.rejected,
    )
    component = matcher.gather(matcher.judge(listed.reworded) | listed.moved)
    kept: list[Change] = []
    occasion = replace(occasion, remarks=listed.rekeyed)
    for changes in revise_publications(connection, component, occasion):
        counts = count_changes(counts, changes)
        kept += changes[: MAX_PLANNED - len(kept)]
        failpoint("in_transaction")
    return Ingested(
        acceptance=listed.acceptance, counts=counts, coverage=listed.coverage, changes=tuple(kept)
    )


def _outcome(ingested: Ingested, seqs: range) -> RunOutcome:
    """How the run ended: what was rolled back is not counted, but a held run keeps it as its plan."""
    acceptance, counts = ingested.acceptance, ingested.counts
    if not acceptance.is_applied:
        counts = RunCounts(
            pages=counts.pages, records_listed=counts.records_listed, records_rejected=counts.records_rejected
        )
    is_held = acceptance.status is RunStatus.HELD
    return RunOutcome(
        status=acceptance.status,
        reasons=acceptance.reasons,
        counts=counts,
        seqs=seqs,
        coverage=ingested.coverage,
        planned=[change_summary(change) for change in ingested.changes] if is_held else None,
    )
