"""What is shown of a harvest under way goes to standard error, as lines or as a live display."""

import io
import sys
from datetime import UTC, datetime

import pytest

from cli.output.progress import LiveWatch, PlainWatch, SilentWatch, open_watch
from harvesters.crawl.parent import Progress
from models.run import Run, RunCounts, RunStatus
from models.source import Source

SOURCE = Source(id="manuals", url="https://example.org/list")
RUN = Run(
    id="r1",
    source_id="manuals",
    status=RunStatus.COMPLETE,
    started_at=datetime(2026, 1, 2, tzinfo=UTC),
    finished_at=None,
    reasons=(),
    counts=RunCounts(pages=3, records_listed=52, publications_created=51),
)


class Screen(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def follow(watch: PlainWatch) -> None:
    with watch:
        watch.on_start(SOURCE)
        for second in range(1, 26):
            watch.on_progress("manuals", Progress(pages=second, rows=second * 20, elapsed_s=float(second)))
        watch.on_log("manuals", "info", "quiet")
        watch.on_log("manuals", "warning", "slow \x1b[31m[red]site[/red]")
        watch.on_done(SOURCE, RUN)


def test_plain_lines_tell_start_warnings_end_and_now_and_then_how_far(
    capsys: pytest.CaptureFixture[str],
) -> None:
    follow(PlainWatch())
    assert capsys.readouterr() == (
        "",
        "manuals: harvesting https://example.org/list\n"
        "manuals: 10 pages, 200 records, 1.0 pages/s\n"
        "manuals: 20 pages, 400 records, 1.0 pages/s\n"
        "manuals: warning: slow [31m[red]site[/red]\n"
        "manuals: complete, 3 pages, 52 records, 51 publications created\n",
    )


def test_silence_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    follow(SilentWatch())
    assert capsys.readouterr() == ("", "")


def test_the_live_display_counts_up_and_keeps_what_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stderr", Screen())
    watch = open_watch()
    assert isinstance(watch, LiveWatch)
    follow(watch)
    assert isinstance(sys.stderr, Screen)
    shown = sys.stderr.getvalue()
    assert "25 pages" in shown
    assert "500 records" in shown
    assert "1.0 pages/s" in shown
    assert "manuals: warning: slow [31m[red]site[/red]" in shown
    assert "manuals: complete, 3 pages" in shown


def test_lines_are_plain_where_standard_error_is_no_terminal() -> None:
    assert type(open_watch()) is PlainWatch
