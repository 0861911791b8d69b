"""What an identifier is, when a record only says that it is one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from text.file_types import is_file
from text.identifiers import find_isbn_raw, find_stated_doi_raw, is_isbn_13_like

_URL = re.compile(r"https?://\S+", re.I)
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
    own = [url for url in pages if not find_stated_doi_raw(url)]
    return Identifiers(
        detail_url=next(iter((*own, *pages)), None),
        file_urls=files,
        doi=next(filter(None, map(find_stated_doi_raw, values)), None),
        isbn=next(filter(None, map(find_isbn_raw, values)), None)
        or next(filter(is_isbn_13_like, values), None),
        reference=next((value for value in values if _is_reference(value)), None),
    )


def _is_reference(value: str) -> bool:
    """Whether it looks like a document's number: short, with a digit, and nothing better known."""
    if len(value) > LONGEST_REFERENCE or len(value.split()) > 4 or not re.search(r"\d", value):
        return False
    if _URL.match(value) or _OTHER_SCHEME.match(value) or _ISSN.fullmatch(value):
        return False
    return not (find_stated_doi_raw(value) or find_isbn_raw(value) or is_isbn_13_like(value))
