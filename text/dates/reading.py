"""Printed dates, read as precisely as they are stated and no more precisely."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.record import DatePrecision, PartialDate
from text.cleaning import clean_text
from text.dates.tokens import FIRST_YEAR, LAST_YEAR, read_shape
from text.numbers import ROMAN_NUMERALS, ascii_digits

_MAX_CHARS = 200
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """What a printed date says."""

    value: PartialDate | None
    note: str | None = None
    """Why there is no date, or why it is less precise than it looks; ``None`` for a plain reading."""


_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?!\d|[-/.]\d{1,2}(?!\d))")
_SPACED = re.compile(r"(?<!\d)(\d{4})\.\s(\d{1,2})\.\s(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:t?\d{4,6}z?)?(?!\d)")
_EAST_ASIAN = re.compile(r"(?<!\d)(\d{4})\s?[年년](?:\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日号일])?)?")
_EAST_ASIAN_TURNED = re.compile(r"(?<!\d)(\d{1,2})\s?[月월],?\s?(\d{4})(?!\d)")
_VIETNAMESE = re.compile(r"(?<!\d)(?:(\d{1,2})\s)?th(?:án)?g\s(\d{1,2})(?:,|\snăm|\s?/)?\s?(\d{4})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d|[-/.]\d)")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(0?[1-9]|1[0-2])\s?[-/.]\s?(\d{4})(?!\d|[-/.]\d)")
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号])")
_ROMAN_MONTH = re.compile(
    rf"(?<![\w.])(\d{{1,2}})[. /-]\s?({'|'.join(ROMAN_NUMERALS)})[. /-]\s?(\d{{4}})(?!\d)"
)
CLOCK_TIME = re.compile(
    r"(?<![\d.:])[\s-]*\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[ap]\.?m\b\.?)?(?:\s?(?:utc|gmt|z\b|[+-]\d{2}:?\d{2}))?"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|ère|e|º|ª|°)(?![^\W\d])")

FIGURE_DATES = (_ISO, _SPACED, _NUMERIC, _EAST_ASIAN)
"""Dates in figures alone; those without a day may be other numbers, such as those of an issue."""

# Letters as in ``read_shape``; longer shapes come first.
_SHAPES = re.compile(
    r"(?P<months>(?:D*M){2,}D*Y)|(?P<days>D{2,}MY|MD{2,}Y|YMDD+)|(?P<dmy>DMY)|(?P<mdy>MDY)"
    r"|(?P<ymd>Y(?:MD|DM))(?![MY])|(?P<my>MY)|(?P<ym>YM)|(?P<dmy_short>DM[Dy])(?![DYy])|(?P<my_short>My)"
)


def parse_date(
    raw: str | None, *, languages: tuple[str, ...] = (), is_day_first: bool | None = None
) -> PartialDate | None:
    """The date alone; see :func:`read_date`."""
    return read_date(raw, languages=languages, is_day_first=is_day_first).value


@lru_cache(maxsize=8192)
def read_date(
    raw: str | None, *, languages: tuple[str, ...] = (), is_day_first: bool | None = None
) -> DateReading:
    """The date that was printed, or why it can't be told.

    ``languages`` decide what a month's name means where languages disagree. Of several dates the first
    counts; a span counts as far as its ends agree ("12–14 March 2019" is March 2019). "07/11/2019" is only
    2019 while ``is_day_first`` is ``None``. Dates of other calendars and days that never were give none.
    """
    text = ascii_digits(clean_text(raw)).casefold()
    if not text:
        return DateReading(value=None)
    if len(text) > _MAX_CHARS:
        return _undated(raw, "it is too long for a date")
    text = CLOCK_TIME.sub(" ", _ORDINAL.sub("", text))
    return _read_figures(text, raw, is_day_first) or _read_words(text, raw, languages)


def _undated(raw: str | None, why: str) -> DateReading:
    shown = clean_text(raw)
    return DateReading(value=None, note=f"no date in {shown[:80]!r}: {why}")


def _of(raw: str | None, year: int, month: int | None = None, day: int | None = None) -> DateReading:
    """The date of these parts; a month or day 0 is one that the site does not know."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _undated(raw, f"the year {year} is not plausible")
    if not month:
        return DateReading(value=PartialDate(iso=f"{year:04}", precision=DatePrecision.YEAR))
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return _undated(raw, "there is no such day")
    if not day:
        return DateReading(value=PartialDate(iso=f"{year:04}-{month:02}", precision=DatePrecision.MONTH))
    if whole == _EPOCH:
        return _undated(raw, "sites print the first day of 1970 where they know none")
    return DateReading(value=PartialDate(iso=whole.isoformat(), precision=DatePrecision.DAY))


