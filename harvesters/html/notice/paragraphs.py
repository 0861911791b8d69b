"""Markup cut into paragraphs, word for word."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bs4 import Tag
from bs4.element import CData, NavigableString

from harvesters.html.selectors import HEADING_TAGS

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "footer", "form", *HEADING_TAGS,
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = (*HEADING_TAGS, "summary")
_MOST_INNER_ROWS = 20
"""Rows of tables within one row; a row with more of them lays out the page, and is not read through."""
_BOLD = ("b", "strong")
_LONGEST_BOLD_HEADING = 90
"""Characters; a longer bold paragraph is a statement with emphasis, not the heading of one."""
_SENTENCE_ENDS = tuple(".;!,。؛۔")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: white space folded, otherwise as the page has it."""

    text: str
    is_heading: bool
    is_title: bool = False
    """It is an ``h1``."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    is_bold: bool


def cut_paragraphs(element: Tag) -> tuple[Paragraph, ...]:
    """All text of ``element`` in page order. Table rows of short cells are flattened in place."""
    for row in element.find_all("tr"):
        _flatten_row(row)
    return tuple(_cut(element))


def _cut(element: Tag) -> Iterator[Paragraph]:
    pieces: list[_Piece] = []
    block, breaks = element, 0
    for node in element.descendants:
        if isinstance(node, Tag):
            breaks += node.name == "br"
            if node.name in _BLOCKS or breaks > 1:
                yield from _join(pieces, block)
                pieces, breaks = [], 0
            elif node.name == "br":
                pieces.append(_Piece(" ", True))
        elif isinstance(node, NavigableString) and type(node) in (NavigableString, CData):
            owner = _find_block(node, element)
            if owner is not block:
                yield from _join(pieces, block)
                pieces, block = [], owner
            pieces.append(_Piece(str(node), _is_bold(node, owner)))
            breaks = 0 if node.strip() else breaks
    yield from _join(pieces, block)


def _join(pieces: list[_Piece], block: Tag) -> Iterator[Paragraph]:
    text = " ".join("".join(piece.text for piece in pieces).split())
    if text:
        is_bold = all(piece.is_bold or not piece.text.strip() for piece in pieces)
        is_heading = _is_heading(block) or (
            is_bold and _reads_like_heading(text) and block.name in ("p", "div")
        )
        yield Paragraph(text=text, is_heading=is_heading, is_title=block.name == "h1")


def _is_heading(block: Tag) -> bool:
    return (
        block.name in _HEADINGS
        or block.get("role") == "heading"
        or block.find_parent(tuple(_HEADINGS)) is not None
    )


def _reads_like_heading(text: str) -> bool:
    return len(text) <= _LONGEST_BOLD_HEADING and not text.endswith(_SENTENCE_ENDS)


def _find_block(node: NavigableString, root: Tag) -> Tag:
    for parent in node.parents:
        if parent is root or parent.name in _BLOCKS:
            return parent
    return root


def _is_bold(node: NavigableString, block: Tag) -> bool:
    for parent in node.parents:
        if parent is block:
            return False
        if parent.name in _BOLD:
            return True
    return False


def _flatten_row(row: Tag) -> None:
    """Makes one paragraph of a row of short cells; a row that lays out longer text stays as it is."""
    if len(row.find_all("tr", limit=_MOST_INNER_ROWS)) == _MOST_INNER_ROWS:
        return
    cells = [tuple(islice(_cut(cell), 2)) for cell in row.find_all(("td", "th"), recursive=False)]
    if len(cells) > 1 and all(len(cell) <= 1 for cell in cells):
        text = " ".join(paragraph.text for cell in cells for paragraph in cell)
        row.clear()
        row.append(NavigableString(text))
