"""Where the links of a row lead: the entry's own page, its files, its picture."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from harvesters.html.links import is_share_link, leads_somewhere
from harvesters.html.listing.field_words import field_of_class
from harvesters.html.listing.spans import Span
from harvesters.html.listing.units import Unit
from harvesters.html.markup import resolve_link
from harvesters.html.outline import Outline
from text.file_types import is_document, is_document_type
from text.link_words import says_only_link

_ICON = re.compile(
    r"icon|logo|sprite|pixel|spacer|blank|arrow|bullet|avatar|/themes?/|\.svg(?:$|\?)|\.gif(?:$|\?)", re.I
)


@dataclass(frozen=True, slots=True)
class RowView:
    """One row while it is read."""

    outline: Outline
    span: Span
    units: tuple[Unit, ...]
    base_url: str

    def links(self) -> Iterator[tuple[int, str]]:
        """(element, URL) of the row's links that lead somewhere; it may be one itself, or stand in one."""
        for anchor in (*self.outer_link(), *self.outline.anchors_in(self.span.start, self.span.end)):
            href = self.outline.elements[anchor].get("href")
            if leads_somewhere(href):
                yield anchor, resolve_link(href, self.base_url)

    def outer_link(self) -> tuple[int, ...]:
        """The link that the whole row stands in, if it does."""
        index = self.outline.parents[self.span.start]
        while index >= 0 and self.outline.tags[index] in ("a", "h2", "h3", "h4", "span"):
            if self.outline.tags[index] == "a":
                return (index,)
            index = self.outline.parents[index]
        return ()


def find_detail_url(
    view: RowView, title: Unit | None, links: list[tuple[int, str]], files: tuple[str, ...]
) -> str | None:
    """The entry's own page: where its title leads, else the link that the row repeats, or its only one."""
    titled = _title_href(view, title)
    if titled is not None:
        return None if titled in files else titled
    pages = [
        (anchor, url)
        for anchor, url in links
        if url not in files and not is_share_link(url) and not _is_term(view, anchor)
    ]
    counts = Counter(url for _, url in pages)
    if not counts:
        return None
    words = {url: " ".join(_texts_of(view.outline, anchor)) for anchor, url in pages}
    best = max(counts, key=lambda url: (says_only_link(words[url]), counts[url]))
    return best if len(counts) == 1 or says_only_link(words[best]) or counts[best] > 1 else None


def _title_href(view: RowView, title: Unit | None) -> str | None:
    if title is None:
        return None
    link = title.link
    if link < 0:
        outer = view.outer_link()
        link = outer[0] if outer else -1
    href = view.outline.elements[link].get("href") if link >= 0 else None
    if href is None or not href.strip() or href.strip().startswith("#"):
        return None
    return resolve_link(href, view.base_url)


def _is_term(view: RowView, anchor: int) -> bool:
    """Whether a link leads to an author, a category or a tag."""
    rel = view.outline.elements[anchor].get("rel") or ""
    names = view.outline.elements[anchor].get("class") or ""
    return "tag" in rel or "author" in rel or field_of_class(names) in ("topics", "authors")


def _texts_of(outline: Outline, index: int) -> list[str]:
    return outline.texts[outline.first_text[index] : outline.last_text[index]]


def is_file_link(view: RowView, anchor: int, url: str) -> bool:
    """Whether a link of the row leads to a document, by its URL or by what the markup says of it."""
    element = view.outline.elements[anchor]
    if is_document(url) or is_document_type(element.get("type")) or element.get("download") is not None:
        return True
    parent = view.outline.elements[view.outline.parents[anchor]]
    return any("application-pdf" in (node.get("class") or "") for node in (element, parent))


def find_image(view: RowView) -> str | None:
    """The row's first picture that is no icon."""
    for index in range(view.span.start, view.span.end):
        if view.outline.tags[index] == "img":
            element = view.outline.elements[index]
            for name in ("data-src", "data-lazy-src", "data-original", "src"):
                source = element.get(name)
                if source and not source.startswith("data:") and not _ICON.search(source):
                    return resolve_link(source, view.base_url)
    return None
