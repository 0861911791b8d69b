"""Many rows written in one statement: inserts, and updates by id."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns.

    The columns' types turn the values into what the driver takes, as in any insert, but the driver gets all
    rows as they are then: naming each value of each row would take longer than writing them.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    turned: list[Iterable[Any]] = []
    for column in columns:
        values = [row[column] for row in rows]
        turn = table.c[column].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        turned.append(map(turn, values) if turn else values)
    insert_plain_rows(connection, table, columns, list(zip(*turned, strict=True)))


def insert_plain_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert very many rows of values that the driver takes as they are."""
    if rows:
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        marks = ", ".join(mark for _ in columns)
        names = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))


def update_rows(connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the other columns of each row to the row that has its ``key``; all rows have the same columns."""
    if not rows:
        return
    written: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != key}
    statement = update(table).where(table.c[key] == bindparam(f"new_{key}")).values(written)
    connection.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])
