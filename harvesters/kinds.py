"""How a source is read."""

from models.errors import SourceInvalid
from models.source import NoticeRules, Source, SourceKind

HARVESTED = (SourceKind.LISTING, SourceKind.NOTICE)
"""The kinds that a spider of this version reads."""


def detect_kind(source: Source) -> SourceKind:
    """The kind that the source's file states, else a notice where it has notice rules, else a listing.

    Raises:
        SourceInvalid: no spider of this version reads that kind.
    """
    kind = source.kind or (SourceKind.NOTICE if source.notice != NoticeRules() else SourceKind.LISTING)
    if kind not in HARVESTED:
        allowed = ", ".join(HARVESTED)
        raise SourceInvalid(
            f"{source.id}: kind: {kind} can't be harvested by this version; allowed: {allowed}",
            source_id=source.id,
        )
    return kind
