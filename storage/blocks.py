"""Blocking keys: which records share a key, and the catalogue in ranges of keys that can be read apart.

Of records with identical content only the representative, which has the lowest id, has blocking keys; each
of them has the key of their content. So a block counts records that differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, case, delete, func, select, text

from models.matching import Decider
from storage.bulk import insert_plain_rows
from storage.sql_in import sql_in
from storage.tables import blocking_keys, judgements, records
from text.batches import batches

PAGE = 200
"""Blocks that are read at a time."""

CONTENT = "=:"
"""Start of the key of a record's content; no blocking key starts so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The blocks that some records are in."""

    members: Mapping[str, tuple[str, ...]]
    """Key → ids of all records that have it, for blocks of two or more within their limit."""
    own: Mapping[str, frozenset[str]]
    """Record id → its keys, for the records asked for."""
    wide: frozenset[str]
    """Those of the keys whose blocks are beyond their limit."""
    far: frozenset[str]
    """Those of them whose blocks are beyond twice their limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRange:
    """Blocking keys from ``low`` up to, but without, ``high``, in the order of the database."""

    low: str = ""
    high: str | None = None
    """``None``: to the last."""


Limits = Mapping[str, int]
"""Beginning of a key → how many records may share it at most; "" for all other keys."""


def prefer_indexes(connection: Connection) -> None:
    """Until the transaction ends, PostgreSQL looks rows up by an index wherever there is an index.

    It has no statistics of a table that was just filled, and would read all of it for a few hundred keys.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))


def find_blocks(connection: Connection, record_ids: Sequence[str], limits: Limits) -> Blocks:
    """The blocks within their limits that these records are in; ask for a thousand at a time at most.

    However many records share a key, no more than its limit of them are looked at.
    """
    mine = blocking_keys.alias("mine")
    past, far_past = (
        _by_key(mine.c.key, {start: _find_past(mine, n * limit) for start, limit in limits.items()})
        for n in (1, 2)
    )
    width = case((past.is_(None), 0), (far_past.is_(None), 1), else_=2)
    own: dict[str, set[str]] = {}
    widths: dict[str, int] = {}
    for batch in batches(record_ids):
        asked = select(mine.c.record_id, mine.c.key, width)
        asked = asked.where(sql_in(mine.c.record_id, batch), ~mine.c.key.startswith(CONTENT))
        for record_id, key, found in connection.execute(asked).all():
            own.setdefault(record_id, set()).add(key)
            widths[key] = found
    keys = sorted(key for key, found in widths.items() if found == 0)
    members = {key: ids for key, ids in load_blocks(connection, keys).items() if len(ids) > 1}
    return Blocks(
        members=members,
        own={record_id: frozenset(keys) for record_id, keys in own.items()},
        wide=frozenset(key for key, found in widths.items() if found > 0),
        far=frozenset(key for key, found in widths.items() if found > 1),
    )


def _find_past(mine: FromClause, limit: int) -> ColumnElement[str]:
    """The record after the first ``limit`` that have the key, if there is one."""
    beyond = blocking_keys.alias("beyond")
    others = select(beyond.c.record_id).where(beyond.c.key == mine.c.key)
    return others.order_by(beyond.c.record_id).limit(1).offset(limit).scalar_subquery()


def _by_key(key: ColumnElement[str], chosen: Mapping[str, Any]) -> ColumnElement[Any]:
    """The value for the beginning that the key has; that of "" for all other keys."""
    whens = [(key.startswith(start), value) for start, value in chosen.items() if start]
    return case(*whens, else_=chosen[""])


def load_members(connection: Connection, key: str, *, limit: int | None = None) -> tuple[str, ...]:
    """Ids of the first records that have the key, in order."""
    wanted = select(blocking_keys.c.record_id).where(blocking_keys.c.key == key)
    return tuple(connection.execute(wanted.order_by(blocking_keys.c.record_id).limit(limit)).scalars())


