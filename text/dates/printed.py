"""Where dates stand in a text, in any language of the tables.

What a date says is read by :func:`text.dates.reading.read_date`; here it is found, as it is printed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from text.dates.reading import FIGURE_DATES, read_date
from text.dates.tokens import (
    FIRST_YEAR,
    LAST_YEAR,
    TOKEN,
    WEEKDAY_AHEAD,
    find_month,
    full_month_names,
    is_between,
    is_numbering,
    is_weekday,
    month_languages,
)
from text.numbers import ascii_digits
from text.phrases import fold_words

_BUDDHIST_YEARS = range(2400, 2651)
_BUDDHIST_LANGUAGES = frozenset(("th", "lo", "km"))
"""Where years are counted 543 ahead."""
_PARTS = 3
"""Day, month and year."""
_DAYS = "日号일"
_LONGEST_GAP = 12
"""In characters, between two parts of a date: room for fillers such as "de l'année"."""
_IN_NAMES = ("/", "_")
"""Marks that join the parts of a path or a file's name."""
_NUMBER = re.compile(r"\d+")
_TIME_BEHIND = re.compile(r"[t\s]\s?\d\d?:\d\d[\d:.z+-]*", re.I)
# D is a day, M a month's name, Y a year; spans such as "12-14 March 2019" are one date.
# Their number is bounded, or a text of days alone would take quadratic time.
_SHAPES = re.compile(r"(?:D{0,9}M){2,9}D{0,9}Y|D{1,9}MY|MD{1,9}Y|Y(?:MD{1,9}|DM)|YM|MY|DM|MD")
_DASHES = "-\u2010\u2011\u2013\u2014"
_BETWEEN_PARTS = re.compile(rf"[\s.,'\u2019]*|[{_DASHES}/]")
_BESIDE_YEAR = re.compile(rf"[\s.,'\u2019]*|\s?[{_DASHES}/]\s?")
_WITHIN_SPAN = re.compile(rf"[\s.,]*[{_DASHES}/]?\s*")
_BEFORE_SHORT_YEAR = re.compile(rf"[{_DASHES}/'\u2019]")
_JOINED_FIGURES = re.compile(r"\d\s?[-/.年년]")
_LETTERS = re.compile(r"[^\W\d_]+|[°]")
_GAP_PART = re.compile(r"[^\W\d_]+|.", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date in a text."""

    start: int
    end: int
    is_certain: bool
    """Whether it has a year, and a day or a month that is written out; "10 may" and "set 2" may be words."""
    languages: frozenset[str] | None
    """Those in which the month is called so; ``None`` for a date in figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A number or a month's name, and what it may be in a date."""

    letter: str
    start: int
    end: int
    languages: frozenset[str] | None = None


_END = _Part(letter="|", start=0, end=0)


@lru_cache(maxsize=8192)
def locate_dates(text: str) -> tuple[PrintedDate, ...]:
    """The dates of a text in order, those in figures and those with a month's name."""
    plain = ascii_digits(text)
    figures = list(_locate_figures(plain))
    taken = {at for date in figures for at in range(date.start, date.end)}
    words = (date for date in _locate_words(plain) if date.start not in taken)
    return tuple(sorted((*figures, *words), key=lambda date: date.start))


def _locate_figures(plain: str) -> Iterator[PrintedDate]:
    if not _JOINED_FIGURES.search(plain):
        return
    found = (match for pattern in FIGURE_DATES for match in pattern.finditer(plain))
    end = 0
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end and _is_whole(plain, match) and read_date(match[0]).value is not None:
            end = match.end()
            time = _TIME_BEHIND.match(plain, end) if match[0][:4].isdecimal() else None
            end = time.end() if time else end
            yield PrintedDate(start=match.start(), end=end, is_certain=True, languages=None)


def _is_whole(plain: str, match: re.Match[str]) -> bool:
    """Whether figures say a day, and are no part of a longer number, a word or a path."""
    if not plain[match.end() - 1].isdecimal():
        # Chinese, Japanese and Korean go on without a space; "2015年度" is no date.
        return match[0][-1] in _DAYS or not plain[match.end() : match.end() + 1].isalnum()
    before, after = _beside(plain, match.start(), match.end())
    is_apart = after in "tT" or not (after.isalnum() or after in "/_")
    return len(_NUMBER.findall(match[0])) == _PARTS and is_apart and not _goes_on_from(before)


def _beside(plain: str, start: int, end: int) -> tuple[str, str]:
    """The characters before and behind; empty at the ends of the text."""
    return plain[max(start - 1, 0) : start], plain[end : end + 1]


def _goes_on_from(before: str) -> bool:
    return before.isalnum() or (before != "" and before in "_/.-")


def _locate_words(plain: str) -> Iterator[PrintedDate]:
    if _first_words().isdisjoint(TOKEN.findall(fold_words(plain))):
        return
    for chain in _chains(plain):
        for match in _SHAPES.finditer("".join(part.letter for part in chain)):
            parts = chain[match.start() : match.end()]
            if match[0] in WEEKDAY_AHEAD and is_weekday(plain[parts[0].start : parts[0].end].lower()):
                parts = parts[1:]
            languages = share_languages(part.languages for part in parts)
            start, end = parts[0].start, parts[-1].end
            before, after = _beside(plain, start, end)
            is_apart = not before.isalnum() and before not in _IN_NAMES and after not in _IN_NAMES
            if languages and is_apart:
                is_certain = _is_certain(plain, parts)
                yield PrintedDate(start=start, end=end, is_certain=is_certain, languages=languages)


def _is_certain(plain: str, parts: Sequence[_Part]) -> bool:
    letters = {part.letter for part in parts}
    months = [fold_words(plain[part.start : part.end]) for part in parts if part.letter == "M"]
    return "Y" in letters and ("D" in letters or any(month in full_month_names() for month in months))


def _chains(plain: str) -> Iterator[list[_Part]]:
    """Runs of numbers and months with nothing between them that parts dates; only those with a month."""
    chain: list[_Part] = []
    for part in (*_parts(plain), _END):
        if chain and not _are_joined(plain[chain[-1].end : part.start], chain[-1].letter + part.letter):
            if len(chain) > 1 and any(each.languages for each in chain):
                yield chain
            chain = []
        if part.letter == "|":
            continue
        if _is_short_year(plain, chain, part):
            part = _Part(letter="Y", start=part.start, end=part.end)
        chain.append(part)


def _parts(plain: str) -> Iterator[_Part]:
    """Numbers, months, and "|" for words that are no part of a date."""
    end, previous = 0, ""
    for token in TOKEN.finditer(plain):
        word = token[0].lower()
        if token.start() < end or not word[0].isalnum():
            continue
        letter, languages, end = "|", None, token.end()
        if word[0].isdecimal():
            letter = "|" if is_numbering(previous) else _number_letter(word)
            is_buddhist = letter == "Y" and int(word) in _BUDDHIST_YEARS
            languages = _BUDDHIST_LANGUAGES if is_buddhist else None
            end = _skip_ending(plain, end)
        elif (found := _find_month(plain, token)) is not None:
            letter, (languages, end) = "M", found
        previous = word
        if letter != "|" or not is_between(word):
            yield _Part(letter=letter, start=token.start(), end=end, languages=languages)


def _skip_ending(plain: str, end: int) -> int:
    """The end of a number with what belongs to it: "3rd", "2020г"."""
    ending = _LETTERS.match(plain, end)
    return ending.end() if ending and is_between(ending[0].lower()) else end


def _find_month(plain: str, token: re.Match[str]) -> tuple[frozenset[str], int] | None:
    is_begun = fold_words(token[0]) in _first_words()
    return find_month(plain, token.start(), month_languages()) if is_begun else None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(TOKEN.findall(name)[0] for name in month_languages())


def _number_letter(digits: str) -> str:
    if len(digits) > 2:
        year = int(digits) if len(digits) == 4 else 0
        return "Y" if FIRST_YEAR <= year <= LAST_YEAR or year in _BUDDHIST_YEARS else "|"
    return "D" if 1 <= int(digits) <= 31 else "y"


def _are_joined(gap: str, letters: str) -> bool:
    """Whether what stands between two parts holds them together: fillers, and marks that dates have."""
    if len(gap) > _LONGEST_GAP or "|" in letters:
        return False
    marks = "".join("" if is_between(part) else part for part in _GAP_PART.findall(gap.lower()))
    if letters in ("DD", "MM"):
        return _WITHIN_SPAN.fullmatch(marks) is not None
    if "Y" in letters:
        return _BESIDE_YEAR.fullmatch(marks) is not None
    return _BETWEEN_PARTS.fullmatch(marks) is not None and not (letters == "DM" and "," in marks)


def _is_short_year(plain: str, chain: list[_Part], part: _Part) -> bool:
    """Whether two digits are a year, as in "3-May-98"."""
    is_behind_date = "".join(each.letter for each in chain[-2:]) == "DM" and part.letter in "Dy"
    return is_behind_date and _BEFORE_SHORT_YEAR.fullmatch(plain[chain[-1].end : part.start]) is not None


def share_languages(known: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """The languages that all of them have; ``None`` if none of them is of any language."""
    shared: frozenset[str] | None = None
    for languages in known:
        if languages is not None:
            shared = languages if shared is None else shared & languages
    return shared
