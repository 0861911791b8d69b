"""Pairs of records as an operator looks at them: found by their names, with all that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.catalogue import StoredRecord
from models.errors import EntryUnknown
from models.matching import Judgement
from storage.database import Connection
from storage.records import find_members, load_memberships, load_records
from storage.rulings import (
    JudgedPair,
    PairQuery,
    count_pairs,
    find_pairs,
    find_records,
    list_pairs,
    load_pair,
)
from transforms.matching.judgement import judge_pair
from transforms.matching.preparation.prepared import prepare
from transforms.publications.ids import founded_publication, name_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two records, what was judged of them, and what became of that."""

    left: StoredRecord
    right: StoredRecord
    engine: Judgement
    """As stored; for a pair that the engine calls distinct or never compared, as it is judged now."""
    ruling: Judgement | None
    is_one_publication: bool
    is_one_work: bool

    @property
    def name(self) -> str:
        return name_pair(self.left.id, self.right.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairList:
    """Some of the pairs that were asked for."""

    pairs: tuple[PairView, ...]
    total: int


def view_pairs(connection: Connection, query: PairQuery, *, now: datetime) -> PairList:
    """The pairs that are asked for, the most alike first."""
    judged = list_pairs(connection, query)
    return PairList(
        pairs=_view(connection, judged, now), total=max(len(judged), count_pairs(connection, query))
    )


def view_pair(connection: Connection, names: Sequence[str], *, now: datetime) -> PairView:
    """One pair, by its name, or by the ids of two records or publications.

    Raises:
        EntryUnknown: if there is none, or more than one.
    """
    left, right = find_pair(connection, names)
    (view,) = _view(connection, [load_pair(connection, left, right)], now)
    return view


def find_pair(connection: Connection, names: Sequence[str]) -> tuple[str, str]:
    """Ids of the two records, the smaller first.

    Args:
        names: the name of a pair, or as much of its start as is unique; or two ids of records or
            publications.

    Raises:
        EntryUnknown: if there is no such pair, or more than one.
    """
    if len(names) == 2:
        return _order(find_record(connection, names[0]), find_record(connection, names[1]))
    first, dash, second = names[0].strip().partition("-")
    found = find_pairs(connection, f"r-{first}", f"r-{second}") if first and first not in "rpw" else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise EntryUnknown(f"more than one pair starts with {names[0]!r}; give more of it, or two record ids")
    if first and dash and second and first not in "rpw":
        return _order(find_record(connection, first), find_record(connection, second))
    raise EntryUnknown(
        f"no pair is or starts with {names[0]!r}; 'pubharvest review list' names them, or give two ids"
    )


def find_record(connection: Connection, name: str) -> str:
    """Id of the record that is meant; a publication's id means the record that founded it.

    Raises:
        EntryUnknown: if there is no such record, or more than one.
    """
    token = name.strip().removeprefix("r-").removeprefix("p-")
    found = find_records(connection, f"r-{token}") if token else ()
    if len(found) != 1:
        many = "more than one record or publication starts" if found else "no record or publication starts"
        raise EntryUnknown(f"{many} with {name!r}; give an id such as r-… or p-…, or its beginning")
    return found[0]


def find_publication(connection: Connection, name: str) -> tuple[str, tuple[str, ...]]:
    """Id of a publication and of all its records; an id that was merged away is followed.

    Raises:
        EntryUnknown: if there is no such publication, or more than one.
    """
    (membership,) = load_memberships(connection, [find_record(connection, name)])
    publication_id = membership.publication_id or founded_publication(membership.record_id)
    return publication_id, find_members(connection, [publication_id])


def _order(left: str, right: str) -> tuple[str, str]:
    if left == right:
        raise EntryUnknown(
            f"{left} is one record, not two; 'pubharvest review split' takes publications apart"
        )
    return min(left, right), max(left, right)


def _view(connection: Connection, pairs: Sequence[JudgedPair], now: datetime) -> tuple[PairView, ...]:
    ids = {end for pair in pairs for end in (pair.left_id, pair.right_id)}
    records = {record.id: record for record in load_records(connection, sorted(ids))}
    works = {
        membership.record_id: membership.work_id for membership in load_memberships(connection, sorted(ids))
    }
    return tuple(_join(pair, records[pair.left_id], records[pair.right_id], works, now) for pair in pairs)


def _join(
    pair: JudgedPair, left: StoredRecord, right: StoredRecord, works: dict[str, str | None], now: datetime
) -> PairView:
    return PairView(
        left=left,
        right=right,
        engine=pair.engine or judge_now(left, right, now),
        ruling=pair.ruling,
        is_one_publication=left.publication_id == right.publication_id,
        is_one_work=works[left.id] == works[right.id],
    )


def judge_now(left: StoredRecord, right: StoredRecord, now: datetime) -> Judgement:
    """The engine's judgement on the two, whatever is stored."""
    pair = left.id, right.id
    return judge_pair(pair, prepare(left.description), prepare(right.description), at=now)


def name_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name_pair(left, right) for left, right in pairs)
