"""Blocks: who shares a key, however many do, and looked up by an index in either database."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from benchmarks.described import add_descriptions, make_catalogue
from models.record import Description
from storage.blocks import (
    CONTENT,
    KeyRange,
    add_blocking_keys,
    find_blocks,
    find_groups,
    find_wide_keys,
    load_contents,
    load_members,
    prefer_indexes,
    read_blocks,
)
from storage.database import Database, open_database

LIMITS = {"w:": 2, "": 3}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A catalogue of five records in blocks of this test's making beside their own."""
    made = open_database(database_url)
    make_catalogue(made)
    add_descriptions(made, [(f"r-{number}", Description()) for number in range(5)])
    with made.write() as connection:
        keys = {f"r-{number}": {"t:all", "w:all"} for number in range(5)}
        keys["r-0"] |= {"t:two", "w:two", "t:alone"}
        keys["r-1"] |= {"t:two", "w:two", "t:three", "w:three"}
        for number in (2, 3):
            keys[f"r-{number}"] |= {"t:three", "w:three"}
        add_blocking_keys(connection, keys)
    yield made
    made.close()


def test_blocks_of_a_record_are_those_within_the_limit_of_their_kind_of_key(database: Database) -> None:
    with database.read() as connection:
        blocks = find_blocks(connection, ["r-1"], LIMITS)
        assert blocks.members == {
            "t:two": ("r-0", "r-1"),
            "w:two": ("r-0", "r-1"),
            "t:three": ("r-1", "r-2", "r-3"),
        }
        assert blocks.own == {"r-1": {"t:all", "w:all", "t:two", "w:two", "t:three", "w:three"}}
        assert (blocks.wide, blocks.far) == ({"t:all", "w:all", "w:three"}, {"w:all"})
        assert find_wide_keys(connection, LIMITS) == {"t:all", "w:all", "w:three"}


def test_all_blocks_in_ranges_are_those_of_all_records(database: Database) -> None:
    with database.read() as connection:
        every = find_blocks(connection, [f"r-{number}" for number in range(5)], LIMITS).members
        ranges = (KeyRange(high="t:two"), KeyRange(low="t:two", high="w:b"), KeyRange(low="w:b"))
        found = [blocks for part in ranges for blocks in read_blocks(connection, part, LIMITS)]
    assert {key: ids for blocks in found for key, ids in blocks.items()} == every


def test_members_come_in_order_and_no_more_than_asked_for(database: Database) -> None:
    with database.read() as connection:
        assert load_members(connection, "t:all", limit=3) == ("r-0", "r-1", "r-2")
        contents = set(load_contents(connection, ["r-1", "r-4"]).values())
        assert [key.startswith(CONTENT) for key in contents] == [True]
        assert list(find_groups(connection, [*contents, "=:unknown"]).values()) == [("r-0", 5)]


def test_no_look_up_reads_a_whole_table(database: Database) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    with database.read() as connection:
        prefer_indexes(connection)
        event.listen(connection, "before_cursor_execute", note)
        find_blocks(connection, ["r-1"], LIMITS)
        find_groups(connection, ["=:unknown"])
        load_members(connection, "t:all", limit=3)
        event.remove(connection, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()  # type: ignore[arg-type]
            told = " ".join(str(row) for row in plan)
            assert not re.search("SCAN (blocking_keys|mine|beyond)|Seq Scan", told), statement
    assert len(asked) >= 4
