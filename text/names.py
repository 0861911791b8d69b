"""Types, countries and languages as sources print them, turned into the catalogue's terms and codes."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from text.cleaning import clean_text
from text.folding import fold
from text.tables import read_table

_BRACKETED = re.compile(r"(?<!\s)\s*\([^()]*\)\s*$")
_LIST_MARK = re.compile(r"\s*(?:[;|/•·\n、؛]|\s[–—-]\s)\s*")
_COMMA = re.compile(r"\s*[,，،]\s*")
_LONGEST_CODE = 3
_AND = re.compile(r"\s+(?:and|et|y|und|e|и|و|&)\s+", re.IGNORECASE)


def name_type(raw: str | None) -> str | None:
    """The catalogue's word for a publication type, else the type as stated; ``None``: none is stated."""
    stated = clean_text(raw)
    return find_type(stated) or stated or None


@lru_cache(maxsize=1024)
def find_type(stated: str) -> str | None:
    """The catalogue's word for what a site calls a type, or has as a segment of its addresses."""
    words = fold(stated)
    return _types().get(words) or _types().get(words.removesuffix("s")) or _types().get(_singular(words))


def _singular(words: str) -> str:
    return " ".join(word.removesuffix("s") for word in words.split())


@cache
def _types() -> dict[str, str]:
    named = {fold(name): term for term, names in read_table("publication_types").items() for name in names}
    return named | {_singular(name): term for name, term in named.items()}


@lru_cache(maxsize=4096)
def find_country(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country, by its name in the languages of the sources or its code."""
    codes = _countries()
    return codes.get(fold(name)) or codes.get(fold(_BRACKETED.sub("", name)))


@cache
def _countries() -> dict[str, str]:
    table = read_table("countries")
    named = {fold(name): code for code, names in reversed(table.items()) for name in names}
    return named | {code.casefold(): code for code in table}


def name_countries(raws: Iterable[str]) -> tuple[str, ...]:
    """Codes of the stated countries, in order; an unknown name stays as printed.

    A text is taken apart only as far as its parts are then countries: "Trinidad and Tobago" stays whole.
    """
    named: dict[str, None] = {}
    for raw in raws:
        for part in filter(None, _LIST_MARK.split(clean_text(raw))):
            named.update(dict.fromkeys(_read_countries(part)))
    return tuple(named)


def _read_countries(text: str) -> tuple[str, ...]:
    if code := find_country(text):
        return (code,)
    for mark in (_COMMA, _AND):
        parts = [part for part in mark.split(text) if part]
        if len(parts) > 1:
            codes = [code for part in parts for code in _read_countries(part)]
            if mark is _COMMA or all(len(code) == 2 and code.isupper() for code in codes):
                return tuple(codes)
    return (text,)


def find_language(stated: str) -> str | None:
    """ISO 639-1 code (639-3 where there is none) by a code, or a name in the languages of the sources."""
    codes = _languages()
    bare = _BRACKETED.sub("", stated)
    return codes.get(fold(stated)) or (codes.get(fold(bare)) if bare != stated else None)


@cache
def language_words(codes: frozenset[str], but_for: frozenset[str] = frozenset()) -> dict[str, str]:
    """Names of these languages that are one word, folded, with their codes.

    What names a country too ("Indonesia") is left out unless it is in ``but_for``; codes are no names.
    """
    named = {fold(name): code for code, names in read_table("languages").items() for name in names}
    return {
        word: code
        for word, code in named.items()
        if code in codes
        and " " not in word
        and _is_name(word)
        and (word in but_for or not find_country(word))
    }


def _is_name(word: str) -> bool:
    return not word.isascii() or len(word) > _LONGEST_CODE


@cache
def _languages() -> dict[str, str]:
    table = read_table("languages")
    return {fold(name): code for code, names in table.items() for name in (*names, code)}
