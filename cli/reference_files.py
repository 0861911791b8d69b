"""RIS and BibTeX as rows with the columns that matching reads."""

import re
import unicodedata
from collections.abc import Iterator

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
_ENTRY = re.compile(r"@(\w+)\s*[{(]\s*([^,\s{}()]*)\s*,")
_NAME = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,{}()#]+")
_NO_ENTRIES = frozenset({"comment", "string", "preamble"})
_ACCENT = re.compile(r"\\([`'^\"~=.uvHcdbr])\s*\{?\\?([A-Za-z])\}?")
_MARKS = dict(zip("`'^\"~=.uvHcdbr", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u030a", strict=True))  # fmt: skip # noqa: E501
_SPECIAL = {
    r"\ss": "ß",
    r"\o": "ø",
    r"\O": "Ø",
    r"\l": "ł",
    r"\L": "Ł",
    r"\ae": "æ",
    r"\oe": "œ",
    r"\aa": "å",
}
_COMMAND = re.compile(r"\\[A-Za-z]+\s?")


def read_ris(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells) of each entry. Entries without ID are numbered from 1 by their place in the file."""
    row: dict[str, str] = {}
    start, count = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        match = _RIS_LINE.match(line)
        if not match:
            continue
        tag, value = match[1], match[2].strip()
        if tag == "TY":
            row, start = {}, number
        elif tag == "ER":
            count += 1
            yield start, {"id": str(count)} | row
            row = {}
        elif value and tag in _RIS_COLUMNS:
            _put(row, _RIS_COLUMNS[tag], value)


def _put(row: dict[str, str], column: str, value: str) -> None:
    """The first value of a column counts, but authors, pages and numbers are joined."""
    if column in row and column in _JOINED:
        row[column] += _JOINED[column] + value
    else:
        row.setdefault(column, value)


def read_bibtex(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells) of each entry; its key is the id."""
    position, line = 0, 1
    while match := _ENTRY.search(text, position):
        line += text.count("\n", position, match.start())
        position = match.end()
        if match[1].lower() in _NO_ENTRIES:
            line += text.count("\n", match.start(), position)
            continue
        row = {"id": match[2]}
        position = _read_fields(text, position, row)
        yield line, row
        line += text.count("\n", match.start(), position)


def _read_fields(text: str, position: int, row: dict[str, str]) -> int:
    """Where the entry's fields end; those that matching reads are put into ``row``."""
    while name := _NAME.match(text, position):
        value, position = _read_value(text, name.end())
        column = _BIBTEX_COLUMNS.get(name[1].lower())
        if column:
            row.setdefault(column, _plain(value))
    return position


def _read_value(text: str, position: int) -> tuple[str, int]:
    """A braced, quoted or bare value, and where it ends; an unclosed one ends with the text."""
    opening = text[position : position + 1]
    if opening not in ("{", '"'):
        bare = _BARE.match(text, position)
        return (bare[0], bare.end()) if bare else ("", position + 1)
    depth = 0
    for index in range(position + 1, len(text)):
        letter = text[index]
        if depth == 0 and letter == ("}" if opening == "{" else '"'):
            return text[position + 1 : index], index + 1
        depth += (letter == "{") - (letter == "}")
    return text[position + 1 :], len(text)


def _plain(value: str) -> str:
    """The value without TeX: accents as letters, commands and braces left out."""
    value = _ACCENT.sub(lambda match: match[2] + _MARKS[match[1]], value)
    for command, letter in _SPECIAL.items():
        value = re.sub(re.escape(command) + r"(?![A-Za-z])\s?", letter, value)
    value = _COMMAND.sub("", value).replace("{", "").replace("}", "").replace("\\", "").replace("~", " ")
    return " ".join(unicodedata.normalize("NFC", value).split())
