"""Operators' edits: read, and laid on top of the merged publication."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from models.change import JsonValue
from models.errors import EditInvalid, RecordRejected
from models.publication import Publication
from text.cleaning import clean_text
from text.dates.reading import read_date
from text.identifiers import read_doi, read_isbns
from text.languages.marks import stated_language
from text.names import name_countries, name_type
from text.urls import canonical_url

OPERATOR = "operator"
"""The provenance of a field that a person wrote, in place of a record's id."""

_ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_LIST_MARK = re.compile(r"\s*;\s*")


@dataclass(frozen=True, slots=True)
class _Reading:
    read: Callable[[str], JsonValue]
    """``None`` for a value that is not allowed."""
    allowed: str


def read_edit(field: str, value: str) -> JsonValue:
    """The value to be stored; ``None`` or an empty list where ``value`` is blank, which clears the field.

    Raises:
        EditInvalid: There is no such field, or it can't have that value; the text says what is allowed.
    """
    reading = _READINGS.get(field)
    if reading is None:
        raise EditInvalid(f"{field!r} is no field that can be edited; allowed: {', '.join(EDITABLE)}")
    if not value.strip():
        return [] if field in _LISTS else None
    read = reading.read(value)
    if not read:
        raise EditInvalid(f"{field} can't be {value[:80]!r}; allowed: {reading.allowed}, or nothing: ''")
    return read


def apply_edits(
    publication: Publication, provenance: Mapping[str, str], edits: Mapping[str, JsonValue]
) -> tuple[Publication, dict[str, str]]:
    """The publication with the edits (field → value) on top, and where each field is from.

    Year and date stay in step: an edited date gives the year, an edited year drops a date of another year.
    """
    if not edits:
        return publication, dict(provenance)
    values = dict(edits)
    if values.get("published_on") and "year" not in values:
        values["year"] = int(str(values["published_on"])[:4])
    year, date = values.get("year"), publication.published_on
    if "year" in values and "published_on" not in values and date and date[:4] != str(year):
        values["published_on"] = None
    sources = {field: record for field, record in provenance.items() if field not in values}
    sources |= {field: OPERATOR for field in values if field in edits or values[field] is not None}
    changed = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return replace(publication, **changed), sources  # type: ignore[arg-type]


def _text(value: str) -> JsonValue:
    return clean_text(value)


def _year(value: str) -> JsonValue:
    year = value.strip()
    return int(year) if re.fullmatch(r"1[4-9]\d\d|20\d\d", year) else None


def _date(value: str) -> JsonValue:
    iso = value.strip()
    reading = read_date(iso).value if _ISO_DATE.fullmatch(iso) else None
    return reading.iso if reading is not None and reading.iso == iso else None


def _isbn(value: str) -> JsonValue:
    isbns = read_isbns(value).isbns
    return isbns[0] if len(isbns) == 1 else None


def _url(value: str) -> JsonValue:
    try:
        return canonical_url(value)
    except RecordRejected:
        return None


def _names(value: str) -> JsonValue:
    return list(dict.fromkeys(filter(None, map(clean_text, _LIST_MARK.split(value)))))


def _countries(value: str) -> JsonValue:
    return list(name_countries([value]))


_NAMES = _Reading(_names, "names parted by semicolons")
_LINK = _Reading(_url, "an http or https address")
_TEXT = _Reading(_text, "any text")
_READINGS = {
    "title": _TEXT,
    "abstract": _TEXT,
    "language": _Reading(stated_language, "a language by its code or name, such as fr"),
    "publication_type": _Reading(name_type, "any text"),
    "year": _Reading(_year, "a year, such as 2024"),
    "published_on": _Reading(_date, "a date as 2024, 2024-06 or 2024-06-30"),
    "publisher": _TEXT,
    "authors": _NAMES,
    "isbn": _Reading(_isbn, "one valid ISBN"),
    "doi": _Reading(read_doi, "a DOI, such as 10.1000/182"),
    "reference_number": _TEXT,
    "url": _LINK,
    "file_url": _LINK,
    "topics": _NAMES,
    "countries": _Reading(_countries, "countries by name or code, parted by semicolons"),
}
_LISTS = frozenset(("authors", "topics", "countries"))
EDITABLE = tuple(_READINGS)
"""Fields of a publication that an operator may write."""
