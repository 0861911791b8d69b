"""Operators' edits of the fields of publications."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from models.catalogue import Edit
from storage.sql_in import sql_in
from storage.tables import edits
from text.batches import batches


def save_edit(connection: Connection, edit: Edit) -> None:
    """Write an edit in place of the edit that the publication's field had."""
    drop_edits(connection, [edit.publication_id], edit.field)
    written = {"publication_id": edit.publication_id, "field": edit.field, "value": edit.value, "at": edit.at}
    connection.execute(insert(edits).values(written))


def drop_edits(connection: Connection, publication_ids: Iterable[str], field: str) -> int:
    """Delete the edits of a field of these publications; returns how many there were."""
    dropped = 0
    for batch in batches(publication_ids):
        mine = sql_in(edits.c.publication_id, batch) & (edits.c.field == field)
        dropped += connection.execute(delete(edits).where(mine)).rowcount
    return dropped


def has_edits(connection: Connection) -> bool:
    """Whether any publication was ever edited: few catalogues have many."""
    return connection.execute(select(edits.c.field).limit(1)).first() is not None


def load_edits(connection: Connection, publication_ids: Iterable[str]) -> tuple[Edit, ...]:
    """The edits of these publications, the oldest first."""
    found: list[Edit] = []
    for batch in batches(publication_ids):
        wanted = select(edits).where(sql_in(edits.c.publication_id, batch))
        found.extend(
            Edit(publication_id=row.publication_id, field=row.field, value=row.value, at=row.at)
            for row in connection.execute(wanted).all()
        )
    return tuple(sorted(found, key=lambda edit: (edit.at, edit.publication_id, edit.field)))
