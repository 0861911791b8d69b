"""Records to clusters: judgements on pairs become publications, and links between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from models.matching import Decider, Judgement, RecordPair, Verdict
from models.publication import WorkLink
from transforms.matching.groups import Groups
from transforms.matching.thresholds import MIN_AVERAGE, UNSEEN

_LINK_ORDER = tuple(
    link.value for link in (WorkLink.TRANSLATION, WorkLink.PART, WorkLink.EDITION, WorkLink.VERSION)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two clusters, each named by its first record, are of one work. ``left`` < ``right``."""

    left: str
    right: str
    link: str
    """A ``WorkLink`` value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which records are one publication, and which publications are of one work."""

    clusters: tuple[tuple[str, ...], ...]
    """Every record once; members and clusters sorted."""
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """What a judgement on two records means for clustering. ``left_id`` < ``right_id``."""

    left_id: str
    right_id: str
    likeness: float
    is_joining: bool
    is_forbidding: bool = False
    """The two must not meet in one cluster, unless an operator's ruling joins them."""
    rank: float = 0.0
    """Above 0: an operator's ruling. Rulings come before all edges of the engine, the highest rank first."""


@dataclass(slots=True)
class _Between:
    """All judged pairs between two clusters, taken together."""

    total: float
    count: int
    is_forbidden: bool
    is_parted: bool
    """By an operator: then not even another ruling joins the two."""

    def add(self, other: "_Between") -> None:
        self.total += other.total
        self.count += other.count
        self.is_forbidden |= other.is_forbidden
        self.is_parted |= other.is_parted


def resolve(
    record_ids: Iterable[str],
    judgements: Iterable[Judgement],
    *,
    sizes: Mapping[str, int] = MappingProxyType({}),
) -> Resolution:
    """Clusters and links, whatever the order of the arguments.

    Operators' judgements come first, the latest of them first; then the engine's ``same``, the most alike
    first. Two clusters never join across an ``edition`` or an operator's ``distinct``, unless an operator
    joins them across an ``edition`` of the engine. Nor do the engine's links bring into one work what an
    operator called ``distinct``. Pass every judgement, ``distinct`` too: it keeps look-alikes apart. Pairs
    with a record that is not in ``record_ids`` are left out.

    Args:
        sizes: of how many equal records each is the representative, where it is more than one.
    """
    ids = frozenset(record_ids)
    ruling = _ruling_judgements(ids, judgements)
    clusters = join_edges({record_id: sizes.get(record_id, 1) for record_id in ids}, map(_edge, ruling))
    return Resolution(clusters=clusters, links=_links(clusters, ruling))


