"""The change report: the journal between two seqs, put in order for people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.change import Change, Entity, Op
from models.run import RunStatus, SourceState
from storage.journal import Head


class Group(StrEnum):
    """Where an item stands in the section of its source, in this order."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    NOTICES = "notices"
    """Every change of a notice, whatever its op."""
    WORKS = "works"
    """Every change of a work, whatever its op."""


_GROUP_OF_OP = {
    Op.CREATE: Group.CREATED,
    Op.UPDATE: Group.UPDATED,
    Op.MERGE: Group.MERGED,
    Op.SPLIT: Group.SPLIT,
    Op.WITHDRAW: Group.WITHDRAWN,
    Op.RESTORE: Group.RESTORED,
}
_GROUP_OF_ENTITY = {Entity.NOTICE: Group.NOTICES, Entity.WORK: Group.WORKS}

_TROUBLED = frozenset({RunStatus.HELD, RunStatus.INCOMPLETE, RunStatus.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """One change, with what the rest of the report knows about its entity."""

    change: Change
    language: str | None
    """The entity's language, where any change of the report states it."""
    redirect_label: str | None
    """What ``redirect_to`` is called, where any change of the report says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSection:
    """What one source brought, and how it stands."""

    source_id: str | None
    """``None``: changes that no single source caused."""
    state: SourceState | None
    """``None``: the catalogue knows no such source (any more)."""
    groups: tuple[tuple[Group, tuple[ReportItem, ...]], ...]
    """Every group once, in the order of ``Group``; items by seq."""

    def items(self, group: Group) -> tuple[ReportItem, ...]:
        return dict(self.groups)[group]

    @property
    def changes(self) -> int:
        return sum(len(items) for _, items in self.groups)

    @property
    def needs_attention(self) -> bool:
        """An operator should look: the last run of this enabled source was held, incomplete or failed."""
        state = self.state
        return bool(state and state.is_enabled and state.last_run and state.last_run.status in _TROUBLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """The changes with ``since`` < seq ≤ ``until``, by source."""

    since: int
    until: int
    epoch: str
    generated_at: datetime
    sections: tuple[SourceSection, ...]
    """Every source that has a state or a change, by id; changes of no single source last."""

    @property
    def changes(self) -> int:
        return sum(section.changes for section in self.sections)

    def count(self, group: Group) -> int:
        return sum(len(section.items(group)) for section in self.sections)

    @property
    def needing_attention(self) -> tuple[SourceSection, ...]:
        return tuple(section for section in self.sections if section.needs_attention)


def build_report(
    changes: Iterable[Change], states: Iterable[SourceState], *, since: int, head: Head, now: datetime
) -> ChangeReport:
    """Every one of the changes in exactly one place: the section of its source, the group of its kind.

    Args:
        changes: those with ``since`` < seq ≤ ``head.seq``, in seq order.
        states: of every source that the report shall show, changed or not.
        since: the last seq that the reader knows already; 0: none.
        head: where the report ends; for an older end than the journal's, a head with that seq.
        now: when the report is made.
    """
    items = _items(tuple(changes))
    state_of = {state.source_id: state for state in states}
    by_source: dict[str | None, list[ReportItem]] = defaultdict(list)
    for item in items:
        by_source[item.change.source_id].append(item)
    ids = sorted({source_id for source_id in (*state_of, *by_source) if source_id is not None})
    sections = [_section(source_id, state_of.get(source_id), by_source[source_id]) for source_id in ids]
    if by_source[None]:
        sections.append(_section(None, None, by_source[None]))
    return ChangeReport(
        since=since, until=head.seq, epoch=head.epoch, generated_at=now, sections=tuple(sections)
    )


def _items(changes: tuple[Change, ...]) -> tuple[ReportItem, ...]:
    languages: dict[str, str] = {}
    labels: dict[str, str] = {}
    for change in changes:
        labels |= {change.entity_id: change.label} if change.label else {}
        languages |= {change.entity_id: stated} if (stated := _stated_language(change)) else {}
    return tuple(
        ReportItem(
            change=change,
            language=_stated_language(change) or languages.get(change.entity_id),
            redirect_label=labels.get(change.redirect_to) if change.redirect_to else None,
        )
        for change in changes
    )


def _stated_language(change: Change) -> str | None:
    for field in change.fields:
        if field.field == "language":
            stated = field.after or field.before
            return stated if isinstance(stated, str) else None
    return None


def _section(source_id: str | None, state: SourceState | None, items: list[ReportItem]) -> SourceSection:
    grouped: dict[Group, list[ReportItem]] = {group: [] for group in Group}
    for item in items:
        change = item.change
        grouped[_GROUP_OF_ENTITY.get(change.entity, _GROUP_OF_OP[change.op])].append(item)
    groups = tuple((group, tuple(members)) for group, members in grouped.items())
    return SourceSection(source_id=source_id, state=state, groups=groups)
