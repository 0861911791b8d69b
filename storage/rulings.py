"""Pairs of records as operators look at them, and what they ruled."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select

from models.matching import Decider, Judgement, Verdict
from storage.judgements import judgement_of
from storage.sql_in import sql_in
from storage.tables import judgements, records


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """All that was judged of two records. ``left_id`` < ``right_id``."""

    left_id: str
    right_id: str
    engine: Judgement | None
    """``None``: distinct, or never compared."""
    ruling: Judgement | None
    """An operator's; it outranks the engine's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairQuery:
    """Which pairs to list; by default those that the engine leaves to an operator."""

    is_ruled: bool = False
    """Those that an operator has ruled on instead."""
    record_ids: tuple[str, ...] | None = None
    """All judged pairs of these records instead."""
    with_withdrawn: bool = False
    """Also those with a record that is no longer listed."""
    limit: int = 50


def save_ruling(connection: Connection, ruling: Judgement) -> None:
    """Write an operator's judgement in place of the judgement that the pair had."""
    drop_ruling(connection, ruling.left_id, ruling.right_id)
    written = {
        "left_id": ruling.left_id,
        "right_id": ruling.right_id,
        "decider": Decider.OPERATOR.value,
        "verdict": ruling.verdict.value,
        "score": ruling.score,
        "reasons": list(ruling.reasons),
        "link": ruling.link,
        "at": ruling.at,
    }
    connection.execute(insert(judgements).values(written))


def drop_ruling(connection: Connection, left_id: str, right_id: str) -> bool:
    """Forget what an operator ruled on the pair; returns whether there was anything."""
    mine = _is_pair(left_id, right_id) & (judgements.c.decider == Decider.OPERATOR.value)
    return connection.execute(delete(judgements).where(mine)).rowcount > 0


def load_pair(connection: Connection, left_id: str, right_id: str) -> JudgedPair:
    """What was judged of the two records; of any two records."""
    rows = connection.execute(select(judgements).where(_is_pair(left_id, right_id))).mappings()
    found = {judgement.decider: judgement for judgement in map(judgement_of, rows)}
    return JudgedPair(
        left_id=left_id,
        right_id=right_id,
        engine=found.get(Decider.ENGINE),
        ruling=found.get(Decider.OPERATOR),
    )


def find_pairs(connection: Connection, left_start: str, right_start: str = "") -> tuple[tuple[str, str], ...]:
    """At most two judged pairs whose ids start so: enough to tell none, one and several apart."""
    starts = (
        judgements.c.left_id.startswith(left_start, autoescape=True),
        judgements.c.right_id.startswith(right_start, autoescape=True),
    )
    wanted = select(judgements.c.left_id, judgements.c.right_id).where(*starts).distinct().limit(2)
    return tuple((left, right) for left, right in connection.execute(wanted))


def find_records(connection: Connection, start: str) -> tuple[str, ...]:
    """At most two accepted records whose ids start so; if it is a whole id, only that record."""
    accepted = select(records.c.id).where(records.c.rejection.is_(None))
    starts = records.c.id.startswith(start, autoescape=True)
    found = connection.execute(accepted.where(starts).order_by(records.c.id).limit(2)).scalars().all()
    return (start,) if start in found else tuple(found)


def list_pairs(connection: Connection, query: PairQuery) -> tuple[JudgedPair, ...]:
    """The pairs that are asked for, the most alike first."""
    asked = _asked(query)
    ordered = asked.order_by(judgements.c.score.desc(), judgements.c.left_id, judgements.c.right_id)
    pairs = connection.execute(ordered.limit(query.limit)).all()
    return tuple(load_pair(connection, pair.left_id, pair.right_id) for pair in pairs)


def count_pairs(connection: Connection, query: PairQuery) -> int:
    """How many pairs there are, whatever the limit."""
    return connection.execute(select(func.count()).select_from(_asked(query).subquery())).scalar_one()


def _asked(query: PairQuery) -> Select[tuple[str, str, float]]:
    wanted: Select[tuple[str, str, float]] = select(
        judgements.c.left_id, judgements.c.right_id, judgements.c.score
    )
    wanted = wanted.where(_is_asked(query))
    if not query.with_withdrawn and not query.is_ruled and query.record_ids is None:
        left, right = records.alias("left_record"), records.alias("right_record")
        wanted = wanted.join(left, left.c.id == judgements.c.left_id)
        wanted = wanted.join(right, right.c.id == judgements.c.right_id)
        wanted = wanted.where(left.c.withdrawn_at.is_(None), right.c.withdrawn_at.is_(None))
    return wanted


def _is_asked(query: PairQuery) -> Any:
    """One judgement of each wanted pair."""
    is_ruling = judgements.c.decider == Decider.OPERATOR.value
    other = judgements.alias("other")
    is_overruled = (
        select(other.c.left_id)
        .where(
            other.c.left_id == judgements.c.left_id,
            other.c.right_id == judgements.c.right_id,
            other.c.decider == Decider.OPERATOR.value,
        )
        .exists()
    )
    if query.record_ids is not None:
        ids = query.record_ids
        touching = or_(sql_in(judgements.c.left_id, ids), sql_in(judgements.c.right_id, ids))
        return and_(touching, or_(is_ruling, ~is_overruled))
    if query.is_ruled:
        return is_ruling
    return and_(~is_ruling, judgements.c.verdict == Verdict.UNSURE.value, ~is_overruled)


def _is_pair(left_id: str, right_id: str) -> Any:
    return and_(judgements.c.left_id == left_id, judgements.c.right_id == right_id)
