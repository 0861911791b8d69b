"""The blocking keys of new and changed records: of those that say just the same, one stands for all."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storage.blocks import (
    CONTENT,
    add_blocking_keys,
    drop_blocking_keys,
    find_duplicate_groups,
    find_groups,
    load_blocks,
    load_keys,
)
from storage.database import Connection
from storage.records import load_descriptions, replace_keys
from text.batches import batches
from transforms.matching.blocking import keys_of
from transforms.matching.equality import digest_content, is_proven_by_content
from transforms.matching.prepared import Prepared, prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What else changed with the keys of some records."""

    touched: frozenset[str]
    """Other records that now stand for equal ones, or no longer do: to be judged again."""
    lost: Counter[str]
    """Blocking keys that records no longer have, and how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    """Who stands for whom, before and after: content key → (lowest id, how many say so)."""

    before: Mapping[str, tuple[str, int]]
    after: Mapping[str, tuple[str, int]]


def index_records(connection: Connection, prepared: Mapping[str, Prepared]) -> Indexed:
    """Write the keys of new and changed records in place of those that they had."""
    old = load_keys(connection, prepared)
    contents = {record_id: name_content(one) for record_id, one in prepared.items()}
    named = {*contents.values(), *(key for own in old.values() for key in own if key.startswith(CONTENT))}
    before = find_groups(connection, sorted(named))
    replace_keys(connection, {record_id: (content,) for record_id, content in contents.items()})
    groups = _Groups(before=before, after=find_groups(connection, sorted(named)))
    keys = {one: keys_of(prepared[one]) for one in _find_indexed(prepared, contents, groups)}
    touched = _relieve(connection, prepared, groups) | _promote(connection, prepared, groups)
    add_blocking_keys(connection, keys)
    lost = Counter(
        key for one, own in old.items() for key in own - keys.get(one, frozenset()) if not _is_content(key)
    )
    return Indexed(touched=touched, lost=lost)


def name_content(prepared: Prepared) -> str:
    """The key that equal records share."""
    return CONTENT + digest_content(prepared)


def plain_keys(prepared: Prepared) -> frozenset[str]:
    """All keys that a record has as long as it stands for itself."""
    return keys_of(prepared) | {name_content(prepared)}


def thin_blocks(connection: Connection) -> None:
    """After all records got their plain keys: leave equal ones but one out of the blocks."""
    for groups in read_duplicate_groups(connection):
        drop_blocking_keys(connection, [one for _, *others in groups for one in others])


def read_duplicate_groups(connection: Connection) -> Iterator[list[tuple[str, ...]]]:
    """Ids of records that say just the same and are the same for that, in order, in batches of groups."""
    for contents in batches(find_duplicate_groups(connection)):
        groups = load_blocks(connection, contents).values()
        first_ones = load_descriptions(connection, [first for first, *_ in groups])
        telling = {record_id for record_id, told in first_ones if is_proven_by_content(prepare(told))}
        yield [group for group in groups if group[0] in telling]


def _is_content(key: str) -> bool:
    return key.startswith(CONTENT)


def _find_indexed(
    prepared: Mapping[str, Prepared], contents: Mapping[str, str], groups: _Groups
) -> list[str]:
    """Those of the records that stand for themselves, and for others it may be."""
    state = []
    for record_id, content in contents.items():
        first, count = groups.after[content]
        if record_id == first or count == 1 or not is_proven_by_content(prepared[record_id]):
            state.append(record_id)
    return state


def _relieve(connection: Connection, prepared: Mapping[str, Prepared], groups: _Groups) -> frozenset[str]:
    """Take those out of the blocks for whom a record with a lower id stands now."""
    relieved = set()
    for content, (former, _) in groups.before.items():
        first = groups.after[content][0] if content in groups.after else former
        if first < former and former not in prepared and is_proven_by_content(prepared[first]):
            relieved.add(former)
    drop_blocking_keys(connection, sorted(relieved))
    return frozenset(relieved)


def _promote(connection: Connection, prepared: Mapping[str, Prepared], groups: _Groups) -> frozenset[str]:
    """Put those into the blocks who stand for equal ones now that a lower id says something else."""
    promoted = {
        groups.after[content][0]
        for content, (former, _) in groups.before.items()
        if content in groups.after and groups.after[content][0] > former
    }
    described = {
        record_id: prepare(told)
        for record_id, told in load_descriptions(connection, sorted(promoted - prepared.keys()))
    }
    # Where equal records are not the same, all of them have stood for themselves.
    keys = {record_id: keys_of(one) for record_id, one in described.items() if is_proven_by_content(one)}
    add_blocking_keys(connection, keys)
    return frozenset(keys)
