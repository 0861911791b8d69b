"""A page as flat arrays in page order, so that any feature of any element is a subtraction or a slice."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, groupby
from operator import itemgetter

from lxml import etree

from harvesters.html.selectors import BREAKING_TAGS, HEADING_TAGS, fold_space

_SKIPPED_TAGS = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "select",
        "textarea",
        "head",
        "iframe",
        "object",
        "datalist",
    ]
)
# Written without spaces: a character says as much as two of an alphabet.
_DENSE_SCRIPT = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]")
# What a template adds to a class to number, stripe or place a row says nothing about what the row is.
_VARYING_CLASS = re.compile(
    r".*\d{2,}.*|(?:.*[-_])?(?:first|last|odd|even|alt|alternate|active|current|selected|sticky|begin|end)"
    r"|(?:views-row|row|item|col|node|post|slide|result|entry)[-_]?\d+|cat-list-row\d|status-\w+|format-\w+"
    r"|(?:category|tag|author|has|no|is|without|with)-.+|clearfix|clear|cf|promoted|hentry|js-.+|wow|fade\w*"
)


@dataclass(slots=True)
class Outline:
    """The visible elements of a page and the texts in them, both in page order.

    An element's descendants are the elements ``index + 1 … ends[index] - 1``; its texts are
    ``texts[first_text[index] : last_text[index]]``.
    """

    elements: list[etree._Element] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    """Tag and the classes that do not vary from row to row."""
    first_text: list[int] = field(default_factory=list)
    last_text: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """White space folded, none empty."""
    owners: list[int] = field(default_factory=list)
    """For each text the element that it stands in."""
    links: list[int] = field(default_factory=list)
    """For each text the link that it stands in, or -1."""
    headings: list[int] = field(default_factory=list)
    """For each text the heading that it stands in, or -1."""
    blocks: list[int] = field(default_factory=list)
    """For each text the number of the block that it stands in: the same as long as no line ends."""
    anchors: list[int] = field(default_factory=list)
    """The elements that are links, in page order."""
    weight_sums: list[int] = field(default_factory=list)
    link_weight_sums: list[int] = field(default_factory=list)
    columns: dict[int, int] = field(default_factory=dict)
    paths: dict[tuple[int, int], str] = field(default_factory=dict)
    """What readers of the outline have worked out so far: cells' columns, tag paths within a row."""

    def weight(self, index: int) -> int:
        """How much text an element holds, in letters."""
        return self.weight_sums[self.last_text[index]] - self.weight_sums[self.first_text[index]]

    def link_weight(self, index: int) -> int:
        """How much of it stands in links."""
        return self.link_weight_sums[self.last_text[index]] - self.link_weight_sums[self.first_text[index]]

    def anchors_in(self, start: int, end: int) -> list[int]:
        """Links among the elements ``start … end - 1``."""
        return self.anchors[bisect_left(self.anchors, start) : bisect_left(self.anchors, end)]

    def lines(self) -> list[str]:
        """The page's text a line a block."""
        by_block = groupby(zip(self.blocks, self.texts, strict=True), key=itemgetter(0))
        return [" ".join(text for _, text in line) for _, line in by_block]

    def children(self, index: int) -> list[int]:
        """The element's children, in page order."""
        found, child, end = [], index + 1, self.ends[index]
        while child < end:
            found.append(child)
            child = self.ends[child]
        return found

    def column(self, cell: int) -> int:
        """How many cells stand before this one in its row."""
        if cell not in self.columns:
            cells = [child for child in self.children(self.parents[cell]) if self.tags[child] in ("td", "th")]
            self.columns.update((child, at) for at, child in enumerate(cells))
        return self.columns.get(cell, 0)

    def ancestors(self, index: int) -> list[int]:
        """The element's ancestors, the nearest first."""
        found = []
        while (index := self.parents[index]) >= 0:
            found.append(index)
        return found


def outline_page(root: etree._Element) -> Outline:
    """The outline of what a reader may see of a page."""
    outline = Outline()
    _Walk(outline).run(root)
    weights = [text_weight(text) for text in outline.texts]
    outline.weight_sums = [0, *accumulate(weights)]
    link_weights = (weight if link >= 0 else 0 for weight, link in zip(weights, outline.links, strict=True))
    outline.link_weight_sums = [0, *accumulate(link_weights)]
    return outline


@lru_cache(maxsize=20_000)
def text_weight(text: str) -> int:
    """How long a text is to a reader, in letters of an alphabet."""
    return len(text) if text.isascii() else len(text) + len(_DENSE_SCRIPT.findall(text))


def stable_classes(classes: str | None) -> list[str]:
    """Classes that say what an element is, not which one of many it is."""
    return [name for name in (classes or "").split() if not _is_varying(name)]


@lru_cache(maxsize=20_000)
def _signature(tag: str, classes: str | None) -> str:
    return ".".join([tag, *sorted(stable_classes(classes))])


@lru_cache(maxsize=20_000)
def _is_varying(name: str) -> bool:
    return _VARYING_CLASS.fullmatch(name.lower()) is not None


@dataclass(slots=True)
class _Walk:
    """One pass over the tree. Texts after a child belong to the parent that they stand in."""

    outline: Outline
    path: list[int] = field(default_factory=list)
    link: int = -1
    heading: int = -1
    block: int = 0

    def run(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in walk:
            if event == "start":
                if element.tag in _SKIPPED_TAGS:
                    walk.skip_subtree()
                else:
                    self._enter(element)
            else:
                if event == "end" and element.tag not in _SKIPPED_TAGS:
                    self._leave(element)
                if element.tail and self.path:
                    self._add_text(element.tail)

    def _enter(self, element: etree._Element) -> None:
        outline, tag = self.outline, element.tag
        index = len(outline.elements)
        outline.elements.append(element)
        outline.tags.append(tag)
        outline.parents.append(self.path[-1] if self.path else -1)
        outline.ends.append(index + 1)
        outline.first_text.append(len(outline.texts))
        outline.last_text.append(0)
        outline.signatures.append(_signature(tag, element.get("class")))
        self.path.append(index)
        if tag in BREAKING_TAGS:
            self.block += 1
        if tag == "a":
            self.link = index
            outline.anchors.append(index)
        elif tag in HEADING_TAGS:
            self.heading = index
        if element.text:
            self._add_text(element.text)

    def _leave(self, element: etree._Element) -> None:
        index = self.path.pop()
        if element.tag in BREAKING_TAGS:
            self.block += 1
        self.outline.ends[index] = len(self.outline.elements)
        self.outline.last_text[index] = len(self.outline.texts)
        if index == self.link:
            self.link = -1
        if index == self.heading:
            self.heading = -1

    def _add_text(self, text: str) -> None:
        folded = fold_space(text)
        if folded:
            self.outline.texts.append(folded)
            self.outline.owners.append(self.path[-1])
            self.outline.links.append(self.link)
            self.outline.headings.append(self.heading)
            self.outline.blocks.append(self.block)
