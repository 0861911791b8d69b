"""What an identifier is, when a record only says that it is one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from text.file_types import is_file

_URL = re.compile(r"https?://\S+", re.I)
_DOI = re.compile(r"(?:^|doi(?:\.org)?[:/\s]+|altidentifier/doi/)(10\.\d{4,9}/\S+)", re.I)
_ISBN_LABEL = re.compile(r"isbn(?:-?1[03])?[:\s/]*([\dXx][\dXx\s-]{8,20})", re.I)
_BARE_ISBN = re.compile(r"97[89][\s-]?(?:\d[\s-]?){9}\d")
_ISSN = re.compile(r"(?:e?issn[:\s]*)?\d{4}-\d{3}[\dX]", re.I)
_OTHER_SCHEME = re.compile(r"(?:urn|oai|hdl|ark|info|pmid|uuid):", re.I)
LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """A record's identifiers, told apart."""

    detail_url: str | None
    file_urls: tuple[str, ...]
    doi: str | None
    isbn: str | None
    reference: str | None


def sort_identifiers(values: Iterable[str]) -> Identifiers:
    """The first of each kind; addresses of files all."""
    values = tuple(values)
    urls = [value for value in values if _URL.fullmatch(value)]
    files = tuple(dict.fromkeys(url for url in urls if is_file(url)))
    pages = [url for url in urls if url not in files]
    own = [url for url in pages if not _DOI.search(url)]
    return Identifiers(
        detail_url=next(iter((*own, *pages)), None),
        file_urls=files,
        doi=_first(_DOI, values),
        isbn=_first(_ISBN_LABEL, values) or next((v for v in values if _BARE_ISBN.fullmatch(v)), None),
        reference=next((value for value in values if _is_reference(value)), None),
    )


def _first(pattern: re.Pattern[str], values: Iterable[str]) -> str | None:
    return next((match[1].strip() for value in values if (match := pattern.search(value))), None)


def _is_reference(value: str) -> bool:
    """Whether it looks like a document's number: short, with a digit, and nothing better known."""
    if len(value) > LONGEST_REFERENCE or len(value.split()) > 4 or not re.search(r"\d", value):
        return False
    known = (_URL, _DOI, _ISBN_LABEL, _BARE_ISBN, _OTHER_SCHEME)
    return not any(pattern.match(value) for pattern in known) and not _ISSN.fullmatch(value)
