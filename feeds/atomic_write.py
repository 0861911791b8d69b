"""Writing a file whole or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.errors import FeedUnwritable
from text.failpoints import failpoint

LEFTOVER_PATTERN = ".*.part"
"""Names of the temporary files that a killed writer leaves behind."""


def write_whole(path: Path, content: str | bytes, *, root: Path | None = None) -> bool:
    """Whether the file had to be written: ``False`` if it holds this content already.

    A reader sees the old file or the new one, never a part of either. Missing folders are made; no symbolic
    link below ``root`` (default: the file's own folder) is followed.

    Raises:
        FeedUnwritable: if the file can't be written, is a symbolic link or lies outside ``root``; what was
            there stays.
    """
    root = root or path.parent
    content = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        with _open_folder(root, _folders_between(root, path)) as folder:
            return _write_in(folder, path.name, content)
    except OSError as error:
        raise FeedUnwritable(
            f"{path}: can't be written: {error.strerror or error}; the last good file stays"
        ) from error


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lets one process at a time in; the kernel frees the lock when its holder dies.

    Raises:
        FeedUnwritable: if the folder can't be made or opened.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise FeedUnwritable(f"{folder}: can't be used as a folder: {error.strerror or error}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def remove_files(folder: Path, pattern: str) -> None:
    """Removes the files of one folder whose names match.

    Raises:
        FeedUnwritable: if one of them can't be removed.
    """
    if folder.is_symlink():
        raise FeedUnwritable(f"{folder}: is a symbolic link; nothing was written")
    try:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise FeedUnwritable(f"{folder}: can't be cleared: {error.strerror or error}") from error


def _folders_between(root: Path, path: Path) -> tuple[str, ...]:
    """Names of the folders that lead from the root to the file."""
    parts = path.relative_to(root).parts if path.is_relative_to(root) else ()
    if not parts or ".." in parts:
        raise FeedUnwritable(f"{path}: is no file inside {root}; nothing was written")
    return parts[:-1]


@contextmanager
def _open_folder(root: Path, names: tuple[str, ...]) -> Iterator[int]:
    """Descriptor of the innermost folder; only the root itself may be a symbolic link."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in names:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=descriptor)
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _write_in(folder: int, name: str, content: bytes) -> bool:
    if _read_in(folder, name) == content:
        return False
    part = f".{name}.{os.getpid()}.part"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(part, flags, 0o644, dir_fd=folder), "wb") as file:
            file.write(content)
            failpoint("feed_write")
            file.flush()
            os.fsync(file.fileno())
        failpoint("feed_rename")
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        with suppress(OSError):
            os.unlink(part, dir_fd=folder)
        raise
    os.fsync(folder)  # else the rename itself may be lost with the power
    return True


def _read_in(folder: int, name: str) -> bytes | None:
    """What the file holds; ``None``: there is none. A symbolic link is an error (ELOOP), not followed."""
    try:
        with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