def _read_figures(text: str, raw: str | None, is_day_first: bool | None) -> DateReading | None:
    """Dates in which the month is a number; ``None``: there are none of these."""
    if match := _EAST_ASIAN.search(_CHINESE_NUMBER.sub(_chinese_number, text)):
        return _of(raw, int(match[1]), int(match[2] or 0), int(match[3] or 0))
    if match := _EAST_ASIAN_TURNED.search(text):
        return _of(raw, int(match[2]), int(match[1]))
    if match := _VIETNAMESE.search(text):
        return _of(raw, int(match[3]), int(match[2]), int(match[1] or 0))
    if (match := _ISO.search(text)) and (match[4] or int(match[3]) <= 12):
        return _of(raw, int(match[1]), int(match[3]), int(match[4] or 0))
    if match := _SPACED.search(text) or _COMPACT.search(text):
        return _of(raw, int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.search(text):
        return _of_unordered(raw, match, is_day_first)
    if match := _ROMAN_MONTH.search(text):
        return _of(raw, int(match[3]), ROMAN_NUMERALS.index(match[2]) + 1, int(match[1]))
    if match := _MONTH_YEAR.search(text):
        return _of(raw, int(match[2]), int(match[1]))
    return None


def _chinese_number(match: re.Match[str]) -> str:
    """ "十一" as 11, "二〇一九" as 2019."""
    tens, ten, ones = match[0].rpartition("十")
    if ten:
        return str(10 * int(_chinese_digits(tens) or 1) + int(_chinese_digits(ones) or 0))
    return _chinese_digits(match[0])


def _chinese_digits(text: str) -> str:
    return text.translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))


def _of_unordered(raw: str | None, match: re.Match[str], is_day_first: bool | None) -> DateReading:
    first, second, year = int(match[1]), int(match[3]), _whole_year(match[4])
    if is_day_first is None:
        # A date with dots is written nowhere with the month in front.
        is_day_first = (
            True if match[2] == "." or first > 12 or first == second else False if second > 12 else None
        )
    if is_day_first is None:
        reading = _of(raw, year)
        return DateReading(
            value=reading.value, note=reading.note or f"day and month of {match[0]} can't be told apart"
        )
    day, month = (first, second) if is_day_first else (second, first)
    # The order was decided for the whole source; a row that contradicts it is still a date.
    return _of(raw, year, day, month) if month > 12 >= day else _of(raw, year, month, day)


def _whole_year(digits: str) -> int:
    """A year of two digits is of 1970 to 2069, as POSIX has it."""
    year = int(digits)
    return year if len(digits) > 2 else 2000 + year if year < 70 else 1900 + year


def _read_words(text: str, raw: str | None, languages: tuple[str, ...]) -> DateReading:
    """Dates in which the month is a word, or there is none."""
    shape, values, is_foreign = read_shape(text, languages)
    if match := _SHAPES.search(shape):
        return _of_shape(match, values, raw)
    if is_foreign:
        return _undated(raw, "it is not of the Gregorian calendar")
    years = {value for letter, value in zip(shape, values, strict=True) if letter == "Y"}
    if len(years) == 1:
        return _of(raw, *years)
    if years:
        return _undated(raw, "it is a span of years")
    return _undated(raw, "its year is not plausible" if "x" in shape else "no year is stated")


def _of_shape(match: re.Match[str], values: list[int], raw: str | None) -> DateReading:
    parts = dict(zip(match[0], values[match.start() : match.end()], strict=True))
    year = parts.get("Y") or _whole_year(f"{values[match.end() - 1]:02}")
    match match.lastgroup:
        case "months":
            return _of(raw, year)
        case "days" | "my" | "ym" | "my_short":
            return _of(raw, year, parts["M"])
        case "dmy_short":
            return _of(raw, year, parts["M"], values[match.start()])
        case _:
            return _of(raw, year, parts["M"], parts["D"])


_MONTH_FIRST = frozenset(("en-us", "es-us", "fil", "en-ph", "en-ca", "sw-ke"))
_YEAR_FIRST = frozenset(("zh", "ja", "ko", "hu", "lt", "mn"))


def decide_day_first(raws: Iterable[str | None], language: str | None) -> bool | None:
    """Whether the source prints the day before the month; ``None``: nothing tells.

    Dates that can only be read one way decide for all of them; where there are none, or they disagree, the
    language does. English without a country does not: Britain and the United States disagree.
    """
    day_first = month_first = 0
    for raw in raws:
        match = _NUMERIC.search(raw) if raw else None
        if match and int(match[1]) != int(match[3]):
            day_first += int(match[1]) > 12
            month_first += int(match[3]) > 12
    if bool(day_first) != bool(month_first):
        return bool(day_first)
    return _is_day_first_in(language.casefold().replace("_", "-")) if language else None


def _is_day_first_in(language: str) -> bool | None:
    primary = language.partition("-")[0]
    if language in _MONTH_FIRST or primary in _MONTH_FIRST:
        return False
    return None if language == "en" or primary in _YEAR_FIRST else True
