"""Finding the list of a page without selectors: the cluster of rows that carries the page's content."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harvesters.html.listing.alignment import Alignment, align_rows
from harvesters.html.listing.clusters import coverage, find_clusters
from harvesters.html.listing.frame_rows import without_frame_rows
from harvesters.html.listing.spans import Cluster, Span, span_of
from harvesters.html.outline import Outline, text_weight
from harvesters.html.pager.pager import NextLink
from harvesters.html.regions import Regions
from harvesters.html.selectors import HEADING_TAGS
from text.dates.lines import find_date, is_date_line
from text.file_types import is_document

_CANDIDATES = 30
_LEAST_ROUGH = 0.12
"""Share of the best rough score below which a candidate is not looked at closely."""
_FINALISTS = 7
_MAX_SAMPLE = 12
"""Rows that are looked at to score a cluster; a template does not change after so many."""
_WEAK = 3.0
"""Lists that people would call one score more, those of two short rows too."""
_LEAST = 0.8
_ROW_NAME = re.compile(
    r"^\w+\.(?:.*[.-_])?(?:result|results?-item|media|card|item|teaser|row|entry|post|hit|record|node)(?:[.-_].*)?$"
)
_MARKED_SHARE = 0.3
_PROSE_TAGS = frozenset(["p", "li", "td", "th", "dd", "dt", "span", *HEADING_TAGS, "blockquote"])
_MENU_WEIGHT = 22
"""Letters; the words of menus are shorter, the titles of publications longer."""
_PAGER_DEPTH = 4
_PAGER_GAP = 3
"""Texts between a list and its pager: a total, a label."""
_BESIDE_PAGER = 1.6
_CELL_FACTOR = 0.6
"""Cells are mostly the fields of an entry; entries themselves only in tables that lay out a grid."""
_MAX_FILES = 8
"""An entry with more files than this on average is a heading over a list of entries."""


@dataclass(frozen=True, slots=True)
class DetectedList:
    """The rows of a page's list."""

    cluster: Cluster
    alignment: Alignment
    score: float
    region: float = 1.0
    """How likely the part of the page that the rows stand in holds its main list."""


def detect_list(outline: Outline, next_link: NextLink | None = None) -> DetectedList | None:
    """The page's list, or ``None`` if nothing on the page looks like one.

    Args:
        outline: The page.
        next_link: The way to the next page, where there is one: it stands beside the list.
    """
    ranked = rank_lists(outline, next_link)
    if not ranked or ranked[0].score < _WEAK:
        single = _find_single(outline, ranked[0].cluster if ranked else None)
        if single is not None:
            return single
    if not ranked:
        return None
    best = ranked[0]
    if best.score < _LEAST:
        return None
    for rival in ranked[1:]:
        if _are_attachments(outline, best.cluster, rival) or _are_parts(outline, best.cluster, rival.cluster):
            best = rival
            break
    return _without_edges(outline, _widen(best, ranked))


def _widen(best: DetectedList, ranked: Sequence[DetectedList]) -> DetectedList:
    """The same list with its rows that have another class, if they have their titles in the same place."""
    names = {title.name for title in best.alignment.titles}
    known = {span.start for span in best.cluster.spans}
    for rival in ranked:
        is_wider = rival.cluster.parent == best.cluster.parent and len(rival.cluster.spans) > len(known)
        if is_wider and known <= {span.start for span in rival.cluster.spans}:
            rows = rival.alignment.rows
            if all(any(unit.slot in names for unit in row) for row in rows):
                return rival
    return best


def _without_edges(outline: Outline, found: DetectedList) -> DetectedList:
    """The list without what stands before and after it in the same kind of element: a remark, a link back.

    Only where nearly all rows are of one template can a row be seen to be of none.
    """
    spans = found.cluster.spans
    alignment = align_rows(outline, spans)
    names = {title.name for title in alignment.titles[:1]}
    titled = [any(unit.slot in names for unit in row) for row in alignment.rows]
    if len(spans) < 4 or sum(titled) < 0.8 * len(spans):
        return replace(found, alignment=alignment)
    first, last = titled.index(True), len(titled) - titled[::-1].index(True)
    if (first, last) == (0, len(spans)):
        return replace(found, alignment=alignment)
    kept = spans[first:last]
    return replace(found, cluster=replace(found.cluster, spans=kept), alignment=align_rows(outline, kept))


