"""The rows of a run sorted by what the catalogue knows of them: as they were, to be read anew, absent."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from models.catalogue import Standing
from models.record import Record, Row

ABSENCES_TO_WITHDRAW = 2
"""Complete runs in a row that must not list a record before it counts as withdrawn (law 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """What a run saw of its source's records."""

    seen: frozenset[str]
    """Ids of records that were listed just as they stand."""
    fresh: tuple[Record, ...]
    """Records of rows that are new or changed, or share a record with one that is; in listing order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absences:
    """What a complete run says of the records that it did not list."""

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
    standings: Sequence[Standing],
    identify: Callable[[Iterable[Row]], Sequence[Record]],
) -> Sightings:
    """The rows of a run against the records of its source.

    Args:
        read_rows: gives the rows in listing order; called again when an unknown row turns out to be a
            variant of a known one, so that the two are judged together.
        standings: the source's records; one whose hashes are not to be trusted is left out.
        identify: gives the records of rows.
    """
    owners = {value: standing for standing in standings for value in standing.hashes}
    seen: set[str] = set()
    unknown: list[Row] = []
    for row in read_rows():
        owner = owners.get(hash_row(row))
        if owner is None:
            unknown.append(row)
        else:
            seen.add(owner.record_id)
    by_key = {standing.native_key: standing for standing in standings}
    fresh = identify(unknown)
    touched = {by_key[record.native_key] for record in fresh if record.native_key in by_key}
    shared = {standing.record_id: standing for standing in touched if standing.record_id in seen}
    if shared:
        again = {value for standing in shared.values() for value in standing.hashes}
        together = (row for row in read_rows() if (value := hash_row(row)) not in owners or value in again)
        fresh = identify(together)
    return Sightings(seen=frozenset(seen - shared.keys()), fresh=tuple(fresh))


def count_absences(standings: Iterable[Standing], listed: frozenset[str], run_id: str) -> Absences:
    """Absences after a complete run; one that this run has counted already is not counted again."""
    counted: dict[str, int] = {}
    withdrawn: set[str] = set()
    for standing in standings:
        if standing.is_withdrawn or standing.record_id in listed:
            continue
        absences = standing.absences
        if standing.absent_in_run != run_id:
            absences += 1
            counted[standing.record_id] = absences
        if absences >= ABSENCES_TO_WITHDRAW:
            withdrawn.add(standing.record_id)
    return Absences(counted=counted, withdrawn=frozenset(withdrawn))
