"""The changes that bring the catalogue in line with what its records state now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from models.catalogue import StoredPublication, StoredRecord
from models.change import Cause, Change, Entity, Evidence, FieldChange, JsonValue, Op
from models.matching import Decider, Judgement, Verdict
from models.publication import Publication
from transforms.publications.diff import diff_publications
from transforms.publications.edits import OPERATOR, apply_edits
from transforms.publications.ids import founded_publication
from transforms.publications.merge import Member, merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What all changes of a transaction share."""

    at: datetime
    cause: Cause
    source_id: str | None
    run_id: str | None
    reason: str | None = None
    """Why, in words, where the run does not explain it."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """Record id → a reason of the record's own, by which its publication counts as changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The publication that a cluster of records makes, and what is known of it so far."""

    id: str
    work_id: str
    stored: StoredPublication | None
    """``None``: it is not in the catalogue yet."""
    edits: Mapping[str, JsonValue] = field(default_factory=dict)
    """Field → what an operator wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What becomes of one cluster of records."""

    before: StoredPublication | None
    """``None``: it is not in the catalogue yet."""
    after: StoredPublication
    changes: tuple[Change, ...]
    """At most one, except that a publication may be split off and withdrawn at once."""


def revise(target: Target, members: Sequence[StoredRecord], occasion: Occasion) -> Revision:
    """The publication that the records make, and the changes by which it gets there."""
    live = [member for member in members if not member.is_withdrawn]
    stored = target.stored
    publication, provenance = _merge(target, live or members)
    if stored is not None and not live:
        publication, provenance = _keep_values(stored, publication, provenance)
    publication, provenance = apply_edits(publication, provenance, target.edits)
    revised = StoredPublication(
        publication=publication,
        provenance=provenance,
        first_seen_at=min(member.first_seen_at for member in members),
        withdrawn_at=None if live else (stored and stored.withdrawn_at) or occasion.at,
    )
    was_elsewhere = any(member.publication_id not in (None, target.id) for member in members)
    evidence = _evidence(live or members, occasion)
    changes = _changes(stored, revised, was_elsewhere, evidence, occasion)
    return Revision(before=stored, after=revised, changes=changes)


def _merge(target: Target, members: Sequence[StoredRecord]) -> tuple[Publication, Mapping[str, str]]:
    merged = merge([_member(record) for record in members])
    fields = {name: getattr(merged.fields, name) for name in merged.fields.__dataclass_fields__}
    return Publication(id=target.id, work_id=target.work_id, **fields), merged.provenance


def _keep_values(
    stored: StoredPublication, merged: Publication, provenance: Mapping[str, str]
) -> tuple[Publication, Mapping[str, str]]:
    """A tombstone keeps the values that it was last listed with, except for an operator's edits."""
    edited = [name for name, origin in stored.provenance.items() if origin == OPERATOR]
    given = {name: getattr(merged, name) for name in (*edited, "work_id")}
    kept = {name: origin for name, origin in stored.provenance.items() if origin != OPERATOR}
    return (
        replace(stored.publication, **given),
        kept | {name: provenance[name] for name in edited if name in provenance},
    )


def merge_changes(
    publication_of: Mapping[str, str],
    records: Mapping[str, StoredRecord],
    reasons: Mapping[str, str],
    occasion: Occasion,
) -> tuple[Change, ...]:
    """A ``merge`` for each id given up: a stored publication, or the publication of a new record.

    Args:
        publication_of: record id → id of the publication that it describes from now on.
        records: the same records as they are stored.
        reasons: record id → why it is the same as another, of ``merge_reasons``.
    """
    changes = []
    for record_id in sorted(publication_of, key=lambda id_: (records[id_].first_seen_at, id_)):
        record, own = records[record_id], founded_publication(record_id)
        if publication_of[record_id] == own or record.publication_id not in (None, own):
            continue
        changes.append(
            make_change(
                Entity.PUBLICATION,
                own,
                Op.MERGE,
                occasion,
                label=record.description.title or record.description.teaser,
                url=record.description.url,
                evidence=Evidence(
                    page_url=record.page_url,
                    capture_id=record.capture_id,
                    reason=reasons.get(record_id, "the same publication by way of other entries"),
                ),
                redirect_to=publication_of[record_id],
            )
        )
    return tuple(changes)