def find_groups(connection: Connection, contents: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Content key → the lowest id among the records with this content, and how many they are."""
    found: dict[str, tuple[str, int]] = {}
    key = blocking_keys.c.key
    for batch in batches(contents):
        wanted = select(key, func.min(blocking_keys.c.record_id), func.count()).where(sql_in(key, batch))
        for content, first, count in connection.execute(wanted.group_by(key)).all():
            found[content] = first, count
    return found


def find_duplicate_groups(connection: Connection) -> tuple[str, ...]:
    """Content keys that two or more records have, in order."""
    key = blocking_keys.c.key
    wanted = select(key).where(key.startswith(CONTENT)).group_by(key).having(func.count() > 1)
    return tuple(connection.execute(wanted.order_by(key)).scalars())


def load_contents(connection: Connection, record_ids: Iterable[str]) -> dict[str, str]:
    """Record id → its content key."""
    found: dict[str, str] = {}
    for batch in batches(record_ids):
        mine = sql_in(blocking_keys.c.record_id, batch) & blocking_keys.c.key.startswith(CONTENT)
        wanted = select(blocking_keys.c.record_id, blocking_keys.c.key).where(mine)
        found.update((record_id, key) for record_id, key in connection.execute(wanted).all())
    return found


def drop_blocking_keys(connection: Connection, record_ids: Iterable[str]) -> None:
    """Take records out of all blocks; the key of their content stays."""
    for batch in batches(record_ids):
        mine = sql_in(blocking_keys.c.record_id, batch) & ~blocking_keys.c.key.startswith(CONTENT)
        connection.execute(delete(blocking_keys).where(mine))


def add_blocking_keys(connection: Connection, keys: Mapping[str, Iterable[str]]) -> None:
    """Put records, by id, into the blocks of these keys."""
    rows = [(record_id, key) for record_id, own in keys.items() for key in sorted(own)]
    insert_plain_rows(connection, blocking_keys, ("record_id", "key"), rows)


def split_keys(connection: Connection, parts: int) -> tuple[KeyRange, ...]:
    """At most so many ranges of about the same size; together they have every key once."""
    total = connection.execute(select(func.count()).select_from(blocking_keys)).scalar_one()
    ordered = select(blocking_keys.c.key).order_by(blocking_keys.c.key).limit(1)
    starts = [connection.execute(ordered.offset(total * part // parts)).scalar() for part in range(1, parts)]
    bounds = ["", *dict.fromkeys(start for start in starts if start), None]
    return tuple(KeyRange(low=low or "", high=high) for low, high in pairwise(bounds))


def read_blocks(
    connection: Connection, within: KeyRange, limits: Limits
) -> Iterator[dict[str, tuple[str, ...]]]:
    """Key → ids of its records in order, a page of blocks at a time.

    Blocks of one record, or beyond their limit, are left out.
    """
    low, is_first = within.low, True
    while keys := _telling_keys(connection, KeyRange(low=low, high=within.high), limits, is_first):
        yield load_blocks(connection, keys)
        low, is_first = keys[-1], False


def _telling_keys(connection: Connection, within: KeyRange, limits: Limits, with_low: bool) -> list[str]:
    key = blocking_keys.c.key
    wanted: Select[str] = select(key).where(key >= within.low if with_low else key > within.low)
    wanted = wanted.where(~key.startswith(CONTENT))
    if within.high is not None:
        wanted = wanted.where(key < within.high)
    telling = wanted.group_by(key).having(func.count().between(2, _by_key(key, limits)))
    return list(connection.execute(telling.order_by(key).limit(PAGE)).scalars())


def load_blocks(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Key → ids of all records that have it, in order."""
    blocks: dict[str, list[str]] = {}
    for batch in batches(keys):
        wanted = select(blocking_keys.c.key, blocking_keys.c.record_id).where(
            sql_in(blocking_keys.c.key, batch)
        )
        for key, record_id in connection.execute(wanted).all():
            blocks.setdefault(key, []).append(record_id)
    return {key: tuple(sorted(ids)) for key, ids in blocks.items()}


def load_keys(connection: Connection, record_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """All keys of records, by record id: of their blocks and of their content."""
    found: dict[str, set[str]] = {}
    for batch in batches(record_ids):
        wanted = select(blocking_keys.c.record_id, blocking_keys.c.key)
        for record_id, key in connection.execute(
            wanted.where(sql_in(blocking_keys.c.record_id, batch))
        ).all():
            found.setdefault(record_id, set()).add(key)
    return {record_id: frozenset(keys) for record_id, keys in found.items()}


def find_wide_keys(connection: Connection, limits: Limits) -> frozenset[str]:
    """Keys whose blocks are beyond their limit."""
    key = blocking_keys.c.key
    wanted = (
        select(key).where(~key.startswith(CONTENT)).group_by(key).having(func.count() > _by_key(key, limits))
    )
    return frozenset(connection.execute(wanted).scalars())


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
    """Delete all judgements of the engine; operators' judgements stay."""
    connection.execute(delete(judgements).where(judgements.c.decider == Decider.ENGINE.value))
