"""What is seen of a harvest while it is under way, on standard error: a live display or plain lines."""

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from cli.output.terminal import make_safe
from models.run import Run
from models.source import Source
from services.harvest.run_text import tell_run
from text.plurals import name_count
from text.secrets import hide_in_url

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID

    from harvesters.crawl.parent import Progress

PLAIN_INTERVAL_S = 10.0
"""A log file wants to know that a harvest lives, not each page."""

TOLD_LEVELS = frozenset({"warning", "error"})


class HarvestWatch(Protocol):
    """What ``services.harvest.harvest`` tells of a harvest under way."""

    def on_start(self, source: Source) -> None: ...

    def on_progress(self, source_id: str, progress: "Progress") -> None: ...

    def on_log(self, source_id: str, level: str, line: str) -> None: ...

    def on_done(self, source: Source, run: Run) -> None: ...


class PlainWatch:
    """Writes a line where something begins, ends or goes wrong, and every few seconds between."""

    def __init__(self) -> None:
        self._told_at_s: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Nothing to tidy up."""

    def on_start(self, source: Source) -> None:
        self.tell(f"{source.id}: harvesting {hide_in_url(source.url)}")

    def on_progress(self, source_id: str, progress: "Progress") -> None:
        if progress.elapsed_s - self._told_at_s.get(source_id, 0.0) < PLAIN_INTERVAL_S:
            return
        self._told_at_s[source_id] = progress.elapsed_s
        self.tell(
            f"{source_id}: {name_count(progress.pages, 'page')}, {name_count(progress.rows, 'record')}, "
            f"{_rate(progress):.1f} pages/s"
        )

    def on_log(self, source_id: str, level: str, line: str) -> None:
        if level in TOLD_LEVELS:
            self.tell(f"{source_id}: {level}: {line}")

    def on_done(self, source: Source, run: Run) -> None:
        self.tell(tell_run(run))

    def tell(self, line: str) -> None:
        print(make_safe(line), file=sys.stderr, flush=True)


class SilentWatch(PlainWatch):
    """For who tells the outcome in words of their own."""

    def tell(self, line: str) -> None:
        """Nothing is shown."""


class LiveWatch(PlainWatch):
    """Shows a line a source that counts up, and plain lines above it for what is worth keeping."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        def column(layout: str) -> TextColumn:
            return TextColumn(layout, markup=False)

        self._display: Display = Progress(
            SpinnerColumn(),
            column("{task.description}"),
            column("{task.fields[pages]}"),
            column("{task.fields[rows]}"),
            column("{task.fields[rate]:.1f} pages/s"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._display.stop()

    def on_start(self, source: Source) -> None:
        name = make_safe(source.id)
        self._tasks[source.id] = self._display.add_task(name, total=None, pages="", rows="", rate=0.0)

    def on_progress(self, source_id: str, progress: "Progress") -> None:
        if source_id in self._tasks:
            self._display.update(
                self._tasks[source_id],
                refresh=True,
                pages=name_count(progress.pages, "page"),
                rows=name_count(progress.rows, "record"),
                rate=_rate(progress),
            )

    def on_done(self, source: Source, run: Run) -> None:
        if source.id in self._tasks:
            self._display.remove_task(self._tasks.pop(source.id))
        super().on_done(source, run)

    def tell(self, line: str) -> None:
        self._display.console.print(make_safe(line), markup=False, highlight=False)


def open_watch() -> AbstractContextManager[HarvestWatch]:
    """A live display where standard error is a terminal, else plain lines."""
    return LiveWatch() if sys.stderr.isatty() else PlainWatch()


def _rate(progress: "Progress") -> float:
    return progress.pages / progress.elapsed_s if progress.elapsed_s > 0 else 0.0
