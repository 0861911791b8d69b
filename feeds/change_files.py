"""The journal as JSON Lines: files of a fixed range of seqs, and an index of them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from feeds.json_form import dump_json, form_change
from models.change import Change
from models.errors import StorageConflict

FORMAT = 1
FILE_SIZE = 1_000
"""Seqs of one file."""
INDEX_NAME = "index.json"
FILE_PATTERN = "[0-9]*-[0-9]*.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFile:
    """One file of the index."""

    first_seq: int
    last_seq: int
    """The last one that the file holds now."""
    size_bytes: int
    sha256: str

    @property
    def name(self) -> str:
        return file_name(self.first_seq)

    @property
    def is_full(self) -> bool:
        return self.last_seq == self.first_seq + FILE_SIZE - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeIndex:
    """What the folder of change files holds."""

    epoch: str
    head_seq: int
    files: tuple[ChangeFile, ...]
    """In seq order, without gaps from seq 1 to ``head_seq``."""


def file_name(first_seq: int) -> str:
    return f"{first_seq:010d}-{first_seq + FILE_SIZE - 1:010d}.jsonl"


def render_files(changes: Iterable[Change]) -> Iterator[tuple[ChangeFile, bytes]]:
    """Each file with its content, one at a time.

    Args:
        changes: in seq order without gaps, beginning with the first seq of a file.

    Raises:
        StorageConflict: if a seq is missing; files with a hole would be believed by every reader.
    """
    for number, group in groupby(changes, key=lambda change: (_seq(change) - 1) // FILE_SIZE):
        first_seq = number * FILE_SIZE + 1
        lines = []
        for expected, change in enumerate(group, start=first_seq):
            if change.seq != expected:
                raise StorageConflict(
                    f"the journal has no seq {expected}; prove the database with: pubharvest db check"
                )
            lines.append(dump_json(form_change(change)) + "\n")
        content = "".join(lines).encode()
        yield describe_file(first_seq, len(lines), content), content


def describe_file(first_seq: int, lines: int, content: bytes) -> ChangeFile:
    return ChangeFile(
        first_seq=first_seq,
        last_seq=first_seq + lines - 1,
        size_bytes=len(content),
        sha256=sha256(content).hexdigest(),
    )


def render_index(index: ChangeIndex) -> str:
    """``changes/index.json``."""
    files = [
        {
            "name": file.name,
            "first_seq": file.first_seq,
            "last_seq": file.last_seq,
            "is_full": file.is_full,
            "size_bytes": file.size_bytes,
            "sha256": file.sha256,
        }
        for file in index.files
    ]
    form = {"format": FORMAT, "epoch": index.epoch, "head_seq": index.head_seq, "files": files}
    return dump_json(form, indent=2) + "\n"


def parse_index(text: str | bytes) -> ChangeIndex | None:
    """What was published; ``None``: this is no index of this format, all has to be published anew."""
    try:
        form = json.loads(text)
        if form["format"] != FORMAT:
            return None
        files = tuple(_parse_file(entry) for entry in form["files"])
        return ChangeIndex(epoch=str(form["epoch"]), head_seq=int(form["head_seq"]), files=files)
    except (ValueError, KeyError, TypeError):
        return None


def _parse_file(entry: dict[str, Any]) -> ChangeFile:
    return ChangeFile(
        first_seq=int(entry["first_seq"]),
        last_seq=int(entry["last_seq"]),
        size_bytes=int(entry["size_bytes"]),
        sha256=str(entry["sha256"]),
    )


def _seq(change: Change) -> int:
    if change.seq is None:
        raise StorageConflict("a change without a seq can't be published: it is not committed")
    return change.seq