def _changes(
    stored: StoredPublication | None,
    revised: StoredPublication,
    was_elsewhere: bool,
    evidence: Evidence,
    occasion: Occasion,
) -> tuple[Change, ...]:
    before = None if stored is None else stored.publication
    after = revised.publication
    is_back = stored is not None and stored.withdrawn_at is not None and revised.withdrawn_at is None
    is_gone = stored is not None and stored.withdrawn_at is None and revised.withdrawn_at is not None
    differences = diff_publications(None if is_back else before, after)
    if stored is None:
        op = Op.SPLIT if was_elsewhere else Op.CREATE
    elif is_back:
        op = Op.RESTORE
    elif is_gone:
        op = Op.WITHDRAW
    elif differences or evidence.reason:
        op = Op.UPDATE
    else:
        return ()
    absence = absence_in_words(occasion) if op is Op.WITHDRAW else None
    evidence = replace(evidence, reason=evidence.reason or occasion.reason or absence)
    label, url = after.title or after.abstract, after.url or after.file_url
    change = make_change(
        Entity.PUBLICATION,
        after.id,
        op,
        occasion,
        label=label,
        url=url,
        evidence=evidence,
        fields=differences,
    )
    if stored is None and revised.withdrawn_at is not None:
        return change, replace(change, op=Op.WITHDRAW, fields=())
    return (change,)


def make_change(
    entity: Entity,
    entity_id: str,
    op: Op,
    occasion: Occasion,
    *,
    label: str | None,
    url: str | None,
    evidence: Evidence,
    fields: tuple[FieldChange, ...] = (),
    redirect_to: str | None = None,
) -> Change:
    """A change of this occasion, not numbered yet."""
    return Change(
        seq=None,
        at=occasion.at,
        entity=entity,
        entity_id=entity_id,
        op=op,
        cause=occasion.cause,
        source_id=occasion.source_id,
        run_id=occasion.run_id,
        label=label,
        url=url,
        fields=fields,
        evidence=evidence,
        redirect_to=redirect_to,
    )


def absence_in_words(occasion: Occasion) -> str:
    """Why something was withdrawn."""
    if occasion.cause is Cause.OPERATOR:
        return "no longer listed, and an operator approved the run that found so"
    return "not listed in two complete runs in a row"


def _member(record: StoredRecord) -> Member:
    return Member(
        record_id=record.id,
        source_id=record.source_id,
        description=record.description,
        first_seen_at=record.first_seen_at,
        trust=record.trust,
    )


def _evidence(members: Sequence[StoredRecord], occasion: Occasion) -> Evidence:
    latest = max(members, key=lambda member: (member.last_seen_at, member.id))
    remarks = [occasion.remarks[member.id] for member in members if member.id in occasion.remarks]
    reason = "; ".join(remarks) or None
    return Evidence(page_url=latest.page_url, capture_id=latest.capture_id, reason=reason)


def merge_reasons(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Why each record is the same as another, in words: an operator's ruling, else the surest judgement."""
    given = list(judgements)
    ruled = {judgement.pair for judgement in given if judgement.decider is Decider.OPERATOR}
    best: dict[str, tuple[tuple[bool, float], Judgement]] = {}
    for judgement in given:
        is_ruling = judgement.decider is Decider.OPERATOR
        is_overruled = not is_ruling and judgement.pair in ruled
        if judgement.verdict is Verdict.SAME and not is_overruled:
            weight = is_ruling, judgement.score
            for record_id in judgement.pair:
                if record_id not in best or weight > best[record_id][0]:
                    best[record_id] = weight, judgement
    return {record_id: "; ".join(judgement.reasons) for record_id, (_, judgement) in best.items()}
