"""The journal numbers changes without gaps, in the order of the commits, on both databases."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from models.change import Cause, Change, Entity, Evidence, FieldChange, Op
from models.errors import DatabaseUnusable
from storage.database import Database, open_database
from storage.journal import append_changes, find_seq_before, read_changes, read_head
from storage.migrate import upgrade_database
from tests.factories import NOON


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    upgrade_database(opened)
    yield opened
    opened.close()


def make_change(entity_id: str = "p-1", **given: Any) -> Change:
    defaults: dict[str, Any] = {
        "seq": None,
        "at": NOON,
        "entity": Entity.PUBLICATION,
        "entity_id": entity_id,
        "op": Op.UPDATE,
        "cause": Cause.OPERATOR,
        "source_id": None,
        "run_id": None,
    }
    return Change(**defaults | given)


def test_change_is_read_back_as_it_was_written(database: Database) -> None:
    change = make_change(
        label="Manual",
        url="https://agency.example/manual",
        fields=(
            FieldChange(field="title", before=None, after="Manual"),
            FieldChange(field="authors", before=["A"], after=["A", "Б"]),
        ),
        evidence=Evidence(page_url="https://agency.example/", capture_id="<urn:uuid:1>", reason="same ISBN"),
        redirect_to="p-2",
    )
    with database.write() as connection:
        assert append_changes(connection, [change]) == range(1, 2)
    with database.read() as connection:
        (read,) = read_changes(connection)
    assert {field.field: field for field in read.fields} == {field.field: field for field in change.fields}
    assert (read.seq, read.evidence, read.redirect_to, read.at) == (1, change.evidence, "p-2", NOON)


def test_rolled_back_transaction_leaves_no_gap(database: Database) -> None:
    def break_off() -> None:
        with database.write() as connection:
            append_changes(connection, [make_change(), make_change()])
            raise RuntimeError("broke")

    with pytest.raises(RuntimeError, match="broke"):
        break_off()
    with database.write() as connection:
        append_changes(connection, [make_change("p-9")])
    with database.read() as connection:
        assert [(change.seq, change.entity_id) for change in read_changes(connection)] == [(1, "p-9")]
        assert read_head(connection).seq == 1


def test_changes_are_read_between_two_seqs(database: Database) -> None:
    with database.write() as connection:
        append_changes(connection, [make_change(f"p-{number}") for number in range(1, 6)])
    with database.read() as connection:
        assert [change.seq for change in read_changes(connection, since=1, until=3)] == [2, 3]


def test_reader_that_polls_during_slow_commits_never_skips_a_seq(database: Database) -> None:
    is_done = threading.Event()

    def write() -> None:
        for _ in range(20):
            with database.write() as connection:
                append_changes(connection, [make_change(), make_change()])
        is_done.set()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    while len(seen) < 80:
        with database.read() as connection:
            since = seen[-1] if seen else 0
            seen += [change.seq or 0 for change in read_changes(connection, since=since)]
    for writer in writers:
        writer.join()
    assert seen == list(range(1, 81))


def test_unreachable_database_is_one_clear_line() -> None:
    database = open_database("sqlite:////proc/nowhere/catalogue.db")
    with (
        pytest.raises(DatabaseUnusable, match="unable to open database file; check that the file"),
        database.read(),
    ):
        pass


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "oracle://x:secret@host/name"])
def test_url_of_another_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="write sqlite:///FILE or postgresql://") as refused:
        open_database(url)
    assert "secret" not in str(refused.value)


def test_the_seq_before_a_time_leaves_out_nothing_that_came_later(database: Database) -> None:
    with database.write() as connection:
        assert find_seq_before(connection, NOON) == 0
        hours = (0, 2, 1)  # a clock may step back
        append_changes(connection, [make_change(at=NOON + timedelta(hours=hour)) for hour in hours])
        asked = [find_seq_before(connection, NOON + timedelta(hours=hour)) for hour in (0, 1, 2, 3)]
    assert asked == [0, 1, 1, 3]
