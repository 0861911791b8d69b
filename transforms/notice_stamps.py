"""What in a notice's text is mere form, what is a date or a number, and what is a stamp of its page."""

import re
import unicodedata
from functools import cache

from transforms.notice_rules import read_stamp_rules

_SIGNS = (
    dict.fromkeys(map(ord, "‘’‚‛ʼ`´′"), "'")
    | dict.fromkeys(map(ord, "“”„‟«»″〝〞"), '"')
    | dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BULLET = re.compile(r"^[ \t]*(?:[•‣⁃◦▪▫●○■□·∙➢➤►*-]\s+)+", re.M)
_NUMBER = r"\d+(?:[.,:/\u066b\u066c]\d+)*(?:(?:st|nd|rd|th|er)\b|[ºª°年月日号])?"
_BETWEEN = r"[\s.,/-]*(?:(?:de|del|of|the|den|di|do)\s+)?"
_CLOCK = (
    r"(?:[\s,-]*(?:at|um|à|às|alle|в)?\s*\d{1,2}[:.h]\d{2}(?::\d{2})?"
    r"\s*(?:[ap]\.?m\.?|uhr)?\s*(?:utc|gmt|ces?t)?)?"
)
_LONGEST_REMAINDER = 40
"""Characters around a stamp with which its paragraph still says nothing else: "This policy was ... ."."""


def fold_form(text: str) -> str:
    """The text without what is mere form: white space, bullets, unseen characters, styles of signs."""
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    return "".join(_BULLET.sub("", _INVISIBLE.sub("", text)).split())


def mask_numbers(text: str) -> str:
    """The text with ``#`` in place of each date and each number."""
    return _compile_dates().sub(lambda found: "#" if _has_digit(found[0]) else found[0], _lower(text))


def drop_stamps(text: str) -> str:
    """The text, in lower case, without the stamps of its page; only what states a day is taken for one."""
    kept = (line for line in text.split("\n\n") if not is_stamp(line))
    return "\n\n".join(_compile_stamps().sub(_drop_dated, _lower(line)) for line in kept)


def is_stamp(paragraph: str) -> bool:
    """Whether a paragraph says nothing but when its page was changed: "Last updated: 3 May 2024"."""
    lowered = _lower(paragraph)
    if _compile_dates().fullmatch(lowered.strip(" .")):
        return _states_day(lowered)
    rest, stamps = _compile_stamps().subn(lambda found: "" if _has_digit(found[0]) else found[0], lowered)
    return stamps > 0 and len(rest.strip()) <= _LONGEST_REMAINDER and not _has_digit(rest)


def _lower(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    return _INVISIBLE.sub("", text).lower()


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _states_day(text: str) -> bool:
    """Whether there are a day, a month and a year in it, in figures or in words."""
    return len(re.findall(r"\d+", text)) + len(re.findall(rf"\b(?:{read_stamp_rules().months})\b", text)) >= 3


def _drop_dated(stamp: re.Match[str]) -> str:
    return "" if _states_day(stamp[0]) else stamp[0]


@cache
def _compile_dates() -> re.Pattern[str]:
    return re.compile(_spell_date())


@cache
def _compile_stamps() -> re.Pattern[str]:
    rules = read_stamp_rules()
    links = rf"(?:[\s:,.-]*\b(?:{rules.links})\b)*[\s:,.-]*"
    return re.compile(rf"(?<!\w)(?:{rules.phrases}){links}{_spell_date()}{_CLOCK}")


def _spell_date() -> str:
    rules = read_stamp_rules()
    part = rf"(?:{_NUMBER}|\b(?:{rules.months})\b)"
    return rf"(?:\b(?:{rules.weekdays})\b[\s,]*)?{part}(?:{_BETWEEN}{part})*"
