"""Volume, issue and pages of an article in its journal, read and compared."""

import re
from dataclasses import dataclass

from models.record import Description

_DIGITS = re.compile(r"\d+")
_PAGES = re.compile(r"([a-z]{0,2})\.?(\d+)(?:\D+?([a-z]{0,2})(\d+))?")
_LOST_FIRST_PAGE = re.compile(r"[a-z]+\s*-+\s*[a-z]?(\d+)\s*")
_PAGE_COUNT = re.compile(r"\s*\d+\s*(?:p|pp|pages?|s|стр)\.?\s*")
_PAGE_WORDS = re.compile(r"\b(?:pages?|pp|p|s(?:eiten)?|стр)\b\.?:?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Bare numbers; empty where not stated."""

    volume: str = ""
    number: str = ""
    page_style: str = ""
    """The letters before the page number: ``e``, ``s``, or none."""
    first_page: str = ""
    last_page: str = ""

    @property
    def is_stated(self) -> bool:
        return bool(self.volume or self.number or self.first_page)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationMatch:
    """Each ``True`` equal, ``False`` different, ``None`` not to be compared."""

    volume: bool | None
    number: bool | None
    pages: bool | None

    @property
    def agree(self) -> int:
        return (self.volume is True) + (self.number is True) + (self.pages is True)

    @property
    def differ(self) -> int:
        return (self.volume is False) + (self.number is False) + (self.pages is False)


NOWHERE = Citation()
INCOMPARABLE = CitationMatch(volume=None, number=None, pages=None)


def read_citation(description: Description, year: int | None) -> Citation:
    """The citation that a description states."""
    if not (description.volume or description.number or description.pages):
        return NOWHERE
    volume, number = _volume_and_number(description.volume or "", description.number or "", year)
    style, first_page, last_page = _page_range((description.pages or "").lower())
    return Citation(
        volume=volume, number=number, page_style=style, first_page=first_page, last_page=last_page
    )


def _volume_and_number(volume: str, number: str, year: int | None) -> tuple[str, str]:
    """Volume and issue as bare numbers; empty where not stated, or where the "volume" is just the year.

    ``60 (1 Suppl 2)`` is volume 60, issue 1. What ends in a bracket that was never opened, ``2)``, is the
    rest of such a statement: an issue whose volume was lost.
    """
    inside = ""
    if ")" in volume:
        volume, _, inside = volume.partition("(") if "(" in volume else ("", "", volume)
    stated = _first_number(volume)
    return "" if stated == str(year) else stated, _first_number(number) or _first_number(inside)


def _first_number(stated: str) -> str:
    if stated.isdecimal():
        return stated.lstrip("0")
    match = _DIGITS.search(stated)
    return match[0].lstrip("0") if match else ""


def _page_range(stated: str) -> tuple[str, str, str]:
    """Style, first and last page: ``107-16`` is 107 to 116, of ``Suppl-15`` only the last page is known.

    ``215 p`` counts pages and names none.
    """
    if not stated or _PAGE_COUNT.fullmatch(stated):
        return "", "", ""
    stated = _PAGE_WORDS.sub("", stated)
    lost = _LOST_FIRST_PAGE.fullmatch(stated)
    if lost:
        return "", "", lost[1].lstrip("0")
    match = _PAGES.search(stated)
    if not match:
        return "", "", ""
    first, last = match[2], match[4] or ""
    if last and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return match[1], first.lstrip("0"), last.lstrip("0")


def match_citations(a: Citation, b: Citation) -> CitationMatch:
    """What two citations have in common."""
    if a is NOWHERE or b is NOWHERE:
        return INCOMPARABLE
    volume = a.volume == b.volume if a.volume and b.volume else None
    number = a.number == b.number if a.number and b.number else None
    if volume is False and number is None and _is_issue_given_as_volume(a, b):
        volume = True
    if volume is None and number is False and (_are_columns_shifted(a, b) or _are_columns_shifted(b, a)):
        return CitationMatch(volume=True, number=True, pages=None)
    return CitationMatch(volume=volume, number=number, pages=_match_pages(a, b))


def _is_issue_given_as_volume(a: Citation, b: Citation) -> bool:
    return (not a.number and a.volume == b.number) or (not b.number and b.volume == a.number)


def _are_columns_shifted(a: Citation, b: Citation) -> bool:
    """Whether ``a`` has the volume of ``b`` as its issue and the issue as its page."""
    return not a.volume and bool(b.volume) and a.number == b.volume and a.first_page == b.number


def _match_pages(a: Citation, b: Citation) -> bool | None:
    """By the first page, which may be off by one where both end alike; ``e12`` and ``1-9`` don't compare, but
    ``S12`` and ``A9`` are in two supplements.
    """
    if not a.first_page or not b.first_page:
        return None
    if a.first_page == b.first_page:
        return True
    if a.page_style != b.page_style:
        return False if a.page_style and b.page_style else None
    is_end_equal = bool(a.last_page) and a.last_page == b.last_page
    return is_end_equal and abs(int(a.first_page) - int(b.first_page)) < 2
