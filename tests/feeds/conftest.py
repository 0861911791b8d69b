"""An in-memory journal that stands in for the database, and a folder to publish to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from feeds import atom, change_files, publish
from models.change import Change
from models.run import SourceState
from storage.journal import Head
from tests.feeds.samples import START


@dataclass
class FakeJournal:
    """Answers what ``feeds.publish`` asks of storage."""

    folder: Path
    changes: tuple[Change, ...] = ()
    states: tuple[SourceState, ...] = ()
    epoch: str = "c0ffee"
    reads: list[tuple[int, int | None]] = field(default_factory=list)

    def read_head(self) -> Head:
        return Head(seq=len(self.changes), epoch=self.epoch)

    def read_changes(self, *, since: int = 0, until: int | None = None) -> Iterator[Change]:
        self.reads.append((since, until))
        return iter(self.changes[since:until])

    def read_source_states(self) -> tuple[SourceState, ...]:
        return self.states

    def publish(self, *, now: datetime = START) -> tuple[str, ...]:
        """Names of the files that were written."""
        written = publish.publish_feeds(self, self.folder, now=now)  # type: ignore[arg-type]
        return tuple(path.relative_to(self.folder).as_posix() for path in written)

    def files(self) -> dict[str, bytes]:
        """Everything that stands in the folder, leftovers too."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five changes a file and four an archive, so that few changes make many files."""
    monkeypatch.setattr(change_files, "FILE_SIZE", 5)
    for module in (atom, publish):
        monkeypatch.setattr(module, "ARCHIVE_SIZE", 4)


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeJournal:
    for name in ("read_head", "read_changes", "read_source_states"):
        monkeypatch.setattr(publish, name, getattr(FakeJournal, name))  # the journal is its own connection
    return FakeJournal(folder=tmp_path / "feeds")
