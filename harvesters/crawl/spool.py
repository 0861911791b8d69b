"""The spool of one run: what a crawl leaves behind, whole or not at all, and what all that follows reads.

``var/spool/<run_id>/`` holds ``manifest.json`` (the crawl, the source as it was, sizes and checksums),
``rows.jsonl`` (a listing) or ``notices.jsonl`` (notice pages), ``visits.jsonl`` (the page ledger), and
``pages.jsonl`` (what was read on each page: for the next harvest, nothing else needs it).
"""

import hashlib
import os
import shutil
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import orjson
from pydantic import TypeAdapter, ValidationError

from harvesters.crawl.stored_page import StoredPage
from models.errors import SpoolDamaged
from models.notice import NoticePage
from models.record import Row
from models.run import Crawl, PageVisit
from models.source import Source
from text.failpoints import failpoint

FORMAT = 1
MANIFEST = "manifest.json"
ROWS = "rows.jsonl"
NOTICES = "notices.jsonl"
VISITS = "visits.jsonl"
PAGES = "pages.jsonl"

_CHUNK_BYTES = 1 << 20
_FILES: dict[type[Any], str] = {Row: ROWS, NoticePage: NOTICES, PageVisit: VISITS, StoredPage: PAGES}
Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolFile:
    """One file of a spool as its manifest describes it."""

    name: str
    lines: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a spool folder says of itself."""

    format: int
    crawl: Crawl
    source: Source
    files: tuple[SpoolFile, ...]
    captures: str | None
    """The capture file, relative to the var directory."""
    reading: str | None = None
    """The version of the rules by which its pages were read; ``None``: not stated."""


class Spool:
    """A finished spool, proven to be what its manifest says."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.crawl: Crawl = manifest.crawl
        self.source: Source = manifest.source
        """As it was when it was harvested."""
        self.captures: str | None = manifest.captures
        self.reading: str | None = manifest.reading

    def rows(self) -> Iterator[Row]:
        """In the order of the listing."""
        return self._read(ROWS, Row)

    def notice_pages(self) -> Iterator[NoticePage]:
        """The source's own page first, then its translations."""
        return self._read(NOTICES, NoticePage)

    def visits(self) -> Iterator[PageVisit]:
        """In the order in which the pages got their outcomes."""
        return self._read(VISITS, PageVisit)

    def _read(self, name: str, noun: type[Noun]) -> Iterator[Noun]:
        path = self.path / name
        if not path.exists():
            return
        adapter = noun_adapter(noun)
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield adapter.validate_json(line)
                except ValidationError as error:
                    raise SpoolDamaged(f"{path}: line {number} is no {noun.__name__}") from error


def spool_path(var_dir: Path, run_id: str) -> Path:
    """Where the finished spool of a run stands."""
    return var_dir / "spool" / run_id


def unfinished_path(var_dir: Path, run_id: str) -> Path:
    """Where the spool of a run is being written."""
    return var_dir / "spool" / f".{run_id}.unfinished"


def open_spool(path: Path) -> Spool:
    """The spool in that folder.

    Raises:
        SpoolDamaged: it is not there, or does not hold what its manifest says.
    """
    manifest = _read_manifest(path / MANIFEST)
    if manifest.format != FORMAT:
        raise SpoolDamaged(f"{path}: format {manifest.format} is not known here; this version reads {FORMAT}")
    for described in manifest.files:
        _prove(path / described.name, described)
    return Spool(path, manifest)


def read_crawl(path: Path) -> Crawl:
    """What the spool in that folder says of its crawl; whether the rest of it is whole is not looked at.

    Raises:
        SpoolDamaged: it is not there, or says nothing that can be understood.
    """
    return _read_manifest(path / MANIFEST).crawl


