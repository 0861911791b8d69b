"""A printed date taken apart into months, days and years."""

import re
import unicodedata
from functools import cache, lru_cache

from text.tables import read_lines, read_table

FIRST_YEAR = 1500
LAST_YEAR = 2100
"""Years outside are misprints, or of another calendar."""

_TOKEN = re.compile(r"\d+|[^\s\d,.;:/()\[\]|'’\"“”«»،–—-]+|[^\s\d]")
_MARK = re.compile(r"[,.;:/'’،()–—-]")
_WEEKDAYS = ("mar", "sat", "sen", "kam", "kan", "sht", "maw")
"""Short names of weekdays in one language and of months in another."""
_NUMBERED = frozenset(
    ("issue", "vol", "volume", "no", "n", "nº", "n°", "№", "numéro", "número", "nr", "tome", "#")
)


def read_shape(text: str, languages: tuple[str, ...]) -> tuple[str, list[int], bool]:
    """A letter and a value for each part of the text, and whether it names another calendar.

    D is a day or a number like one, M a month's name, Y a year, y two digits that are no day, x another
    number, and "|" what parts them: not marks, words of ``date_fillers``, words of one or two letters.
    """
    months, fillers, foreign = _month_names(languages), _fillers(), _foreign_words()
    shape, values, is_foreign, end = "", [], False, 0
    previous = ""
    for token in _TOKEN.finditer(text):
        if token.start() < end:
            continue
        word = token[0]
        letter, value = "|", 0
        if word[0].isdecimal():
            letter, value = ("|", 0) if previous in _NUMBERED else (_number_letter(word), int(word))
        elif (found := _find_month(text, token.start(), months)) is not None:
            letter, (value, end) = "M", found
        elif word in fillers or _MARK.fullmatch(word) or (len(word) < 3 and word not in _NUMBERED | foreign):
            continue
        is_foreign = is_foreign or (letter == "|" and word in foreign)
        shape, previous = shape + letter, word
        values.append(value)
    if shape.startswith("MDMY") and text.lstrip().startswith(_WEEKDAYS):
        return shape[1:], values[1:], is_foreign
    return shape, values, is_foreign


def _number_letter(digits: str) -> str:
    value = int(digits)
    if len(digits) == 4 and FIRST_YEAR <= value <= LAST_YEAR:
        return "Y"
    if len(digits) == 2 and not 1 <= value <= 31:
        return "y"
    return "D" if len(digits) <= 2 and 1 <= value <= 31 else "x"


def _find_month(text: str, start: int, months: dict[str, int]) -> tuple[int, int] | None:
    """The month whose name begins here, and where the name ends; the longest name wins."""
    end = start
    found = None
    for token in _TOKEN.finditer(text, start, start + _LONGEST_MONTH):
        end = token.end()
        if (month := months.get(_fold_name(text[start:end]))) is not None:
            found = (month, end)
    return found


_LONGEST_MONTH = 24


@lru_cache(maxsize=4096)
def _fold_name(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f"))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(read_lines("date_fillers"))


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
        for month, variants in enumerate(table[language], start=1):
            for name in map(_fold_name, _with_prefixes(language, variants.split("|"))):
                if language in stated:
                    disputed.discard(name)
                elif names.get(name, month) != month:
                    disputed.add(name)
                names[name] = month
    return {name: month for name, month in names.items() if name not in disputed}


def _with_prefixes(language: str, names: list[str]) -> list[str]:
    """Hebrew writes "in" and the month as one word."""
    return [*names, *("ב" + name for name in names)] if language == "he" else names
