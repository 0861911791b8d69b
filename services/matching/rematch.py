"""The whole catalogue matched again: with new weights or rules, as one change of processing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations

from models.catalogue import Membership
from models.change import Cause, Change
from models.matching import Component, Judgement, RecordPair, Verdict
from models.run import RunCounts
from services.matching.blocking_keys import plain_keys, read_duplicate_groups, thin_blocks
from services.matching.matcher import BATCH, Matcher
from services.matching.publications import MAX_PLANNED, revise_publications
from services.session import Clock, open_catalogue, publish_to, utc_now
from services.settings import Settings
from storage.batches import batches
from storage.blocks import (
    KeyRange,
    count_records,
    drop_all_engine_judgements,
    find_wide_keys,
    load_keys,
    page_records,
    read_blocks,
)
from storage.database import Connection
from storage.judgements import LINKING, save_judgements
from storage.records import load_descriptions, load_memberships, replace_keys
from transforms.matching.blocking import BLOCK_LIMITS
from transforms.matching.candidates import group_linked
from transforms.matching.compare import prepare
from transforms.publications.changes import Occasion
from transforms.publications.counts import count_changes

REASON = "the whole catalogue was matched again"

Tell = Callable[[str, int, int], None]
"""Is told the stage, how many records or judgements are done, and how many there are (0: not known)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rematched:
    """What matching everything again did, or would do."""

    records: int
    judgements: int
    """Of the engine, but for ``distinct``."""
    counts: RunCounts
    changes: tuple[Change, ...]
    """The first ``MAX_PLANNED`` of them, without seqs."""


def rematch(
    settings: Settings, *, is_dry: bool = False, tell: Tell = lambda *_: None, clock: Clock = utc_now
) -> Rematched:
    """Judge every pair anew and bring the catalogue in line with it, in one transaction; then publish.

    Args:
        is_dry: nothing is written; what would change is returned.
    """
    with open_catalogue(settings) as database:
        now = clock()
        with database.write() as connection:
            index_all(connection, tell)
            judged = chain(judge_range(connection, KeyRange(), now), judge_duplicates(connection, now))
            done = settle(connection, judged, tell, now)
            if is_dry:
                connection.rollback()
        if not is_dry:
            publish_to(database, settings, clock())
    return done


def index_all(connection: Connection, tell: Tell) -> None:
    """Bring the blocking keys of all records to today's rules."""
    total, done = count_records(connection), 0
    for page in page_records(connection, size=BATCH):
        replace_keys(connection, _find_changed_keys(connection, page))
        done += len(page)
        tell("indexed", done, total)
    thin_blocks(connection)


def index_apart(settings: Settings, record_ids: tuple[str, ...]) -> None:
    """Bring the blocking keys of these records to today's rules, in a transaction of its own.

    ``thin_blocks`` has to follow.
    """
    with open_catalogue(settings) as database:
        with database.read() as connection:
            changed = _find_changed_keys(connection, record_ids)
        with database.write() as connection:
            replace_keys(connection, changed)


def _find_changed_keys(connection: Connection, record_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The keys of those of the records that have others; what is equal to another one counts as such."""
    changed: dict[str, frozenset[str]] = {}
    for page in batches(record_ids, BATCH):
        state = load_keys(connection, page)
        for record_id, description in load_descriptions(connection, page):
            keys = plain_keys(prepare(description))
            if state.get(record_id) != keys:
                changed[record_id] = keys
    return changed


def judge_apart(settings: Settings, within: KeyRange, now: datetime) -> list[Judgement]:
    """What ``judge_range`` gives, over a connection of its own."""
    with open_catalogue(settings) as database, database.read() as connection:
        return [one for batch in judge_range(connection, within, now) for one in batch]


def judge_range(connection: Connection, within: KeyRange, now: datetime) -> Iterator[list[Judgement]]:
    """What the engine says of the pairs that are at home in the range, but for ``distinct``; in batches.

    A pair is at home in the first key that both records have, so that it is judged in one range only.
    """
    matcher = Matcher(connection, now=now)
    wide = find_wide_keys(connection, BLOCK_LIMITS)
    for blocks in read_blocks(connection, within, BLOCK_LIMITS):
        keys = load_keys(connection, sorted({one for members in blocks.values() for one in members}))
        pairs = {
            (left, right)
            for key, members in blocks.items()
            for left, right in combinations(members, 2)
            if min((keys[left] & keys[right]) - wide) == key
        }
        judged = matcher.compare_pairs(pairs)
        yield [one for one in judged if one.verdict is not Verdict.DISTINCT]


def judge_duplicates(connection: Connection, now: datetime) -> Iterator[list[Judgement]]:
    """What the engine says of records that say just the same: the lowest id of each with every other one."""
    matcher = Matcher(connection, now=now)
    for groups in read_duplicate_groups(connection):
        yield matcher.compare_pairs((first, other) for first, *others in groups for other in others)


def settle(
    connection: Connection,
    judged: Iterable[list[Judgement]],
    tell: Tell,
    now: datetime,
    *,
    changing: frozenset[str] | None = None,
) -> Rematched:
    """Put these judgements in the place of all that the engine said, and revise every publication.

    Args:
        changing: records of publications that are known to change: only these are revised.
    """
    drop_all_engine_judgements(connection)
    judgements = 0
    for batch in judged:
        save_judgements(connection, batch)
        judgements += len(batch)
        tell("judged", judgements, 0)
    total, done = count_records(connection), 0
    occasion = make_occasion(now)
    pages = page_records(connection, size=BATCH) if changing is None else batches(sorted(changing), BATCH)
    counts, kept = RunCounts(), list[Change]()
    for page in pages:
        component = _gather_new(connection, page, changing, now)
        for changes in revise_publications(connection, component, occasion):
            counts = count_changes(counts, changes)
            kept += changes[: MAX_PLANNED - len(kept)]
        done += len(page)
        tell("resolved", done, total)
    return Rematched(records=total, judgements=judgements, counts=counts, changes=tuple(kept))


def make_occasion(now: datetime) -> Occasion:
    return Occasion(at=now, cause=Cause.PROCESSING, source_id=None, run_id=None, reason=REASON)


def _gather_new(
    connection: Connection, page: tuple[str, ...], paged: frozenset[str] | None, now: datetime
) -> Component:
    """All that has to be resolved together with these records, but for what an earlier page had."""
    component = Matcher(connection, now=now).gather(page)
    ties = [
        (one.left_id, one.right_id) for one in component.judgements if one.verdict.value in LINKING
    ] + _shared_homes(load_memberships(connection, component.record_ids))
    groups = group_linked(component.record_ids, ties)
    # Pages are in the order of ids: what holds an id of an earlier page was settled with it.
    firsts = (min(one for one in group if paged is None or one in paged) for group in groups)
    fresh = frozenset(
        one for group, first in zip(groups, firsts, strict=True) if first >= page[0] for one in group
    )
    return Component(
        record_ids=fresh,
        judgements=tuple(
            one for one in component.judgements if one.left_id in fresh and one.right_id in fresh
        ),
        groups=tuple(group for group in component.groups if group <= fresh),
    )


def _shared_homes(memberships: Iterable[Membership]) -> list[RecordPair]:
    """Ties between records of one publication."""
    first: dict[str, str] = {}
    ties: list[RecordPair] = []
    for membership in memberships:
        if membership.publication_id:
            ties.append(
                (first.setdefault(membership.publication_id, membership.record_id), membership.record_id)
            )
    return ties