def _find_single(outline: Outline, rival: Cluster | None) -> DetectedList | None:
    """The only row of a list: named like one, with a linked heading, and whatever repeats is within it."""
    for index, signature in enumerate(outline.signatures):
        if not _ROW_NAME.search(signature) or outline.tags[index] in ("body", "ul", "ol", "table"):
            continue
        span = span_of(outline, (index,))
        alignment = align_rows(outline, [span])
        heading = next((unit for unit in alignment.rows[0] if unit.heading and unit.link >= 0), None)
        holds_rival = rival is None or all(span.start <= row.start < span.end for row in rival.spans)
        if heading is not None and holds_rival:
            cluster = Cluster(spans=(span,), parent=outline.parents[index], kind="siblings")
            return DetectedList(cluster=cluster, alignment=alignment, score=_WEAK)
    return None


def rank_lists(outline: Outline, next_link: NextLink | None = None) -> list[DetectedList]:
    """Candidates, best first."""
    regions = Regions(outline)
    rough = [(rough_score(outline, regions, cluster), cluster) for cluster in find_clusters(outline)]
    rough.sort(key=lambda scored: scored[0], reverse=True)
    finalists: dict[tuple[int, ...], Cluster] = {}
    for score, cluster in rough[:_CANDIDATES]:
        if score > _LEAST_ROUGH * rough[0][0] and len(finalists) < _FINALISTS:
            tidy = without_frame_rows(outline, cluster)
            if tidy is not None:
                finalists.setdefault(coverage(tidy), tidy)
    detected = [_score(outline, regions, cluster) for cluster in finalists.values()]
    if next_link is not None:
        detected = [_credit_pager(outline, found, next_link) for found in detected]
    return sorted((found for found in detected if found.score > 0), key=lambda found: -found.score)


def rough_score(outline: Outline, regions: Regions, cluster: Cluster) -> float:
    """How much content the rows hold, before they are looked at closely."""
    sums = outline.weight_sums
    total = 0.0
    for span in cluster.spans:
        weight = sums[span.last_text] - sums[span.first_text]
        total += min(weight, 300) ** 0.5
    return total * region_factor(regions, cluster)


def region_factor(regions: Regions, cluster: Cluster) -> float:
    """The part of the page that the rows stand in, at its best."""
    return max(regions.factor(span.roots[0]) for span in (cluster.spans[0], cluster.spans[-1]))


def _score(outline: Outline, regions: Regions, cluster: Cluster) -> DetectedList:
    alignment = align_rows(outline, _sample(cluster.spans))
    quality = alignment.merit * _richness(alignment) * alignment.agreement**2
    quality *= _likeness(outline, cluster, alignment)
    weight = sum(outline.weight_sums[s.last_text] - outline.weight_sums[s.first_text] for s in cluster.spans)
    share = weight / max(1, outline.weight_sums[-1])
    score = len(cluster.spans) ** 0.75 * quality * (0.25 + share**0.5) * region_factor(regions, cluster)
    if cluster.kind == "path":
        score *= (weight / max(1, outline.weight(cluster.parent))) ** 0.3
    if outline.tags[cluster.spans[0].roots[0]] == "td":
        score *= _CELL_FACTOR
    region = region_factor(regions, cluster)
    return DetectedList(cluster=cluster, alignment=alignment, score=score, region=region)


def _credit_pager(outline: Outline, found: DetectedList, next_link: NextLink) -> DetectedList:
    """The list, its score raised if the pager comes right after its rows, or right before them."""
    first, last = found.cluster.spans[0].first_text, found.cluster.spans[-1].last_text
    for anchor in next_link.anchors:
        for node in (anchor, *outline.ancestors(anchor)[:_PAGER_DEPTH]):
            is_after = 0 <= outline.first_text[node] - last <= _PAGER_GAP
            if is_after or 0 <= first - outline.last_text[node] <= _PAGER_GAP:
                return replace(found, score=found.score * _BESIDE_PAGER)
    return found


def _sample(spans: Sequence[Span]) -> Sequence[Span]:
    if len(spans) <= _MAX_SAMPLE:
        return spans
    step = len(spans) / _MAX_SAMPLE
    return [spans[int(at * step)] for at in range(_MAX_SAMPLE)]