def join_edges(sizes: Mapping[str, int], edges: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
    """Clusters by best edge first; members and clusters sorted.

    Args:
        sizes: every record, and of how many equal records it is the representative: it weighs as much as all.
        edges: a single edge for each pair, in any order.
    """
    between: dict[str, dict[str, _Between]] = {}
    joining: list[Edge] = []
    for edge in edges:
        weight = sizes[edge.left_id] * sizes[edge.right_id]
        is_parting = edge.is_forbidding and edge.rank > 0
        pair = _Between(edge.likeness * weight, weight, edge.is_forbidding, is_parting)
        between.setdefault(edge.left_id, {})[edge.right_id] = pair
        between.setdefault(edge.right_id, {})[edge.left_id] = pair
        if edge.is_joining:
            joining.append(edge)
    clusters = _Clusters(sizes, between)
    for edge in sorted(joining, key=lambda e: (-e.rank, -round(e.likeness, 6), e.left_id, e.right_id)):
        clusters.join(edge)
    return clusters.members()


def _ruling_judgements(known: frozenset[str], judgements: Iterable[Judgement]) -> list[Judgement]:
    """A single judgement for each pair: operators' before the engine's, later before earlier."""
    ruling: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        pair = judgement.pair
        if pair[0] == pair[1] or pair[0] not in known or pair[1] not in known:
            continue
        if pair not in ruling or _rank(judgement) > _rank(ruling[pair]):
            ruling[pair] = judgement
    return [ruling[pair] for pair in sorted(ruling)]


def _rank(judgement: Judgement) -> tuple[bool, float, str, float]:
    is_operator = judgement.decider is Decider.OPERATOR
    return is_operator, judgement.at.timestamp(), judgement.verdict.value, judgement.score


def engine_edge(pair: RecordPair, verdict: Verdict, likeness: float) -> Edge:
    """What the engine's verdict on a pair means for clustering."""
    return Edge(
        left_id=pair[0],
        right_id=pair[1],
        likeness=likeness,
        is_joining=verdict is Verdict.SAME,
        is_forbidding=verdict is Verdict.EDITION,
    )


def _edge(judgement: Judgement) -> Edge:
    pair = judgement.pair
    if judgement.decider is Decider.ENGINE:
        return engine_edge(pair, judgement.verdict, judgement.score)
    is_same = judgement.verdict is Verdict.SAME
    return Edge(
        left_id=pair[0],
        right_id=pair[1],
        likeness=1.0 if is_same else judgement.score,
        is_joining=is_same,
        is_forbidding=not is_same,
        rank=judgement.at.timestamp(),
    )


class _Clusters:
    """Clusters while they grow, and what was judged between each two of them."""

    def __init__(self, sizes: Mapping[str, int], between: dict[str, dict[str, _Between]]) -> None:
        self._members = {record_id: [record_id] for record_id in sizes}
        self._sizes = dict(sizes)
        self._cluster_of = {record_id: record_id for record_id in self._members}
        self._between = between

    def join(self, edge: Edge) -> None:
        """Join the two records' clusters unless what was judged between them forbids it."""
        left, right = self._cluster_of[edge.left_id], self._cluster_of[edge.right_id]
        if left == right:
            return
        judged = self._between[left][right]
        if edge.rank > 0:
            is_allowed = not judged.is_parted
        else:
            is_allowed = not judged.is_forbidden and self._average(left, right, judged) >= MIN_AVERAGE
        if not is_allowed:
            return
        if (len(self._between[left]), left) < (len(self._between[right]), right):
            left, right = right, left
        self._merge(left, right)

    def members(self) -> tuple[tuple[str, ...], ...]:
        """All clusters, sorted."""
        return tuple(sorted(tuple(sorted(members)) for members in self._members.values()))

    def _average(self, left: str, right: str, judged: _Between) -> float:
        pairs = self._sizes[left] * self._sizes[right]
        return (judged.total + UNSEEN * (pairs - judged.count)) / pairs

    def _merge(self, kept: str, gone: str) -> None:
        for record_id in self._members[gone]:
            self._cluster_of[record_id] = kept
        self._members[kept] += self._members.pop(gone)
        self._sizes[kept] += self._sizes.pop(gone)
        own = self._between[kept]
        del own[gone]
        for other, judged in self._between.pop(gone).items():
            if other == kept:
                continue
            del self._between[other][gone]
            if other in own:
                own[other].add(judged)
            else:
                own[other] = self._between[other][kept] = judged


def _links(clusters: Sequence[tuple[str, ...]], judgements: Sequence[Judgement]) -> tuple[Link, ...]:
    cluster_of = {record_id: members[0] for members in clusters for record_id in members}
    best: dict[tuple[str, str], tuple[tuple[bool, float, int], str]] = {}
    parted: set[tuple[str, str]] = set()
    for judgement in judgements:
        left, right = sorted(cluster_of[record_id] for record_id in judgement.pair)
        is_operator = judgement.decider is Decider.OPERATOR
        if is_operator and judgement.verdict is Verdict.DISTINCT:
            parted.add((left, right))
        if left == right or judgement.verdict is not Verdict.EDITION:
            continue
        link = judgement.link or WorkLink.EDITION.value
        weight = (is_operator, round(judgement.score, 6), -_LINK_ORDER.index(link))
        best[left, right] = max(best.get((left, right), (weight, link)), (weight, link))
    allowed = _keep_apart(best, parted) if parted else best.keys()
    return tuple(Link(left=left, right=right, link=best[left, right][1]) for left, right in sorted(allowed))


def _keep_apart(
    weights: Mapping[tuple[str, str], tuple[tuple[bool, float, int], str]], parted: set[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The links that bring no parted pair into one work, the weightiest first; all links of operators."""
    works = Groups(end for pair in (*weights, *parted) for end in pair)
    kept: list[tuple[str, str]] = []
    for pair in sorted(weights, key=lambda pair: (weights[pair][0], pair), reverse=True):
        is_operator = weights[pair][0][0]
        ends = {works.name_of(end) for end in pair}
        is_parting = any({works.name_of(end) for end in ends_apart} == ends for ends_apart in parted)
        if is_parting and not is_operator:
            continue
        kept.append(pair)
        works.join(*pair)
    return kept
