"""Reads source files; what is wrong with one is said in a line that names file, key and what is allowed."""

import difflib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from harvesters.sources.checks import check_id
from harvesters.sources.schema import SourceTable, allowed_keys
from models.errors import SourceInvalid, SourceUnknown
from models.source import Source
from text.printable import printable
from text.toml import read_toml


def check_source_files(folder: Path) -> tuple[tuple[Path, SourceInvalid | None], ...]:
    """Each file of the folder with what is wrong with it; ``None``: nothing.

    Raises:
        SourceInvalid: there is no such folder, or it holds no source file.
    """
    verdicts: list[tuple[Path, SourceInvalid | None]] = []
    files: dict[str, Path] = {}
    for path in _files_of(folder):
        try:
            source = load_source(path)
            taken = files.setdefault(source.id, path)
            if taken != path:
                raise SourceInvalid(
                    f"{path}: id: {source.id!r} is taken by {taken.name}; allowed: an id of its own"
                )
            verdicts.append((path, None))
        except SourceInvalid as error:
            verdicts.append((path, error))
    return tuple(verdicts)


def find_source_file(folder: Path, source_id: str) -> Path:
    """The file that the source with this id comes from.

    Raises:
        SourceInvalid: the file that is named so is broken.
        SourceUnknown: no file of the folder has that id.
    """
    for path, error in check_source_files(folder):
        if error is not None and path.stem == source_id:
            raise error
        if error is None and load_source(path).id == source_id:
            return path
    raise SourceUnknown(f"{folder}: no file has a source with the id {source_id!r}", source_id=source_id)


def load_source(path: Path) -> Source:
    """The source that the file describes.

    Raises:
        SourceInvalid: it can't be read, or says something that is not allowed.
    """
    table = _read_toml(path)
    try:
        default_id = table.get("id") or check_id(path.stem)
        return SourceTable.model_validate(table).source(str(default_id))
    except ValidationError as error:
        raise SourceInvalid(f"{path}: {_describe(error)}", source_id=path.stem) from error
    except ValueError as error:
        raise SourceInvalid(f"{path}: {error}", source_id=path.stem) from error


def _files_of(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise SourceInvalid(f"{folder}: is no folder; name one that holds source files (*.toml)")
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise SourceInvalid(f"{folder}: holds no source file (*.toml)")
    return files


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceInvalid(f"{path}: can't be read: {error.strerror}", source_id=path.stem) from error
    except UnicodeDecodeError as error:
        raise SourceInvalid(f"{path}: is not UTF-8 text", source_id=path.stem) from error
    except ValueError as error:
        raise SourceInvalid(f"{path}: is no TOML: {error}", source_id=path.stem) from error


def _describe(error: ValidationError) -> str:
    """All that is wrong, parted by semicolons."""
    # A misspelt key first: it is often why another one is missing.
    problems = sorted(
        error.errors(include_url=False), key=lambda problem: problem["type"] != "extra_forbidden"
    )
    return "; ".join(map(_describe_one, problems))


def _describe_one(problem: ErrorDetails) -> str:
    path = [part for part in problem["loc"] if part != "[key]"]
    key = ".".join(str(part) for part in path)
    said = _word(problem["type"], problem["msg"], path, problem["input"])
    return f"{key}: {said}" if key else said


def _word(kind: str, message: str, path: list[str | int], value: Any) -> str:
    if kind == "extra_forbidden":
        return _word_unknown_key(path)
    if kind == "missing":
        return "is missing; every source names the page that it starts from"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    allowed = message.removeprefix("Input should be ").replace("dictionary or instance of", "table, a")
    return f"{printable(repr(value), 60)} does not fit; allowed: {allowed}"


def _word_unknown_key(path: list[str | int]) -> str:
    allowed = allowed_keys(path[:-1])
    close = difflib.get_close_matches(str(path[-1]), allowed, n=1)
    meant = f", did you mean {close[0]!r}?" if close else ";"
    return f"is no key{meant} allowed: {', '.join(allowed)}"
