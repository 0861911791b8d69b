"""Candidates for the repeating unit: what recurs on a page by tag path, among siblings, or in sequence.

The ideas are old: sibling subtrees of like shape (Liu, Grossman and Zhai, "Mining data records in web pages",
2003) and tag paths that recur over the whole page (Miao et al., "Extracting data records from the web using
tag path clustering", 2009). ``docs/extraction.md`` tells how they are put together here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from harvesters.html.listing.spans import Cluster, span_of
from harvesters.html.outline import Outline
from harvesters.html.selectors import HEADING_TAGS

_TITLE_TAGS = frozenset([*HEADING_TAGS, "dt", "summary"])
_PARTS_OF_TEXT = frozenset(
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
            "br",
            "img",
            "picture",
            "source",
            "input",
        ),
        *(
            "option",
            "label",
            "time",
            "abbr",
            "cite",
            "code",
            "wbr",
            "col",
            "colgroup",
            "thead",
            "caption",
            "param",
        ),
        *("path", "use", "link", "meta", "video", "audio", "hr", "button", "th"),
    ]
)
"""Never rows by themselves."""


_LEAST_SHARE = 0.01
"""What holds less of a page's text is not what the page is about."""
_Group: TypeAlias = tuple[list[tuple[int, ...]], int, str]
"""The rows' elements, what holds them all, and what they have in common."""


def find_clusters(outline: Outline) -> list[Cluster]:
    """Groups of elements that could be the rows of a list; of those with the same texts the outermost."""
    found: dict[tuple[int, ...], Cluster] = {}
    least = outline.weight_sums[-1] * _LEAST_SHARE
    names = [_name(outline, index) for index in range(len(outline.elements))]
    families = _families(outline)
    for clusters in (
        _sibling_clusters(outline, families, names),
        _path_clusters(outline),
        _sequence_clusters(outline, families, names),
    ):
        for group, parent, kind in clusters:
            if sum(outline.weight(index) for run in group for index in run) >= least:
                spans = tuple(span_of(outline, tuple(run)) for run in group)
                cluster = Cluster(spans=spans, parent=parent, kind=kind)
                found.setdefault(coverage(cluster), cluster)
    return list(found.values())


def coverage(cluster: Cluster) -> tuple[int, ...]:
    """The same for clusters that hold the same texts."""
    first, last = cluster.spans[0], cluster.spans[-1]
    return len(cluster.spans), first.first_text, first.last_text, last.first_text, last.last_text


def _name(outline: Outline, index: int) -> str:
    """The element's signature; the cells of a table's row are part of what it is."""
    if outline.tags[index] != "tr":
        return outline.signatures[index]
    cells = [outline.tags[child] for child in outline.children(index)]
    return f"{outline.signatures[index]}/{len(cells)}{'h' if set(cells) == {'th'} else ''}"


def _families(outline: Outline) -> dict[int, list[int]]:
    """Elements with more than one child, and these."""
    families: dict[int, list[int]] = defaultdict(list)
    for index, parent in enumerate(outline.parents):
        if parent >= 0:
            families[parent].append(index)
    return {parent: children for parent, children in families.items() if len(children) > 1}


def _sibling_clusters(outline: Outline, families: dict[int, list[int]], names: list[str]) -> Iterator[_Group]:
    """Children of one element that share their tag and stable classes, or only their tag."""
    for parent, children in families.items():
        by_name: dict[str, list[int]] = defaultdict(list)
        by_tag: dict[str, list[int]] = defaultdict(list)
        for child in children:
            if _may_be_row(outline, child):
                by_name[names[child]].append(child)
                by_tag[outline.tags[child]].append(child)
        for group in by_name.values():
            if len(group) > 1:
                yield _singly(group), parent, "siblings"
        for group in by_tag.values():
            if len(group) > 1 and len({names[child] for child in group}) > 1:
                yield _singly(group), parent, "siblings"


def _may_be_row(outline: Outline, index: int) -> bool:
    if not _has_content(outline, index):
        return False
    tag = outline.tags[index]
    if tag == "a":
        return _is_block_link(outline, index)
    return tag not in _PARTS_OF_TEXT


