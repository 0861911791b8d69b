"""Where a page says that it stands: a mirror, an archive or a test server may serve it from anywhere."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import Outline
from harvesters.html.pager.page_numbers import relate_pages
from harvesters.html.pager.pager_words import is_named
from text.urls import split_url

_MOST_LINKS = 2_000
_NUMBER = re.compile(r"(\d+)")
_LATER = 3
"""From here on, ``relate_pages`` says that one URL is that of a later page of the other's list."""


def own_url(markup: Markup, outline: Outline) -> str:
    """The URL to which the page's links to other pages of its list relate.

    It is the one that the page was fetched from, unless most links lead to another host, or none leads there
    or on from there. Then it is the one that the page declares (``rel=canonical``, Open Graph), else the one
    that its row of page numbers shows as the current one, else at least one on the host of most links.
    """
    links = dict(_links(markup, outline))
    hosts = Counter(map(_host, links.values()))
    own = _host(markup.url)
    home = max(hosts, key=lambda host: (hosts[host], host == own), default=own)
    is_at_home = home == own
    if is_at_home and any(_is_near(url, markup.url) for url in links.values()):
        return markup.url
    declared = next(_declared(markup), None)
    if declared and hosts[_host(declared)] >= hosts[own]:
        return declared
    own_parts = split_url(markup.url)
    moved = markup.url if is_at_home or own_parts is None else own_parts._replace(netloc=home).geturl()
    return _marked_or_missing(links, outline) or moved


def _is_near(url: str, here: str) -> bool:
    return _place(url) == _place(here) or (relate_pages(url, here) or 0) >= _LATER


def _links(markup: Markup, outline: Outline) -> Iterator[tuple[int, str]]:
    for anchor in outline.anchors[:_MOST_LINKS]:
        href = outline.elements[anchor].get("href")
        if href and not href.startswith(("#", "javascript:", "mailto:")):
            yield anchor, resolve_link(href.replace("&amp;", "&"), markup.base_url)


def _declared(markup: Markup) -> Iterator[str]:
    for element in markup.root.iter("link", "meta"):
        is_canonical = (element.get("rel") or "").lower() == "canonical"
        is_graph = element.get("property") == "og:url"
        value = element.get("href") if is_canonical else element.get("content") if is_graph else None
        if value and _host(url := resolve_link(value, markup.base_url)):
            yield url


def _marked_or_missing(links: Mapping[int, str], outline: Outline) -> str | None:
    """The URL of the page that a row of page numbers marks, or leaves without a link, if there is one."""
    numbered: dict[int, str] = {}
    for anchor, url in links.items():
        words = "".join(outline.texts[outline.first_text[anchor] : outline.last_text[anchor]]).strip()
        if words.isdecimal() and len(words) < 5:
            if _is_marked(outline, anchor):
                return url
            numbered.setdefault(int(words), url)
    known = sorted(numbered)
    steps = list(pairwise(known))
    missing = next((low + 1 for low, high in steps if high == low + 2), known[0] - 1 if known else 0)
    if missing <= 0:
        return None
    found = (_extend(numbered[low], numbered[high], (missing - low) / (high - low)) for low, high in steps)
    return next(filter(None, found), None)


def _is_marked(outline: Outline, anchor: int) -> bool:
    elements = (outline.elements[anchor], outline.elements[max(outline.parents[anchor], 0)])
    return any(
        element.get("aria-current") or is_named("current", element.get("class") or "") for element in elements
    )


def _extend(low_url: str, high_url: str, share: float) -> str | None:
    """The URL ``share`` of the way from the first to the second, which differ by one number alone."""
    low, high = _NUMBER.split(low_url), _NUMBER.split(high_url)
    if len(low) != len(high):
        return None
    differing = [index for index, part in enumerate(low) if part != high[index]]
    if len(differing) != 1 or differing[0] % 2 == 0:
        return None
    (at,) = differing
    number = int(low[at]) + share * (int(high[at]) - int(low[at]))
    return "".join((*low[:at], str(max(round(number), 0)), *low[at + 1 :]))


def _place(url: str) -> tuple[str, str]:
    parts = split_url(url)
    if parts is None:
        return "", url
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


def _host(url: str) -> str:
    return _place(url)[0]
