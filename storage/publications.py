"""Publications, and the redirects that merges leave."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from models.catalogue import StoredPublication
from models.publication import Publication
from storage.bulk import insert_rows, update_rows
from storage.sql_in import sql_in
from storage.tables import publications, redirects
from text.batches import batches

_FIELDS = tuple(Publication.__dataclass_fields__)
_LISTS = frozenset(("authors", "topics", "countries", "source_ids"))


def load_publications(connection: Connection, ids: Iterable[str]) -> dict[str, StoredPublication]:
    """The publications with these ids, by id."""
    found: dict[str, StoredPublication] = {}
    for batch in batches(ids):
        for row in (
            connection.execute(select(publications).where(sql_in(publications.c.id, batch))).mappings().all()
        ):
            found[row["id"]] = _stored_of(row)
    return found


def insert_publications(
    connection: Connection, new: Sequence[StoredPublication], seqs: Mapping[str, int]
) -> None:
    """Write publications that are not in the table, with the seq of the change that each is."""
    rows = [_row_of(stored) | {"updated_seq": seqs[stored.publication.id]} for stored in new]
    insert_rows(connection, publications, rows)


def update_publications(connection: Connection, changed: Sequence[StoredPublication]) -> None:
    update_rows(connection, publications, "id", [_row_of(stored) for stored in changed])


def delete_publications(connection: Connection, ids: Iterable[str]) -> None:
    """Take out publications that were merged into others; their redirects stay."""
    for batch in batches(ids):
        connection.execute(delete(publications).where(sql_in(publications.c.id, batch)))


def number_publications(connection: Connection, seqs: Mapping[str, int]) -> None:
    """Write the seq of the last change of each publication."""
    rows = [{"id": publication_id, "updated_seq": seq} for publication_id, seq in seqs.items()]
    update_rows(connection, publications, "id", rows)


def save_redirects(connection: Connection, new: Mapping[str, tuple[str, int]]) -> None:
    """Write ``from → (to, seq)``; redirects that ended at a ``from`` now lead to its ``to``, in one hop."""
    for old, (target, seq) in new.items():
        led_on = update(redirects).where(redirects.c.to_id == old).values(to_id=target)
        connection.execute(led_on)
        moved = update(redirects).where(redirects.c.from_id == old).values(to_id=target, seq=seq)
        if connection.execute(moved).rowcount == 0:
            connection.execute(insert(redirects).values(from_id=old, to_id=target, seq=seq))


def drop_redirects(connection: Connection, ids: Iterable[str]) -> None:
    """Forget the redirects of ids that are publications again."""
    for batch in batches(ids):
        connection.execute(delete(redirects).where(sql_in(redirects.c.from_id, batch)))


def find_unused_works(connection: Connection, work_ids: Iterable[str]) -> frozenset[str]:
    """Those of the works that no publication belongs to any more."""
    asked = set(work_ids)
    used: set[str] = set()
    for batch in batches(sorted(asked)):
        wanted = select(publications.c.work_id).where(sql_in(publications.c.work_id, batch)).distinct()
        used.update(connection.execute(wanted).scalars())
    return frozenset(asked - used)


def _row_of(stored: StoredPublication) -> dict[str, Any]:
    fields = {name: getattr(stored.publication, name) for name in _FIELDS}
    return fields | {
        "provenance": dict(stored.provenance),
        "first_seen_at": stored.first_seen_at,
        "withdrawn_at": stored.withdrawn_at,
    }


def _stored_of(row: RowMapping) -> StoredPublication:
    fields: dict[str, Any] = {name: tuple(row[name]) if name in _LISTS else row[name] for name in _FIELDS}
    return StoredPublication(
        publication=Publication(**fields),
        provenance=row["provenance"],
        first_seen_at=row["first_seen_at"],
        withdrawn_at=row["withdrawn_at"],
    )
