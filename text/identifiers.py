"""Identifiers that publishers print: ISBN, DOI, reference numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import isbn

from text.cleaning import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class IsbnReading:
    """The ISBNs of a text."""

    isbns: tuple[str, ...]
    """ISBN-13, digits only, in order, each once."""
    notes: tuple[str, ...] = ()
    """Why numbers that look like ISBNs were left out."""


_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad]")
_ISBN_LIKE = re.compile(r"(?<![\dXx-])(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx](?![\d-]|[ ]?\d)")
_ISBN_13_LIKE = re.compile(r"97[89](?:[\s-]?\d){10}")
_ISBN_LABEL = re.compile(r"ISBN(?:-?1[03](?!\d))?", re.IGNORECASE)
_LABEL_REACH = 40
"""An ISBN is printed within so many characters after its label."""
_MISPRINTED = re.compile(r"^\W{0,9}(\d(?:[ -]?[\dXx]){8,16})")
_DOI = r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"<>]{1,500}"
_ANY_DOI = re.compile(rf"\b{_DOI}")
_STATED_DOI = re.compile(rf"(?:^|doi(?:\.org)?[:/\s]{{1,9}})({_DOI})", re.IGNORECASE)
_DOI_END = ".,;:!?'\"”’»"
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))


def read_isbns(raw: str | None) -> IsbnReading:
    """Every valid ISBN of a field for ISBNs, as ISBN-13."""
    text = _DASHES.sub("-", clean_text(raw))
    found = _ISBN_LIKE.findall(text)
    valid = {isbn.compact(isbn.to_isbn13(number)): None for number in found if isbn.is_valid(number)}
    notes = [f"{number!r} is no ISBN" for number in found if not isbn.is_valid(number)]
    if not found and any(map(str.isdigit, text)):
        notes.append(f"{text[:80]!r} is no ISBN")
    return IsbnReading(isbns=tuple(valid), notes=tuple(notes))


def find_isbns(text: str) -> tuple[str, ...]:
    """ISBN-13s that a running text names as such ("ISBN 978-…")."""
    nearest = (read_isbns(behind).isbns[:1] for behind in _behind_isbn_labels(text))
    return tuple(dict.fromkeys(code for codes in nearest for code in codes))


def find_isbn_raw(text: str) -> str | None:
    """The first ISBN that a text names as such, as printed; a misprint too, so that it can be noted."""
    for pattern in (_ISBN_LIKE, _MISPRINTED):
        for behind in _behind_isbn_labels(text):
            if match := pattern.search(behind):
                return match[match.lastindex or 0]
    return None


def is_isbn_13_like(value: str) -> bool:
    """Whether a value, without a label, has the digits of an ISBN-13, the check digit aside."""
    return _ISBN_13_LIKE.fullmatch(_DASHES.sub("-", value.strip())) is not None


def _behind_isbn_labels(text: str) -> Iterator[str]:
    """What follows each "ISBN" in a text."""
    if "isbn" not in text.casefold():
        return
    for label in _ISBN_LABEL.finditer(text):
        yield _DASHES.sub("-", text[label.end() : label.end() + _LABEL_REACH])


def read_doi(raw: str | None) -> str | None:
    """The first DOI, in lower case, without its resolver and the punctuation around it."""
    doi = find_doi_raw(clean_text(raw).replace("%2F", "/").replace("%2f", "/"))
    return doi.lower() if doi else None


def find_doi_raw(text: str) -> str | None:
    """The first DOI of a text, as printed, without the punctuation around it."""
    match = _ANY_DOI.search(text)
    return _without_end(match[0]) if match else None


def find_stated_doi_raw(text: str) -> str | None:
    """The DOI that a text begins with or names as such ("doi:", "doi.org/"), as printed."""
    match = _STATED_DOI.search(text.strip())
    return _without_end(match[1]) if match else None


def _without_end(doi: str) -> str:
    while doi[-1] in _DOI_END or _ends_in_loose_bracket(doi):
        doi = doi[:-1]
    return doi


def _ends_in_loose_bracket(text: str) -> bool:
    return any(text.endswith(end) and text.count(start) < text.count(end) for start, end in _BRACKETS)


_REFERENCE_LABEL = re.compile(
    r"^(?:(?:document|publication|report|product|job|catalogue|catalog|order|sales|symbol|isn)?\s*"
    r"(?:reference|ref|référence|referencia|referenz|riferimento|signatura|symbol|cote|code|id)?\.?\s*"
    r"(?:number|no|nr|n[º°]|num|numéro|número|#)?\.?)(?:\s*[:：#]\s*|(?<=[.°º])\s+)",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"[:#：]\s*([A-Z0-9][A-Z0-9./()-]*[/.-][A-Z0-9./()-]*[A-Z0-9)])", re.IGNORECASE)
_LABEL_END = re.compile(
    r"\b(?:ref(?:erence)?|réf(?:érence)?|referencia|document|doc|publication|symbol|cote)\.?\s*"
    r"(?:number|no|nr|n[º°]|numéro|número)?\.?\s*$",
    re.IGNORECASE,
)
_MAX_REFERENCE = 80


def read_reference(raw: str | None) -> str | None:
    """The number in a field for reference numbers, without its label; ``None`` if there is no number."""
    text = _REFERENCE_LABEL.sub("", clean_text(raw)).strip(" .;,:")
    return text if text and len(text) <= _MAX_REFERENCE and any(map(str.isdigit, text)) else None


def find_reference(text: str) -> str | None:
    """The document symbol that a text states behind a label ("Ref: PUB2021/012/R"); never a guess."""
    for match in _SYMBOL.finditer(text):
        is_labelled = _LABEL_END.search(text, max(0, match.start() - 40), match.start())
        if is_labelled and any(map(str.isdigit, match[1])):
            return match[1]
    return None