def _richness(alignment: Alignment) -> float:
    """What rows say besides their titles: teasers, dates."""
    total = 0.0
    for row in alignment.rows:
        weight = sum(min(text_weight(unit.text), 400) for unit in row)
        dated = any(is_date_line(unit.text) for unit in row)
        total += 1.0 + 0.35 * math.log2(1 + weight / 60) + 0.3 * dated
    return total / len(alignment.rows)


def _likeness(outline: Outline, cluster: Cluster, alignment: Alignment) -> float:
    """How far rows are from prose, which has no links or dates, and from menus, which have nothing else."""
    rows = _sample(cluster.spans)
    marked = sum(
        _is_linked(outline, span) or any(find_date(unit.text) for unit in row)
        for span, row in zip(rows, alignment.rows, strict=True)
    )
    tag = outline.tags[rows[0].roots[0]]
    if marked < _MARKED_SHARE * len(rows) and (tag in _PROSE_TAGS or len(rows[0].roots) > 1):
        return 0.0
    links = sum(outline.link_weight(root) for span in rows for root in span.roots)
    weight = sum(outline.weight(root) for span in rows for root in span.roots)
    is_menu = links > 0.9 * weight and weight < _MENU_WEIGHT * len(rows)
    return 0.3 if is_menu and not any(_is_bare_file(outline, span) for span in rows) else 1.0


def _are_attachments(outline: Outline, inner: Cluster, outer: DetectedList) -> bool:
    """Whether the rows of ``inner`` are only the files or links of the entries of ``outer``.

    They are where the outer rows have titles of their own outside of them, and either are rows of a table, or
    the inner rows are little else than links to files.
    """
    hosts = set(_hosts(inner, outer.cluster))
    if None in hosts or not len(hosts) < len(inner.spans) <= _MAX_FILES * len(hosts):
        return False
    if len(hosts) < max(3, 0.5 * len(outer.cluster.spans)):
        return False
    titles = [unit for title in outer.alignment.titles[:1] for unit in title.units if unit is not None]
    inside = [any(span.start <= unit.owner < span.end for span in inner.spans) for unit in titles]
    if not titles or sum(inside) > 0.2 * len(titles):
        return False
    if outline.tags[outer.cluster.spans[0].roots[0]] == "tr":
        return True
    return sum(_is_bare_file(outline, span) for span in inner.spans) >= 0.6 * len(inner.spans)


def _are_parts(outline: Outline, inner: Cluster, outer: Cluster) -> bool:
    """Whether the rows of ``inner`` are the parts of the entries of ``outer``: title, date, text.

    There are equally many in each outer row, and they differ by their place in it: in some places all are
    links or dates, in others none is.
    """
    hosts = _hosts(inner, outer)
    count = len(inner.spans) // len(outer.spans)
    if count < 2 or [at // count for at in range(len(inner.spans))] != hosts:
        return False
    for test in (_is_linked, _is_dated):
        rates = [sum(test(outline, span) for span in inner.spans[at::count]) for at in range(count)]
        if max(rates) - min(rates) >= 0.8 * len(outer.spans):
            return True
    return False


def _is_linked(outline: Outline, span: Span) -> bool:
    return bool(outline.anchors_in(span.start, span.end))


def _is_dated(outline: Outline, span: Span) -> bool:
    return is_date_line(" ".join(outline.texts[span.first_text : span.last_text]))


def _hosts(inner: Cluster, outer: Cluster) -> list[int | None]:
    """For each inner row the outer row that holds it."""
    hosts: list[int | None] = []
    at = 0
    for span in inner.spans:
        while at < len(outer.spans) and outer.spans[at].end <= span.start:
            at += 1
        is_held = (
            at < len(outer.spans) and outer.spans[at].start <= span.start and span.end <= outer.spans[at].end
        )
        hosts.append(at if is_held else None)
    return hosts


def _is_bare_file(outline: Outline, span: Span) -> bool:
    """Whether a row is a link to a file and hardly anything else."""
    anchors = outline.anchors_in(span.start, span.end)
    texts = range(span.first_text, span.last_text)
    linked = sum(outline.links[text] >= 0 for text in texts)
    return (
        bool(anchors)
        and linked >= len(texts) - 1
        and is_document(outline.elements[anchors[0]].get("href") or "")
    )
