"""What the URLs of two pages say of their order in one list."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from text.file_types import is_file
from text.urls import split_url

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


@dataclass(frozen=True, slots=True)
class _PageUrl:
    """A URL taken apart by what may number a page of a list."""

    host: str
    path: str
    pattern: str
    """The path without its numbers and what introduces them."""
    numbers: tuple[int, ...]
    fields: dict[str, str]
    bare: str
    """Without fragment and what does not matter at its end."""


@lru_cache(maxsize=4096)
def _take_apart(url: str) -> _PageUrl | None:
    """``None`` for what is no web page."""
    parts = split_url(url)
    if parts is None or parts.scheme not in ("http", "https") or is_file(url):
        return None
    path = unquote(parts.path)
    pattern = re.sub(r"/{2,}", "/", _NUMBER_IN_PATH.sub("", path))
    return _PageUrl(
        host=(parts.hostname or "").removeprefix("www."),
        path=path.rstrip("/"),
        pattern=re.sub(r"/(?:page|index)?/*$", "", pattern),
        numbers=tuple(map(int, _NUMBER_IN_PATH.findall(path))),
        fields=dict(parse_qsl(parts.query)) if parts.query else {},
        bare=bare_url(url),
    )


def relate_pages(url: str, current: str) -> int | None:
    """What the two URLs say of each other.

    ``SUCCESSOR`` for the page right after this one, 3 for a later page of the list, 1 for the same path, 0
    for another one; ``None`` where it can't be a later page.
    """
    mine, theirs = _take_apart(url), _take_apart(current)
    if not mine or not theirs or mine.host != theirs.host or mine.bare == theirs.bare:
        return None
    here, there = _number(theirs, mine), _number(mine, theirs)
    if there is not None:
        if here is not None and there <= here:
            return None
        return SUCCESSOR if there == (here or 0) + 1 or (here is None and there == 2) else 3
    if here is not None and _is_same_list(mine, theirs):
        return None  # the first page, linked without its number
    return 1 if mine.path == theirs.path else 0


def page_number(url: str, other: str) -> int | None:
    """The number by which ``url`` differs from ``other``, a page of the same list; ``None`` if by none."""
    mine, theirs = _take_apart(url), _take_apart(other)
    return _number(mine, theirs) if mine and theirs else None


def _number(mine: _PageUrl, theirs: _PageUrl) -> int | None:
    if mine.pattern == theirs.pattern and mine.path != theirs.path:
        pairs = zip(mine.numbers, theirs.numbers, strict=False)
        changed = [left for left, right in pairs if left != right]
        numbers = changed or list(mine.numbers[len(theirs.numbers) :])
        return numbers[-1] if numbers else None
    changed_fields = mine.fields.items() - theirs.fields.items()
    keys = [key for key, value in changed_fields if value.isdecimal()]
    paged = [key for key in keys if _PAGE_KEYS.fullmatch(key)]
    if mine.path == theirs.path:
        paged = paged or keys
    elif mine.path.rpartition("/")[0] != theirs.path.rpartition("/")[0]:
        return None
    return int(mine.fields[paged[0]]) if paged else None


def _is_same_list(mine: _PageUrl, theirs: _PageUrl) -> bool:
    return mine.pattern == theirs.pattern and _filters(mine) == _filters(theirs)


def _filters(url: _PageUrl) -> dict[str, str]:
    return {key: value for key, value in url.fields.items() if not _PAGE_KEYS.fullmatch(key)}


def bare_url(url: str) -> str:
    """The URL without its fragment, decoded, for comparison."""
    return unquote(url.partition("#")[0]).rstrip("/?&")
