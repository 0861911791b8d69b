"""Ids stay with their founders, whatever joins or parts."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.matching.clustering import Link, Resolution
from transforms.publications.assign_ids import Assignment, FormerIds, assign_ids
from transforms.publications.ids import founded_publication, founded_work

RECORDS = tuple(f"r-{number}" for number in range(8))


@st.composite
def resolutions(draw: st.DrawFn) -> Resolution:
    """Any partition of the records, with any links between its clusters."""
    homes = draw(st.lists(st.integers(0, 7), min_size=8, max_size=8))
    clusters: dict[int, list[str]] = {}
    for record_id, home in zip(RECORDS, homes, strict=True):
        clusters.setdefault(home, []).append(record_id)
    named = sorted(tuple(sorted(members)) for members in clusters.values())
    ends = st.sampled_from([cluster[0] for cluster in named])
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=4))
    links = (Link(left=min(pair), right=max(pair), link="edition") for pair in pairs if pair[0] != pair[1])
    return Resolution(clusters=tuple(named), links=tuple(links))


def seats_after(assignment: Assignment | None) -> dict[str, FormerIds]:
    """Where everyone sits once the assignment is written; ``None``: nobody has been assigned yet."""
    former_ids = {}
    for rank, record_id in enumerate(RECORDS):
        publication = assignment.publications[record_id] if assignment else None
        work = assignment.works[publication] if assignment and publication else None
        former_ids[record_id] = FormerIds(rank=rank, publication_id=publication, work_id=work)
    return former_ids


@given(resolutions())
def test_new_cluster_takes_the_id_of_its_first_record(resolution: Resolution) -> None:
    assignment = assign_ids(resolution, seats_after(None))
    for cluster in resolution.clusters:
        assert {assignment.publications[one] for one in cluster} == {founded_publication(cluster[0])}


@given(resolutions())
def test_assigning_again_changes_nothing(resolution: Resolution) -> None:
    first = assign_ids(resolution, seats_after(None))
    assert assign_ids(resolution, seats_after(first)) == first


@given(resolutions(), resolutions())
def test_publication_always_holds_its_founder(before: Resolution, after: Resolution) -> None:
    later = assign_ids(after, seats_after(assign_ids(before, seats_after(None))))
    for publication in set(later.publications.values()):
        founder = publication.replace("p-", "r-", 1)
        assert later.publications[founder] == publication
    for work in set(later.works.values()):
        assert work.replace("w-", "p-", 1) in later.works


@given(resolutions())
def test_taking_a_merge_back_restores_every_original_id(merged: Resolution) -> None:
    apart = assign_ids(apart_of_all(), seats_after(None))
    together = assign_ids(merged, seats_after(apart))
    assert assign_ids(apart_of_all(), seats_after(together)).publications == apart.publications


def apart_of_all() -> Resolution:
    return Resolution(clusters=tuple((one,) for one in RECORDS), links=())


def test_merge_keeps_the_id_of_the_oldest_founder() -> None:
    former_ids = seats_after(assign_ids(apart_of_all(), seats_after(None)))
    others = tuple((one,) for one in RECORDS if one not in ("r-1", "r-2"))
    joined = Resolution(clusters=(("r-1", "r-2"), *others), links=())
    assert assign_ids(joined, former_ids).publications["r-2"] == "p-1"


def test_linked_publications_share_the_oldest_work() -> None:
    alone = apart_of_all()
    linked = Resolution(clusters=alone.clusters, links=(Link(left="r-2", right="r-5", link="translation"),))
    works = assign_ids(linked, seats_after(assign_ids(alone, seats_after(None)))).works
    assert works["p-2"] == works["p-5"] == founded_work("p-2")
    assert works["p-1"] == "w-1"
