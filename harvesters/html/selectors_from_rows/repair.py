"""Selectors for a page whose layout has changed, induced from the entries that are already known."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from harvesters.html.listing.alignment import align_rows
from harvesters.html.listing.clusters import find_clusters
from harvesters.html.listing.frame_rows import without_frame_rows
from harvesters.html.listing.listing import read_listing
from harvesters.html.listing.row_fields import read_rows
from harvesters.html.listing.spans import Cluster, Span
from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import Outline, outline_page
from harvesters.html.pager.pager import find_next
from harvesters.html.selectors_from_rows.induce import induce_from_rows, induce_next
from models.record import RawFields
from models.source import ListingRules
from text.urls import split_url

_LEAST_FOUND = 2
_LEAST_KNOWN_ROWS = 0.3
"""Share of the rows that have to be known: a list may have gained entries, but not become another list."""
_LEAST_KEPT = 0.95
"""Share of the known entries on the page that the new selectors have to find."""


@dataclass(frozen=True, slots=True)
class _Known:
    titles: frozenset[str]
    urls: frozenset[str]

    def find_title(self, outline: Outline, span: Span) -> str | None:
        """The known title that stands in a row, as it stands there."""
        for index in range(span.start, span.end):
            text = " ".join(outline.texts[outline.first_text[index] : outline.last_text[index]])
            if len(text) < 500 and _squash(text) in self.titles:
                return text
        return None


def propose_repair(
    markup: Markup, known_titles: Collection[str], known_urls: Collection[str]
) -> ListingRules | None:
    """Selectors by which the known entries are found again on the page; ``None`` if they are not on it.

    Args:
        markup: A page of the listing, in its new layout.
        known_titles: Titles of the entries that the catalogue knows from this source.
        known_urls: Their pages and files; compared by path, so that a new host does no harm.
    """
    known = _Known(
        titles=frozenset(map(_squash, known_titles)) - {""}, urls=frozenset(map(_path_of, known_urls)) - {""}
    )
    outline = outline_page(markup.root)
    cluster = _find_known_rows(markup, outline, known)
    if cluster is None:
        return None
    rows = _read_known_rows(markup, outline, cluster, known)
    elements: list[etree._Element] = [outline.elements[span.roots[0]] for span in cluster.spans]
    next_link = find_next(markup, outline)
    next_rule = induce_next(markup, next_link.url if next_link else None)
    rules = induce_from_rows(markup, elements, rows, next_rule)
    found = read_listing(markup, rules).rows
    kept = sum(_is_known(row, known) for row in found)
    return rules if rules.row and kept >= _LEAST_KEPT * sum(_is_known(row, known) for row in rows) else None


def _find_known_rows(markup: Markup, outline: Outline, known: _Known) -> Cluster | None:
    """The group of elements that holds most known entries, one in each; of several the outermost."""
    best: tuple[int, int, Cluster] | None = None
    marked = _marked_elements(markup, outline, known)
    for raw in find_clusters(outline):
        cluster = without_frame_rows(outline, raw)
        if cluster is None or any(len(span.roots) > 1 for span in cluster.spans):
            continue
        hits = [_count_marks(span, marked) for span in cluster.spans]
        found = sum(map(bool, hits))
        crowded = sum(count > 1 for count in hits)
        if found < max(_LEAST_FOUND, _LEAST_KNOWN_ROWS * len(hits)) or crowded > 0.2 * found:
            continue
        size = sum(outline.weight(span.roots[0]) for span in cluster.spans)
        if best is None or (found, size) > best[:2]:
            best = (found, size, cluster)
    return best[2] if best else None


def _marked_elements(markup: Markup, outline: Outline, known: _Known) -> dict[int, str]:
    """Elements that say a known title or lead to a known page, and which entry that is."""
    marked: dict[int, str] = {}
    for index, element in enumerate(outline.elements):
        first, last = outline.first_text[index], outline.last_text[index]
        if 0 < last - first < 12:
            text = _squash(" ".join(outline.texts[first:last]))
            if text in known.titles:
                marked[index] = text
        href = element.get("href") if outline.tags[index] == "a" else None
        if href and index not in marked:
            path = _path_of(resolve_link(href, markup.base_url))
            if path in known.urls:
                marked[index] = path
    return marked


def _count_marks(span: Span, marked: dict[int, str]) -> int:
    """How many different known entries a row holds, titles and links counted apart."""
    found = {marked[index] for index in range(span.start, span.end) if index in marked}
    titles = {entry for entry in found if "/" not in entry}
    return max(len(titles), len(found) - len(titles))


def _read_known_rows(
    markup: Markup, outline: Outline, cluster: Cluster, known: _Known
) -> tuple[RawFields, ...]:
    """The rows' fields, the titles being those that are known."""
    rows = read_rows(outline, cluster.spans, align_rows(outline, cluster.spans), markup.base_url)
    titles = [known.find_title(outline, span) for span in cluster.spans]
    return tuple(
        replace(row, title_raw=title) if title else row for row, title in zip(rows, titles, strict=True)
    )


def _is_known(row: RawFields, known: _Known) -> bool:
    urls = {_path_of(url) for url in (row.detail_url, *row.file_urls) if url}
    return _squash(row.title_raw or "") in known.titles or bool(urls & known.urls)


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _path_of(url: str) -> str:
    """Path and query, which stay when a site moves to another host; empty for a site's front page."""
    parts = split_url(url)
    if parts is None:
        return ""
    path = unquote(parts.path).rstrip("/")
    return f"{path}/?{parts.query}" if path else ""
