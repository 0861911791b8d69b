import json
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import publish
from feeds.atom import ARCHIVE_SIZE
from feeds.change_files import FILE_SIZE
from models.change import Change
from models.errors import FeedUnwritable, StorageConflict
from models.run import RunStatus
from tests.feeds.conftest import FakeJournal
from tests.feeds.samples import START, change, created, fields, state


class Killed(BaseException):
    """The process dies here: nothing is caught, nothing is tidied."""


def some_changes(count: int, *, first: int = 1) -> tuple[Change, ...]:
    return tuple(
        created(seq) if seq % 3 else change(seq, fields=fields(year=(2019, 2020)))
        for seq in range(first, first + count)
    )


def lines_of(files: dict[str, bytes]) -> list[Any]:
    index = json.loads(files["changes/index.json"])
    return [
        json.loads(line)
        for file in index["files"]
        for line in files[f"changes/{file['name']}"][: file["size_bytes"]].splitlines()
    ]


def test_change_files_come_first_and_the_page_last(journal: FakeJournal) -> None:
    journal.changes = some_changes(2 * ARCHIVE_SIZE)
    assert journal.publish() == (
        "changes/0000000001-0000001000.jsonl",
        "changes/index.json",
        "atom/0000000001-0000000200.xml",
        "atom.xml",
        "report.html",
    )


def test_publishing_again_writes_nothing_at_any_time(journal: FakeJournal) -> None:
    journal.changes, journal.states = some_changes(450), (state("manuals"),)
    journal.publish()
    before = journal.files()
    assert journal.publish(now=START + timedelta(days=400)) == ()
    assert journal.files() == before


def test_a_changed_state_alone_rewrites_the_page_alone(journal: FakeJournal) -> None:
    journal.changes, journal.states = some_changes(3), (state("manuals"),)
    journal.publish()
    journal.states = (state("manuals", RunStatus.HELD, reasons=("would withdraw 41",)),)
    assert journal.publish() == ("report.html",)
    assert b"would withdraw 41" in journal.files()["report.html"]


@pytest.mark.usefixtures("small_files")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_the_files_always_say_what_the_journal_says(journal: FakeJournal, sizes: list[int]) -> None:
    with TemporaryDirectory() as folder:
        journal.folder, journal.changes = Path(folder), ()
        for size in sizes:
            journal.changes += some_changes(size, first=len(journal.changes) + 1)
            journal.publish()
            assert_says_the_journal(journal.files(), len(journal.changes))


def assert_says_the_journal(files: dict[str, bytes], head: int) -> None:
    assert [line["seq"] for line in lines_of(files)] == list(range(1, head + 1))
    assert entry_ids(files) == [f"urn:pubharvest:c0ffee:{seq}" for seq in range(head, 0, -1)]
    indexed = json.loads(files["changes/index.json"])["files"]
    assert bool(indexed) == (head > 0)
    for file in indexed:
        content = files[f"changes/{file['name']}"]
        assert (len(content), sha256(content).hexdigest()) == (file["size_bytes"], file["sha256"])


def entry_ids(files: dict[str, bytes]) -> list[str]:
    """Ids of the feed and, following prev-archive, of every archive, newest first."""
    names = {"a": "http://www.w3.org/2005/Atom"}
    ids: list[str] = []
    name: str | None = "atom.xml"
    while name:
        root = etree.fromstring(files[name])
        ids += [element.text for element in root.xpath("a:entry/a:id", namespaces=names)]
        links = root.xpath("a:link[@rel='prev-archive']/@href", namespaces=names)
        name = f"atom/{Path(links[0]).name}" if links else None
    return ids


def test_a_full_file_and_an_archive_are_never_written_again(journal: FakeJournal) -> None:
    journal.changes = some_changes(FILE_SIZE + 1)
    journal.publish()
    journal.changes += some_changes(2, first=FILE_SIZE + 2)
    journal.reads.clear()
    assert journal.publish() == (
        "changes/0000001001-0000002000.jsonl",
        "changes/index.json",
        "atom.xml",
        "report.html",
    )
    assert journal.reads[0] == (FILE_SIZE, FILE_SIZE + 3)


def test_a_reader_with_the_old_index_can_still_prove_what_it_reads(journal: FakeJournal) -> None:
    journal.changes = some_changes(5)
    journal.publish()
    (old,) = json.loads(journal.files()["changes/index.json"])["files"]
    journal.changes += some_changes(5, first=6)
    journal.publish()
    grown = journal.files()[f"changes/{old['name']}"]
    assert sha256(grown[: old["size_bytes"]]).hexdigest() == old["sha256"]


@pytest.mark.parametrize("damage", [b"", b'{"seq": 1}\n', None])
def test_a_damaged_or_missing_file_is_written_again(journal: FakeJournal, damage: bytes | None) -> None:
    journal.changes = some_changes(FILE_SIZE + 1)
    journal.publish()
    good = journal.files()
    victim = journal.folder / "changes" / "0000000001-0000001000.jsonl"
    victim.unlink() if damage is None else victim.write_bytes(damage)
    journal.publish()
    assert journal.files() == good


