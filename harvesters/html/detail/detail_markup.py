"""What a publication's own page says to its readers: title, text, labelled fields, files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from harvesters.html.links import leads_somewhere
from harvesters.html.listing.field_words import field_of_class
from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import Outline, outline_page, text_weight
from harvesters.html.regions import Regions
from harvesters.html.selectors import HEADING_TAGS
from models.record import RawFields
from text.dates.lines import find_date, is_date_line
from text.field_labels import field_of_label, split_label
from text.file_types import is_document
from text.identifiers import find_doi_raw, find_isbn_raw
from text.link_words import says_only_link

_IN_FRAME = 0.4
"""Regions with a lower factor are the page's frame and say nothing of its publication."""
_IN_HEADER = 0.25
_IN_BODY = 0.6
_IN_ASIDE = 0.15
"""Labelled fields may stand in an ``aside`` of the publication."""
_TEXT_NAME = re.compile(
    r"(?:^|[-_\s])(?:body|abstract|summary|description|entry-content|post-content|article-content|node__content"
    r"|field-body|govspeak|lead|excerpt|intro|overview|main-text|text-formatted)(?:$|[-_\s])",
    re.I,
)
_MIN_TEXT = 60
_PAGES = re.compile(r"\b(\d{1,4})\s*(?:pages|pp?\.?|páginas|seiten|pagine|страниц|صفحة)(?!\w)", re.I)
_REFERENCE = re.compile(
    r"\b(?:Ref(?:erence)?(?: (?:no|number))?|Document symbol|Report no)\.?:\s*([^|\n]{3,60}?)"
    r"(?=\s+(?:PDF|MS|HTML|ODT|CSV)\b|\s{2}|[;,|\n]|$)",
    re.I,
)
_PUBLISHED = re.compile(
    r"\b(?:published|publication date|first published|issued|released|posted|date)\b", re.I
)


@dataclass(frozen=True)
class DetailPage:
    """A detail page while it is read."""

    markup: Markup
    outline: Outline

    @cached_property
    def regions(self) -> Regions:
        return Regions(self.outline)

    @cached_property
    def title(self) -> int:
        """The element of the main heading, or -1."""
        for wanted, least in (("h1", _IN_HEADER), ("h2", _IN_BODY)):
            for at, tag in enumerate(self.outline.tags):
                if tag == wanted and self.outline.weight(at) > 3 and self.regions.factor(at) >= least:
                    return at
        return -1

    @cached_property
    def scope(self) -> int:
        """What holds the publication: ``main``, ``article``, or a good part of the page around the title."""
        outline = self.outline
        for tag in ("main", "article"):
            found = [at for at, name in enumerate(outline.tags) if name == tag and outline.weight(at) > 100]
            if found:
                return max(found, key=outline.weight)
        index = self.title if self.title >= 0 else 0
        while outline.parents[index] > 1 and outline.weight(index) < 0.4 * outline.weight_sums[-1]:
            index = outline.parents[index]
        return index

    def is_content(self, index: int) -> bool:
        """Whether an element stands in the scope and in no menu or list of related pages within it."""
        return self.scope <= index < self.outline.ends[self.scope] and self.regions.factor(index) >= _IN_FRAME

    def text_of(self, index: int) -> str:
        return " ".join(self.outline.texts[self.outline.first_text[index] : self.outline.last_text[index]])


def read_detail_markup(markup: Markup) -> RawFields:
    """The fields of a detail page as its readers find them."""
    page = DetailPage(markup=markup, outline=outline_page(markup.root))
    labelled = dict(reversed(list(_labelled(page))))
    lines = list(_content_lines(page))
    text = "\n".join(lines)
    return RawFields(
        title_raw=page.text_of(page.title) if page.title >= 0 else None,
        abstract_raw=_abstract(page),
        file_urls=tuple(_files(page)),
        date_raw=_date(page, labelled, lines),
        language_raw=labelled.get("language") or markup.root.get("lang"),
        type_raw=labelled.get("type"),
        publisher_raw=labelled.get("publisher"),
        isbn_raw=labelled.get("isbn") or find_isbn_raw(text),
        doi_raw=find_doi_raw(labelled.get("doi") or text),
        reference_raw=_match(_REFERENCE, text) or labelled.get("reference"),
        pages_raw=labelled.get("pages") or _match(_PAGES, text),
        authors_raw=_split_list(labelled.get("authors")),
        countries_raw=_split_list(labelled.get("countries")),
        topics_raw=_split_list(labelled.get("topics")),
    )


def _content_lines(page: DetailPage) -> Iterator[str]:
    """The content's text a line a block."""
    outline = page.outline
    lines: dict[int, list[str]] = {}
    for text in range(outline.first_text[page.scope], outline.last_text[page.scope]):
        if page.is_content(outline.owners[text]):
            lines.setdefault(outline.blocks[text], []).append(outline.texts[text])
    yield from (" ".join(texts) for texts in lines.values())


