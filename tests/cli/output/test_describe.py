"""Runs as rows: short ids that are still distinct, times as people say them, four counts that differ."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.output.describe import RUN_COLUMNS, shorten_ids, tabulate_runs, tell_age
from cli.output.tables import write_whole
from models.run import Run, RunCounts, RunStatus

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def make_run(run_id: str, **counts: int) -> Run:
    return Run(
        id=run_id,
        source_id="manuals",
        status=RunStatus.COMPLETE,
        started_at=NOW - timedelta(hours=3),
        finished_at=None,
        reasons=("one", "two"),
        counts=RunCounts(**counts),
    )


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=29), "29 days ago"),
        (timedelta(days=30), "2025-12-03"),
        (-timedelta(days=1), "2026-01-03"),
    ],
)
def test_an_age_is_told_in_the_largest_unit(age: timedelta, told: str) -> None:
    assert tell_age(NOW - age, NOW) == told


def test_ids_are_shortened_unless_two_end_alike() -> None:
    ids = ["20260102T030405-a-abc123", "20260103T030405-b-abc123", "20260103T030405-b-ffffff"]
    assert list(shorten_ids(ids).values()) == [*ids[:2], "ffffff"]


def test_the_counts_of_a_first_run_are_new_and_nothing_else() -> None:
    (row,) = tabulate_runs([make_run("x-1", records_new=30, publications_created=30)], NOW)
    told = {column.name: cell for column, cell in zip(RUN_COLUMNS, row, strict=True)}
    counted = ("new", "changed", "merged", "withdrawn")
    assert [told[name] for name in counted] == [30, 0, 0, 0]


def test_a_program_gets_whole_ids_times_and_reasons() -> None:
    (row,) = tabulate_runs([make_run("20260102T090000-manuals-abc123", pages=1)], NOW)
    whole = [write_whole(cell) for cell in row]
    assert whole[0] == "20260102T090000-manuals-abc123"
    assert whole[3] == "2026-01-02T09:00:00Z"
    assert whole[-1] == "one; two"
