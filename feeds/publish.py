"""What leaves the house after a run: change files, Atom feed and report page, each whole by rename."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from feeds.atom import ARCHIVE_SIZE, archive_name, archive_starts, feed_since, render_archive, render_feed
from feeds.atomic_write import LEFTOVER_PATTERN, lock_folder, remove_files, write_whole
from feeds.change_files import (
    FILE_PATTERN,
    INDEX_NAME,
    ChangeFile,
    ChangeIndex,
    parse_index,
    render_files,
    render_index,
)
from feeds.report import build_report
from feeds.report_html import render_html
from models.change import Change
from models.errors import FeedUnwritable, StorageConflict
from models.run import SourceState
from storage.database import Connection
from storage.journal import Head, read_changes, read_head
from storage.runs import read_source_states

REPORT_CHANGES = 1_000
"""The page shows at most so many of the newest changes, …"""
REPORT_SPAN = timedelta(days=30)
"""… and of these, those that are at most this much older than the newest."""

_CHANGES, _ARCHIVES = "changes", "atom"
_LINKS = (("Atom feed", "atom.xml"), ("All changes as JSON Lines", f"{_CHANGES}/{INDEX_NAME}"))

_Document: TypeAlias = tuple[str, str | bytes]
"""Path relative to the folder, and content."""


def publish_feeds(connection: Connection, folder: Path, *, now: datetime) -> tuple[Path, ...]:
    """The files that had to be written, in that order; none if all of them say it already.

    Change files come first, their index after them, then the feed and the page: at every moment each file is
    whole and points only at what is there. Publishing again completes what a killed publisher left undone.
    One process publishes at a time.

    Args:
        connection: newly opened for reading, nothing read through it yet; else another process may have
            published a later state than the one it sees.
        folder: where the files are; made if missing.
        now: the time that the files state as long as nothing was ever harvested.

    Raises:
        FeedUnwritable: if a file can't be written, or the folder is ahead of the journal.
        StorageConflict: if the journal has a gap.
    """
    with lock_folder(folder):
        head = read_head(connection)
        for place in (folder, folder / _CHANGES, folder / _ARCHIVES):
            remove_files(place, LEFTOVER_PATTERN)
        return tuple(
            folder / name
            for name, content in _documents(connection, head, folder, now)
            if write_whole(folder / name, content, root=folder)
        )


def _documents(connection: Connection, head: Head, folder: Path, now: datetime) -> Iterator[_Document]:
    """What may have changed, in the order in which it may appear."""
    yield from _change_files(connection, head, _kept_files(head, folder))
    yield from _archives(connection, head, folder)
    newest = tuple(read_changes(connection, since=feed_since(head.seq), until=head.seq))
    yield "atom.xml", render_feed(newest, head=head, now=now)
    yield "report.html", _page(connection, head, now)


def _kept_files(head: Head, folder: Path) -> tuple[ChangeFile, ...]:
    """The full change files that stand as their index says; files of another epoch are removed."""
    changes = folder / _CHANGES
    index = _read_index(changes / INDEX_NAME)
    if index is None or index.epoch != head.epoch:
        remove_files(folder / _ARCHIVES, "[0-9]*-[0-9]*.xml")
        remove_files(changes, FILE_PATTERN)
        return ()
    if index.head_seq > head.seq:
        raise FeedUnwritable(
            f"{changes / INDEX_NAME}: publishes changes up to seq {index.head_seq}, but the journal ends at "
            f"{head.seq}: the database is older than the feeds; remove {folder} to publish it all the same"
        )
    kept: list[ChangeFile] = []
    for file in index.files:
        if not file.is_full or not _has_size(changes / file.name, file.size_bytes):
            break
        kept.append(file)
    return tuple(kept)


def _change_files(connection: Connection, head: Head, kept: tuple[ChangeFile, ...]) -> Iterator[_Document]:
    files = list(kept)
    since = files[-1].last_seq if files else 0
    for file, content in render_files(read_changes(connection, since=since, until=head.seq)):
        yield f"{_CHANGES}/{file.name}", content
        files.append(file)
    last_seq = files[-1].last_seq if files else 0
    if last_seq != head.seq:
        raise StorageConflict(
            f"the journal ends at seq {last_seq}, its head says {head.seq}; "
            "prove the database with: pubharvest db check"
        )
    index = ChangeIndex(epoch=head.epoch, head_seq=head.seq, files=tuple(files))
    yield f"{_CHANGES}/{INDEX_NAME}", render_index(index)


def _archives(connection: Connection, head: Head, folder: Path) -> Iterator[_Document]:
    """Archive documents that are not there yet; those that are never change."""
    for first_seq in archive_starts(head.seq):
        name = f"{_ARCHIVES}/{archive_name(first_seq)}"
        if not (folder / name).exists():
            until = first_seq + ARCHIVE_SIZE - 1
            changes = tuple(read_changes(connection, since=first_seq - 1, until=until))
            yield name, render_archive(changes, first_seq=first_seq, epoch=head.epoch)


def _page(connection: Connection, head: Head, now: datetime) -> str:
    changes = tuple(read_changes(connection, since=max(0, head.seq - REPORT_CHANGES), until=head.seq))
    recent = _recent(changes)
    states = read_source_states(connection)
    since = head.seq - len(recent)
    report = build_report(recent, states, since=since, head=head, now=_as_of(recent, states, now))
    return render_html(report, links=_LINKS)


def _recent(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The newest changes without those that are too old to be news."""
    for index, change in enumerate(changes):
        if changes[-1].at - change.at <= REPORT_SPAN:
            return changes[index:]
    return ()


def _as_of(changes: tuple[Change, ...], states: tuple[SourceState, ...], now: datetime) -> datetime:
    """When the last thing happened that the page tells of: the same state gives the same page at any time."""
    runs = [state.last_run for state in states if state.last_run]
    times = [change.at for change in changes] + [run.finished_at or run.started_at for run in runs]
    return max(times, default=now)


def _read_index(path: Path) -> ChangeIndex | None:
    try:
        return parse_index(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FeedUnwritable(f"{path}: can't be read: {error.strerror or error}") from error


def _has_size(path: Path, size_bytes: int) -> bool:
    try:
        return path.stat().st_size == size_bytes
    except OSError:
        return False
