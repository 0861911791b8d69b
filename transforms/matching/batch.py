"""All descriptions of a file matched at once, in memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.record import Description
from transforms.matching.candidates import candidate_pairs
from transforms.matching.clustering import Edge, engine_edge, join_edges
from transforms.matching.equality import is_proven_by_content
from transforms.matching.preparation.prepared import Prepared, prepare
from transforms.matching.verdict import compare
from transforms.matching.watch import Watch, watch_nothing

_WATCH_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class _Group:
    """Records with identical content."""

    name: str
    """The lowest id."""
    prepared: Prepared
    ids: list[str]


def match_descriptions(
    items: Sequence[tuple[str, Description]], *, watch: Watch = watch_nothing
) -> tuple[tuple[str, str], ...]:
    """(id, cluster) of each item in the order given; a cluster is named by its lowest id.

    The ids must be distinct. The outcome does not depend on the order of the items.
    """
    groups = _group_duplicates(items, watch)
    edges = _compare_all(groups, watch)
    clusters = join_edges({group.name: len(group.ids) for group in groups}, edges)
    named = {name: members[0] for members in clusters for name in members}
    cluster_of = {record_id: named[group.name] for group in groups for record_id in group.ids}
    return tuple((record_id, cluster_of[record_id]) for record_id, _ in items)


def _group_duplicates(items: Sequence[tuple[str, Description]], watch: Watch) -> list[_Group]:
    """Records with identical content in one group, so that a thousand of them are compared once.

    Records that state almost nothing, such as those without a title, stay alone.
    """
    by_content: dict[Prepared, list[str]] = defaultdict(list)
    for done, (record_id, description) in enumerate(items):
        by_content[prepare(description)].append(record_id)
        if done % _WATCH_EVERY == 0:
            watch("prepare", done, len(items))
    groups: list[_Group] = []
    for prepared, ids in by_content.items():
        ids.sort()
        if len(ids) == 1 or is_proven_by_content(prepared):
            groups.append(_Group(ids[0], prepared, ids))
        else:
            groups.extend(_Group(record_id, prepared, [record_id]) for record_id in ids)
    return sorted(groups, key=lambda group: group.name)


def _compare_all(groups: Sequence[_Group], watch: Watch) -> Iterator[Edge]:
    """The judged pairs among all that share a block."""
    pairs = candidate_pairs([group.prepared for group in groups])
    for done, (left, right) in enumerate(pairs):
        if done % _WATCH_EVERY == 0:
            watch("compare", done, len(pairs))
        score = compare(groups[left].prepared, groups[right].prepared)
        yield engine_edge((groups[left].name, groups[right].name), score.verdict, score.value)
