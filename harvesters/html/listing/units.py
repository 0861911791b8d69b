"""A row taken apart into what a reader sees as one text each: headings, links, blocks of words."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from harvesters.html.listing.spans import Span
from harvesters.html.outline import Outline, text_weight
from harvesters.html.selectors import HEADING_TAGS

_INLINE = frozenset(
    [
        *(
            "b",
            "strong",
            "i",
            "em",
            "u",
            "font",
            "small",
            "sup",
            "sub",
            "span",
            "abbr",
            "cite",
            "code",
            "mark",
        ),
        *("time", "bdi", "bdo", "ins", "s", "q", "big", "tt", "label", "var", "kbd", "text"),
    ]
)
_TITLE_NAME = re.compile(
    r"(?<![a-z])(?<!sub)(?<!sub[-_])(?:(?:title|titles|heading|headline|subject|titre|titel)(?![a-z])|name$)"
    r"|[a-z](?:Title|Heading|Headline)(?![a-z])",
)
_LEAD_TAGS = frozenset(["b", "strong"])


@dataclass(frozen=True, slots=True)
class Unit:
    """One text of a row as a reader sees it: a heading, a link, a block of words."""

    slot: str
    """The place in the row: the tag path from the row, columns counted."""
    text: str
    owner: int
    """The element that holds it."""
    link: int
    """The link that it is, or stands in; -1: none. The row's own link counts."""
    heading: int
    """1 to 6, or 0."""
    first_text: int


def split_row(outline: Outline, span: Span) -> list[Unit]:
    """The texts of one row in page order."""
    units: list[Unit] = []
    at = span.first_text
    while at < span.last_text:
        holder = _holder(outline, at, span)
        end = at + 1
        while (
            end < span.last_text
            and _is_within(outline, end, holder)
            and _holder(outline, end, span) == holder
        ):
            end += 1
        units += _split_block(outline, span, holder, at, end)
        at = end
    return units


def _holder(outline: Outline, text: int, span: Span) -> int:
    """The heading or block that a text stands in."""
    heading = outline.headings[text]
    if heading >= span.start:
        return heading
    index = outline.owners[text]
    while index > span.start and (outline.tags[index] in _INLINE or outline.tags[index] == "a"):
        if _is_named_title(outline, index):
            return index
        if outline.parents[index] < span.start:
            break
        index = outline.parents[index]
    return index


def _is_named_title(outline: Outline, index: int) -> bool:
    return has_title_name(outline.signatures[index])


@lru_cache(maxsize=20_000)
def has_title_name(signature: str) -> bool:
    """Whether an element's classes call it a title."""
    return any(_TITLE_NAME.search(name) for name in signature.split(".")[1:])


def _is_within(outline: Outline, text: int, holder: int) -> bool:
    return text < outline.last_text[holder] or outline.owners[text] == holder


def _split_block(outline: Outline, span: Span, holder: int, first: int, last: int) -> list[Unit]:
    """A block's texts: whole, or a leading link or bold part and what follows it."""
    links = [link if link >= span.start else -1 for link in outline.links[first:last]]
    tag = outline.tags[holder]
    heading = int(tag[1]) if tag in HEADING_TAGS else 0
    path = _path(outline, span, holder)
    if last - first == 1:
        return [_unit(outline, path, (first, last), (holder, links[0], heading))]
    is_one = len(set(links)) == 1
    if heading:
        if not is_one:
            return [_linked_heading(outline, path, (first, last), (holder, heading), links)]
        return [_unit(outline, path, (first, last), (holder, links[0], heading))]
    leads_bold = _leads_bold(outline, first, last, holder)
    if not leads_bold and (is_one or _is_running_text(outline, first, links)):
        return [_unit(outline, path, (first, last), (holder, links[0] if is_one else -1, 0))]
    if is_one and links[0] >= 0:
        return [_unit(outline, path, (first, last), (holder, links[0], 0))]
    return _split_runs(outline, span, (holder, path), (first, last), links)


