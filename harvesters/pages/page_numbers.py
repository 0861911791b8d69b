"""What the URLs of two pages say of their order in one list."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from harvesters.pages.links import is_file

SUCCESSOR = 4
"""The one page comes right after the other."""
_PAGE_KEYS = re.compile(
    r"p|pg|pa|page|paged|pagina|paging|pagenum|page_?(?:no|num|number|id|index)?|seite|start|offset"
    r"|from|first|pagen_\d+|limitstart|skip|startrow|b_start(?::int)?|s|cp|currentpage|pageindex"
    r"|ipp|d-\d+-p|tx_\w+page\w*|o|st|strana|sivu|sida|stranka",
    re.I,
)
_NUMBER_IN_PATH = re.compile(
    r"(?:(?<=/)|[-_](?=\d))(?:page|p|seite|pagina|strana|stranka|pg)?[-_/]?(\d{1,5})(?=/|\.\w+$|$)", re.I
)


@lru_cache(maxsize=8192)
def relate_pages(url: str, current: str) -> int | None:
    """What the two URLs say of each other.

    ``SUCCESSOR`` for the page right after this one, 3 for a later page of the list, 1 for the same path, 0 for
    another one; ``None`` where it can't be a later page.
    """
    if not _same_site(url, current) or is_file(url):
        return None
    here, there = page_number(current, url), page_number(url, current)
    if bare_url(url) == bare_url(current):
        return None
    if there is not None:
        if here is not None and there <= here:
            return None
        return SUCCESSOR if there == (here or 0) + 1 or (here is None and there == 2) else 3
    if here is not None and _without_numbers(url) == _without_numbers(current):
        return None  # the first page, linked without its number
    return 1 if urlsplit(url).path == urlsplit(current).path else 0


@lru_cache(maxsize=8192)
def page_number(url: str, other: str) -> int | None:
    """The number by which ``url`` differs from ``other``, a page of the same list; ``None`` if by none."""
    mine, theirs = urlsplit(url), urlsplit(other)
    if _path_pattern(mine.path) == _path_pattern(theirs.path) and mine.path != theirs.path:
        numbers = [
            int(a) for a, b in zip(_numbers(mine.path), _numbers(theirs.path), strict=False) if a != b
        ] or [int(number) for number in _numbers(mine.path)[len(_numbers(theirs.path)) :]]
        return numbers[-1] if numbers else None
    fields, others = dict(parse_qsl(mine.query)), dict(parse_qsl(theirs.query))
    changed = [key for key, value in fields.items() if value.isdecimal() and others.get(key) != value]
    paged = [key for key in changed if _PAGE_KEYS.fullmatch(key)] or changed
    return int(fields[paged[0]]) if paged and _same_directory(mine.path, theirs.path) else None


def _numbers(path: str) -> list[str]:
    return _NUMBER_IN_PATH.findall(path)


def _path_pattern(path: str) -> str:
    """The path without its page numbers and what introduces them."""
    return (
        re.sub(r"/(?:page|index)?/*$", "", re.sub(r"/{2,}", "/", _NUMBER_IN_PATH.sub("", unquote(path))))
        or "/"
    )


def _same_directory(left: str, right: str) -> bool:
    return left.rstrip("/") == right.rstrip("/") or left.rpartition("/")[0] == right.rpartition("/")[0]


def _without_numbers(url: str) -> tuple[str, str, frozenset[tuple[str, str]]]:
    parts = urlsplit(url)
    fields = frozenset(item for item in parse_qsl(parts.query) if not _PAGE_KEYS.fullmatch(item[0]))
    return parts.netloc, _path_pattern(parts.path), fields


def bare_url(url: str) -> str:
    return unquote(url.partition("#")[0]).rstrip("/?&")


def _same_site(url: str, current: str) -> bool:
    try:
        there, here = urlsplit(url), urlsplit(current)
    except ValueError:
        return False
    names = [(parts.hostname or "").removeprefix("www.") for parts in (there, here)]
    return there.scheme in ("http", "https") and names[0] == names[1]
