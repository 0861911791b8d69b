"""The blocking keys of new and changed records; of records with identical content only one has them."""

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
from transforms.matching.preparation.prepared import Prepared, prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What else changed with the keys of some records."""

    touched: frozenset[str]
    """Other records that became their group's representative, or ceased to be it: to be judged again."""
    lost: Counter[str]
    """Blocking keys that records no longer have, and how many records lost each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    """The representative of each content, before and after: content key → (lowest id, size of the group)."""

    before: Mapping[str, tuple[str, int]]
    after: Mapping[str, tuple[str, int]]


def index_records(connection: Connection, prepared: Mapping[str, Prepared]) -> Indexed:
    """Write the keys of new and changed records in place of those that they had."""
    old = load_keys(connection, prepared)
    contents = {record_id: name_content(ready) for record_id, ready in prepared.items()}
    named = {*contents.values(), *(key for own in old.values() for key in own if _is_content(key))}
    before = find_groups(connection, sorted(named))
    replace_keys(connection, {record_id: (content,) for record_id, content in contents.items()})
    groups = _Groups(before=before, after=find_groups(connection, sorted(named)))
    indexed = _find_indexed(prepared, contents, groups)
    keys = {record_id: keys_of(prepared[record_id]) for record_id in indexed}
    touched = _unindex_replaced(connection, prepared, groups) | _index_successors(
        connection, prepared, groups
    )
    add_blocking_keys(connection, keys)
    lost = Counter(
        key
        for record_id, own in old.items()
        for key in own - keys.get(record_id, frozenset())
        if not _is_content(key)
    )
    return Indexed(touched=touched, lost=lost)


def name_content(prepared: Prepared) -> str:
    """The key that records with identical content share."""
    return CONTENT + digest_content(prepared)


def plain_keys(prepared: Prepared) -> frozenset[str]:
    """All keys of a record that is the representative of its content."""
    return keys_of(prepared) | {name_content(prepared)}


def thin_blocks(connection: Connection) -> None:
    """After all records got their plain keys: leave all but the representatives out of the blocks."""
    for groups in read_duplicate_groups(connection):
        drop_blocking_keys(connection, [record_id for _, *others in groups for record_id in others])


def read_duplicate_groups(connection: Connection) -> Iterator[list[tuple[str, ...]]]:
    """Ids of records whose identical content proves identity, in order, in batches of groups."""
    for contents in batches(find_duplicate_groups(connection)):
        groups = load_blocks(connection, contents).values()
        representatives = load_descriptions(connection, [first for first, *_ in groups])
        proven = {
            record_id
            for record_id, description in representatives
            if is_proven_by_content(prepare(description))
        }
        yield [group for group in groups if group[0] in proven]


def _is_content(key: str) -> bool:
    return key.startswith(CONTENT)


def _find_indexed(
    prepared: Mapping[str, Prepared], contents: Mapping[str, str], groups: _Groups
) -> list[str]:
    """The records that get blocking keys: representatives, and records without duplicates."""
    indexed = []
    for record_id, content in contents.items():
        first, count = groups.after[content]
        if record_id == first or count == 1 or not is_proven_by_content(prepared[record_id]):
            indexed.append(record_id)
    return indexed


def _unindex_replaced(
    connection: Connection, prepared: Mapping[str, Prepared], groups: _Groups
) -> frozenset[str]:
    """Take former representatives out of the blocks where a lower id has their content now."""
    replaced = set()
    for content, (former, _) in groups.before.items():
        first = groups.after[content][0] if content in groups.after else former
        if first < former and former not in prepared and is_proven_by_content(prepared[first]):
            replaced.add(former)
    drop_blocking_keys(connection, sorted(replaced))
    return frozenset(replaced)


def _index_successors(
    connection: Connection, prepared: Mapping[str, Prepared], groups: _Groups
) -> frozenset[str]:
    """Put records into the blocks that represent a content whose former representative has changed."""
    successors = {
        groups.after[content][0]
        for content, (former, _) in groups.before.items()
        if content in groups.after and groups.after[content][0] > former
    }
    described = {
        record_id: prepare(description)
        for record_id, description in load_descriptions(connection, sorted(successors - prepared.keys()))
    }
    # Where identical content proves nothing, every record has been in the blocks all along.
    keys = {
        record_id: keys_of(ready) for record_id, ready in described.items() if is_proven_by_content(ready)
    }
    add_blocking_keys(connection, keys)
    return frozenset(keys)
