"""RIS and BibTeX as rows with the columns that matching reads."""

import logging
import re
from collections.abc import Callable, Iterator

_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
_RIS_COLUMNS = {
    "ID": "id",
    "TI": "title",
    "T1": "title",
    "AB": "abstract",
    "N2": "abstract",
    "AU": "author",
    "A1": "author",
    "PY": "year",
    "Y1": "year",
    "LA": "language",
    "JO": "journal",
    "JF": "journal",
    "T2": "journal",
    "JA": "journal",
    "VL": "volume",
    "IS": "number",
    "SP": "pages",
    "EP": "pages",
    "PB": "publisher",
    "UR": "url",
    "DO": "doi",
    "SN": "isbn",
}
_JOINED = {"author": " and ", "pages": "-", "isbn": " "}
_BIBTEX_COLUMNS = {
    "title": "title",
    "abstract": "abstract",
    "author": "author",
    "year": "year",
    "date": "year",
    "language": "language",
    "langid": "language",
    "journal": "journal",
    "journaltitle": "journal",
    "booktitle": "journal",
    "volume": "volume",
    "number": "number",
    "issue": "number",
    "pages": "pages",
    "publisher": "publisher",
    "institution": "publisher",
    "url": "url",
    "doi": "doi",
    "isbn": "isbn",
}
_HAS_TEX = re.compile(r"[\\$~]")
_BRACES = str.maketrans("", "", "{}")


class ReferencesBroken(ValueError):
    """An entry can't be read; nothing of the file is then used.

    Attributes:
        line: where the entry begins, from 1.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def read_ris(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells) of each entry. Entries without ID are numbered from 1 by their place in the file.

    Raises:
        ReferencesBroken: an entry has no end, or something stands before the first or between two.
    """
    row: dict[str, str] | None = None
    start, count = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        match = _RIS_LINE.match(line)
        if not match:
            continue
        tag, value = match[1], match[2].strip()
        if (tag == "TY") != (row is None):
            why = "without its type (TY)" if row is None else "before the entry above has ended (ER)"
            raise ReferencesBroken(number, f"an entry begins {why}")
        if row is None:
            row, start = {}, number
        elif tag == "ER":
            count += 1
            yield start, {"id": str(count)} | row
            row = None
        elif value and tag in _RIS_COLUMNS:
            _put(row, _RIS_COLUMNS[tag], value)
    if row is not None:
        raise ReferencesBroken(start, "the last entry has no end (ER)")


def _put(row: dict[str, str], column: str, value: str) -> None:
    """The first value of a column counts, but authors, pages and numbers are joined."""
    if column in row and column in _JOINED:
        row[column] += _JOINED[column] + value
    else:
        row.setdefault(column, value)


def read_bibtex(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells) of each entry; its key is the id, TeX is undone.

    Raises:
        ReferencesBroken: an entry can't be read, or two have the same key.
    """
    from bibtexparser.entrypoint import parse_string

    for name in ("bibtexparser", "pylatexenc"):  # what they log is raised here, or does not matter
        logging.getLogger(name).setLevel(logging.CRITICAL)
    library = parse_string(text)
    for failed in library.failed_blocks:
        why = " ".join(str(failed.error).split()) or "it is no BibTeX"
        raise ReferencesBroken((failed.start_line or 0) + 1, f"an entry can't be read: {why}")
    plain = _make_plain()
    for entry in library.entries:
        cells, line = {"id": entry.key}, (entry.start_line or 0) + 1
        try:
            for field in entry.fields:
                if column := _BIBTEX_COLUMNS.get(field.key.lower()):
                    cells.setdefault(column, plain(str(field.value)))
        except RecursionError:
            raise ReferencesBroken(line, "an entry can't be read: its TeX nests too deeply") from None
        yield line, cells


def _make_plain() -> Callable[[str], str]:
    """Undoes TeX; it is slow, so that only what has some goes through it."""
    from pylatexenc.latex2text import LatexNodes2Text

    tex = LatexNodes2Text()

    def plain(value: str) -> str:
        if _HAS_TEX.search(value):
            value = str(tex.latex_to_text(value))
        return " ".join(value.translate(_BRACES).split())

    return plain
