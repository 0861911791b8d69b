"""The rows of a run against the stored records of its source: unchanged, to be read anew, or absent."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from models.catalogue import StoredState
from models.record import Record, Row

ABSENCES_TO_WITHDRAW = 2
"""Complete runs in a row that must not list a record before it counts as withdrawn (law 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedRows:
    """What a run saw of its source's records."""

    seen: frozenset[str]
    """Ids of records that were listed unchanged."""
    fresh: tuple[Record, ...]
    """Records of rows that are new or changed, or share a record with such a row; in listing order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absences:
    """What becomes of the records that a complete run did not list."""

    counted: Mapping[str, int]
    """Record id → complete runs in a row without it, this one included; for those not counted before."""
    withdrawn: frozenset[str]
    """Ids of records that were absent often enough."""


def hash_row(row: Row) -> str:
    """Changes if and only if the site prints the row otherwise; where and when it was seen does not count."""
    printed = orjson.dumps((row.raw, row.rejection))
    return hashlib.blake2b(printed, digest_size=16).hexdigest()


def sort_rows(
    read_rows: Callable[[], Iterable[Row]],
    states: Sequence[StoredState],
    identify: Callable[[Iterable[Row]], Sequence[Record]],
) -> SortedRows:
    """The rows of a run against the records of its source.

    Args:
        read_rows: gives the rows in listing order; called again when an unknown row turns out to be a
            variant of a known one, so that the two are judged together.
        states: the source's records; leave out a record whose hashes are not to be trusted.
        identify: gives the records of rows.
    """
    owners = {value: state for state in states for value in state.hashes}
    seen: set[str] = set()
    unknown: list[Row] = []
    for row in read_rows():
        owner = owners.get(hash_row(row))
        if owner is None:
            unknown.append(row)
        else:
            seen.add(owner.record_id)
    by_key = {state.native_key: state for state in states}
    fresh = identify(unknown)
    touched = {by_key[record.native_key] for record in fresh if record.native_key in by_key}
    shared = {state.record_id: state for state in touched if state.record_id in seen}
    if shared:
        again = {value for state in shared.values() for value in state.hashes}
        together = (row for row in read_rows() if (value := hash_row(row)) not in owners or value in again)
        fresh = identify(together)
    return SortedRows(seen=frozenset(seen - shared.keys()), fresh=tuple(fresh))


def count_absences(states: Iterable[StoredState], listed: frozenset[str], run_id: str) -> Absences:
    """Absences after a complete run; an absence that this run has counted already is not counted again."""
    counted: dict[str, int] = {}
    withdrawn: set[str] = set()
    for state in states:
        if state.is_withdrawn or state.record_id in listed:
            continue
        absences = state.absences
        if state.absent_in_run != run_id:
            absences += 1
            counted[state.record_id] = absences
        if absences >= ABSENCES_TO_WITHDRAW:
            withdrawn.add(state.record_id)
    return Absences(counted=counted, withdrawn=frozenset(withdrawn))
