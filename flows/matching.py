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
from transforms.block import MAX_BLOCK, keys_of
from transforms.compare import Prepared, compare, prepare

BATCH = 1_000
"""Records that are matched at a time: it bounds the memory, not the outcome."""

MAX_JUDGED_WHOLE = 40
"""Records of a group up to which every pair in it is judged, also those that share no blocking key."""

MAX_PREPARED = 20_000
"""Records that are kept ready to be compared: it bounds the memory, not the outcome."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Records that have to be resolved together, and all that was judged of them."""

    record_ids: frozenset[str]
    judgements: tuple[Judgement, ...]


class Matcher:
    """Matches within one writing transaction; keeps ready what it has prepared lately."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._prepared: dict[str, Prepared] = {}

    def index(self, descriptions: Mapping[str, Description]) -> None:
        """Write the blocking keys of new and changed records, by record id."""
        for record_id, description in descriptions.items():
            self._keep(record_id, prepare(description))
        keys = {record_id: keys_of(self._prepared[record_id]) for record_id in descriptions}
        replace_keys(self._connection, keys)

    def judge(self, record_ids: Iterable[str]) -> frozenset[str]:
        """Judge the records anew against all that share a blocking key; returns the records this affects."""
        ids = sorted(record_ids)
        affected = drop_engine_judgements(self._connection, ids).union(ids)
        judged: set[Pair] = set()
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            pairs = find_candidates(self._connection, batch, max_block=MAX_BLOCK) - judged
            judged |= pairs
            telling = [one for one in self.compare_pairs(pairs) if one.verdict is not Verdict.DISTINCT]
            save_judgements(self._connection, telling)
        return affected

    def gather(self, record_ids: Iterable[str]) -> Component:
        """All records that the given ones are tied to by judgements or share a publication with."""
        known = frozenset(record_ids)
        while True:
            tied, judgements = load_component(self._connection, known)
            places = load_places(self._connection, tied)
            homes = {place.publication_id for place in places if place.publication_id}
            members = frozenset(find_members(self._connection, homes))
            if members <= tied:
                break
            known = tied | members
        # What speaks against a tie is not stored, but whether a chain of ties holds needs it too.
        missing = self.compare_pairs(_unjudged_pairs(judgements))
        return Component(record_ids=tied, judgements=(*judgements, *missing))

    def compare_pairs(self, pairs: Iterable[Pair]) -> list[Judgement]:
        """What the engine says of each pair; a pair with a rejected record is left out."""
        wanted = sorted(pairs)
        self._prepare({record_id for pair in wanted for record_id in pair})
        judged: list[Judgement] = []
        for left, right in wanted:
            if left in self._prepared and right in self._prepared:
                score = compare(self._prepared[left], self._prepared[right])
                judged.append(
                    Judgement(
                        left_id=left,
                        right_id=right,
                        verdict=score.verdict,
                        decider=Decider.ENGINE,
                        score=score.value,
                        reasons=score.reasons,
                        at=self._now,
                        link=score.link,
                    )
                )
        return judged

    def _prepare(self, record_ids: set[str]) -> None:
        """Make the records ready; makes room first, so that all of them are there at once."""
        if len(self._prepared) + len(record_ids) > MAX_PREPARED:
            self._prepared = {one: self._prepared[one] for one in record_ids if one in self._prepared}
        missing = sorted(record_ids - self._prepared.keys())
        for record in load_records(self._connection, missing):
            self._prepared[record.id] = prepare(record.description)

    def _keep(self, record_id: str, prepared: Prepared) -> None:
        if len(self._prepared) >= MAX_PREPARED:
            del self._prepared[next(iter(self._prepared))]
        self._prepared[record_id] = prepared


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
