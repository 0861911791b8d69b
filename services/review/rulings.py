"""What an operator decides about pairs and publications: it outranks the engine, and can be taken back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from models.catalogue import Edit
from models.change import Cause, Change
from models.errors import StorageConflict
from models.matching import Component, Decider, Judgement, RecordPair, Verdict
from models.publication import WorkLink
from services.matching.matcher import Matcher
from services.matching.publications import revise_publications
from services.review.pair_views import find_pair, find_publication, find_record, judge_now, name_pairs
from services.session import Clock, open_catalogue, publish_to, utc_now
from services.settings import Settings
from storage.database import Connection
from storage.edits import drop_edits, save_edit
from storage.records import load_memberships, load_records
from storage.rulings import drop_ruling, save_ruling
from transforms.publications.changes import Occasion
from transforms.publications.edits import read_edit
from transforms.publications.ids import founded_publication, name_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """An operator's verdict on a pair."""

    verdict: Verdict
    note: str | None = None
    """Why, for later readers."""
    link: WorkLink | None = None
    """With ``edition``; ``None``: as the engine judges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What an operator's decision did."""

    pairs: tuple[str, ...]
    """Names of the pairs that were ruled on, or whose ruling was taken back."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Touched:
    """What a decision was about, once it is written."""

    record_ids: frozenset[str]
    reason: str
    pairs: tuple[RecordPair, ...] = ()


Act = Callable[[Connection, datetime], _Touched]


def rule_pair(
    names: Sequence[str], ruling: Ruling, settings: Settings, *, clock: Clock = utc_now
) -> Reviewed:
    """Keep an operator's judgement on a pair for good, and bring the catalogue in line with it at once.

    Args:
        names: the name of a pair, or two ids of records or publications.

    Raises:
        EntryUnknown: if there is no such pair.
        StorageConflict: if it contradicts what was ruled on other pairs.
    """

    def rule(connection: Connection, now: datetime) -> _Touched:
        pair = find_pair(connection, names)
        judgement = _judgement(connection, pair, ruling, now)
        save_ruling(connection, judgement)
        return _Touched(record_ids=frozenset(pair), reason="; ".join(judgement.reasons), pairs=(pair,))

    return _act(rule, settings, clock)


def undo_ruling(names: Sequence[str], settings: Settings, *, clock: Clock = utc_now) -> Reviewed:
    """Take an operator's judgement on a pair back: the engine's judgement counts again.

    Raises:
        EntryUnknown: if there is no such pair.
        StorageConflict: if nobody ruled on it.
    """

    def undo(connection: Connection, now: datetime) -> _Touched:
        pair = find_pair(connection, names)
        if not drop_ruling(connection, *pair):
            raise StorageConflict(
                f"no operator has ruled on {name_pair(*pair)}; 'pubharvest review list --ruled' has those"
            )
        reason = "an operator took a ruling back"
        return _Touched(record_ids=frozenset(pair), reason=reason, pairs=(pair,))

    return _act(undo, settings, clock)


def split_publication(
    name: str,
    settings: Settings,
    *,
    record_names: Sequence[str] = (),
    note: str | None = None,
    clock: Clock = utc_now,
) -> Reviewed:
    """Take a publication apart; each part has the id that it had, or would have had, on its own.

    The founding record is split off; what is the same among the others stays together. If the publication is
    named by an id that was merged away, the record of that id is split off.

    Args:
        record_names: the records that are split off instead.

    Raises:
        EntryUnknown: if there is no such publication or record.
        StorageConflict: if there is nothing to take apart.
    """

    def split(connection: Connection, now: datetime) -> _Touched:
        members, parting = _find_parts(connection, name, record_names)
        pairs = sorted((min(a, b), max(a, b)) for a in parting for b in members - parting)
        ruling = Ruling(verdict=Verdict.DISTINCT, note=note)
        for pair in pairs:
            save_ruling(connection, _judgement(connection, pair, ruling, now))
        reason = _with_note("an operator took the publication apart", note)
        return _Touched(record_ids=frozenset(members), reason=reason, pairs=tuple(pairs))

    return _act(split, settings, clock)


def edit_publication(
    name: str, field: str, value: str, settings: Settings, *, clock: Clock = utc_now
) -> Reviewed:
    """Write over a field of a publication; later harvests change the value beneath, not the edit.

    Raises:
        EntryUnknown, EditInvalid
    """
    read = read_edit(field, value)

    def edit(connection: Connection, now: datetime) -> _Touched:
        publication_id, members = find_publication(connection, name)
        save_edit(connection, Edit(publication_id=publication_id, field=field, value=read, at=now))
        return _Touched(record_ids=frozenset(members), reason=f"an operator edited {field}")

    return _act(edit, settings, clock)


def undo_edit(name: str, field: str, settings: Settings, *, clock: Clock = utc_now) -> Reviewed:
    """Take an edit back: the field has again the value from its records.

    Raises:
        EntryUnknown: if there is no such publication.
        StorageConflict: if the field was not edited.
    """

    def undo(connection: Connection, now: datetime) -> _Touched:
        publication_id, members = find_publication(connection, name)
        # Edits of publications that were merged into this one hold here, too.
        if not drop_edits(connection, map(founded_publication, sorted(members)), field):
            raise StorageConflict(
                f"{field} of {publication_id} was not edited; there is nothing to take back"
            )
        return _Touched(record_ids=frozenset(members), reason=f"an operator took the edit of {field} back")

    return _act(undo, settings, clock)


def _act(act: Act, settings: Settings, clock: Clock) -> Reviewed:
    """Write a decision, resolve what it affects, and publish; all of it or nothing."""
    with open_catalogue(settings) as database:
        now = clock()
        with database.write() as connection:
            touched = act(connection, now)
            component = Matcher(connection, now=now).gather(touched.record_ids)
            broken_before = _find_broken(connection, component).difference(touched.pairs)
            occasion = Occasion(
                at=now, cause=Cause.OPERATOR, source_id=None, run_id=None, reason=touched.reason
            )
            changes = tuple(chain.from_iterable(revise_publications(connection, component, occasion)))
            broken = _find_broken(connection, component) - broken_before
            _refuse_contradiction(component, broken, touched.pairs)
        publish_to(database, settings, clock())
    return Reviewed(pairs=name_pairs(touched.pairs), changes=changes)


def _judgement(connection: Connection, pair: RecordPair, ruling: Ruling, now: datetime) -> Judgement:
    left, right = sorted(load_records(connection, pair), key=lambda record: record.id)
    link = None
    if ruling.verdict is Verdict.EDITION:
        link = ruling.link.value if ruling.link else judge_now(left, right, now).link
        is_translated = left.description.language != right.description.language
        link = link or (WorkLink.TRANSLATION if is_translated else WorkLink.EDITION).value
    sentences = {
        Verdict.SAME: "an operator ruled that they are the same publication",
        Verdict.EDITION: "an operator ruled that they are of one work, but not the same",
        Verdict.DISTINCT: "an operator ruled that they are not the same",
    }
    return Judgement(
        left_id=left.id,
        right_id=right.id,
        verdict=ruling.verdict,
        decider=Decider.OPERATOR,
        score=1.0 if ruling.verdict is Verdict.SAME else 0.0,
        reasons=(_with_note(sentences[ruling.verdict], ruling.note),),
        at=now,
        link=link,
    )


def _with_note(sentence: str, note: str | None) -> str:
    return f"{sentence} ({note.strip()})" if note and note.strip() else sentence


def _find_parts(
    connection: Connection, name: str, record_names: Sequence[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """All records of the publication, and those that part from the others."""
    publication_id, members = find_publication(connection, name)
    named = find_record(connection, name)
    parting = frozenset(find_record(connection, wanted) for wanted in record_names) or frozenset({named})
    if strangers := parting.difference(members):
        raise StorageConflict(
            f"{min(strangers)} is no record of {publication_id}; its records: {_enumerate(members)}"
        )
    if parting == frozenset(members):
        raise StorageConflict(
            f"{publication_id} has no other records than {_enumerate(members)}: nothing can part"
        )
    return frozenset(members), parting


def _find_broken(connection: Connection, component: Component) -> frozenset[RecordPair]:
    """Pairs on which an operator ruled otherwise than the catalogue has it."""
    memberships = {
        membership.record_id: membership for membership in load_memberships(connection, component.record_ids)
    }
    broken: set[RecordPair] = set()
    for ruling in _rulings_of(component):
        if not memberships.keys() >= set(ruling.pair):
            continue
        left, right = (memberships[record_id] for record_id in ruling.pair)
        is_same, is_one_work = left.publication_id == right.publication_id, left.work_id == right.work_id
        if is_same is not (ruling.verdict is Verdict.SAME) or is_one_work is (
            ruling.verdict is Verdict.DISTINCT
        ):
            broken.add(ruling.pair)
    return frozenset(broken)


def _rulings_of(component: Component) -> list[Judgement]:
    return [judgement for judgement in component.judgements if judgement.decider is Decider.OPERATOR]


def _refuse_contradiction(
    component: Component, broken: frozenset[RecordPair], new: Sequence[RecordPair]
) -> None:
    """Refuse a ruling that can't hold beside an earlier one: the operator has to choose, not the engine.

    Raises:
        StorageConflict: with the names of the earlier rulings.
    """
    if not broken:
        return
    earlier = [ruling for ruling in _rulings_of(component) if ruling.pair not in new]
    blamed = [ruling for ruling in earlier if ruling.pair in broken] or earlier
    named = ", ".join(f"{name_pair(*ruling.pair)} is {ruling.verdict.value}" for ruling in blamed[:3])
    raise StorageConflict(
        f"that contradicts what an operator ruled before: {named}; take that back first with 'review undo'"
    )


def _enumerate(record_ids: Iterable[str]) -> str:
    return ", ".join(sorted(record_ids))