def _labelled(page: DetailPage) -> Iterator[tuple[str, str]]:
    """(field, text) of definition lists, tables of two columns, labelled blocks and labelled lines."""
    outline = page.outline
    for index in range(page.scope, outline.ends[page.scope]):
        tag = outline.tags[index]
        label = tag in ("dt", "th", *HEADING_TAGS[1:], "strong", "b", "td") or _is_label(page, index)
        if label and outline.weight(index) < 40 and page.regions.factor(index) >= _IN_ASIDE:
            field = field_of_label(page.text_of(index))
            value = _following(page, index) if field else None
            if field and value:
                yield field, value
    for line in _content_lines(page):
        field, value = split_label(line)
        if field and text_weight(value) < 200:
            yield field, value
    yield from _classed(page)


def _is_label(page: DetailPage, index: int) -> bool:
    return "label" in (page.outline.elements[index].get("class") or "").lower()


def _following(page: DetailPage, index: int) -> str | None:
    """The text of what comes after a label: its next sibling, or that of what it stands in alone."""
    outline = page.outline
    for node in (index, outline.parents[index]):
        after, parent = outline.ends[node], outline.parents[node]
        if parent >= 0 and after < outline.ends[parent] and outline.tags[after] not in ("dt", "th"):
            text = page.text_of(after)
            return text if text and text_weight(text) < 300 else None
        if outline.weight(outline.parents[index]) > outline.weight(index):
            return None
    return None


def _classed(page: DetailPage) -> Iterator[tuple[str, str]]:
    outline = page.outline
    for index in range(page.scope, outline.ends[page.scope]):
        names = outline.elements[index].get("class")
        field = field_of_class(names) if names else None
        if field not in (None, "teaser") and page.regions.factor(index) >= _IN_ASIDE:
            text = split_label(page.text_of(index))[1]
            if text and text_weight(text) < 150 and not says_only_link(text):
                yield str(field), text


def _split_list(text: str | None) -> tuple[str, ...]:
    parts = re.split(r"\s*[;|·•\n]\s*|\s*,\s*(?=\S{3,})", text or "")
    return tuple(dict.fromkeys(part for part in parts if part))


def _abstract(page: DetailPage) -> str | None:
    """The description: the blocks that are called so, else the paragraphs after the title."""
    outline = page.outline
    blocks: list[int] = []
    for at in range(page.scope, outline.ends[page.scope]):
        names = outline.elements[at].get("class") or ""
        is_inner = blocks and at < outline.ends[blocks[-1]]
        if not is_inner and _TEXT_NAME.search(names) and _is_description(page, at):
            blocks.append(at)
    if sum(map(outline.weight, blocks)) < _MIN_TEXT:
        start = max(page.scope, page.title)
        paragraphs = (at for at in range(start, outline.ends[page.scope]) if outline.tags[at] == "p")
        blocks = [at for at in paragraphs if outline.weight(at) >= 30 and _is_description(page, at)]
    return " ".join(dict.fromkeys(page.text_of(at) for at in blocks)) or None


def _is_description(page: DetailPage, index: int) -> bool:
    """Whether an element holds running text, not lists of links or of files."""
    outline = page.outline
    if not page.is_content(index) or outline.link_weight(index) > 0.5 * outline.weight(index):
        return False
    if page.title >= 0 and index <= page.title < outline.ends[index]:
        return False
    inner = outline.elements[index : outline.ends[index]]
    if any("attachment" in (element.get("class") or "") for element in inner[:200]):
        return False
    return not any(
        "attachment" in (outline.elements[at].get("class") or "") for at in outline.ancestors(index)[:4]
    )


def _files(page: DetailPage) -> Iterator[str]:
    seen = set()
    for anchor in page.outline.anchors_in(page.scope, page.outline.ends[page.scope]):
        href = page.outline.elements[anchor].get("href")
        if href and leads_somewhere(href) and page.is_content(anchor):
            url = resolve_link(href, page.markup.base_url)
            if is_document(url) and url not in seen:
                seen.add(url)
                yield url


def _date(page: DetailPage, labelled: dict[str, str], lines: list[str]) -> str | None:
    """The date as printed: labelled, in a ``time`` element, in a line that says so, or alone on a line."""
    if "date" in labelled:
        return find_date(labelled["date"]) or labelled["date"]
    for index in range(page.scope, page.outline.ends[page.scope]):
        if page.outline.tags[index] == "time" and page.is_content(index):
            stated: str | None = page.outline.elements[index].get("datetime")
            return find_date(page.text_of(index)) or stated
    for line in lines:
        if len(line) < 120 and _PUBLISHED.search(line) and (date := find_date(line)):
            return date
    return next((find_date(line) or line for line in lines[:40] if is_date_line(line)), None)


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1].strip() if found else None
