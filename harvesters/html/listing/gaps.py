"""Which rows need their detail page, and what the page adds to the row."""

import re
from dataclasses import fields, replace

from models.record import RawFields
from models.source import FieldRule, ListingRules
from text.urls import split_url

_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|&hellip;)\W*$|"
    r"(?:read more|see more|learn more|more|weiterlesen|mehr|mehr lesen|lire la suite|lire plus|"
    r"en savoir plus|leer más|seguir leyendo|ver más|ler mais|leia mais|saiba mais|leggi tutto|leggi di più|"
    r"continua a leggere|читать далее|подробнее|اقرأ المزيد|المزيد|阅读更多|查看更多|更多|"
    r"続きを読む|もっと見る)\s*[»›→>.…]*\s*$",
    re.IGNORECASE,
)
_LONGEST_CUT_OFF = 200
"""Characters at a teaser's end that may tell; more would let a hostile one take its time."""
_FILE = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|pptx?|odp|xlsx?|ods|csv|zip|rar|7z|gz|epub|mobi|jpe?g|png|gif|svg|mp[34]|mov|avi)$",
    re.IGNORECASE,
)
_OWN = frozenset(["row_text", "detail_url"])
"""What only the row itself can say."""


def needs_detail(row: RawFields, rules: ListingRules) -> bool:
    """Whether the row leaves out what its detail page would tell."""
    if row.detail_url is None or rules.follow is False:
        return False
    if rules.follow:
        return True
    return is_cut_off(row.teaser_raw) or any(_lacks(row, rule) for rule in rules.detail_fields)


def is_cut_off(teaser: str | None) -> bool:
    """Whether the teaser ends where the site cut it off."""
    return teaser is not None and _CUT_OFF.search(teaser[-_LONGEST_CUT_OFF:]) is not None


def is_file(url: str) -> bool:
    """Whether the URL is that of a file rather than of a page."""
    parts = split_url(url)
    return parts is not None and _FILE.search(parts.path) is not None


def add_detail(row: RawFields, detail: RawFields) -> RawFields:
    """The row, with what it lacked taken from its detail page."""
    added = {
        name: value for name in _FIELD_NAMES if not getattr(row, name) and (value := getattr(detail, name))
    }
    return replace(row, **added) if added else row


def _lacks(row: RawFields, rule: FieldRule) -> bool:
    name = rule.name if rule.name in _FIELD_NAMES else f"{rule.name}_raw"
    return not getattr(row, name)


_FIELD_NAMES = tuple(field.name for field in fields(RawFields) if field.name not in _OWN)