def test_a_new_epoch_replaces_everything_of_the_old_one(journal: FakeJournal) -> None:
    journal.changes = some_changes(2 * FILE_SIZE + 10)
    journal.publish()
    journal.changes, journal.epoch = some_changes(FILE_SIZE + 5), "decade"
    journal.publish()
    fresh = FakeJournal(folder=journal.folder.parent / "fresh", changes=journal.changes, epoch="decade")
    fresh.publish()
    assert journal.files() == fresh.files()


def test_a_journal_behind_the_feeds_is_refused_and_they_stay(journal: FakeJournal) -> None:
    journal.changes = some_changes(10)
    journal.publish()
    before = journal.files()
    journal.changes = some_changes(9)
    with pytest.raises(FeedUnwritable, match="up to seq 10, but the journal ends at 9"):
        journal.publish()
    assert journal.files() == before


def test_a_gap_at_the_end_of_the_journal_leaves_the_index_as_it_was(
    journal: FakeJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.changes = some_changes(10)
    head = journal.read_head()
    monkeypatch.setattr(publish, "read_head", lambda _: replace(head, seq=11))
    with pytest.raises(StorageConflict, match="db check"):
        journal.publish()
    assert "changes/index.json" not in journal.files()


def test_an_empty_journal_is_published_too(journal: FakeJournal) -> None:
    assert journal.publish() == ("changes/index.json", "atom.xml", "report.html")
    assert journal.publish() == ()


def test_the_page_shows_the_last_month_of_changes(journal: FakeJournal) -> None:
    old = replace(created(1, title="Old news"), at=START - timedelta(days=31))
    journal.changes = (old, *some_changes(2, first=2))
    journal.publish()
    page = journal.files()["report.html"].decode()
    assert "seq 2–3" in page
    assert "Old news" not in page


def steps(monkeypatch: pytest.MonkeyPatch, name: str, fail_at: int, error: BaseException) -> Iterator[int]:
    """Makes the nth call of ``os.<name>`` raise; yields the calls so far."""
    real, calls = getattr(os, name), 0

    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == fail_at:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, counted)
    while True:
        yield calls


@pytest.mark.usefixtures("small_files")
@pytest.mark.parametrize("is_new_epoch", [False, True])
@pytest.mark.parametrize("call", ["replace", "fsync", "open", "unlink"])
@pytest.mark.parametrize("error", [Killed(), OSError(28, "No space left on device")])
def test_a_fault_at_any_step_leaves_whole_files_and_is_made_good(
    journal: FakeJournal, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException, is_new_epoch: bool
) -> None:
    before, after = some_changes(8), some_changes(12)
    epoch = "decade" if is_new_epoch else "c0ffee"
    undisturbed = FakeJournal(folder=journal.folder.parent / "undisturbed", changes=after, epoch=epoch)
    undisturbed.publish()
    for fail_at in range(1, 200):
        journal.folder = journal.folder.parent / f"feeds-{fail_at}"
        journal.changes, journal.epoch = before, "c0ffee"
        journal.publish()
        old = journal.files()
        journal.changes, journal.epoch = after, epoch
        with monkeypatch.context() as patch:
            calls = steps(patch, call, fail_at, error)
            next(calls)
            with suppress(Killed, FeedUnwritable):
                journal.publish()
            reached = next(calls)
        assert_whole(journal.files(), old, undisturbed.files())
        journal.publish()
        assert journal.files() == undisturbed.files()
        if reached < fail_at:
            return
    pytest.fail("the fault was still reached at the 200th step")


def assert_whole(files: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Each file is the old or the new one, and the index points at nothing newer than what is there."""
    for name, content in files.items():
        if not name.endswith(".part"):
            assert content in (old.get(name), new.get(name)), name
    if files["changes/index.json"] == new["changes/index.json"]:
        assert all(files[name] == new[name] for name in new if name.startswith("changes/"))
    if files["atom.xml"] == new["atom.xml"]:
        assert all(files[name] == new[name] for name in new if name.startswith("atom/"))


def hold_the_lock(folder: Any, held: Any, release: Any) -> None:
    from feeds.atomic_write import lock_folder

    with lock_folder(folder):
        held.set()
        release.wait(20)


def test_two_publishers_take_turns(journal: FakeJournal) -> None:
    journal.changes = some_changes(3)
    context = multiprocessing.get_context("fork")
    held, release = context.Event(), context.Event()
    holder = context.Process(target=hold_the_lock, args=(journal.folder, held, release))
    holder.start()
    assert held.wait(20)
    with ThreadPoolExecutor() as pool:
        second = pool.submit(journal.publish)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        assert journal.files() == {}
        holder.kill()
        second.result(timeout=20)
    assert "report.html" in journal.files()
