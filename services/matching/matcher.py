"""Finds the records that new and changed records may be the same as, and judges each pair."""

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
from transforms.matching.judgement import judge_pair
from transforms.matching.preparation.prepared import Prepared, prepare

MAX_PREPARED = 20_000
"""Records that are kept ready to be compared: it bounds the memory, not the outcome."""


class Matcher:
    """Matches within one writing transaction; keeps a bounded number of records prepared.

    At any time the stored engine judgements are those of every pair that shares a block within its limit,
    whatever arrived when; records with identical content count as one record.
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
        for record_id, ready in prepared.items():
            self._keep(record_id, ready)
        indexed = index_records(self._connection, prepared)
        self._touched |= indexed.touched
        self._lost += indexed.lost

    def judge(self, record_ids: Iterable[str]) -> frozenset[str]:
        """Judge the records anew against all that share a blocking key; returns the records this affects."""
        ids = sorted(self._touched.union(record_ids))
        known = frozenset(ids)
        affected = set(drop_engine_judgements(self._connection, ids).union(ids))
        wide, far = Counter[str](), set[str]()
        for batch in batches(ids):
            blocks = find_blocks(self._connection, batch, BLOCK_LIMITS)
            wide.update(key for own in blocks.own.values() for key in own & blocks.wide)
            far |= blocks.far
            pairs = pairs_in_blocks(batch, blocks.members.values()) | self._pair_duplicates(batch)
            self._save(self.compare_pairs(pair for pair in pairs if not _is_done(pair, batch[0], known)))
        affected |= self._forget_wide_blocks(wide, far, known)
        affected |= self._judge_opened_blocks(known)
        self._touched, self._lost = set(), Counter()
        return frozenset(affected)

    def gather(self, record_ids: Iterable[str]) -> Component:
        """All records that judgements or a shared publication link to the given records, however far."""
        known = frozenset(record_ids)
        while True:
            linked, judgements = load_component(self._connection, known)
            memberships = load_memberships(self._connection, linked)
            publication_ids = {member.publication_id for member in memberships if member.publication_id}
            members = frozenset(find_members(self._connection, publication_ids))
            if members <= linked:
                break
            known = linked | members
        return self.complete(linked, judgements)

    def complete(self, record_ids: frozenset[str], judgements: Sequence[Judgement]) -> Component:
        """The component of these records: what was judged, and what clustering needs besides."""
        # ``distinct`` is not stored, but whether a chain of ``same`` holds depends on it too.
        missing = self.compare_pairs(self._unjudged_pairs(judgements))
        groups = self._group_duplicates(judgements)
        return Component(record_ids=record_ids, judgements=(*judgements, *missing), groups=groups)

    def compare_pairs(self, pairs: Iterable[RecordPair]) -> list[Judgement]:
        """The engine's judgement on each pair; a pair with a rejected record is left out."""
        wanted = sorted(pairs)
        self._prepare({record_id for pair in wanted for record_id in pair})
        ready = self._prepared
        return [
            judge_pair((left, right), ready[left], ready[right], at=self._now)
            for left, right in wanted
            if left in ready and right in ready
        ]

    def _save(self, judgements: Iterable[Judgement]) -> None:
        kept = [judgement for judgement in judgements if judgement.verdict is not Verdict.DISTINCT]
        save_judgements(self._connection, kept)

    def _pair_duplicates(self, record_ids: Sequence[str]) -> set[RecordPair]:
        """Pairs of every duplicate with its group's representative (the lowest id)."""
        contents = load_contents(self._connection, record_ids)
        groups = find_groups(self._connection, sorted(set(contents.values())))
        shared = {content: first for content, (first, count) in groups.items() if count > 1}
        self._prepare(set(shared.values()))
        proven = {
            content: first for content, first in shared.items() if is_proven_by_content(self._prepared[first])
        }
        pairs: set[RecordPair] = set()
        for record_id, content in contents.items():
            first = proven.get(content)
            if first == record_id:
                others = load_members(self._connection, content)[1:]
                pairs.update((first, other) for other in others)
            elif first is not None:
                pairs.add((first, record_id))
        return pairs

    def _forget_wide_blocks(
        self, wide: Mapping[str, int], far: Collection[str], judged: frozenset[str]
    ) -> set[str]:
        """Forget pairs that share only a block that has grown too large; returns the records this affects.

        Args:
            wide: keys of blocks beyond their limit, and how many of the records judged anew have them.
            far: those of the keys whose blocks are beyond twice their limit.
            judged: the records that are judged anew: their stored judgements are right already.
        """
        members = load_blocks(self._connection, sorted(wide.keys() - far))
        for key in far:
            if wide[key] > block_limit(key):
                limit = block_limit(key) + wide[key] + 1
                members[key] = load_members(self._connection, key, limit=limit)
        grown = [(key, _without(ids, judged)) for key, ids in sorted(members.items())]
        former = [others for key, others in grown if 2 <= len(others) <= block_limit(key)]
        return self._forget_unshared(former) | self._find_joined_in(former)

    def _judge_opened_blocks(self, judged: frozenset[str]) -> set[str]:
        """Judge the pairs of blocks that records have left and that are small enough now.

        Args:
            judged: see ``_forget_wide_blocks``.
        """
        opened: list[list[str]] = []
        for key, lost in sorted(self._lost.items()):
            members = load_members(self._connection, key, limit=block_limit(key) + 1)
            if len(members) <= block_limit(key) < len(members) + lost:
                opened.append(_without(members, judged))
        ids = sorted({record_id for members in opened for record_id in members})
        known = {judgement.pair for judgement in load_engine_judgements(self._connection, ids)}
        self._save(self.compare_pairs({pair for ids in opened for pair in combinations(ids, 2)} - known))
        return self._find_joined_in(opened)

    def _forget_unshared(self, groups: Iterable[Sequence[str]]) -> set[str]:
        """Drop the judgements on pairs in one of the groups that share no block; returns their records."""
        pairs = {pair for ids in groups for pair in combinations(sorted(ids), 2)}
        ids = sorted({record_id for pair in pairs for record_id in pair})
        judged = pairs & {judgement.pair for judgement in load_engine_judgements(self._connection, ids)}
        judged_ids = sorted({record_id for pair in judged for record_id in pair})
        blocks = find_blocks(self._connection, judged_ids, BLOCK_LIMITS).members.values()
        unshared = judged - pairs_in_blocks(judged_ids, blocks)
        drop_pairs(self._connection, unshared)
        return {record_id for pair in unshared for record_id in pair}

    def _find_joined_in(self, groups: Sequence[Sequence[str]]) -> set[str]:
        """The records of groups that may be in one cluster: for them it counts whether two share a block."""
        joined = find_joined(self._connection, {record_id for ids in groups for record_id in ids})
        candidates = (joined.intersection(ids) for ids in groups)
        return {record_id for ids in candidates if len(ids) > 1 for record_id in ids}

    def _unjudged_pairs(self, judgements: Sequence[Judgement]) -> set[RecordPair]:
        """The pairs that share a block but have no judgement, in each group that ``same`` links together."""
        known = {judgement.pair for judgement in judgements}
        links = [judgement.pair for judgement in judgements if judgement.verdict is Verdict.SAME]
        linked = group_linked({record_id for pair in links for record_id in pair}, links)
        groups = [group for group in linked if len(group) >= 3]
        group_of = {record_id: number for number, group in enumerate(groups) for record_id in group}
        pairs: set[RecordPair] = set()
        for batch in batches(sorted(group_of)):
            blocks = find_blocks(self._connection, batch, BLOCK_LIMITS)
            found = pairs_in_blocks(batch, blocks.members.values())
            pairs.update(pair for pair in found if group_of.get(pair[0], -1) == group_of.get(pair[1], -2))
        return pairs - known

    def _group_duplicates(self, judgements: Iterable[Judgement]) -> tuple[frozenset[str], ...]:
        """The records that are ``same`` and have identical content, in groups of two or more."""
        joined = {
            record_id
            for judgement in judgements
            if judgement.verdict is Verdict.SAME and judgement.decider is Decider.ENGINE
            for record_id in judgement.pair
        }
        groups: dict[str, set[str]] = {}
        for record_id, content in load_contents(self._connection, sorted(joined)).items():
            groups.setdefault(content, set()).add(record_id)
        return tuple(frozenset(group) for _, group in sorted(groups.items()) if len(group) > 1)

    def _prepare(self, record_ids: set[str]) -> None:
        """Prepare the records; others are dropped first, so that all of these are kept at once."""
        if len(self._prepared) + len(record_ids) > MAX_PREPARED:
            kept = record_ids & self._prepared.keys()
            self._prepared = {record_id: self._prepared[record_id] for record_id in kept}
        missing = sorted(record_ids - self._prepared.keys())
        for record_id, description in load_descriptions(self._connection, missing):
            self._prepared[record_id] = prepare(description)

    def _keep(self, record_id: str, prepared: Prepared) -> None:
        if len(self._prepared) >= MAX_PREPARED:
            del self._prepared[next(iter(self._prepared))]
        self._prepared[record_id] = prepared


def _without(record_ids: Iterable[str], left_out: frozenset[str]) -> list[str]:
    return [record_id for record_id in record_ids if record_id not in left_out]


def _is_done(pair: RecordPair, first: str, judged: frozenset[str]) -> bool:
    """Whether an earlier batch had the pair: batches go by id, and this batch begins with ``first``."""
    return any(record_id < first and record_id in judged for record_id in pair)
