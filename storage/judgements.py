"""Judgements on pairs of records, and the indexed search for pairs worth judging."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select

from models.matching import Decider, Judgement, Verdict
from storage.batches import batches
from storage.tables import blocking_keys, judgements

LINKING = (Verdict.SAME.value, Verdict.EDITION.value)
"""Verdicts that tie two records into one component."""


def find_candidates(
    connection: Connection, record_ids: Sequence[str], *, max_block: int
) -> frozenset[tuple[str, str]]:
    """Pairs (smaller id first) of one of the records and any other record that share a blocking key.

    A key that more than ``max_block`` records share says too little and is passed over.
    """
    pairs: set[tuple[str, str]] = set()
    mine, other, counted = (
        blocking_keys.alias("mine"),
        blocking_keys.alias("other"),
        blocking_keys.alias("counted"),
    )
    for batch in batches(record_ids):
        # A pair within the batch comes once, from its smaller id.
        is_wanted = (other.c.record_id > mine.c.record_id) | (
            (other.c.record_id < mine.c.record_id) & other.c.record_id.not_in(batch)
        )
        own = select(blocking_keys.c.key).where(blocking_keys.c.record_id.in_(batch)).distinct()
        telling = (
            select(counted.c.key)
            .where(counted.c.key.in_(own))
            .group_by(counted.c.key)
            .having(func.count().between(2, max_block))
            .subquery()
        )
        found = (
            select(mine.c.record_id, other.c.record_id)
            .join_from(telling, mine, mine.c.key == telling.c.key)
            .join(other, other.c.key == telling.c.key)
            .where(mine.c.record_id.in_(batch), is_wanted)
            .distinct()
        )
        pairs.update((min(left, right), max(left, right)) for left, right in connection.execute(found).all())
    return frozenset(pairs)


def drop_engine_judgements(connection: Connection, record_ids: Iterable[str]) -> frozenset[str]:
    """Forget what the engine said of these records; returns the other halves of the pairs."""
    others: set[str] = set()
    for batch in batches(record_ids):
        touching = or_(judgements.c.left_id.in_(batch), judgements.c.right_id.in_(batch))
        by_engine = and_(touching, judgements.c.decider == Decider.ENGINE.value)
        for left, right in connection.execute(
            select(judgements.c.left_id, judgements.c.right_id).where(by_engine)
        ):
            others.update((left, right))
        connection.execute(delete(judgements).where(by_engine))
    return frozenset(others)


def save_judgements(connection: Connection, new: Sequence[Judgement]) -> None:
    """Write judgements on pairs that the same decider has not judged yet."""
    rows = [
        {
            "left_id": judgement.left_id,
            "right_id": judgement.right_id,
            "decider": judgement.decider.value,
            "verdict": judgement.verdict.value,
            "score": judgement.score,
            "reasons": list(judgement.reasons),
            "link": judgement.link,
            "at": judgement.at,
        }
        for judgement in new
    ]
    if rows:
        connection.execute(insert(judgements), rows)


def load_component(
    connection: Connection, record_ids: Iterable[str]
) -> tuple[frozenset[str], tuple[Judgement, ...]]:
    """All records tied to the given ones by ``same`` or ``edition``, however far, and their judgements."""
    known = set(record_ids)
    frontier = set(known)
    found: dict[tuple[str, str, str], Judgement] = {}
    while frontier:
        reached: set[str] = set()
        for batch in batches(sorted(frontier)):
            touching = or_(judgements.c.left_id.in_(batch), judgements.c.right_id.in_(batch))
            for row in connection.execute(select(judgements).where(touching)).mappings():
                judgement = judgement_of(row)
                found[judgement.left_id, judgement.right_id, judgement.decider] = judgement
                if judgement.verdict in LINKING:
                    reached.update((judgement.left_id, judgement.right_id))
        frontier = reached - known
        known |= frontier
    inside = (j for j in found.values() if j.left_id in known and j.right_id in known)
    ordered = sorted(inside, key=lambda j: (j.left_id, j.right_id, j.decider))
    return frozenset(known), tuple(ordered)


def judgement_of(row: RowMapping) -> Judgement:
    return Judgement(
        left_id=row["left_id"],
        right_id=row["right_id"],
        verdict=Verdict(row["verdict"]),
        decider=Decider(row["decider"]),
        score=row["score"],
        reasons=tuple(row["reasons"]),
        at=row["at"],
        link=row["link"],
    )
