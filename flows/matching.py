"""Finds the records that new and changed ones may be the same as, and judges each pair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from models.matching import Decider, Judgement, Verdict
from models.record import Description
from storage.database import Connection
from storage.judgements import drop_engine_judgements, find_candidates, load_component, save_judgements
from storage.records import find_members, load_places, load_records, replace_keys
from transforms.block import blocking_keys
from transforms.compare import compare, prepare

BATCH = 1_000
"""Records that are matched at a time: it bounds the memory, not the outcome."""

MAX_JUDGED_WHOLE = 40
"""Records of a group up to which every pair in it is judged, also those that share no blocking key."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Records that have to be resolved together, and all that was judged of them."""

    record_ids: frozenset[str]
    judgements: tuple[Judgement, ...]


def index_records(connection: Connection, descriptions: Mapping[str, Description]) -> None:
    """Write the blocking keys of new and changed records."""
    replace_keys(connection, {record_id: blocking_keys(said) for record_id, said in descriptions.items()})


def judge_records(connection: Connection, record_ids: Iterable[str], *, now: datetime) -> frozenset[str]:
    """Judge the records anew against all that share a blocking key; returns the records that this affects."""
    ids = sorted(record_ids)
    affected = drop_engine_judgements(connection, ids).union(ids)
    judged: set[Pair] = set()
    for start in range(0, len(ids), BATCH):
        pairs = find_candidates(connection, ids[start : start + BATCH]) - judged
        judged |= pairs
        telling = [one for one in _judge(connection, pairs, now) if one.verdict is not Verdict.DISTINCT]
        save_judgements(connection, telling)
    return affected


def gather_component(connection: Connection, record_ids: Iterable[str], *, now: datetime) -> Component:
    """All records that the given ones are tied to by judgements or share a publication with."""
    known = frozenset(record_ids)
    while True:
        tied, judgements = load_component(connection, known)
        homes = {place.publication_id for place in load_places(connection, tied) if place.publication_id}
        members = frozenset(find_members(connection, homes))
        if members <= tied:
            break
        known = tied | members
    # Only what speaks for a tie is stored; whether a chain of ties holds needs what speaks against it too.
    missing = _unjudged_pairs(judgements)
    return Component(record_ids=tied, judgements=judgements + tuple(_judge(connection, missing, now)))


def _judge(connection: Connection, pairs: Iterable[Pair], now: datetime) -> list[Judgement]:
    """What the engine says of each pair; a pair with a rejected record is left out."""
    wanted = sorted(pairs)
    ids = sorted({record_id for pair in wanted for record_id in pair})
    prepared = {record.id: prepare(record.description) for record in load_records(connection, ids)}
    judged: list[Judgement] = []
    for left, right in wanted:
        if left in prepared and right in prepared:
            score = compare(prepared[left], prepared[right])
            judged.append(
                Judgement(
                    left_id=left,
                    right_id=right,
                    verdict=score.verdict,
                    decider=Decider.ENGINE,
                    score=score.value,
                    reasons=score.reasons,
                    at=now,
                    link=score.link,
                )
            )
    return judged


def _unjudged_pairs(judgements: Sequence[Judgement]) -> set[Pair]:
    """The pairs without a judgement inside each group that ``same`` ties together."""
    known = {(one.left_id, one.right_id) for one in judgements}
    groups: dict[str, list[str]] = {}
    for one in judgements:
        if one.verdict is Verdict.SAME:
            left, right = (groups.setdefault(end, [end]) for end in (one.left_id, one.right_id))
            if left is not right:
                left.extend(right)
                groups.update(dict.fromkeys(right, left))
    distinct = {id(group): group for group in groups.values() if 3 <= len(group) <= MAX_JUDGED_WHOLE}
    pairs = (pair for group in distinct.values() for pair in combinations(sorted(group), 2))
    return {pair for pair in pairs if pair not in known}
