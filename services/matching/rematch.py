"""The whole catalogue matched again, with new weights or rules, in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations

from models.catalogue import Membership
from models.change import Cause, Change
from models.matching import Component, Judgement, RecordPair, Verdict
from models.run import RunCounts
from services.matching.blocking_keys import plain_keys, read_duplicate_groups, thin_blocks
from services.matching.matcher import Matcher
from services.matching.publications import MAX_PLANNED, revise_publications
from services.session import Clock, open_catalogue, publish_to, utc_now
from services.settings import Settings
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
from text.batches import BATCH, batches
from transforms.matching.blocking import BLOCK_LIMITS
from transforms.matching.groups import group_linked
from transforms.matching.preparation.prepared import prepare
from transforms.matching.watch import Watch, watch_nothing
from transforms.publications.changes import Occasion
from transforms.publications.counts import count_changes

REASON = "the whole catalogue was matched again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rematched:
    """What matching everything again did, or would do."""

    records: int
    judgements: int
    """Of the engine, without ``distinct``."""
    counts: RunCounts
    changes: tuple[Change, ...]
    """The first ``MAX_PLANNED`` of them, without seqs."""


def rematch(
    settings: Settings, *, is_dry: bool = False, watch: Watch = watch_nothing, clock: Clock = utc_now
) -> Rematched:
    """Judge every pair anew and bring the catalogue in line with it, in one transaction; then publish.

    Args:
        is_dry: nothing is written; what would change is returned.
    """
    with open_catalogue(settings) as database:
        now = clock()
        with database.write() as connection:
            index_all(connection, watch)
            judged = chain(judge_range(connection, KeyRange(), now), judge_duplicates(connection, now))
            done = settle(connection, judged, watch, now)
            if is_dry:
                connection.rollback()
        if not is_dry:
            publish_to(database, settings, clock())
    return done


def index_all(connection: Connection, watch: Watch) -> None:
    """Write the blocking keys of all records by today's rules."""
    total, done = count_records(connection), 0
    for page in page_records(connection, size=BATCH):
        replace_keys(connection, _find_changed_keys(connection, page))
        done += len(page)
        watch("indexed", done, total)
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
    """The plain keys of the records that have other keys now, as all but the representatives do."""
    changed: dict[str, frozenset[str]] = {}
    for page in batches(record_ids):
        stored = load_keys(connection, page)
        for record_id, description in load_descriptions(connection, page):
            keys = plain_keys(prepare(description))
            if stored.get(record_id) != keys:
                changed[record_id] = keys
    return changed


def judge_apart(settings: Settings, within: KeyRange, now: datetime) -> list[Judgement]:
    """What ``judge_range`` gives, over a connection of its own."""
    with open_catalogue(settings) as database, database.read() as connection:
        return [judgement for batch in judge_range(connection, within, now) for judgement in batch]


def judge_range(connection: Connection, within: KeyRange, now: datetime) -> Iterator[list[Judgement]]:
    """The engine's judgements on the pairs of the range, without ``distinct``; in batches.

    A pair belongs to the range that has the first key which both records share: it is judged only there.
    """
    matcher = Matcher(connection, now=now)
    wide = find_wide_keys(connection, BLOCK_LIMITS)
    for blocks in read_blocks(connection, within, BLOCK_LIMITS):
        keys = load_keys(connection, sorted(set(chain.from_iterable(blocks.values()))))
        pairs = {
            (left, right)
            for key, members in blocks.items()
            for left, right in combinations(members, 2)
            if min((keys[left] & keys[right]) - wide) == key
        }
        judged = matcher.compare_pairs(pairs)
        yield [judgement for judgement in judged if judgement.verdict is not Verdict.DISTINCT]


def judge_duplicates(connection: Connection, now: datetime) -> Iterator[list[Judgement]]:
    """The engine's judgements on every duplicate with its group's representative (the lowest id)."""
    matcher = Matcher(connection, now=now)
    for groups in read_duplicate_groups(connection):
        yield matcher.compare_pairs((first, other) for first, *others in groups for other in others)


def settle(
    connection: Connection,
    judged: Iterable[list[Judgement]],
    watch: Watch,
    now: datetime,
    *,
    changing: frozenset[str] | None = None,
) -> Rematched:
    """Replace all engine judgements by these, and revise every publication.

    Args:
        changing: records of publications that are known to change: only these are revised.
    """
    drop_all_engine_judgements(connection)
    judgements = 0
    for batch in judged:
        save_judgements(connection, batch)
        judgements += len(batch)
        watch("judged", judgements, 0)
    total, done = count_records(connection), 0
    occasion = make_occasion(now)
    pages = page_records(connection, size=BATCH) if changing is None else batches(sorted(changing))
    counts, kept = RunCounts(), list[Change]()
    for page in pages:
        component = _gather_new(connection, page, changing, now)
        for changes in revise_publications(connection, component, occasion):
            counts = count_changes(counts, changes)
            kept += changes[: MAX_PLANNED - len(kept)]
        done += len(page)
        watch("resolved", done, total)
    return Rematched(records=total, judgements=judgements, counts=counts, changes=tuple(kept))


def make_occasion(now: datetime) -> Occasion:
    return Occasion(at=now, cause=Cause.PROCESSING, source_id=None, run_id=None, reason=REASON)


def _gather_new(
    connection: Connection, page: tuple[str, ...], paged: frozenset[str] | None, now: datetime
) -> Component:
    """The component of these records, without groups that an earlier page has resolved."""
    component = Matcher(connection, now=now).gather(page)
    links = [judgement.pair for judgement in component.judgements if judgement.verdict.value in LINKING]
    links += _link_members(load_memberships(connection, component.record_ids))
    groups = group_linked(component.record_ids, links)
    # Pages are in the order of ids: a group with an id of an earlier page was resolved with that page.
    firsts = (min(id_ for id_ in group if paged is None or id_ in paged) for group in groups)
    fresh = frozenset(
        record_id
        for group, first in zip(groups, firsts, strict=True)
        if first >= page[0]
        for record_id in group
    )
    return Component(
        record_ids=fresh,
        judgements=tuple(judgement for judgement in component.judgements if fresh.issuperset(judgement.pair)),
        groups=tuple(group for group in component.groups if group <= fresh),
    )


def _link_members(memberships: Iterable[Membership]) -> list[RecordPair]:
    """Links between records of the same publication."""
    first: dict[str, str] = {}
    links: list[RecordPair] = []
    for membership in memberships:
        if membership.publication_id:
            representative = first.setdefault(membership.publication_id, membership.record_id)
            links.append((representative, membership.record_id))
    return links
