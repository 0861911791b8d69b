"""What each part of a rematch works out alone: whether its records' publications would change."""

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
    """Records that can be resolved without any others, and what was judged of them."""

    record_ids: tuple[str, ...]
    judgements: tuple[Judgement, ...]


def share_records(connection: Connection, judged: Iterable[Judgement], parts: int) -> list[Share]:
    """All accepted records in at most so many shares of about the same size.

    Args:
        judged: all judgements of the engine.
    """
    judgements = [*judged, *load_rulings(connection)]
    links = [judgement.pair for judgement in judgements if judgement.verdict.value in LINKING]
    record_ids: list[str] = []
    memberships: list[tuple[str, str]] = []
    for page in page_records(connection, size=BATCH):
        record_ids += page
        memberships += [
            (membership.publication_id, membership.record_id)
            for membership in load_memberships(connection, page)
            if membership.publication_id
        ]
    # A publication is a member of a group too: it links its records to each other.
    publication_ids = (publication_id for publication_id, _ in memberships)
    groups = group_linked({*record_ids, *publication_ids}, [*links, *memberships])
    return _deal(groups, frozenset(record_ids), judgements, parts)


def _deal(
    groups: Iterable[Sequence[str]], record_ids: frozenset[str], judgements: Iterable[Judgement], parts: int
) -> list[Share]:
    """Shares made by giving each group, the largest first, to the part that has least so far."""
    members: list[list[str]] = [[] for _ in range(parts)]
    part_of: dict[str, int] = {}
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        part = min(range(parts), key=lambda number: len(members[number]))
        own = [member for member in group if member in record_ids]
        members[part] += own
        part_of.update(dict.fromkeys(own, part))
    judged: list[list[Judgement]] = [[] for _ in range(parts)]
    for judgement in judgements:
        left, right = (part_of.get(record_id) for record_id in judgement.pair)
        if left is not None and left == right:
            judged[left].append(judgement)
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
