"""Rows 9 to 12, 17 and 18: a database or a disk that fails, and several who use one catalogue at once."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from harvesters.crawl.spool import open_spool
from services.ingest.ingest import ingest_spool
from services.session import utc_now
from storage.database import Database, open_database
from storage.journal import append_changes, read_changes, read_head
from storage.migrate import upgrade_database
from tests.faults.shelf import make_books, reword
from tests.faults.stage import Stage
from tests.faults.verdicts import CREATED, assert_complete
from tests.feeds.samples import change

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def failing_write(nth: int) -> Iterator[list[str]]:
    """The database refuses the ``nth`` write, and every later one, as it does when its disk is full."""
    written: list[str] = []

    def refuse(cursor: Any, statement: str, _: Any, context: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            written.append(statement)
            if len(written) >= nth:
                raise context.dialect.dbapi.OperationalError("database or disk is full")

    for moment in ("do_execute", "do_executemany"):
        event.listen(Engine, moment, refuse)
    try:
        yield written
    finally:
        for moment in ("do_execute", "do_executemany"):
            event.remove(Engine, moment, refuse)


def assert_ingested_later(stage: Stage) -> None:
    """The spool that waits is ingested without a new crawl."""
    assert_complete(stage.harvest())
    assert stage.server.paths_asked == []
    assert sorted(stage.ops[15:]) == ["create", "create", "update"]
    assert stage.published() == stage.journalled()


def test_a_full_database_rolls_back_and_the_spool_is_ingested_later(waiting: Stage) -> None:
    """Whichever write of the ingest it is that fails."""
    before = waiting.snapshot()
    for nth in (1, 6, 12, 18):
        with failing_write(nth) as written:
            told = waiting.harvest()
        assert len(written) >= nth
        assert (told.code, told.status) == (1, "incomplete")
        assert "database or disk is full; free some space and run again" in told.why
        assert waiting.snapshot() == before
    assert_ingested_later(waiting)


def test_a_database_that_is_gone_at_the_commit_rolls_back(waiting: Stage) -> None:
    before = waiting.snapshot()

    def vanish(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if isinstance(raw, sqlite3.Connection):
            raise sqlite3.OperationalError("disk I/O error")
        with psycopg.connect(waiting.database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])

    event.listen(Engine, "commit", vanish)
    try:
        code = waiting.harvest().code
    finally:
        event.remove(Engine, "commit", vanish)
    assert code == 1
    assert waiting.snapshot() == before
    assert_ingested_later(waiting)


def test_a_database_that_stays_locked_is_waited_for_in_bounds(
    waiting: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_S", 1.0)
    other = open_database(waiting.database_url)
    with other.write() as connection:
        connection.execute(text("SELECT 1"))  # only now the transaction begins
        told = waiting.harvest()
    other.close()
    assert (told.code, told.status) == (1, "incomplete")
    assert "another process is writing; run again when it has finished" in told.why
    assert_ingested_later(waiting)


def test_a_disk_that_is_full_for_the_spool_is_told_and_nothing_is_lost(
    harvested: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = harvested.snapshot()
    for failpoint in ("spool_line@4:ENOSPC", "before_spool:ENOSPC"):
        with monkeypatch.context() as patch:
            patch.setenv("PUBHARVEST_FAILPOINT", failpoint)
            told = harvested.harvest()
        assert (told.code, told.status) == (1, "incomplete")
        assert "No space left on device" in told.why
        assert harvested.snapshot() == before
    assert_complete(harvested.harvest())
    assert harvested.snapshot() == before


@pytest.mark.parametrize("failpoint", ["feed_write", "feed_rename"])
def test_a_disk_that_is_full_for_a_feed_leaves_the_last_good_one(
    harvested: Stage, monkeypatch: pytest.MonkeyPatch, failpoint: str
) -> None:
    books = make_books()
    harvested.stock([reword(books[0]), *books[1:]])
    feeds = {path: path.read_bytes() for path in (harvested.var_dir / "feeds").rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        patch.setenv("PUBHARVEST_FAILPOINT", f"{failpoint}:ENOSPC")
        told = harvested.harvest()
    assert (told.code, told.status) == (1, "incomplete")
    assert "applied, but" in told.why
    assert "No space left on device; the last good file stays" in told.why
    assert {
        path: path.read_bytes() for path in (harvested.var_dir / "feeds").rglob("*") if path.is_file()
    } == feeds
    assert harvested.ops == [*CREATED, "update"]
    assert_complete(harvested.harvest())
    assert harvested.published() == harvested.journalled()


def test_a_reader_skips_no_seq_while_a_slow_commit_is_under_way(harvested_anywhere: Stage) -> None:
    """A second writer waits for the slow one, sees what it wrote, and is numbered after it."""
    slow, quick, reader = (open_database(harvested_anywhere.database_url) for _ in range(3))
    found_by_quick: list[int] = []

    def write_quickly() -> None:
        with quick.write() as connection:
            found_by_quick.append(read_head(connection).seq)
            append_changes(connection, [change(seq=None, entity_id="p-quick")])

    thread = threading.Thread(target=write_quickly)
    with slow.write() as connection:
        append_changes(connection, [change(seq=None, entity_id="p-slow")])
        thread.start()
        thread.join(0.5)
        assert (thread.is_alive(), found_by_quick) == (True, [])
        assert read_new(reader) == []
    thread.join()
    assert found_by_quick == [16]
    assert read_new(reader) == [(16, "p-slow"), (17, "p-quick")]
    for database in (slow, quick, reader):
        database.close()


def read_new(database: Database) -> list[tuple[int | None, str]]:
    """What a reader finds who has seen the first fifteen changes."""
    with database.read() as connection:
        return [(found.seq, found.entity_id) for found in read_changes(connection, since=15)]


def test_two_ingests_of_the_same_entries_make_each_once(
    stage: Stage, harvested_var: Callable[[], Path], database_url: str
) -> None:
    """The second begins when the first is about to commit, and waits for it: no lock in a folder keeps two
    installations apart that share a database."""
    spools = [next((harvested_var() / "spool").iterdir())]
    assert_complete(stage.harvest())
    spools += (stage.var_dir / "spool").iterdir()
    stage.database_url = database_url
    first, second = (open_database(database_url) for _ in range(2))
    upgrade_database(first)
    statuses: list[str] = []

    def ingest(number: int, database: Database) -> None:
        statuses.append(ingest_spool(open_spool(spools[number]), database, now=utc_now()).status)

    def start_second(_: Connection) -> None:
        thread.start()
        thread.join(0.5)
        assert (thread.is_alive(), statuses) == (True, [])

    thread = threading.Thread(target=ingest, args=(1, second))
    event.listen(first.engine, "commit", start_second)
    ingest(0, first)
    thread.join()
    assert statuses == ["complete"] * 2
    assert stage.ops == CREATED
    assert stage.query("SELECT count(*) FROM records") == [(15,)]
    first.close()
    second.close()
