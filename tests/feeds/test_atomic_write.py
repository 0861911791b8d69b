import errno
import os
from pathlib import Path
from typing import Any

import pytest

from feeds.atomic_write import LEFTOVER_PATTERN, lock_folder, remove_files, write_whole
from models.errors import FeedUnwritable


def test_missing_folders_are_made_and_the_file_is_whole(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "a" / "b" / "feed.xml", "häuser", root=tmp_path)
    assert (tmp_path / "a" / "b" / "feed.xml").read_bytes() == "häuser".encode()
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["feed.xml"]


def test_equal_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    assert write_whole(path, "one")
    inode = path.stat().st_ino
    assert not write_whole(path, "one")
    assert path.stat().st_ino == inode
    assert write_whole(path, "two")


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_failing_write_leaves_the_last_good_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    path = tmp_path / "feed.xml"
    write_whole(path, "good")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(error, os.strerror(error))

    if call == "write":
        monkeypatch.setattr(os, "fdopen", fail)
    else:
        monkeypatch.setattr(os, call, fail)
    with pytest.raises(FeedUnwritable, match=rf"feed.xml: can't be written: {os.strerror(error)}"):
        write_whole(path, "new")
    monkeypatch.undo()
    assert {entry.name: entry.read_text() for entry in tmp_path.iterdir()} == {"feed.xml": "good"}


def test_a_symbolic_link_is_refused_as_file_and_as_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "victim").write_text("mine")
    root = tmp_path / "feeds"
    root.mkdir()
    (root / "report.html").symlink_to(outside / "victim")
    (root / "changes").symlink_to(outside)
    for name in ("report.html", "changes/victim", "changes/new"):
        with pytest.raises(FeedUnwritable):
            write_whole(root / name, "theirs", root=root)
    with pytest.raises(FeedUnwritable):
        remove_files(root / "changes", "*")
    assert {entry.name: entry.read_text() for entry in outside.iterdir()} == {"victim": "mine"}


def test_the_root_itself_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "var").symlink_to(tmp_path / "disk")
    write_whole(tmp_path / "var" / "atom.xml", "<feed/>", root=tmp_path / "var")
    assert (tmp_path / "disk" / "atom.xml").read_text() == "<feed/>"


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "..", "/etc/outside", ""])
def test_a_path_outside_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "feeds"
    root.mkdir()
    with pytest.raises(FeedUnwritable):
        write_whole(root / name, "theirs", root=root)
    assert [path.name for path in tmp_path.iterdir()] == ["feeds"]


def test_a_folder_in_the_place_of_the_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(FeedUnwritable, match=r"report\.html"):
        write_whole(tmp_path / "report.html", "page")


def test_a_file_in_the_place_of_the_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "feeds").write_text("")
    with (
        pytest.raises(FeedUnwritable, match="feeds: can't be used as a folder"),
        lock_folder(tmp_path / "feeds"),
    ):
        pass


def test_leftovers_of_a_killed_writer_match_the_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt  # no OSError: nothing is tidied, as after kill -9

    monkeypatch.setattr(os, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "feed.xml", "new")
    assert [path.name.startswith(".feed.xml.") for path in tmp_path.iterdir()] == [True]
    remove_files(tmp_path, LEFTOVER_PATTERN)
    assert list(tmp_path.iterdir()) == []
