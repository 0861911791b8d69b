"""A run is told in words that say what happened and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from models.run import Run, RunCounts, RunStatus
from services.harvest.run_text import detail_run, format_time, summarise_run, tell_run, tell_trouble

RUN = Run(
    id="20260102T030405-manuals-abc123",
    source_id="manuals",
    status=RunStatus.COMPLETE,
    started_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    finished_at=None,
    reasons=(),
    counts=RunCounts(pages=1, records_listed=20, publications_created=19, notices_changed=1),
)


def test_a_run_is_told_without_what_there_was_none_of() -> None:
    assert tell_run(RUN) == "manuals: complete, 1 page, 20 records, 19 publications created, 1 notice changed"
    assert tell_run(replace(RUN, counts=RunCounts())) == "manuals: complete, nothing seen"


def test_a_complete_run_is_no_trouble() -> None:
    assert tell_trouble(RUN) is None


def test_an_incomplete_run_says_why() -> None:
    run = replace(RUN, status=RunStatus.INCOMPLETE, reasons=("page 2 answered 500", "page 3 was not planned"))
    assert tell_trouble(run) == "manuals: incomplete: page 2 answered 500; page 3 was not planned"


def test_a_run_that_is_not_complete_is_trouble_even_without_a_reason() -> None:
    assert tell_trouble(replace(RUN, status=RunStatus.FAILED)) == "manuals: failed: no reason was recorded"


def test_a_summary_has_the_agreed_keys_and_a_detail_has_more() -> None:
    summary, detail = summarise_run(RUN), detail_run(RUN)
    assert detail.items() >= summary.items()
    assert (summary["run"], summary["status"], summary["records_listed"]) == (RUN.id, "complete", 20)
    assert (detail["started_at"], detail["finished_at"]) == ("2026-01-02T03:04:05Z", None)


def test_times_are_told_in_utc() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    assert format_time(at) == "2026-01-02T01:04:05Z"
