import json
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.publish import publish_feeds
from feeds.report import Group
from feeds.report_query import read_report
from models.run import RunCounts, RunStatus
from models.source import Source
from storage.database import Database, open_database
from storage.journal import append_changes
from storage.migrate import upgrade_database
from storage.runs import RunOutcome, finish_run, save_source, start_run
from tests.feeds.samples import START, change, created, fields


@pytest.fixture
def database(database_url: str) -> Database:
    """A catalogue whose source was harvested once, with three changes in its journal."""
    database = open_database(database_url)
    upgrade_database(database)
    held = RunOutcome(status=RunStatus.HELD, reasons=("would withdraw 41",), counts=RunCounts(pages=3))
    changes = (
        created(1),
        created(2, title="دليل"),
        change(3, entity_id="p1", fields=fields(year=(2019, 2020))),
    )
    with database.write() as connection:
        save_source(connection, Source(id="manuals", url="https://example.org/manuals"))
        start_run(connection, run_id="run-1", source_id="manuals", started_at=START)
        append_changes(connection, [replace(change, seq=None) for change in changes])
        finish_run(connection, "run-1", held)
    return database


def test_the_report_is_read_from_the_journal_and_the_runs(database: Database) -> None:
    with database.read() as connection:
        report = read_report(connection, since=1, now=START)
    (section,) = report.sections
    assert (report.since, report.until, report.changes) == (1, 3, 2)
    assert [item.change.label for item in section.items(Group.CREATED)] == ["دليل"]
    assert section.needs_attention
    assert section.state is not None
    assert section.state.last_run is not None
    assert section.state.last_run.reasons == ("would withdraw 41",)


def test_feeds_are_published_from_the_database_and_not_again(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    for expected in (4, 0):
        with database.read() as connection:
            assert len(publish_feeds(connection, folder, now=START)) == expected
    lines = (folder / "changes" / "0000000001-0000001000.jsonl").read_text().splitlines()
    assert [json.loads(line)["label"] for line in lines] == ["Manual 1", "دليل", "Manual 3"]
    assert "would withdraw 41" in (folder / "report.html").read_text()
