"""The journal: every change of the catalogue, numbered without gaps in the order of the commits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from models.change import Change
from storage.bulk import insert_rows
from storage.mapping import change_of, change_row
from storage.tables import changes, head


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the journal ends."""

    seq: int
    """The last seq given; 0 for an empty journal."""
    epoch: str
    """Changes when the database was restored from a backup: readers then have to reload."""


def read_head(connection: Connection) -> Head:
    row = connection.execute(select(head)).one()
    return Head(seq=row.seq, epoch=row.epoch)


def append_changes(connection: Connection, new: Sequence[Change]) -> range:
    """Number the changes and write them; returns their seqs in order.

    Call it last in the transaction, before only the writes that need the seqs: the counter's row stays locked
    until the commit, which is what makes seq order commit order.
    """
    if not new:
        return range(0)
    taken = update(head).values(seq=head.c.seq + len(new)).returning(head.c.seq)
    last = connection.execute(taken).scalar_one()
    seqs = range(last - len(new) + 1, last + 1)
    insert_rows(connection, changes, [change_row(seq, change) for seq, change in zip(seqs, new, strict=True)])
    return seqs


def find_seq_before(connection: Connection, at: datetime) -> int:
    """The seq before the first change that was made at that time or later; the head's where there is none."""
    first = connection.execute(select(func.min(changes.c.seq)).where(changes.c.at >= at)).scalar()
    return read_head(connection).seq if first is None else int(first) - 1


def read_changes(connection: Connection, *, since: int = 0, until: int | None = None) -> Iterator[Change]:
    """The changes with ``since < seq <= until`` in seq order; ``until=None``: to the end."""
    wanted = select(changes).where(changes.c.seq > since).order_by(changes.c.seq)
    if until is not None:
        wanted = wanted.where(changes.c.seq <= until)
    for row in connection.execute(wanted.execution_options(yield_per=1000)).mappings():
        yield change_of(row)
