"""From the rows of a listing to the records of its source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvesters.crawl.spool import Spool
from models.catalogue import RecordWrite, StoredState
from models.errors import RecordRejected
from models.record import Description
from models.run import RunStatus
from services.ingest.record_ids import Fresh, find_record_ids, recognise_moved
from services.matching.matcher import Matcher
from storage.database import Connection
from storage.records import (
    insert_records,
    load_stored_states,
    mark_absent,
    mark_seen,
    note_doubts,
    update_records,
    withdraw_records,
)
from storage.runs import last_applied
from text.batches import batches
from text.cleaning import clean_text
from text.failpoints import failpoint
from transforms.records.identity import identify
from transforms.records.normalise import SourceContext, context_of, normalise, processing_version
from transforms.records.rows import ABSENCES_TO_WITHDRAW, count_absences, hash_row, sort_rows
from transforms.runs.acceptance import Acceptance, History, RowTally, judge_absences, judge_crawl


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a run's rows did to the records of its source."""

    acceptance: Acceptance
    coverage: Mapping[str, float]
    listed: int
    """Records that the run listed, rejected ones included."""
    new: tuple[str, ...]
    """Ids of accepted records that are new, in listing order."""
    rejected: int
    reworded: frozenset[str]
    """Accepted records whose text is new or changed, so that they have to be matched."""
    moved: frozenset[str]
    """Records that were withdrawn, or are listed again."""
    rekeyed: Mapping[str, str]
    """Record id → a remark on a record that is listed under another key than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Census:
    """The source's records before a run, and which of them it listed."""

    states: Sequence[StoredState]
    listed: frozenset[str]
    """Ids of the records that it listed."""
    deleted: frozenset[str]
    """Ids of the records that the source says it has deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """Ids of fresh records, by what became of them."""

    accepted: frozenset[str]
    rejected: frozenset[str]


def ingest_rows(connection: Connection, spool: Spool, matcher: Matcher, *, is_approved: bool) -> Listed:
    """Write the rows of a run to the records of its source.

    Whether the run may change the catalogue is returned, not acted upon: the caller rolls back what a run
    that is not to be applied has written. An operator's approval lifts what would hold the run.
    """
    crawl = spool.crawl
    states = load_stored_states(connection, crawl.source_id)
    version = processing_version()
    tally = RowTally()
    sorted_rows = sort_rows(
        lambda: tally.watch(spool.rows()),
        [state for state in states if state.processing_version == version],
        lambda rows: identify(rows, context_of(spool.source, tally.dates)),
    )
    context = context_of(spool.source, tally.dates)
    fresh = find_record_ids(connection, sorted_rows.fresh, states)
    if crawl.is_complete and not crawl.is_windowed:
        fresh = recognise_moved(connection, fresh, states, context, seen=sorted_rows.seen)
    written = _write_fresh(connection, fresh, context, spool, matcher)
    failpoint("after_normalise")
    mark_seen(connection, sorted(sorted_rows.seen), run_id=crawl.run_id, seen_at=crawl.started_at)
    listed = sorted_rows.seen.union(entry.id for entry in fresh)
    census = _Census(states=states, listed=listed, deleted=_find_deleted(states, tally.deleted))
    acceptance = _judge(connection, spool, tally.shares(), census)
    withdrawn = _withdraw(connection, spool, census, acceptance)
    if is_approved and acceptance.status is RunStatus.HELD:
        acceptance = Acceptance(status=RunStatus.COMPLETE, reasons=(), is_applied=True)
    back = {state.record_id for state in states if state.is_withdrawn} & listed
    refused = sum(state.is_rejected and state.record_id in sorted_rows.seen for state in states)
    return Listed(
        acceptance=acceptance,
        coverage=tally.shares(),
        listed=len(listed),
        new=tuple(entry.id for entry in fresh if entry.state is None and entry.id in written.accepted),
        rejected=len(written.rejected) + refused,
        reworded=written.accepted,
        moved=withdrawn | back,
        rekeyed={entry.id: entry.remark for entry in fresh if entry.remark},
    )


def _find_deleted(states: Iterable[StoredState], native_ids: Iterable[str]) -> frozenset[str]:
    keys = {clean_text(native_id) for native_id in native_ids}
    return frozenset(state.record_id for state in states if state.native_key in keys)


def _write_fresh(
    connection: Connection, fresh: Sequence[Fresh], context: SourceContext, spool: Spool, matcher: Matcher
) -> _Written:
    accepted: set[str] = set()
    rejected: set[str] = set()
    for batch in batches(fresh):
        writes = [(entry, _describe(entry, context)) for entry in batch]
        doubted = _write_batch(connection, writes, spool)
        described = {
            entry.id: write.description
            for entry, write in writes
            if write.description and entry.id not in doubted
        }
        matcher.index(described)
        accepted |= described.keys()
        rejected.update(entry.id for entry, write in writes if write.description is None)
    return _Written(accepted=frozenset(accepted), rejected=frozenset(rejected))


def _describe(entry: Fresh, context: SourceContext) -> RecordWrite:
    description: Description | None = None
    rejection: str | None = None
    try:
        description = normalise(entry.record, context)
    except RecordRejected as error:
        rejection = str(error)
    return RecordWrite(
        id=entry.id,
        record=entry.record,
        hashes=tuple(hash_row(row) for row in (entry.record.row, *entry.record.variants)),
        description=description,
        rejection=rejection,
        processing_version=processing_version(),
        position=entry.position,
    )


def _write_batch(
    connection: Connection, writes: Sequence[tuple[Fresh, RecordWrite]], spool: Spool
) -> Mapping[str, str]:
    """Write new and changed records; returns those that keep their last good text instead, and why."""
    run_id, seen_at = spool.crawl.run_id, spool.crawl.started_at
    doubted = {entry.id: why for entry, write in writes if (why := _doubt(entry, write))}
    new = [write for entry, write in writes if entry.state is None]
    changed = [write for entry, write in writes if entry.state and entry.id not in doubted]
    insert_records(connection, new, run_id=run_id, seen_at=seen_at)
    update_records(connection, changed, run_id=run_id, seen_at=seen_at)
    mark_seen(connection, doubted, run_id=run_id, seen_at=seen_at)
    note_doubts(connection, {record_id: f"run {run_id}: {why}" for record_id, why in doubted.items()})
    return doubted


def _doubt(entry: Fresh, write: RecordWrite) -> str | None:
    """Why an accepted record is not to be overwritten; ``None``: it is to be."""
    if entry.state is None or entry.state.is_rejected:
        return None
    if entry.record.row.is_partial:
        return "not updated: its detail page could not be read"
    return write.rejection and f"not updated: {write.rejection}"


def _judge(
    connection: Connection,
    spool: Spool,
    coverage: Mapping[str, float],
    census: _Census,
) -> Acceptance:
    expect = spool.source.expect
    live = {state.record_id for state in census.states if not state.is_withdrawn and not state.is_rejected}
    applied = last_applied(connection, spool.crawl.source_id)
    history = History(records=len(live), coverage=applied[1] if applied else {})
    acceptance = judge_crawl(spool.crawl, coverage, history, expect)
    if acceptance.status is RunStatus.COMPLETE:
        absent = len(live & census.deleted if spool.crawl.is_windowed else live - census.listed)
        if reasons := judge_absences(absent, history, expect):
            return Acceptance(status=RunStatus.HELD, reasons=reasons, is_applied=False)
    return acceptance


def _withdraw(
    connection: Connection,
    spool: Spool,
    census: _Census,
    acceptance: Acceptance,
) -> frozenset[str]:
    """Count absences and withdraw; a held run withdraws at once the records an operator is asked about."""
    crawl = spool.crawl
    if acceptance.status not in (RunStatus.COMPLETE, RunStatus.HELD):
        return frozenset()
    deleted = census.deleted
    # A record outside the window may well be there; what the source says it deleted is gone at once.
    watched = [state for state in census.states if not crawl.is_windowed or state.record_id in deleted]
    absences = count_absences(watched, census.listed, crawl.run_id)
    is_held = acceptance.status is RunStatus.HELD
    at_once = set(absences.counted) if is_held else absences.counted.keys() & deleted
    counted = {**absences.counted, **dict.fromkeys(at_once, ABSENCES_TO_WITHDRAW)}
    withdrawn = absences.withdrawn.union(at_once)
    mark_absent(connection, counted, run_id=crawl.run_id)
    withdraw_records(connection, sorted(withdrawn), at=crawl.started_at)
    return withdrawn
