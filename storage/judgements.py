"""Judgements on pairs of records."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, insert, or_, select

from models.matching import Decider, Judgement, Verdict
from storage.sql_in import sql_in
from storage.tables import judgements
from text.batches import batches

LINKING = (Verdict.SAME.value, Verdict.EDITION.value)
"""Verdicts that link two records into one component."""


def drop_engine_judgements(connection: Connection, record_ids: Iterable[str]) -> frozenset[str]:
    """Delete the engine's judgements on these records; returns the records of the pairs."""
    others: set[str] = set()
    for batch in batches(record_ids):
        touching = or_(sql_in(judgements.c.left_id, batch), sql_in(judgements.c.right_id, batch))
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
    """All records linked to the given ids by ``same`` or ``edition``, however far, and their judgements."""
    known = set(record_ids)
    frontier = set(known)
    found: dict[tuple[str, str, str], Judgement] = {}
    while frontier:
        reached: set[str] = set()
        for batch in batches(sorted(frontier)):
            touching = or_(sql_in(judgements.c.left_id, batch), sql_in(judgements.c.right_id, batch))
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


def load_engine_judgements(connection: Connection, record_ids: Sequence[str]) -> tuple[Judgement, ...]:
    """The engine's judgements on pairs of these records."""
    asked = frozenset(record_ids)
    found: list[Judgement] = []
    for batch in batches(record_ids):
        mine = sql_in(judgements.c.left_id, batch) & (judgements.c.decider == Decider.ENGINE.value)
        rows = connection.execute(select(judgements).where(mine)).mappings()
        found += [judgement_of(row) for row in rows if row["right_id"] in asked]
    return tuple(found)


def load_rulings(connection: Connection) -> tuple[Judgement, ...]:
    """All judgements of operators."""
    wanted = select(judgements).where(judgements.c.decider == Decider.OPERATOR.value)
    return tuple(judgement_of(row) for row in connection.execute(wanted).mappings())


def drop_pairs(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Delete the engine's judgements on these pairs."""
    rows = [{"left": left, "right": right} for left, right in pairs]
    if rows:
        is_pair = (judgements.c.left_id == bindparam("left")) & (judgements.c.right_id == bindparam("right"))
        by_engine = judgements.c.decider == Decider.ENGINE.value
        connection.execute(delete(judgements).where(is_pair, by_engine), rows)


def find_joined(connection: Connection, record_ids: Iterable[str]) -> frozenset[str]:
    """Those of the records that are ``same`` as some other record, by the engine or an operator."""
    asked = set(record_ids)
    ends: set[str] = set()
    for batch in batches(sorted(asked)):
        for mine in (judgements.c.left_id, judgements.c.right_id):
            wanted = select(mine).where(sql_in(mine, batch), judgements.c.verdict == Verdict.SAME.value)
            ends.update(connection.execute(wanted.distinct()).scalars())
    return frozenset(ends & asked)


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
