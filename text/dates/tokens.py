"""A printed date taken apart into months, days and years."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TypeVar

from text.phrases import fold_words
from text.tables import read_lines, read_table

_Known = TypeVar("_Known")

FIRST_YEAR = 1500
LAST_YEAR = 2100
"""Years outside are misprints, or of another calendar."""

TOKEN = re.compile(r"\d+|[^\s\d,.;:/()\[\]|'’\"“”«»،–—-]+|[^\s\d]")
_MARK = re.compile(r"[,.;:/'’،()–—-]")
WEEKDAY_AHEAD = ("MDMY", "MMDY")
"""Shapes in which the first month is a weekday if it may be one: "Mar 12 nov 2013", "Sat, Feb 9, 2019"."""
_NUMBERED = frozenset(
    ("issue", "vol", "volume", "no", "n", "nº", "n°", "№", "numéro", "número", "nr", "tome", "#")
)


def read_shape(text: str, languages: tuple[str, ...]) -> tuple[str, list[int], bool]:
    """A letter and a value for each part of the text, and whether it names another calendar.

    D is a day or a number like one, M a month's name, Y a year, y two digits that are no day, x another
    number, and "|" what parts them: not marks, words of ``date_fillers``, words of one or two letters.
    """
    months, foreign = _month_names(languages), _foreign_words()
    shape, values, is_foreign, end = "", [], False, 0
    previous = ""
    for token in TOKEN.finditer(text):
        if token.start() < end:
            continue
        word = token[0]
        letter, value = "|", 0
        if word[0].isdecimal():
            letter, value = ("|", 0) if is_numbering(previous) else (_number_letter(word), int(word))
        elif (found := find_month(text, token.start(), months)) is not None:
            letter, (value, end) = "M", found
        elif is_between(word) or _MARK.fullmatch(word) or (len(word) < 3 and word not in _NUMBERED | foreign):
            continue
        is_foreign = is_foreign or (letter == "|" and word in foreign)
        shape, previous = shape + letter, word
        values.append(value)
    if shape.startswith(WEEKDAY_AHEAD) and is_weekday(TOKEN.findall(text)[0]):
        return shape[1:], values[1:], is_foreign
    return shape, values, is_foreign


def _number_letter(digits: str) -> str:
    value = int(digits)
    if len(digits) == 4 and FIRST_YEAR <= value <= LAST_YEAR:
        return "Y"
    if len(digits) == 2 and not 1 <= value <= 31:
        return "y"
    return "D" if len(digits) <= 2 and 1 <= value <= 31 else "x"


def is_weekday(word: str) -> bool:
    """Whether a word is the name of a weekday in any language, though it may be a month in another."""
    return fold_words(word) in _weekdays()


def is_numbering(word: str) -> bool:
    """Whether the number behind a word counts issues or volumes, and is no day."""
    return word in _NUMBERED


def is_between(word: str) -> bool:
    """Whether a word stands between day, month and year and says nothing."""
    return word in _fillers()


def find_month(text: str, start: int, months: Mapping[str, _Known]) -> tuple[_Known, int] | None:
    """What is known of the month whose name begins here, and where it ends; the longest name wins.

    ``months`` has what is known by the folded name.
    """
    end = start
    found = None
    for token in TOKEN.finditer(text, start, start + _LONGEST_MONTH):
        end = token.end()
        if (month := months.get(fold_words(text[start:end]))) is not None:
            found = (month, end)
    return found


_LONGEST_MONTH = 24


@cache
def _fillers() -> frozenset[str]:
    return frozenset(word for words in read_table("date_fillers").values() for word in words)


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(fold_words(name) for names in read_table("weekdays").values() for name in names)


@cache
def full_month_names() -> frozenset[str]:
    """Folded names of months that are written out, in any language."""
    return frozenset(
        fold_words(variants.partition("|")[0])
        for months in read_table("months").values()
        for variants in months
    )


@cache
def _foreign_words() -> frozenset[str]:
    return frozenset(read_lines("other_calendars"))


@lru_cache(maxsize=64)
def _month_names(languages: tuple[str, ...]) -> dict[str, int]:
    """Month by folded name; where languages disagree the stated ones decide, else nobody does."""
    names: dict[str, int] = {}
    disputed: set[str] = set()
    table = read_table("months")
    stated = [language.partition("-")[0] for language in languages]
    for language in (
        *(code for code in table if code not in stated),
        *(c for c in reversed(stated) if c in table),
    ):
        for month, name in months_of(language):
            if language in stated:
                disputed.discard(name)
            elif names.get(name, month) != month:
                disputed.add(name)
            names[name] = month
    return {name: month for name, month in names.items() if name not in disputed}


@cache
def month_languages() -> Mapping[str, frozenset[str]]:
    """Every folded name of a month, and the languages in which it is one."""
    named: dict[str, set[str]] = {}
    for language in read_table("months"):
        for _, name in months_of(language):
            named.setdefault(name, set()).add(language)
    return {name: frozenset(languages) for name, languages in named.items()}


def months_of(language: str) -> Iterator[tuple[int, str]]:
    """(month, folded name) of a language."""
    for month, variants in enumerate(read_table("months")[language], start=1):
        for name in _with_prefixes(language, variants.split("|")):
            yield month, fold_words(name)


def _with_prefixes(language: str, names: list[str]) -> list[str]:
    """Hebrew writes "in" and the month as one word."""
    return [*names, *("ב" + name for name in names)] if language == "he" else names
