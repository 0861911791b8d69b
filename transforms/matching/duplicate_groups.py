"""Records that matching can't tell apart are resolved as one that weighs as much as all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from models.matching import Decider, Judgement, RecordPair, Verdict
from transforms.matching.clustering import Resolution, resolve


@dataclass(frozen=True, slots=True)
class _Group:
    """Equal records, and the units that they are resolved as."""

    units: Mapping[str, tuple[str, ...]]
    """Lowest id → ids. One unit, but for records that an operator set apart from others of the group."""
    tie: Judgement
    """What the engine says of any two of them."""


def resolve_duplicates(
    record_ids: Iterable[str], judgements: Iterable[Judgement], groups: Iterable[Collection[str]]
) -> Resolution:
    """What ``resolve`` gives, where the engine has judged only the lowest id of each group for all of it.

    Args:
        groups: equal records, each with a ``same`` between the lowest id and every other one; what is in
            none stands alone.
    """
    given = list(judgements)
    ids = frozenset(record_ids)
    grouped = _group(groups, given)
    homes = {one: group for group in grouped for unit in group.units.values() for one in unit}
    members = {name: unit for group in grouped for name, unit in group.units.items()}
    members |= {one: (one,) for one in ids if one not in homes}
    unit_of = {one: name for name, unit in members.items() for one in unit}
    sizes = {name: len(unit) for name, unit in members.items()}
    carried = [*_carry_engine(given, homes), *_carry_rulings(given, unit_of)]
    carried += [
        replace(group.tie, left_id=left, right_id=right)
        for group in grouped
        for left, right in combinations(sorted(group.units), 2)
    ]
    found = resolve(members, carried, sizes=sizes)
    clusters = (tuple(sorted(one for unit in cluster for one in members[unit])) for cluster in found.clusters)
    return Resolution(clusters=tuple(sorted(clusters)), links=found.links)


def _group(groups: Iterable[Collection[str]], judgements: Sequence[Judgement]) -> list[_Group]:
    """The groups that the engine's judgements bear out."""
    ties = {(one.left_id, one.right_id): one for one in judgements if one.decider is Decider.ENGINE}
    apart = [
        (one.left_id, one.right_id)
        for one in judgements
        if one.decider is Decider.OPERATOR and one.verdict is not Verdict.SAME
    ]
    found = []
    for group in groups:
        first, *others = sorted(group)
        tie = next((ties[first, one] for one in others if (first, one) in ties), None)
        if tie is None:
            continue
        alone = _set_apart([pair for pair in apart if pair[0] in group and pair[1] in group])
        together = tuple(one for one in (first, *others) if one not in alone)
        units = {together[0]: together} | {one: (one,) for one in alone}
        found.append(_Group(units, tie))
    return found


def _set_apart(pairs: Sequence[RecordPair]) -> frozenset[str]:
    """Few records that hold at least one of each pair: those with the most pairs, then the higher ids."""
    alone: set[str] = set()
    while left := [pair for pair in pairs if not alone.intersection(pair)]:
        counts = Counter(one for pair in left for one in pair)
        alone.add(max(counts, key=lambda one: (counts[one], one)))
    return frozenset(alone)


def _carry_engine(judgements: Iterable[Judgement], homes: Mapping[str, _Group]) -> Iterable[Judgement]:
    """What is said of one record of a group holds for each of its units."""
    for one in judgements:
        left, right = homes.get(one.left_id), homes.get(one.right_id)
        if one.decider is Decider.ENGINE and (left is None or left is not right):
            ends = product(left.units if left else (one.left_id,), right.units if right else (one.right_id,))
            yield from (_between(one, a, b) for a, b in ends)


def _carry_rulings(judgements: Iterable[Judgement], unit_of: Mapping[str, str]) -> Iterable[Judgement]:
    for one in judgements:
        left, right = unit_of.get(one.left_id), unit_of.get(one.right_id)
        if one.decider is Decider.OPERATOR and left and right and left != right:
            yield _between(one, left, right)


def _between(judgement: Judgement, a: str, b: str) -> Judgement:
    left, right = (a, b) if a < b else (b, a)
    if (left, right) == (judgement.left_id, judgement.right_id):
        return judgement
    return replace(judgement, left_id=left, right_id=right)
