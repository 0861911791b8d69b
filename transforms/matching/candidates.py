"""Which records are compared: pairs that share a block."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from models.matching import RecordPair
from transforms.matching.blocking import block_limit, keys_of
from transforms.matching.preparation.prepared import Prepared


def candidate_pairs(prepared: Sequence[Prepared]) -> list[tuple[int, int]]:
    """Pairs of indexes that share a block of no more than its limit, each once, in order."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for index, description in enumerate(prepared):
        for key in keys_of(description):
            blocks[key].append(index)
    pairs: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        if 1 < len(block) <= block_limit(key):
            pairs.update(combinations(block, 2))
    return sorted(pairs)


def pairs_in_blocks(record_ids: Collection[str], blocks: Iterable[Collection[str]]) -> set[RecordPair]:
    """The pairs, smaller id first, that the records make with any that they share a block with."""
    asked = frozenset(record_ids)
    return {
        (record_id, other) if record_id < other else (other, record_id)
        for members in blocks
        for record_id in members
        if record_id in asked
        for other in members
        if other != record_id
    }
