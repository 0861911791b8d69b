"""The changes that bring the catalogue from what it says to what its records say now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.catalogue import StoredPublication, StoredRecord
from models.change import Cause, Change, Entity, Evidence, FieldChange, Op
from models.matching import Judgement, Verdict
from models.publication import Publication
from transforms.diff import diff_publications
from transforms.ids import founded_publication
from transforms.merge import Member, merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What every change of one transaction shares."""

    at: datetime
    cause: Cause
    source_id: str | None
    run_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What becomes of one cluster of records."""

    before: StoredPublication | None
    """``None``: it is not in the catalogue yet."""
    after: StoredPublication
    changes: tuple[Change, ...]
    """One at most."""


def revise(
    publication_id: str,
    work_id: str,
    members: Sequence[StoredRecord],
    standing: StoredPublication | None,
    occasion: Occasion,
) -> Revision:
    """The publication that the records make, and the change that this is; ``standing=None``: not there."""
    live = [member for member in members if not member.is_withdrawn]
    merged = merge([_member(record) for record in live or members])
    fields = {name: getattr(merged.fields, name) for name in merged.fields.__dataclass_fields__}
    revised = StoredPublication(
        publication=Publication(id=publication_id, work_id=work_id, **fields),
        provenance=merged.provenance,
        first_seen_at=min(member.first_seen_at for member in members),
        withdrawn_at=None if live else (standing and standing.withdrawn_at) or occasion.at,
    )
    if standing is not None and not live:
        # A tombstone keeps the words that it was last listed with.
        revised = replace(revised, publication=replace(standing.publication, work_id=work_id))
    was_elsewhere = any(member.publication_id not in (None, publication_id) for member in members)
    changes = _changes(standing, revised, was_elsewhere, _evidence(live or members), occasion)
    return Revision(before=standing, after=revised, changes=changes)


def tell_merges(
    homes: Mapping[str, str],
    records: Mapping[str, StoredRecord],
    reasons: Mapping[str, str],
    occasion: Occasion,
) -> tuple[Change, ...]:
    """One ``merge`` for each id that is given up: that of a publication that stood, or of a new record.

    Args:
        homes: record id → id of the publication that it describes from now on.
        records: the same records as they stood.
        reasons: record id → why it is the same as another, of ``merge_reasons``.
    """
    changes = []
    for record_id in sorted(homes, key=lambda record_id: (records[record_id].first_seen_at, record_id)):
        record, home, own = records[record_id], homes[record_id], founded_publication(record_id)
        if home == own or record.publication_id not in (None, own):
            continue
        changes.append(
            _change(
                Op.MERGE,
                own,
                occasion,
                label=record.description.title or record.description.teaser,
                url=record.description.url,
                evidence=Evidence(
                    page_url=record.page_url,
                    capture_id=record.capture_id,
                    reason=reasons.get(record_id, "the same publication by way of other entries"),
                ),
                redirect_to=home,
            )
        )
    return tuple(changes)


def _changes(
    standing: StoredPublication | None,
    revised: StoredPublication,
    was_elsewhere: bool,
    evidence: Evidence,
    occasion: Occasion,
) -> tuple[Change, ...]:
    before = None if standing is None else standing.publication
    after = revised.publication
    is_back = standing is not None and standing.withdrawn_at is not None and revised.withdrawn_at is None
    is_gone = standing is not None and standing.withdrawn_at is None and revised.withdrawn_at is not None
    differences = diff_publications(None if is_back else before, after)
    if standing is None:
        op = Op.SPLIT if was_elsewhere else Op.CREATE
    elif is_back:
        op = Op.RESTORE
    elif is_gone:
        op = Op.WITHDRAW
        evidence = replace(evidence, reason=evidence.reason or absence_in_words(occasion))
    elif differences:
        op = Op.UPDATE
    else:
        return ()
    label, url = after.title or after.abstract, after.url or after.file_url
    return (_change(op, after.id, occasion, label=label, url=url, evidence=evidence, fields=differences),)


def _change(
    op: Op,
    publication_id: str,
    occasion: Occasion,
    *,
    label: str | None,
    url: str | None,
    evidence: Evidence,
    fields: tuple[FieldChange, ...] = (),
    redirect_to: str | None = None,
) -> Change:
    return Change(
        seq=None,
        at=occasion.at,
        entity=Entity.PUBLICATION,
        entity_id=publication_id,
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
        trust=0,
    )


def _evidence(members: Sequence[StoredRecord]) -> Evidence:
    latest = max(members, key=lambda member: (member.last_seen_at, member.id))
    return Evidence(page_url=latest.page_url, capture_id=latest.capture_id)


def merge_reasons(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Why each record is the same as some other, in words: by the judgement that is surest."""
    best: dict[str, Judgement] = {}
    for judgement in judgements:
        if judgement.verdict is Verdict.SAME:
            for record_id in (judgement.left_id, judgement.right_id):
                if record_id not in best or judgement.score > best[record_id].score:
                    best[record_id] = judgement
    return {record_id: "; ".join(judgement.reasons) for record_id, judgement in best.items()}
