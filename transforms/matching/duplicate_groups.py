"""Records with identical content are resolved as one record that weighs as much as all of them."""

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
    """Lowest id → ids. A single unit, except for records that an operator set apart."""
    judgement: Judgement
    """What the engine says of any two of them."""


def resolve_duplicates(
    record_ids: Iterable[str], judgements: Iterable[Judgement], groups: Iterable[Collection[str]]
) -> Resolution:
    """What ``resolve`` gives, where the engine has judged only the lowest id of each group for all of it.

    Args:
        groups: equal records, each group with a ``same`` between its lowest id and every other id; a record
            in no group stays alone.
    """
    given = list(judgements)
    ids = frozenset(record_ids)
    grouped = _group(groups, given)
    group_of = {record_id: group for group in grouped for unit in group.units.values() for record_id in unit}
    members = {name: unit for group in grouped for name, unit in group.units.items()}
    members |= {record_id: (record_id,) for record_id in ids if record_id not in group_of}
    unit_of = {record_id: name for name, unit in members.items() for record_id in unit}
    sizes = {name: len(unit) for name, unit in members.items()}
    carried = [*_carry_engine(given, group_of), *_carry_rulings(given, unit_of)]
    carried += [
        replace(group.judgement, left_id=left, right_id=right)
        for group in grouped
        for left, right in combinations(sorted(group.units), 2)
    ]
    found = resolve(members, carried, sizes=sizes)
    clusters = sorted(
        tuple(sorted(record_id for name in cluster for record_id in members[name]))
        for cluster in found.clusters
    )
    return Resolution(clusters=tuple(clusters), links=found.links)


def _group(groups: Iterable[Collection[str]], judgements: Sequence[Judgement]) -> list[_Group]:
    """The groups that the engine's judgements bear out."""
    by_engine = {judgement.pair: judgement for judgement in judgements if judgement.decider is Decider.ENGINE}
    apart = [
        judgement.pair
        for judgement in judgements
        if judgement.decider is Decider.OPERATOR and judgement.verdict is not Verdict.SAME
    ]
    found = []
    for group in groups:
        first, *others = sorted(group)
        judgement = next((by_engine[first, other] for other in others if (first, other) in by_engine), None)
        if judgement is None:
            continue
        alone = _set_apart([pair for pair in apart if pair[0] in group and pair[1] in group])
        together = tuple(record_id for record_id in (first, *others) if record_id not in alone)
        units = {together[0]: together} | {record_id: (record_id,) for record_id in alone}
        found.append(_Group(units, judgement))
    return found


def _set_apart(pairs: Sequence[RecordPair]) -> frozenset[str]:
    """Few records that hold at least one of each pair: those with the most pairs, then the higher ids."""
    alone: set[str] = set()
    while left := [pair for pair in pairs if not alone.intersection(pair)]:
        counts = Counter(record_id for pair in left for record_id in pair)
        alone.add(max(counts, key=lambda record_id: (counts[record_id], record_id)))
    return frozenset(alone)


def _carry_engine(judgements: Iterable[Judgement], group_of: Mapping[str, _Group]) -> Iterable[Judgement]:
    """What the engine says of one record of a group holds for each of the group's units."""
    for judgement in judgements:
        left, right = (group_of.get(record_id) for record_id in judgement.pair)
        if judgement.decider is Decider.ENGINE and (left is None or left is not right):
            left_ids = left.units if left else (judgement.left_id,)
            right_ids = right.units if right else (judgement.right_id,)
            yield from (_between(judgement, a, b) for a, b in product(left_ids, right_ids))


def _carry_rulings(judgements: Iterable[Judgement], unit_of: Mapping[str, str]) -> Iterable[Judgement]:
    for judgement in judgements:
        left, right = (unit_of.get(record_id) for record_id in judgement.pair)
        if judgement.decider is Decider.OPERATOR and left and right and left != right:
            yield _between(judgement, left, right)


def _between(judgement: Judgement, a: str, b: str) -> Judgement:
    pair = (a, b) if a < b else (b, a)
    return judgement if pair == judgement.pair else replace(judgement, left_id=pair[0], right_id=pair[1])
