"""Texts that are nothing but a date, and the dates within other texts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from text.dates.printed import PrintedDate, locate_dates, share_languages
from text.dates.reading import CLOCK_TIME
from text.dates.tokens import LAST_YEAR, TOKEN
from text.numbers import ascii_digits
from text.phrases import fold_words, spell_out
from text.tables import read_phrase_table, read_table

_LONGEST_LINE = 120
"""In characters: a longer text says more than a date."""
_LONGEST_MIXTURE = 50
"""In characters: a longer text says enough beside its dates to be a title."""
_LONGEST_PHRASE = 6
"""In words."""
_FIRST_YEAR_ALONE = 1800
"""A number without a month is no year before: 1500 is a count or a page as well."""
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=8192)
def find_date(text: str) -> str | None:
    """The first date in a text, as printed; ``None`` without one.

    Among other words only a certain date counts, with its year: "10 may apply" has none.
    """
    if not _DIGIT.search(text):
        return None
    dates = locate_dates(text)
    found = next((date for date in dates if date.is_certain), None)
    if found is None and dates and is_date_line(text):
        found = dates[0]
    return text[found.start : found.end].strip() if found else None


@lru_cache(maxsize=8192)
def is_date_line(text: str) -> bool:
    """Whether a text is one or more dates and, in the language of their months, words that are said of dates.

    "Published on 3 May 2020" is, and so are "2019" and "3 days ago".
    """
    if len(text) > _LONGEST_LINE or not _DIGIT.search(text):
        return False
    dates = locate_dates(text)
    languages = share_languages(date.languages for date in dates)
    is_in_one_language = languages is None or bool(languages)
    return is_in_one_language and _are_said_of_dates(_around(text, dates), languages, has_date=bool(dates))


@lru_cache(maxsize=8192)
def is_mostly_date(text: str) -> bool:
    """Whether a text is a date line, or has a certain date and more of it than of other words.

    "Minutes 01.29.2026" is, "Newsletter, May 2020" is not.
    """
    if is_date_line(text):
        return True
    dates = locate_dates(text) if len(text) <= _LONGEST_MIXTURE and _DIGIT.search(text) else ()
    if not any(date.is_certain for date in dates):
        return False
    phrases = (phrase for rest in _around(text, dates) for phrase in _split_phrases(list(_words(rest))))
    others = sum(_count_letters(phrase) for phrase, languages in phrases if not languages)
    return 2 * others < _count_letters(text)


def _around(text: str, dates: Sequence[PrintedDate]) -> list[str]:
    """What stands before, between and behind the dates."""
    starts, ends = [0, *(date.end for date in dates)], [*(date.start for date in dates), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _count_letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _are_said_of_dates(texts: list[str], languages: frozenset[str] | None, *, has_date: bool) -> bool:
    """Whether the texts around dates are years, and phrases of one language that are said of dates."""
    for text in texts:
        words = []
        for word in _words(text):
            if word.isdecimal() and len(word) == 4 and _FIRST_YEAR_ALONE <= int(word) <= LAST_YEAR:
                has_date = True
            else:
                words.append("#" if word.isdecimal() else word)
        for phrase, known in _split_phrases(words):
            languages = share_languages((languages, known))
            if not languages:
                return False
            has_date = has_date or phrase in _agos()
    return has_date


def _words(text: str) -> Iterator[str]:
    plain = CLOCK_TIME.sub(" ", fold_words(ascii_digits(text)))
    return (word for word in TOKEN.findall(plain) if any(letter.isalnum() for letter in word))


def _split_phrases(words: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The longest phrases in order, each with its languages: none where no phrase begins."""
    phrases = _phrases()
    at = 0
    while at < len(words):
        longest = min(_LONGEST_PHRASE, len(words) - at)
        spelt = [" ".join(words[at : at + count]) for count in range(longest, 0, -1)]
        phrase = next((each for each in spelt if each in phrases), spelt[-1])
        yield phrase, phrases.get(phrase, frozenset())
        at += len(phrase.split())


@cache
def _agos() -> frozenset[str]:
    listed = (phrase for phrases in read_phrase_table("date_lines")["ago"].values() for phrase in phrases)
    return frozenset(_in_tokens(spelt) for phrase in listed for spelt in spell_out(phrase))


def _in_tokens(phrase: str) -> str:
    return " ".join(TOKEN.findall(phrase))


@cache
def _phrases() -> Mapping[str, frozenset[str]]:
    """What is said of dates, labels and names of weekdays included, and the languages in which it is."""
    said: dict[str, set[str]] = {}
    labels = read_phrase_table("field_labels")["date"]
    for table in (read_table("weekdays"), labels, *read_phrase_table("date_lines").values()):
        for language, listed in table.items():
            for spelt in (each for phrase in listed for each in spell_out(phrase)):
                said.setdefault(_in_tokens(spelt), set()).add(language)
    return {phrase: frozenset(languages) for phrase, languages in said.items()}
