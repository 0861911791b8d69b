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
    """A record made of new or changed rows."""

    id: str
    record: Record
    state: StoredState | None
    """As stored before; ``None``: it is new."""
    position: int
    """Among the fresh records, from 0."""
    is_moved: bool = False
    """It was stored under another key."""

    @property
    def remark(self) -> str | None:
        """Why a record that moved counts as changed; ``None``: it did not move."""
        if not self.is_moved or self.state is None:
            return None
        new, old = (key.removeprefix("//") for key in (self.record.native_key, self.state.native_key))
        return f"listed as {new} instead of {old}"


def find_record_ids(
    connection: Connection, records: Sequence[Record], states: Iterable[StoredState]
) -> tuple[Fresh, ...]:
    """The records with the ids that they have by row or by key; new records get an unused id."""
    by_key = {state.native_key: state for state in states}
    by_hash = {value: state for state in by_key.values() for value in state.hashes}
    found = [
        (by_hash.get(hash_row(record.row)) if by_hash else None) or by_key.get(record.native_key)
        for record in records
    ]
    minted = [mint_record_id(record.source_id, record.native_key) for record in records]
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
    """The fresh records, where a new record that is really a vanished one under a new key keeps the old id.

    Args:
        fresh: made from a complete list.
        states: the source's records.
        seen: ids of the records that were listed unchanged.
    """
    present = seen.union(entry.id for entry in fresh)
    vanished = {
        state.record_id: state
        for state in states
        if state.record_id not in present and not state.is_withdrawn and not state.is_rejected
    }
    new = [entry for entry in fresh if entry.state is None]
    if not vanished or not new:
        return tuple(fresh)
    gone = (
        trace(record.id, vanished[record.id].native_key, record.description)
        for record in load_records(connection, sorted(vanished))
    )
    moved = pair_moved(gone, filter(None, (_trace(entry, context) for entry in new)))
    known = {new_id: vanished[gone_id] for new_id, gone_id in moved.items()}
    return tuple(_take_up(entry, known[entry.id]) if entry.id in known else entry for entry in fresh)


def _take_up(entry: Fresh, state: StoredState) -> Fresh:
    return replace(entry, id=state.record_id, state=state, is_moved=True)


def _trace(entry: Fresh, context: SourceContext) -> Trace | None:
    """``None`` for a record that can't be accepted, or was not read whole."""
    if entry.record.row.is_partial:
        return None
    try:
        return trace(entry.id, entry.record.native_key, normalise(entry.record, context))
    except RecordRejected:
        return None
