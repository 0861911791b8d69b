"""Finds the records that new and changed ones may be the same as, and judges each pair."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations

from models.matching import Component, Decider, Judgement, RecordPair, Verdict
from models.record import Description
from services.matching.blocking_keys import index_records
from storage.blocks import (
    find_blocks,
    find_groups,
    load_blocks,
    load_contents,
    load_members,
    prefer_indexes,
)
from storage.database import Connection
from storage.judgements import (
    drop_engine_judgements,
    drop_pairs,
    find_joined,
    load_component,
    load_engine_judgements,
    save_judgements,
)
from storage.records import find_members, load_descriptions, load_memberships
from text.batches import batches
from transforms.matching.blocking import BLOCK_LIMITS, block_limit
from transforms.matching.candidates import pairs_in_blocks
from transforms.matching.equality import is_proven_by_content
from transforms.matching.groups import group_linked
from transforms.matching.judging import judge_pair
from transforms.matching.prepared import Prepared, prepare

MAX_PREPARED = 20_000
"""Records that are kept ready to be compared: it bounds the memory, not the outcome."""


class Matcher:
    """Matches within one writing transaction; keeps ready what it has prepared lately.

    What the engine has judged is at any time: each pair that shares a block within its limit, whatever came
    when; equal records count as one.
    """

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        prefer_indexes(connection)
        self._connection = connection
        self._now = now
        self._prepared: dict[str, Prepared] = {}
        self._touched: set[str] = set()
        self._lost: Counter[str] = Counter()

    def index(self, descriptions: Mapping[str, Description]) -> None:
        """Write the blocking keys of new and changed records, by record id."""
        prepared = {record_id: prepare(description) for record_id, description in descriptions.items()}
        for record_id, one in prepared.items():
            self._keep(record_id, one)
        indexed = index_records(self._connection, prepared)
        self._touched |= indexed.touched
        self._lost += indexed.lost

    def judge(self, record_ids: Iterable[str]) -> frozenset[str]:
        """Judge the records anew against all that share a blocking key; returns the records this affects."""
        ids = sorted(self._touched.union(record_ids))
        known = frozenset(ids)
        affected = set(drop_engine_judgements(self._connection, ids).union(ids))
        held, far = Counter[str](), set[str]()
        for batch in batches(ids):
            blocks = find_blocks(self._connection, batch, BLOCK_LIMITS)
            held.update(key for own in blocks.own.values() for key in own & blocks.wide)
            far |= blocks.far
            pairs = pairs_in_blocks(batch, blocks.members.values()) | self._pair_equals(batch)
            self._save(self.compare_pairs(pair for pair in pairs if not _is_done(pair, batch[0], known)))
        affected |= self._close(held, far, known)
        affected |= self._open(known)
        self._touched, self._lost = set(), Counter()
        return frozenset(affected)

    def gather(self, record_ids: Iterable[str]) -> Component:
        """All records that the given ones are tied to by judgements or share a publication with."""
        known = frozenset(record_ids)
        while True:
            tied, judgements = load_component(self._connection, known)
            memberships = load_memberships(self._connection, tied)
            homes = {membership.publication_id for membership in memberships if membership.publication_id}
            members = frozenset(find_members(self._connection, homes))
            if members <= tied:
                break
            known = tied | members
        return self.complete(tied, judgements)

    def complete(self, record_ids: frozenset[str], judgements: Sequence[Judgement]) -> Component:
        """The records with all that they have to be resolved by, beside what was judged of them."""
        # What speaks against a tie is not stored, but whether a chain of ties holds needs it too.
        missing = self.compare_pairs(self._unjudged_pairs(judgements))
        groups = self._group_duplicates(judgements)
        return Component(record_ids=record_ids, judgements=(*judgements, *missing), groups=groups)

    def compare_pairs(self, pairs: Iterable[RecordPair]) -> list[Judgement]:
        """What the engine says of each pair; a pair with a rejected record is left out."""
        wanted = sorted(pairs)
        self._prepare({record_id for pair in wanted for record_id in pair})
        judged: list[Judgement] = []
        for left, right in wanted:
            if left in self._prepared and right in self._prepared:
                pair = left, right
                judged.append(judge_pair(pair, self._prepared[left], self._prepared[right], at=self._now))
        return judged

    def _save(self, judged: Iterable[Judgement]) -> None:
        save_judgements(self._connection, [one for one in judged if one.verdict is not Verdict.DISTINCT])

    def _pair_equals(self, record_ids: Sequence[str]) -> set[RecordPair]:
        """Each record that says what others say, with the one that stands for them; that one with all."""
        contents = load_contents(self._connection, record_ids)
        groups = find_groups(self._connection, sorted(set(contents.values())))
        shared = {content: first for content, (first, count) in groups.items() if count > 1}
        self._prepare(set(shared.values()))
        state = {
            content: first for content, first in shared.items() if is_proven_by_content(self._prepared[first])
        }
        pairs: set[RecordPair] = set()
        for record_id, content in contents.items():
            first = state.get(content)
            if first == record_id:
                others = load_members(self._connection, content)[1:]
                pairs.update((first, other) for other in others)
            elif first is not None:
                pairs.add((first, record_id))
        return pairs

    def _close(self, held: Mapping[str, int], far: Collection[str], judged: frozenset[str]) -> set[str]:
        """Forget pairs that share but a block that has grown too large; returns the records this affects.

        Args:
            held: keys that too many records have now, and how many of those that are judged anew have them.
            far: those of the keys that more than twice as many records have as may.
            judged: the records that are judged anew: what is said of them is right already.
        """
        members = load_blocks(self._connection, sorted(held.keys() - far))
        for key in far:
            if held[key] > block_limit(key):
                limit = block_limit(key) + held[key] + 1
                members[key] = load_members(self._connection, key, limit=limit)
        grown = [(key, [one for one in ids if one not in judged]) for key, ids in sorted(members.items())]
        former = [others for key, others in grown if 2 <= len(others) <= block_limit(key)]
        return self._forget_unshared(former) | self._find_tied(former)

    def _open(self, judged: frozenset[str]) -> set[str]:
        """Judge the pairs of blocks that records have left and that are small enough now; see ``_close``."""
        opened: list[list[str]] = []
        for key, lost in sorted(self._lost.items()):
            members = load_members(self._connection, key, limit=block_limit(key) + 1)
            if len(members) <= block_limit(key) < len(members) + lost:
                opened.append([one for one in members if one not in judged])
        stored = load_engine_judgements(self._connection, sorted({one for ids in opened for one in ids}))
        known = {(one.left_id, one.right_id) for one in stored}
        self._save(self.compare_pairs({pair for ids in opened for pair in combinations(ids, 2)} - known))
        return self._find_tied(opened)

    def _forget_unshared(self, groups: Iterable[Sequence[str]]) -> set[str]:
        """Drop what is said of pairs in one of the groups that share no block; returns their ends."""
        pairs = {pair for ids in groups for pair in combinations(sorted(ids), 2)}
        ids = sorted({end for pair in pairs for end in pair})
        stored = load_engine_judgements(self._connection, ids)
        said = pairs & {(one.left_id, one.right_id) for one in stored}
        ends = sorted({end for pair in said for end in pair})
        unshared = said - pairs_in_blocks(
            ends, find_blocks(self._connection, ends, BLOCK_LIMITS).members.values()
        )
        drop_pairs(self._connection, unshared)
        return {end for pair in unshared for end in pair}

    def _find_tied(self, groups: Sequence[Sequence[str]]) -> set[str]:
        """The records of groups that may be of one cluster, where it counts whether two share a block."""
        joined = find_joined(self._connection, {one for ids in groups for one in ids})
        tied = (joined.intersection(ids) for ids in groups)
        return {one for some in tied if len(some) > 1 for one in some}

    def _unjudged_pairs(self, judgements: Sequence[Judgement]) -> set[RecordPair]:
        """The pairs that share a block but have no judgement, in each group that ``same`` ties together."""
        known = {(one.left_id, one.right_id) for one in judgements}
        ties = [(one.left_id, one.right_id) for one in judgements if one.verdict is Verdict.SAME]
        groups = [
            group for group in group_linked({end for tie in ties for end in tie}, ties) if len(group) >= 3
        ]
        home = {one: number for number, group in enumerate(groups) for one in group}
        pairs: set[RecordPair] = set()
        for batch in batches(sorted(home)):
            blocks = find_blocks(self._connection, batch, BLOCK_LIMITS)
            found = pairs_in_blocks(batch, blocks.members.values())
            pairs.update(pair for pair in found if home.get(pair[0], -1) == home.get(pair[1], -2))
        return pairs - known

    def _group_duplicates(self, judgements: Iterable[Judgement]) -> tuple[frozenset[str], ...]:
        """The records that are ``same`` and say just the same, in groups of two or more."""
        joined = {
            end
            for one in judgements
            if one.verdict is Verdict.SAME and one.decider is Decider.ENGINE
            for end in (one.left_id, one.right_id)
        }
        groups: dict[str, set[str]] = {}
        for record_id, content in load_contents(self._connection, sorted(joined)).items():
            groups.setdefault(content, set()).add(record_id)
        return tuple(frozenset(group) for _, group in sorted(groups.items()) if len(group) > 1)

    def _prepare(self, record_ids: set[str]) -> None:
        """Make the records ready; makes room first, so that all of them are there at once."""
        if len(self._prepared) + len(record_ids) > MAX_PREPARED:
            self._prepared = {one: self._prepared[one] for one in record_ids if one in self._prepared}
        missing = sorted(record_ids - self._prepared.keys())
        for record_id, description in load_descriptions(self._connection, missing):
            self._prepared[record_id] = prepare(description)

    def _keep(self, record_id: str, prepared: Prepared) -> None:
        if len(self._prepared) >= MAX_PREPARED:
            del self._prepared[next(iter(self._prepared))]
        self._prepared[record_id] = prepared


def _is_done(pair: RecordPair, first: str, judged: frozenset[str]) -> bool:
    """Whether the pair was met with an earlier batch: these go by id, and this one begins with ``first``."""
    return any(one < first and one in judged for one in pair)
