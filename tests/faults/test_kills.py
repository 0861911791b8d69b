"""Rows 1 to 8 and 15: kill -9 at any moment, and a re-run that gives what an undisturbed run gives."""

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.main import run
from storage.check import check_catalogue
from storage.database import open_database
from storage.migrate import LATEST_REVISION, read_revision, upgrade_database
from tests.faults.server import FaultServer
from tests.faults.shelf import make_books, reword
from tests.faults.stage import Stage
from tests.faults.verdicts import CREATED, assert_complete
from text.failpoints import arm

CRAWLING = ("crawl_page@3:kill", "spool_line@10:kill", "before_spool:kill")
"""In the crawl's own process; a process that is killed there leaves nothing that could be used."""
INGESTING = ("before_ingest", "after_normalise", "in_transaction", "before_commit")
"""In the command's process, the finished spool beside it."""


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm(None)


@pytest.mark.parametrize("failpoint", CRAWLING)
def test_a_killed_crawl_is_run_again_whole(stage: Stage, failpoint: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBHARVEST_FAILPOINT", failpoint)
        told = stage.harvest()
    assert (told.code, told.status) == (1, "incomplete")
    assert "killed by SIGKILL; nothing of it was kept, harvest again" in told.why
    assert stage.ops == []
    assert_complete(stage.harvest())
    assert stage.ops == CREATED
    assert stage.published() == stage.journalled()
    assert len(list((stage.var_dir / "spool").iterdir())) == 1


def test_a_crawl_that_is_killed_after_its_spool_was_finished_has_finished(stage: Stage) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBHARVEST_FAILPOINT", "after_spool:kill")
        assert_complete(stage.harvest())
    assert stage.ops == CREATED


def test_a_command_that_is_killed_while_it_crawls_ends_its_run_at_the_next(
    stage: Stage, server: FaultServer
) -> None:
    """The run that was orphaned is seen and ended; the next one is unharmed."""

    def kill(_: object, __: object) -> bool:
        command.send_signal(signal.SIGKILL)
        command.wait()
        return False

    server["/list?page=2"] = kill
    arguments = ("harvest", "--sources", str(stage.sources_dir), *stage.settings)
    with stage.start(*arguments) as command:
        command.communicate()
    assert stage.query("SELECT status FROM runs") == [("running",)]
    stage.stock(make_books())
    assert_complete(stage.harvest())
    assert stage.ops == CREATED
    ended, good = stage.query("SELECT status, reasons FROM runs ORDER BY started_at")
    assert ended[0] == "failed"
    assert "ended without a spool: its process was killed" in str(ended[1])
    assert good[0] == "complete"
    assert len(list((stage.var_dir / "spool").iterdir())) == 1


def replay_undisturbed(stage: Stage, folder: Path) -> list[tuple[object, ...]]:
    """The journal that the same spools make in an empty catalogue when nothing disturbs them."""
    folder.mkdir()
    other = replace(stage, root=folder, database_url="")
    other.var_dir.mkdir()
    (other.var_dir / "spool").symlink_to(stage.var_dir / "spool")
    spools = sorted((stage.var_dir / "spool").iterdir())
    assert spools
    for path in spools:
        assert run(["runs", "replay", path.name, *other.settings]) == 0
    return other.journalled()


def test_a_kill_while_ingesting_leaves_the_state_before_or_after(waiting: Stage, tmp_path: Path) -> None:
    """At every moment in turn; what is killed before the commit has never happened."""
    before = waiting.snapshot()
    assert len(before[0]) == 15
    for failpoint in INGESTING:
        waiting.harvest_until(f"{failpoint}:kill")
        assert waiting.snapshot() == before
        assert [row[0] for row in waiting.published()] == list(range(1, 16))
    waiting.harvest_until("after_commit:kill")
    after = waiting.snapshot()
    assert waiting.journalled() == replay_undisturbed(waiting, tmp_path / "undisturbed")
    assert sorted(row[1] for row in after[0][15:]) == ["create", "create", "update"]
    assert [row[0] for row in waiting.published()] == list(range(1, 16))
    assert waiting.server.paths_asked == []
    assert waiting.query("SELECT status FROM runs ORDER BY started_at") == [("complete",)] * 2
    assert_complete(waiting.harvest())
    assert waiting.snapshot() == after
    assert waiting.published() == waiting.journalled()


def test_a_kill_while_a_feed_is_renamed_leaves_each_file_whole(harvested: Stage) -> None:
    """Killed before the first and the third of four renames, every time with something new to publish."""
    books = make_books()
    feeds = harvested.var_dir / "feeds"
    for nth in (1, 3):
        books[nth] = reword(books[nth])
        harvested.stock(books)
        old = read_files(feeds)
        harvested.harvest_until(f"feed_rename@{nth}:kill")
        now = read_files(feeds)
        assert sum(now[path] != content for path, content in old.items()) == nth - 1
        lines = [json.loads(line) for line in now["0000000001-0000001000.jsonl"].splitlines()]
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        assert len(lines) >= 15
        assert json.loads(now["index.json"])["head_seq"] >= 15
        assert now["atom.xml"].rstrip().endswith(b"</feed>")
        assert now["report.html"].rstrip().endswith(b"</html>")
    assert_complete(harvested.harvest())
    assert harvested.published() == harvested.journalled()
    assert not list(feeds.rglob("*.part"))


def read_files(folder: Path) -> dict[str, bytes]:
    """What each file holds that a reader may look at, by name."""
    return {path.name: path.read_bytes() for path in folder.rglob("[!.]*") if path.is_file()}


def test_a_kill_during_a_migration_leaves_the_old_schema(stage: Stage, database_url: str) -> None:
    stage.database_url = database_url
    done = stage.command("db", "upgrade", "--database", database_url, failpoint="migration:kill")
    assert done.returncode == -signal.SIGKILL
    database = open_database(database_url)
    with database.read() as connection:
        assert read_revision(connection) == ""
    for _ in range(2):
        upgrade_database(database)
        with database.read() as connection:
            assert read_revision(connection) == LATEST_REVISION
            assert connection.execute(text("SELECT count(*) FROM v1_publications")).scalar() == 0
            assert check_catalogue(connection) == ()
    database.close()