def _is_block_link(outline: Outline, index: int) -> bool:
    """Whether a link is laid out as a block: it holds blocks, or stands among nothing but links."""
    inner = outline.tags[index + 1 : outline.ends[index]]
    if any(tag not in _PARTS_OF_TEXT and tag != "span" for tag in inner):
        return True
    parent = outline.parents[index]
    texts = range(outline.first_text[parent], outline.last_text[parent])
    return all(outline.links[text] >= 0 for text in texts)


def _has_content(outline: Outline, index: int) -> bool:
    return outline.last_text[index] > outline.first_text[index]


def _singly(group: list[int]) -> list[tuple[int, ...]]:
    return [(index,) for index in group]


def _path_clusters(outline: Outline) -> Iterator[_Group]:
    """Elements of one signature under several parents: rows in columns, in groups, one in each table."""
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, tag in enumerate(outline.tags):
        if (tag != "a" or len(outline.children(index)) > 1) and _may_be_row(outline, index):
            by_key[_path_key(outline, index)].append(index)
    for group in by_key.values():
        if len(group) > 1 and len({outline.parents[index] for index in group}) > 1:
            rows = _outermost(outline, group)
            if len(rows) > 1:
                yield _singly(rows), _common_ancestor(outline, rows), "path"


def _path_key(outline: Outline, index: int) -> tuple[str, ...]:
    """The element's own name where it has one, else those of its ancestors up to one that has."""
    key = [outline.signatures[index]]
    while "." not in key[-1] and len(key) < 4 and (index := outline.parents[index]) >= 0:
        key.append(outline.signatures[index])
    if "." not in key[-1]:
        key.append(str(len(outline.ancestors(index))))
    return tuple(key)


def _outermost(outline: Outline, group: list[int]) -> list[int]:
    rows: list[int] = []
    for index in group:
        if not rows or index >= outline.ends[rows[-1]]:
            rows.append(index)
    return rows


def _common_ancestor(outline: Outline, group: list[int]) -> int:
    """The nearest element that holds the first and the last of the group, and so all of them."""
    ancestor = outline.parents[group[0]]
    while ancestor >= 0 and outline.ends[ancestor] <= group[-1]:
        ancestor = outline.parents[ancestor]
    return max(ancestor, 0)


def _sequence_clusters(
    outline: Outline, families: dict[int, list[int]], names: list[str]
) -> Iterator[_Group]:
    """Runs of siblings that begin with the same kind of head: heading and paragraphs, two table rows."""
    for parent, children in families.items():
        counts = Counter(names[child] for child in children)
        heads = [name for name, count in counts.items() if 1 < count < len(children) and _may_head(name)]
        titled = [name for name in heads if _tag_of(name) in _TITLE_TAGS]
        for name in titled or _first_of_each_period(heads, counts):
            yield from _cut_at(outline, (children, names), name, parent)


def _may_head(name: str) -> bool:
    return _tag_of(name) not in _PARTS_OF_TEXT or _tag_of(name) == "hr"


def _tag_of(name: str) -> str:
    return name.partition(".")[0].partition("/")[0]


def _first_of_each_period(heads: list[str], counts: Counter[str]) -> list[str]:
    """Of the names that occur equally often, and so probably in turn, the one that comes first."""
    first: dict[int, str] = {}
    for name in heads:
        first.setdefault(counts[name], name)
    return list(first.values())


def _cut_at(
    outline: Outline, family: tuple[list[int], list[str]], head: str, parent: int
) -> Iterator[_Group]:
    children, names = family
    runs: list[list[int]] = []
    for child in children:
        if names[child] == head:
            runs.append([child])
        elif runs:
            runs[-1].append(child)
    if not any(len(run) > 1 for run in runs[:-1]):
        return
    known = {names[child] for run in runs[:-1] for child in run}
    last = runs[-1]
    runs[-1] = last[: next((at for at, child in enumerate(last) if names[child] not in known), len(last))]
    told = [tuple(run) for run in runs if _has_text(outline, run)]
    if len(told) > 1:
        yield told, parent, "sequence"


def _has_text(outline: Outline, run: list[int]) -> bool:
    return outline.last_text[run[-1]] > outline.first_text[run[0]]
