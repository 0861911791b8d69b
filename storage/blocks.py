"""The blocks of the whole catalogue, in ranges of keys that can be looked at apart from each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, Select, delete, func, select

from models.matching import Decider
from storage.batches import batches
from storage.tables import blocking_keys, judgements, records

PAGE = 200
"""Blocks that are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRange:
    """Blocking keys from ``low`` up to, but without, ``high``, in the order of the database."""

    low: str = ""
    high: str | None = None
    """``None``: to the last."""


def split_keys(connection: Connection, parts: int) -> tuple[KeyRange, ...]:
    """At most so many ranges with about as many entries each; together they have every key once."""
    total = connection.execute(select(func.count()).select_from(blocking_keys)).scalar_one()
    ordered = select(blocking_keys.c.key).order_by(blocking_keys.c.key).limit(1)
    starts = [connection.execute(ordered.offset(total * part // parts)).scalar() for part in range(1, parts)]
    bounds = ["", *dict.fromkeys(start for start in starts if start), None]
    return tuple(KeyRange(low=low or "", high=high) for low, high in pairwise(bounds))


def read_blocks(
    connection: Connection, within: KeyRange, *, max_block: int
) -> Iterator[dict[str, tuple[str, ...]]]:
    """Key → ids of its records in order, a page of blocks at a time.

    Blocks of one record, or of more than ``max_block``, are left out.
    """
    low, is_first = within.low, True
    while keys := _telling_keys(connection, KeyRange(low=low, high=within.high), max_block, is_first):
        yield _load_blocks(connection, keys)
        low, is_first = keys[-1], False


def _telling_keys(connection: Connection, within: KeyRange, max_block: int, with_low: bool) -> list[str]:
    key = blocking_keys.c.key
    wanted: Select[tuple[str]] = select(key).where(key >= within.low if with_low else key > within.low)
    if within.high is not None:
        wanted = wanted.where(key < within.high)
    telling = wanted.group_by(key).having(func.count().between(2, max_block))
    return list(connection.execute(telling.order_by(key).limit(PAGE)).scalars())


def _load_blocks(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    blocks: dict[str, list[str]] = {}
    for batch in batches(keys):
        wanted = select(blocking_keys.c.key, blocking_keys.c.record_id).where(blocking_keys.c.key.in_(batch))
        for key, record_id in connection.execute(wanted).all():
            blocks.setdefault(key, []).append(record_id)
    return {key: tuple(sorted(ids)) for key, ids in blocks.items()}


def load_keys(connection: Connection, record_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The blocking keys of records, by record id."""
    found: dict[str, set[str]] = {}
    for batch in batches(record_ids):
        wanted = select(blocking_keys.c.record_id, blocking_keys.c.key)
        for record_id, key in connection.execute(wanted.where(blocking_keys.c.record_id.in_(batch))).all():
            found.setdefault(record_id, set()).add(key)
    return {record_id: frozenset(keys) for record_id, keys in found.items()}


def find_wide_keys(connection: Connection, *, max_block: int) -> frozenset[str]:
    """Keys that more than ``max_block`` records share."""
    key = blocking_keys.c.key
    return frozenset(connection.execute(select(key).group_by(key).having(func.count() > max_block)).scalars())


def page_records(connection: Connection, *, size: int) -> Iterator[tuple[str, ...]]:
    """Ids of all accepted records in order, a page at a time."""
    accepted = select(records.c.id).where(records.c.rejection.is_(None)).order_by(records.c.id).limit(size)
    after = ""
    while page := tuple(connection.execute(accepted.where(records.c.id > after)).scalars()):
        yield page
        after = page[-1]


def count_records(connection: Connection) -> int:
    """Accepted records."""
    wanted = select(func.count()).select_from(records).where(records.c.rejection.is_(None))
    return connection.execute(wanted).scalar_one()


def drop_all_engine_judgements(connection: Connection) -> None:
    """Forget all that the engine ever said; what operators ruled stays."""
    connection.execute(delete(judgements).where(judgements.c.decider == Decider.ENGINE.value))
