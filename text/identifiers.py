"""Identifiers that publishers print: ISBN, ISSN, DOI, reference numbers."""

import re
from dataclasses import dataclass

from stdnum import isbn, issn

from text.cleaning import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class IsbnReading:
    """The ISBNs of a text."""

    isbns: tuple[str, ...]
    """ISBN-13, digits only, in order, each once."""
    notes: tuple[str, ...] = ()
    """What looks like an ISBN and is none."""


_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad]")
_ISBN_LIKE = re.compile(r"(?<![\dXx-])(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx](?![\d-]|[ ]?\d)")
_DOI = re.compile(r"\b10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+", re.IGNORECASE)
_DOI_END = ".,;:!?'\"”’»"
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_ISSN_LIKE = re.compile(r"(?<![\dXx-])\d{4}-?\d{3}[\dXx](?![\dXx-])")


def read_isbns(raw: str | None) -> IsbnReading:
    """Every valid ISBN in a field that is there for them, as ISBN-13."""
    text = _DASHES.sub("-", clean_text(raw))
    found = _ISBN_LIKE.findall(text)
    valid = {isbn.compact(isbn.to_isbn13(number)): None for number in found if isbn.is_valid(number)}
    notes = [f"{number!r} is no ISBN" for number in found if not isbn.is_valid(number)]
    if not found and any(map(str.isdigit, text)):
        notes.append(f"{text[:80]!r} is no ISBN")
    return IsbnReading(isbns=tuple(valid), notes=tuple(notes))


def find_isbns(text: str) -> tuple[str, ...]:
    """ISBN-13s that a running text names as such ("ISBN 978-…")."""
    if "isbn" not in text.casefold():
        return ()
    text = _DASHES.sub("-", text)
    starts = [match.end() for match in re.finditer(r"ISBN(?:-1[03])?", text, re.IGNORECASE)]
    nearest = (read_isbns(text[start : start + 40]).isbns[:1] for start in starts)
    return tuple(dict.fromkeys(code for codes in nearest for code in codes))


def read_doi(raw: str | None) -> str | None:
    """The first DOI, in lower case, without its resolver and the punctuation around it."""
    match = _DOI.search(clean_text(raw).replace("%2F", "/").replace("%2f", "/"))
    if match is None:
        return None
    doi = match[0].lower()
    while doi[-1] in _DOI_END or _ends_in_loose_bracket(doi):
        doi = doi[:-1]
    return doi


def _ends_in_loose_bracket(text: str) -> bool:
    return any(text.endswith(end) and text.count(start) < text.count(end) for start, end in _BRACKETS)


def read_issn(raw: str | None) -> str | None:
    """The first valid ISSN, as ``1234-5679``."""
    for number in _ISSN_LIKE.findall(_DASHES.sub("-", clean_text(raw))):
        if issn.is_valid(number):
            return issn.format(number)
    return None


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
    """The reference number of a field that is there for it, without its label; ``None`` for none."""
    text = _REFERENCE_LABEL.sub("", clean_text(raw)).strip(" .;,:")
    return text if text and len(text) <= _MAX_REFERENCE and any(map(str.isdigit, text)) else None


def find_reference(text: str) -> str | None:
    """The document symbol that a text states behind a label ("Ref: PUB2021/012/R"); never a guess."""
    for match in _SYMBOL.finditer(text):
        is_labelled = _LABEL_END.search(text, max(0, match.start() - 40), match.start())
        if is_labelled and any(map(str.isdigit, match[1])):
            return match[1]
    return None
