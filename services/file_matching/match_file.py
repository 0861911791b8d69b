"""Reads a file of bibliographic records and writes which of them are the same publication."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from feeds.atomic_write import write_whole
from models.errors import FeedUnwritable, SettingsInvalid
from models.record import Description
from services.file_matching.match_rows import COLUMNS, column_of, describe
from services.file_matching.reference_files import ReferencesBroken, read_bibtex, read_ris
from text.plurals import name_count
from transforms.matching.batch import match_descriptions
from transforms.matching.watch import Watch, watch_nothing

MAX_CELL = 16 * 1024 * 1024
"""Characters of one cell; more is no bibliographic record."""


class MatchFileInvalid(SettingsInvalid):
    """The file to match can't be read as what its name says it is."""


def match_file(source: Path, target: Path, *, watch: Watch = watch_nothing) -> int:
    """The number of publications among the records of ``source``; ``target`` gets the columns id and cluster.

    ``.ris`` and ``.bib`` are read as RIS and BibTeX, anything else as CSV. ``target`` is written whole or not
    at all.

    Raises:
        MatchFileInvalid: the file can't be read, lacks a column, or names an id twice.
    """
    items = read_descriptions(source)
    clusters = match_descriptions(items, watch=watch)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("id", "cluster"))
    writer.writerows(clusters)
    try:
        write_whole(target, written.getvalue())
    except FeedUnwritable as error:
        raise MatchFileInvalid(str(error).split(";")[0]) from error
    return len({cluster for _, cluster in clusters})


def read_descriptions(source: Path) -> list[tuple[str, Description]]:
    """(id, description) of each record in file order."""
    text = _read_text(source)
    readers: Mapping[str, Callable[[str], Iterable[tuple[int, Mapping[str, str]]]]] = {
        ".ris": read_ris,
        ".bib": read_bibtex,
    }
    read = readers.get(source.suffix.lower())
    rows = read(text) if read else _read_csv(source, text)
    lines: dict[str, int] = {}
    items: list[tuple[str, Description]] = []
    for line, row in _telling_where(source, rows):
        record_id = row.get("id", "").strip()
        if not record_id:
            raise MatchFileInvalid(f"{source}, line {line}: the id is blank; every record needs one")
        if record_id in lines:
            first = lines[record_id]
            raise MatchFileInvalid(
                f"{source}, line {line}: the id {record_id!r} is that of line {first} already; "
                "ids must be distinct"
            )
        lines[record_id] = line
        items.append((record_id, describe(row)))
    return items


def _telling_where(
    source: Path, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        yield from rows
    except ReferencesBroken as error:
        raise MatchFileInvalid(f"{source}, line {error.line}: {error}") from error


def _read_text(source: Path) -> str:
    try:
        content = source.read_bytes()
    except OSError as error:
        raise MatchFileInvalid(f"{source} can't be read: {error.strerror or error}") from error
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise MatchFileInvalid(
            f"{source}, line {line}: byte {error.start} is not {encoding.removesuffix('-sig').upper()}; "
            "save the file as UTF-8"
        ) from error


def _read_csv(source: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of each row; names of columns are taken as ``column_of`` reads them."""
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        columns = _name_columns(source, next(reader, []))
        for cells in reader:
            if len(cells) > len(columns):
                found, expected = name_count(len(cells), "cell"), name_count(len(columns), "column")
                raise MatchFileInvalid(
                    f"{source}, line {reader.line_num}: {found} under {expected}; is a comma not quoted?"
                )
            if cells:
                yield reader.line_num, _by_column(columns, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"the row that begins in line {line}"
        raise MatchFileInvalid(f"{source}: {where} can't be read: {error}") from error


def _by_column(columns: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by column; of several columns that mean the same the first that says anything counts."""
    row: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if cell.strip() or column not in row:
            row[column] = row.get(column, "").strip() or cell
    return row


def _name_columns(source: Path, header: list[str]) -> list[str]:
    """The columns that the names in the first row mean."""
    names = [name.strip().lower() for name in header]
    columns = [column_of(name) for name in names]
    _check_columns(source, names, columns)
    return [name if name in COLUMNS else column for name, column in zip(names, columns, strict=True)]


def _check_columns(source: Path, names: list[str], columns: list[str]) -> None:
    missing = [name for name in ("id", "title") if name not in columns]
    if missing:
        raise MatchFileInvalid(
            f"{source} has no column {' and no column '.join(missing)}; "
            f"needed are id and title, read is any of {', '.join(COLUMNS[1:])}"
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise MatchFileInvalid(f"{source} has the column {twice[0]} twice")
