"""Many rows at a time: long lists of ids, cut to what one statement takes, and updates of rows by id."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update

BATCH = 500
"""Ids in one IN list: well under what either database takes."""


def batches(ids: Iterable[str], size: int = BATCH) -> Iterator[tuple[str, ...]]:
    """The ids in tuples of at most ``size``, in order."""
    rest = iter(ids)
    while batch := tuple(islice(rest, size)):
        yield batch


def insert_plain_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> None:
    """Insert very many rows of text; the driver takes them as they are, which saves most of the time."""
    if rows:
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        marks = ", ".join(mark for _ in columns)
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
        connection.exec_driver_sql(statement, list(rows))


def update_rows(connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the other columns of each row to the row that has its ``key``; all rows have the same columns."""
    if not rows:
        return
    written: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != key}
    statement = update(table).where(table.c[key] == bindparam(f"new_{key}")).values(written)
    connection.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])