def _is_running_text(outline: Outline, first: int, links: list[int]) -> bool:
    """Whether a block is a sentence with links in it, and not a link with a date or a remark beside it."""
    if links[0] >= 0:
        return False
    runs: list[list[int]] = []
    for at, link in enumerate(links):
        weight = text_weight(outline.texts[first + at])
        if runs and runs[-1][0] == link:
            runs[-1][1] += weight
        else:
            runs.append([link, weight])
    plain = max(weight for link, weight in runs if link < 0)
    return plain > 1.2 * max((weight for link, weight in runs if link >= 0), default=0)


def _linked_heading(
    outline: Outline, path: str, texts: tuple[int, int], place: tuple[int, int], links: list[int]
) -> Unit:
    """A heading of which a part is a link: that part, if it is most of it; the rest is badges and numbers."""
    first, last = texts
    holder, heading = place
    weights: dict[int, int] = defaultdict(int)
    for text, link in zip(range(first, last), links, strict=True):
        weights[link] += text_weight(outline.texts[text])
    longest = max((link for link in weights if link >= 0), key=lambda link: weights[link])
    if weights[longest] >= 0.5 * sum(weights.values()):
        inside = [text for text in range(first, last) if links[text - first] == longest]
        first, last = inside[0], inside[-1] + 1
    return _unit(outline, path, (first, last), (holder, longest, heading))


def _split_runs(
    outline: Outline, span: Span, place: tuple[int, str], texts: tuple[int, int], links: list[int]
) -> list[Unit]:
    """Links one by one, a leading bold part, and the words between them."""
    holder, path = place
    first, last = texts
    kinds = [_run_kind(outline, holder, text, links[text - first]) for text in range(first, last)]
    units, start = [], first
    for text in range(first + 1, last + 1):
        if text == last or kinds[text - first] != kinds[start - first]:
            kind = kinds[start - first]
            name = "a" if kind >= 0 else "b" if kind < -1 else "#"
            owner = kind if kind >= 0 else holder if kind == -1 else -kind - 2
            link = kind if kind >= 0 else -1
            units.append(_unit(outline, f"{path}>{name}", (start, text), (owner, link, 0)))
            start = text
    return units


def _run_kind(outline: Outline, holder: int, text: int, link: int) -> int:
    """The link, -1 for plain words, or a number below -1 for the bold element."""
    if link >= 0:
        return link
    bold = _bold_of(outline, text, holder)
    return -bold - 2 if bold >= 0 else -1


def _bold_of(outline: Outline, text: int, holder: int) -> int:
    index = outline.owners[text]
    while index > holder:
        if outline.tags[index] in _LEAD_TAGS:
            return index
        index = outline.parents[index]
    return -1


def _leads_bold(outline: Outline, first: int, last: int, holder: int) -> bool:
    """Whether the block begins with bold words and goes on in plain ones."""
    return _bold_of(outline, first, holder) >= 0 and _bold_of(outline, last - 1, holder) < 0


def _unit(outline: Outline, slot: str, texts: tuple[int, int], place: tuple[int, int, int]) -> Unit:
    owner, link, heading = place
    first, last = texts
    return Unit(
        slot=slot,
        text=" ".join(outline.texts[first:last]),
        owner=owner,
        link=link,
        heading=heading,
        first_text=first,
    )


def _path(outline: Outline, span: Span, index: int) -> str:
    """Tag path from the row to the element; the cells of a table's row are counted."""
    known = outline.paths.get((span.start, index))
    if known is None:
        step = _step(outline, span, index)
        parent = outline.parents[index]
        known = f"{_path(outline, span, parent)}>{step}" if parent >= span.start else step
        outline.paths[span.start, index] = known
    return known


def _step(outline: Outline, span: Span, index: int) -> str:
    tag = outline.tags[index]
    if index in span.roots and len(span.roots) == 1:
        return "."
    if tag in ("td", "th"):
        return f"{tag}:{outline.column(index)}"
    return outline.signatures[index]
