"""From records and judgements to publications and their changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

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
from text.batches import BATCH
from transforms.matching.duplicate_groups import resolve_duplicates
from transforms.publications.assign_ids import Assignment, FormerIds, assign_ids
from transforms.publications.changes import Occasion, Revision, Target, merge_changes, merge_reasons, revise
from transforms.publications.ids import founded_publication

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
    """Stored publications that are now part of another publication."""


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
        members = _load_members(connection, batch)
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
        members = _load_members(connection, batch)
        revisions = _revise_batch(connection, batch, members, plan, occasion)
        for cluster, revision in zip(batch, revisions, strict=True):
            target_id = plan.assignment.publications[cluster[0]]
            is_moved = any(members[record_id].publication_id != target_id for record_id in cluster)
            if is_moved or revision.changes or revision.before != revision.after:
                changing.update(cluster)
    return frozenset(changing)


def _resolve(connection: Connection, component: Component) -> _Plan:
    memberships = load_memberships(connection, component.record_ids)
    former_ids = _find_former_ids(memberships)
    resolution = resolve_duplicates(former_ids, component.judgements, component.groups)
    assignment = assign_ids(resolution, former_ids)
    stored = {membership.publication_id for membership in memberships if membership.publication_id}
    return _Plan(
        clusters=tuple(
            sorted(resolution.clusters, key=lambda cluster: min(former_ids[id_].rank for id_ in cluster))
        ),
        assignment=assignment,
        reasons=merge_reasons(component.judgements),
        given_up=frozenset(stored.difference(assignment.publications.values())),
    )


def _find_former_ids(memberships: Iterable[Membership]) -> dict[str, FormerIds]:
    """In the order of first sight: it decides which of two records keeps its publication's id."""
    ordered = sorted(memberships, key=_first_sight)
    return {
        membership.record_id: FormerIds(
            rank=rank, publication_id=membership.publication_id, work_id=membership.work_id
        )
        for rank, membership in enumerate(ordered)
    }


def _first_sight(membership: Membership) -> tuple[datetime, int, str]:
    return membership.first_seen_at, membership.first_position, membership.record_id


def _batch_clusters(clusters: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Whole clusters, until a batch has ``BATCH`` records."""
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


def _load_members(connection: Connection, clusters: Iterable[tuple[str, ...]]) -> dict[str, StoredRecord]:
    return {record.id: record for record in load_records(connection, chain.from_iterable(clusters))}


def _revise_batch(
    connection: Connection,
    clusters: Sequence[tuple[str, ...]],
    members: Mapping[str, StoredRecord],
    plan: _Plan,
    occasion: Occasion,
) -> list[Revision]:
    target_ids = [plan.assignment.publications[cluster[0]] for cluster in clusters]
    stored = load_publications(connection, target_ids)
    edits = _load_founders_edits(connection, members) if has_edits(connection) else {}
    revisions = []
    for cluster, target_id in zip(clusters, target_ids, strict=True):
        target = Target(
            id=target_id,
            work_id=plan.assignment.works[target_id],
            stored=stored.get(target_id),
            edits=_lay_edits(target_id, [edit for record_id in cluster for edit in edits.get(record_id, ())]),
        )
        revisions.append(revise(target, [members[record_id] for record_id in cluster], occasion))
    return revisions


def _load_founders_edits(connection: Connection, record_ids: Iterable[str]) -> dict[str, list[Edit]]:
    """Record id → the edits of the publication that it founds, or founded before it was merged."""
    founders = {founded_publication(record_id): record_id for record_id in record_ids}
    edits: dict[str, list[Edit]] = {}
    for edit in load_edits(connection, founders):
        edits.setdefault(founders[edit.publication_id], []).append(edit)
    return edits


def _lay_edits(target_id: str, edits: Sequence[Edit]) -> dict[str, JsonValue]:
    """Of the edits of all publications that are one now: its own, else the latest of each field."""
    ordered = sorted(edits, key=lambda edit: (edit.publication_id == target_id, edit.at, edit.publication_id))
    return {edit.field: edit.value for edit in ordered}


def _write_batch(
    connection: Connection,
    members: Mapping[str, StoredRecord],
    revisions: Sequence[Revision],
    plan: _Plan,
    occasion: Occasion,
) -> Sequence[Change]:
    targets = {record_id: plan.assignment.publications[record_id] for record_id in members}
    moved = {id_: target for id_, target in targets.items() if members[id_].publication_id != target}
    changes = [change for revision in revisions for change in revision.changes]
    changes += merge_changes(moved, members, plan.reasons, occasion)
    numbered = list(zip(append_changes(connection, changes), changes, strict=True))
    seqs = {change.entity_id: seq for seq, change in numbered if change.op is not Op.MERGE}
    new = [revision.after for revision in revisions if revision.before is None]
    insert_publications(connection, new, seqs)
    update_publications(connection, [rev.after for rev in revisions if rev.before not in (None, rev.after)])
    made = {stored.publication.id for stored in new}
    number_publications(connection, {target: seq for target, seq in seqs.items() if target not in made})
    assign_publications(connection, moved)
    _redirect(connection, moved, seq=numbered[-1][0] if numbered else 0)
    return changes


def _redirect(connection: Connection, moved: Mapping[str, str], *, seq: int) -> None:
    """Each record's own publication id leads to where the record is now, or to itself again."""
    own = {founded_publication(record_id): target for record_id, target in moved.items()}
    save_redirects(connection, {old: (target, seq) for old, target in own.items() if old != target})
    drop_redirects(connection, [old for old, target in own.items() if old == target])


def _changed_works(revisions: Iterable[Revision]) -> dict[str, str]:
    return {
        revision.before.publication.work_id: revision.after.publication.work_id
        for revision in revisions
        if revision.before and revision.before.publication.work_id != revision.after.publication.work_id
    }


def _new_works(revisions: Iterable[Revision]) -> set[str]:
    """Works that publications belong to now and did not before: some may have led elsewhere."""
    return {
        revision.after.publication.work_id
        for revision in revisions
        if revision.before is None
        or revision.before.publication.work_id != revision.after.publication.work_id
    }


def _redirect_works(connection: Connection, successors: Mapping[str, str]) -> None:
    """A work without publications leads to the work that took its publications in."""
    unused = find_unused_works(connection, successors)
    save_redirects(connection, {old: (successors[old], 0) for old in sorted(unused)})
    drop_redirects(connection, sorted(set(successors.values())))
