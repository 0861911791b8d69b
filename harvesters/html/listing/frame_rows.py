"""Rows that are no entries: column heads, page numbers, headings across a table."""

import re
from collections import Counter
from dataclasses import replace

from harvesters.html.listing.spans import Cluster, Span
from harvesters.html.outline import Outline

_PAGER_TEXT = re.compile(
    r"\W*\d{0,4}\W*|\W*(?:next|prev(?:ious)?|first|last|older|newer|more|page|of|go|to"
    r"|back)(?: (?:page|posts|entries))?\W*",
    re.I,
)


def without_frame_rows(outline: Outline, cluster: Cluster) -> Cluster | None:
    """The cluster without table heads, pagers and headings between its rows; ``None`` if little is left."""
    spans = [span for span in cluster.spans if not _is_pager(outline, span)]
    if spans and outline.tags[spans[0].roots[0]] == "tr":
        spans = _without_table_heads(outline, spans)
    if len(spans) < 2:
        return None
    return cluster if len(spans) == len(cluster.spans) else replace(cluster, spans=tuple(spans))


def _is_pager(outline: Outline, span: Span) -> bool:
    """Whether hardly anything but page numbers stands in a row."""
    texts = outline.texts[span.first_text : span.last_text]
    steps = sum(_PAGER_TEXT.fullmatch(text) is not None for text in texts[:40])
    return steps >= 0.8 * min(40, len(texts))


def _without_table_heads(outline: Outline, spans: list[Span]) -> list[Span]:
    """Rows of a table without the rows that name its columns, and without headings across all columns."""
    cells = {span: _cells(outline, span) for span in spans}
    columns = Counter(map(len, cells.values())).most_common(1)[0][0]
    kept = []
    for span in spans:
        tags = {outline.tags[cell] for cell in cells[span]}
        is_heading = columns > 1 and len(cells[span]) == 1 and len(span.roots) == 1
        if tags != {"th"} and not is_heading:
            kept.append(span)
    return kept[1:] if _is_first_a_head(outline, kept) else kept


def _cells(outline: Outline, span: Span) -> list[int]:
    return [child for child in outline.children(span.roots[0]) if outline.tags[child] in ("td", "th")]


def _is_first_a_head(outline: Outline, spans: list[Span]) -> bool:
    """Whether the first row only names the columns: short words without links where other rows have links."""
    if len(spans) < 3:
        return False
    first, *others = spans
    if outline.anchors_in(first.start, first.end):
        return False
    linked = sum(bool(outline.anchors_in(span.start, span.end)) for span in others)
    texts = outline.texts[first.first_text : first.last_text]
    return linked >= 0.8 * len(others) and all(len(text) <= 30 and not text[0].isdigit() for text in texts)
