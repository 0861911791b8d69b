"""From records and judgements to publications and the changes that they went through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.catalogue import Edit, Membership, StoredRecord
from models.change import Change, JsonValue, Op
from models.matching import Component
from storage.database import Connection
from storage.edits import has_edits, load_edits
from storage.journal import append_changes
from storage.publications import (
    delete_publications,
    drop_redirects,
    find_unused_works,
    insert_publications,
    load_publications,
    number_publications,
    save_redirects,
    update_publications,
)
from storage.records import assign_publications, load_memberships, load_records
from transforms.matching.duplicate_groups import resolve_duplicates
from transforms.publications.assign_ids import Assignment, FormerIds, assign_ids
from transforms.publications.changes import Home, Occasion, Revision, merge_reasons, revise, tell_merges
from transforms.publications.ids import founded_publication

BATCH = 1_000
"""Records whose publications are revised at a time: it bounds the memory, not the outcome."""

MAX_PLANNED = 1_000
"""Changes that are kept to be looked at where none is made (a held run, a dry one); counts are kept whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What was resolved, before any publication is looked at."""

    clusters: tuple[tuple[str, ...], ...]
    """The oldest founder's cluster first."""
    assignment: Assignment
    reasons: Mapping[str, str]
    given_up: frozenset[str]
    """Publications that stood and are now part of another one."""


def revise_publications(
    connection: Connection, component: Component, occasion: Occasion
) -> Iterator[Sequence[Change]]:
    """Write what the component's records make of their publications; yields the numbered changes in batches.

    Args:
        connection: of the writing transaction; changes that were yielded are in its journal already.
        component: everything that has to be resolved together.
        occasion: what the changes share.
    """
    plan = _resolve(connection, component)
    given_up_works: dict[str, str] = {}
    taken_up_works: set[str] = set()
    for batch in _batch_clusters(plan.clusters):
        members = {
            record.id: record for record in load_records(connection, [one for c in batch for one in c])
        }
        revisions = _revise_batch(connection, batch, members, plan, occasion)
        given_up_works |= _changed_works(revisions)
        taken_up_works |= _new_works(revisions)
        yield _write_batch(connection, members, revisions, plan, occasion)
    delete_publications(connection, sorted(plan.given_up))
    _redirect_works(connection, given_up_works)
    drop_redirects(connection, sorted(taken_up_works))


def find_changing(connection: Connection, component: Component, occasion: Occasion) -> frozenset[str]:
    """The records of publications that ``revise_publications`` would change; nothing is written."""
    plan = _resolve(connection, component)
    changing: set[str] = set()
    for batch in _batch_clusters(plan.clusters):
        members = {
            record.id: record for record in load_records(connection, [one for c in batch for one in c])
        }
        revisions = _revise_batch(connection, batch, members, plan, occasion)
        for cluster, revision in zip(batch, revisions, strict=True):
            home = plan.assignment.publications[cluster[0]]
            is_moved = any(members[one].publication_id != home for one in cluster)
            if is_moved or revision.changes or revision.before != revision.after:
                changing.update(cluster)
    return frozenset(changing)


def _resolve(connection: Connection, component: Component) -> _Plan:
    memberships = load_memberships(connection, component.record_ids)
    former_ids = _find_former_ids(memberships)
    resolution = resolve_duplicates(former_ids, component.judgements, component.groups)
    assignment = assign_ids(resolution, former_ids)
    kept = set(assignment.publications.values())
    return _Plan(
        clusters=tuple(sorted(resolution.clusters, key=lambda c: min(former_ids[one].rank for one in c))),
        assignment=assignment,
        reasons=merge_reasons(component.judgements),
        given_up=frozenset(
            membership.publication_id for membership in memberships if membership.publication_id
        )
        - kept,
    )


def _find_former_ids(memberships: Iterable[Membership]) -> dict[str, FormerIds]:
    """In the order of first sight: it decides which of two records keeps its publication's id."""
    ordered = sorted(memberships, key=lambda p: (p.first_seen_at, p.first_position, p.record_id))
    return {
        membership.record_id: FormerIds(
            rank=rank, publication_id=membership.publication_id, work_id=membership.work_id
        )
        for rank, membership in enumerate(ordered)
    }


