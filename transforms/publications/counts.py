"""How many changes of each kind a run made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from models.change import Change, Entity, Op
from models.run import RunCounts


def count_changes(counts: RunCounts, changes: Iterable[Change]) -> RunCounts:
    """The counts with these changes added: publications by op, notices in one count."""
    seen = Counter(change.op if change.entity is Entity.PUBLICATION else None for change in changes)
    return replace(
        counts,
        publications_created=counts.publications_created + seen[Op.CREATE] + seen[Op.SPLIT],
        publications_updated=counts.publications_updated + seen[Op.UPDATE] + seen[Op.RESTORE],
        publications_merged=counts.publications_merged + seen[Op.MERGE],
        publications_withdrawn=counts.publications_withdrawn + seen[Op.WITHDRAW],
        notices_changed=counts.notices_changed + seen[None],
    )
