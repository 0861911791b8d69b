"""Which record each entry of a run is: by its row, by its key, or because it moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from models.catalogue import StoredState
from models.errors import RecordRejected
from models.record import Record
from storage.database import Connection
from storage.records import find_taken_ids, load_records
from transforms.publications.ids import mint_record_id
from transforms.records.normalise import SourceContext, normalise
from transforms.records.rekeying import Trace, pair_moved, trace
from transforms.records.rows import hash_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A record made of new or changed rows, and where it stood; ``None``: nowhere."""

    id: str
    record: Record
    state: StoredState | None
    position: int
    """Among the fresh records, from 0."""
    is_moved: bool = False
    """It stood under another key."""

    @property
    def remark(self) -> str | None:
        """What to tell of a record that moved; ``None``: it did not."""
        if not self.is_moved or self.state is None:
            return None
        new, old = (key.removeprefix("//") for key in (self.record.native_key, self.state.native_key))
        return f"listed as {new} instead of {old}"


def find_record_ids(
    connection: Connection, records: Sequence[Record], states: Iterable[StoredState]
) -> tuple[Fresh, ...]:
    """The records with the ids that they have by row or by key; new ones get an id that nobody has."""
    by_key = {state.native_key: state for state in states}
    by_hash = {value: state for state in by_key.values() for value in state.hashes}
    found = [
        (by_hash.get(hash_row(one.row)) if by_hash else None) or by_key.get(one.native_key) for one in records
    ]
    minted = [mint_record_id(one.source_id, one.native_key) for one in records]
    new_ids = [record_id for record_id, state in zip(minted, found, strict=True) if state is None]
    taken = set(find_taken_ids(connection, new_ids))
    fresh: list[Fresh] = []
    for record, state, record_id in zip(records, found, minted, strict=True):
        attempt = 0
        while state is None and record_id in taken:
            attempt += 1
            record_id = mint_record_id(record.source_id, record.native_key, attempt)
            taken |= find_taken_ids(connection, [record_id])
        known_id = state.record_id if state else record_id
        fresh.append(Fresh(id=known_id, record=record, state=state, position=len(fresh)))
    return tuple(fresh)


def recognise_moved(
    connection: Connection,
    fresh: Sequence[Fresh],
    states: Iterable[StoredState],
    context: SourceContext,
    *,
    seen: frozenset[str],
) -> tuple[Fresh, ...]:
    """The fresh records of a whole list, but that new ones which are absent ones under another key are those.

    Args:
        standings: the source's records.
        seen: ids of those that were listed just as they stand.
    """
    here = seen.union(one.id for one in fresh)
    gone_ones = (one for one in states if one.record_id not in here)
    listed = {one.record_id: one for one in gone_ones if not one.is_withdrawn and not one.is_rejected}
    new = [one for one in fresh if one.state is None]
    if not listed or not new:
        return tuple(fresh)
    gone = (
        trace(record.id, listed[record.id].native_key, record.description)
        for record in load_records(connection, sorted(listed))
    )
    moved = pair_moved(gone, filter(None, (_trace(one, context) for one in new)))
    known = {new_id: listed[gone_id] for new_id, gone_id in moved.items()}
    return tuple(_take_up(one, known[one.id]) if one.id in known else one for one in fresh)


def _take_up(one: Fresh, state: StoredState) -> Fresh:
    return replace(one, id=state.record_id, state=state, is_moved=True)


def _trace(one: Fresh, context: SourceContext) -> Trace | None:
    """``None`` for what can't be accepted, or was not read whole."""
    if one.record.row.is_partial:
        return None
    try:
        return trace(one.id, one.record.native_key, normalise(one.record, context))
    except RecordRejected:
        return None