def _batch_clusters(clusters: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    batch: list[tuple[str, ...]] = []
    records = 0
    for cluster in clusters:
        batch.append(cluster)
        records += len(cluster)
        if records >= BATCH:
            yield batch
            batch, records = [], 0
    if batch:
        yield batch


def _revise_batch(
    connection: Connection,
    clusters: Sequence[tuple[str, ...]],
    members: Mapping[str, StoredRecord],
    plan: _Plan,
    occasion: Occasion,
) -> list[Revision]:
    homes, works = plan.assignment.publications, plan.assignment.works
    stored = load_publications(connection, [homes[cluster[0]] for cluster in clusters])
    written = _load_written(connection, members) if has_edits(connection) else {}
    revisions = []
    for cluster in clusters:
        home_id = homes[cluster[0]]
        home = Home(
            id=home_id,
            work_id=works[home_id],
            stored=stored.get(home_id),
            edits=_lay_edits(home_id, [edit for one in cluster for edit in written.get(one, ())]),
        )
        revisions.append(revise(home, [members[one] for one in cluster], occasion))
    return revisions


def _load_written(connection: Connection, record_ids: Iterable[str]) -> dict[str, list[Edit]]:
    """Record id → the edits of the publication that it founds, or founded before it was merged."""
    founders = {founded_publication(record_id): record_id for record_id in record_ids}
    written: dict[str, list[Edit]] = {}
    for edit in load_edits(connection, founders):
        written.setdefault(founders[edit.publication_id], []).append(edit)
    return written


def _lay_edits(home_id: str, edits: Sequence[Edit]) -> dict[str, JsonValue]:
    """What counts of the edits of all publications that are one now: its own, else the latest."""
    ordered = sorted(edits, key=lambda edit: (edit.publication_id == home_id, edit.at, edit.publication_id))
    return {edit.field: edit.value for edit in ordered}


def _write_batch(
    connection: Connection,
    members: Mapping[str, StoredRecord],
    revisions: Sequence[Revision],
    plan: _Plan,
    occasion: Occasion,
) -> Sequence[Change]:
    homes = {record_id: plan.assignment.publications[record_id] for record_id in members}
    moved = {one: home for one, home in homes.items() if members[one].publication_id != home}
    changes = [change for one in revisions for change in one.changes]
    changes += tell_merges(moved, members, plan.reasons, occasion)
    numbered = list(zip(append_changes(connection, changes), changes, strict=True))
    seqs = {change.entity_id: seq for seq, change in numbered if change.op is not Op.MERGE}
    new = [one.after for one in revisions if one.before is None]
    insert_publications(connection, new, seqs)
    update_publications(connection, [one.after for one in revisions if one.before not in (None, one.after)])
    made = {stored.publication.id for stored in new}
    number_publications(connection, {home: seq for home, seq in seqs.items() if home not in made})
    assign_publications(connection, moved)
    _redirect(connection, moved, seq=numbered[-1][0] if numbered else 0)
    return changes


def _redirect(connection: Connection, moved: Mapping[str, str], *, seq: int) -> None:
    """Each record's own publication id leads to where the record is now, or to itself again."""
    own = {founded_publication(record_id): home for record_id, home in moved.items()}
    save_redirects(connection, {old: (home, seq) for old, home in own.items() if old != home})
    drop_redirects(connection, [old for old, home in own.items() if old == home])


def _changed_works(revisions: Iterable[Revision]) -> dict[str, str]:
    return {
        one.before.publication.work_id: one.after.publication.work_id
        for one in revisions
        if one.before and one.before.publication.work_id != one.after.publication.work_id
    }


def _new_works(revisions: Iterable[Revision]) -> set[str]:
    """Works that publications belong to now and did not before: some may have led elsewhere."""
    return {
        one.after.publication.work_id
        for one in revisions
        if one.before is None or one.before.publication.work_id != one.after.publication.work_id
    }


def _redirect_works(connection: Connection, successors: Mapping[str, str]) -> None:
    """A work that no publication belongs to any more leads to the one that took its publications in."""
    unused = find_unused_works(connection, successors)
    save_redirects(connection, {old: (successors[old], 0) for old in sorted(unused)})
    drop_redirects(connection, sorted(set(successors.values())))
