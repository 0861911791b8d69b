"""Form, dates and numbers, and stamps of the page in a notice's text."""

import re
import unicodedata
from functools import cache

from text.characters import INVISIBLE
from transforms.notices.rules import read_stamp_rules

_SIGNS = (
    dict.fromkeys(map(ord, "‘’‚‛ʼ`´′"), "'")
    | dict.fromkeys(map(ord, "“”„‟«»″〝〞"), '"')
    | dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_BULLET = re.compile(r"^[ \t]*(?:[•‣⁃◦▪▫●○■□·∙➢➤►*-]\s+)+", re.M)
_NUMBER = r"\d+(?:[.,:/\u066b\u066c]\d+)*(?:(?:st|nd|rd|th|er)\b|[ºª°年月日号])?"
_BETWEEN = r"[\s.,/-]*(?:(?:de|del|of|the|den|di|do)\s+)?"
_CLOCK = (
    r"(?:[\s,-]*(?:at|um|à|às|alle|в)?\s*\d{1,2}[:.h]\d{2}(?::\d{2})?"
    r"\s*(?:[ap]\.?m\.?|uhr)?\s*(?:utc|gmt|ces?t)?)?"
)
_DAY, _MONTH = 3, 2
"""How many parts a date has that states a day, or a month."""
_LONGEST_REMAINDER = 40
"""Characters beside a stamp up to which its paragraph states nothing else: "This policy was ... ."."""


def fold_form(text: str) -> str:
    """The text without what is mere form: white space, bullets, unseen characters, styles of signs."""
    return "".join(_BULLET.sub("", _fold_signs(text)).split())


def mask_numbers(text: str) -> str:
    """The text with ``#`` in place of each date and each number."""
    return _compile_dates().sub(lambda found: "#" if _has_digit(found[0]) else found[0], _fold_signs(text))


def drop_stamps(text: str) -> str:
    """The text without the stamps of its page; within a paragraph only a stamp with a day is dropped."""
    kept = (line for line in text.split("\n\n") if not is_stamp(line))
    return "\n\n".join(_compile_stamps().sub(_drop_dated, _fold_signs(line)) for line in kept)


def is_stamp(paragraph: str) -> bool:
    """Whether a paragraph only states when its page was changed: "Last updated: 3 May 2024"."""
    text = _fold_signs(paragraph).strip(" .")
    if _compile_dates().fullmatch(text):
        return _count_date_parts(text) >= _DAY
    stamp = _compile_stamps().search(text)
    if stamp is None or not _has_digit(stamp[0]):
        return False
    rest = text.replace(stamp[0], "", 1).strip()
    return not rest or (
        _count_date_parts(stamp[0]) >= _MONTH and len(rest) <= _LONGEST_REMAINDER and not _has_digit(rest)
    )


def _fold_signs(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_SIGNS)))


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _count_date_parts(text: str) -> int:
    """How many of day, month and year are in it, in figures or in words."""
    months = re.findall(rf"\b(?:{read_stamp_rules().months})\b", text, re.I)
    return len(re.findall(r"\d+", text)) + len(months)


def _drop_dated(stamp: re.Match[str]) -> str:
    return "" if _count_date_parts(stamp[0]) >= _DAY else stamp[0]


@cache
def _compile_dates() -> re.Pattern[str]:
    return re.compile(_spell_date(), re.I)


@cache
def _compile_stamps() -> re.Pattern[str]:
    rules = read_stamp_rules()
    links = rf"(?:[\s:,.-]*\b(?:{rules.links})\b)*[\s:,.-]*"
    return re.compile(rf"(?<!\w)(?:{rules.phrases}){links}{_spell_date()}{_CLOCK}", re.I)


def _spell_date() -> str:
    rules = read_stamp_rules()
    part = rf"(?:{_NUMBER}|\b(?:{rules.months})\b)"
    return rf"(?:\b(?:{rules.weekdays})\b[\s,]*)?{part}(?:{_BETWEEN}{part})*"
