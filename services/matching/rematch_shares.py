"""What parts of a rematch work out on their own: whether anything would change with the new judgements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.matching import Judgement
from services.matching.matcher import Matcher
from services.matching.publications import find_changing
from services.matching.rematch import make_occasion
from services.session import open_catalogue
from services.settings import Settings
from storage.blocks import page_records
from storage.database import Connection
from storage.judgements import LINKING, load_rulings
from storage.records import load_memberships
from text.batches import BATCH
from transforms.matching.groups import group_linked


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Records that can be resolved without any other ones, and what was judged of them."""

    record_ids: tuple[str, ...]
    judgements: tuple[Judgement, ...]


def share_records(connection: Connection, judged: Iterable[Judgement], parts: int) -> list[Share]:
    """All accepted records in at most so many shares of about the same size.

    Args:
        judged: all that the engine says now.
    """
    judgements = [*judged, *load_rulings(connection)]
    ties = [(one.left_id, one.right_id) for one in judgements if one.verdict.value in LINKING]
    ids: list[str] = []
    homes: list[tuple[str, str]] = []
    for page in page_records(connection, size=BATCH):
        memberships = load_memberships(connection, page)
        ids += page
        homes += [
            (membership.publication_id, membership.record_id)
            for membership in memberships
            if membership.publication_id
        ]
    # A publication is a knot in the net of ties like a record: it holds its records together.
    groups = group_linked({*ids, *(home for home, _ in homes)}, [*ties, *homes])
    return _deal(groups, frozenset(ids), judgements, parts)


def _deal(
    groups: Iterable[Sequence[str]], record_ids: frozenset[str], judgements: Iterable[Judgement], parts: int
) -> list[Share]:
    """Give each group to the part that has least so far."""
    members: list[list[str]] = [[] for _ in range(parts)]
    part_of: dict[str, int] = {}
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        part = min(range(parts), key=lambda number: len(members[number]))
        own = [one for one in group if one in record_ids]
        members[part] += own
        part_of.update(dict.fromkeys(own, part))
    judged: list[list[Judgement]] = [[] for _ in range(parts)]
    for one in judgements:
        if one.left_id in part_of and part_of[one.left_id] == part_of.get(one.right_id):
            judged[part_of[one.left_id]].append(one)
    return [
        Share(record_ids=tuple(sorted(ids)), judgements=tuple(some))
        for ids, some in zip(members, judged, strict=True)
        if ids
    ]


def check_apart(settings: Settings, share: Share, now: datetime) -> frozenset[str]:
    """The records whose publications would change, worked out over a connection of its own."""
    with open_catalogue(settings) as database, database.read() as connection:
        matcher = Matcher(connection, now=now)
        component = matcher.complete(frozenset(share.record_ids), share.judgements)
        return find_changing(connection, component, make_occasion(now))
