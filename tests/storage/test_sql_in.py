"""Many ids as one value, looked up by an index."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    delete,
    event,
    insert,
    not_,
    or_,
    select,
    text,
)

from storage.database import open_database
from storage.sql_in import sql_in

shelf = Table("shelf", MetaData(), Column("id", Text, primary_key=True), Column("other", Text, index=True))
IDS = ("a", "b'c", 'd"e', "دليل", "f,g", "{h}", "null")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with open_database(database_url).write() as connection:
        shelf.create(connection)
        connection.execute(insert(shelf), [{"id": one, "other": f"of {one}"} for one in (*IDS, "z")])
        yield connection
        connection.rollback()


def test_rows_with_one_of_the_ids_are_found_whatever_the_ids_hold(connection: Connection) -> None:
    found = connection.execute(select(shelf.c.id).where(sql_in(shelf.c.id, (*IDS, "absent")))).scalars()
    assert set(found) == set(IDS)


def test_no_ids_find_nothing(connection: Connection) -> None:
    assert connection.execute(select(shelf.c.id).where(sql_in(shelf.c.id, ()))).all() == []


def test_each_list_of_a_statement_has_its_own_ids(connection: Connection) -> None:
    either = or_(sql_in(shelf.c.id, ("a",)), sql_in(shelf.c.other, ("of z",)))
    for _ in range(2):
        assert set(connection.execute(select(shelf.c.id).where(either)).scalars()) == {"a", "z"}
    other = or_(sql_in(shelf.c.id, ("z",)), sql_in(shelf.c.other, ("of {h}",)))
    assert set(connection.execute(select(shelf.c.id).where(other)).scalars()) == {"z", "{h}"}


def test_rows_with_none_of_the_ids_are_kept_by_a_delete(connection: Connection) -> None:
    connection.execute(delete(shelf).where(not_(sql_in(shelf.c.id, IDS))))
    assert set(connection.execute(select(shelf.c.id)).scalars()) == set(IDS)


def test_an_index_looks_the_ids_up(connection: Connection) -> None:
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
    event.listen(
        connection,
        "before_cursor_execute",
        lambda *said: (explain + said[2], said[3]),
        retval=True,
        named=False,
    )
    plan = connection.execute(select(shelf.c.other).where(sql_in(shelf.c.id, IDS))).cursor
    assert plan is not None
    assert re.search("Index|SEARCH shelf USING", str(plan.fetchall()))
