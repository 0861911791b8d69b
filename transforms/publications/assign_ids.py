"""Which publication each record describes, and which work each publication belongs to.

A publication always has the record that founded it, and a work the publication that founded it. So an id
stays with its founder, a merge keeps the id of the oldest founder, and a record that is on its own again
gets the id that it would have founded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.matching.clustering import Link, Resolution
from transforms.matching.groups import group_linked
from transforms.publications.ids import founded_publication, founded_work


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerIds:
    """The ids that a record's publication and work have before the assignment."""

    rank: int
    """Lower was seen earlier; no two are equal."""
    publication_id: str | None
    """``None``: seen for the first time."""
    work_id: str | None
    """Of its publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Ids for everything that was resolved."""

    publications: Mapping[str, str]
    """Record id → publication id."""
    works: Mapping[str, str]
    """Publication id → work id."""


def assign_ids(resolution: Resolution, former_ids: Mapping[str, FormerIds]) -> Assignment:
    """Ids that change as little as the resolution allows, whatever the order of its clusters."""
    founders = {cluster: _publication_founder(cluster, former_ids) for cluster in resolution.clusters}
    publications = {
        record_id: founded_publication(founder)
        for cluster, founder in founders.items()
        for record_id in cluster
    }
    works: dict[str, str] = {}
    for group in _group_linked_founders(founders, resolution.links):
        founder = _work_founder(group, former_ids)
        works |= {founded_publication(record_id): founder for record_id in group}
    return Assignment(publications=publications, works=works)


def _publication_founder(cluster: Sequence[str], former_ids: Mapping[str, FormerIds]) -> str:
    """The record whose publication the cluster is."""

    def has_founded(record_id: str) -> bool:
        return former_ids[record_id].publication_id == founded_publication(record_id)

    return _oldest(cluster, has_founded, former_ids)


def _work_founder(founders: Sequence[str], former_ids: Mapping[str, FormerIds]) -> str:
    """The work that the publications founded by these records belong to."""

    def has_founded(record_id: str) -> bool:
        return former_ids[record_id].work_id == founded_work(founded_publication(record_id))

    return founded_work(founded_publication(_oldest(founders, has_founded, former_ids)))


def _oldest(
    records: Iterable[str], has_founded: Callable[[str], bool], former_ids: Mapping[str, FormerIds]
) -> str:
    return min(records, key=lambda record_id: (not has_founded(record_id), former_ids[record_id].rank))


def _group_linked_founders(founders: Mapping[tuple[str, ...], str], links: Iterable[Link]) -> list[list[str]]:
    """The founders of linked clusters together, each once."""
    named = {cluster[0]: founder for cluster, founder in founders.items()}
    return group_linked(named.values(), ((named[link.left], named[link.right]) for link in links))