class SpoolWriter:
    """Writes a spool in a hidden folder; only ``finish`` makes it one that others see."""

    def __init__(self, var_dir: Path, run_id: str, source: Source, *, reading: str | None = None) -> None:
        self._var_dir = var_dir
        self._run_id = run_id
        self._source = source
        self._reading = reading
        self.folder = unfinished_path(var_dir, run_id)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, _LineFile] = {}

    def describe(self, source: Source) -> None:
        """Takes the source down as it turned out to be."""
        self._source = source

    @property
    def unfinished_captures(self) -> Path:
        """Where the capture file is to be written until the spool is finished."""
        return self.folder / "captures.warc.gz"

    def add(self, *nouns: Row | NoticePage | PageVisit | StoredPage[Any]) -> None:
        """Appends each to the file of its kind."""
        for noun in nouns:
            name = _FILES[type(noun)]
            if name not in self._files:
                self._files[name] = _LineFile(self.folder / name)
            self._files[name].append(encode(noun))

    def finish(self, crawl: Crawl) -> Path:
        """The finished spool's folder: all on the disk first, then in its place by one rename."""
        files = tuple(file.close() for file in self._files.values())
        manifest = Manifest(
            format=FORMAT,
            crawl=crawl,
            source=self._source,
            files=files,
            captures=self._place_captures(),
            reading=self._reading,
        )
        _write_synced(self.folder / MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
        _sync_folder(self.folder)
        finished = spool_path(self._var_dir, self._run_id)
        failpoint("before_spool")
        self.folder.rename(finished)
        failpoint("after_spool")
        _sync_folder(finished.parent)
        return finished

    def _place_captures(self) -> str | None:
        if not self.unfinished_captures.exists():
            return None
        relative = Path("captures", self._source.id, f"{self._run_id}.warc.gz")
        placed = self._var_dir / relative
        placed.parent.mkdir(parents=True, exist_ok=True)
        self.unfinished_captures.rename(placed)
        _sync_folder(placed.parent)
        return relative.as_posix()


def discard_unfinished(var_dir: Path, run_id: str) -> None:
    """Removes what a crawl that was killed left of its spool."""
    shutil.rmtree(unfinished_path(var_dir, run_id), ignore_errors=True)


def noun_adapter(noun: type[Noun]) -> TypeAdapter[Noun]:
    """Reads a noun back from JSON."""
    return cast("TypeAdapter[Noun]", _adapter(cast("Hashable", noun)))


@cache
def _adapter(noun: Any) -> TypeAdapter[Any]:
    return TypeAdapter(noun)


class _LineFile:
    """A JSON Lines file that counts and hashes what is appended to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("wb", buffering=_CHUNK_BYTES)
        self._lines = 0
        self._hash = hashlib.sha256()

    def append(self, line: bytes) -> None:
        failpoint("spool_line")
        self._file.write(line)
        self._hash.update(line)
        self._lines += 1

    def close(self) -> SpoolFile:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return SpoolFile(name=self._path.name, lines=self._lines, sha256=self._hash.hexdigest())


def encode(noun: Any) -> bytes:
    """The line of a spool file that holds the noun."""
    try:
        return orjson.dumps(noun, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a lone surrogate: no encoding has it, so it can't be kept as printed
        return noun_adapter(type(noun)).dump_json(_without_surrogates(noun)) + b"\n"


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, tuple):
        return tuple(_without_surrogates(part) for part in value)
    if hasattr(value, "__dataclass_fields__"):
        return type(value)(
            **{name: _without_surrogates(getattr(value, name)) for name in value.__dataclass_fields__}
        )
    return value


def _read_manifest(path: Path) -> Manifest:
    try:
        return noun_adapter(Manifest).validate_json(path.read_bytes())
    except OSError as error:
        raise SpoolDamaged(f"{path}: can't be read: {error.strerror}") from error
    except ValidationError as error:
        raise SpoolDamaged(f"{path}: is no manifest of a spool") from error


def _prove(path: Path, described: SpoolFile) -> None:
    digest, lines = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
                lines += chunk.count(b"\n")
    except OSError as error:
        raise SpoolDamaged(f"{path}: can't be read: {error.strerror}") from error
    if (lines, digest.hexdigest()) != (described.lines, described.sha256):
        raise SpoolDamaged(f"{path}: is not what the manifest says; harvest the source again")


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
