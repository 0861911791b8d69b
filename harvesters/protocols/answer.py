"""What a protocol's answer holds, whatever the protocol: entries, and how the list goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.record import RawFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An answer as it came."""

    url: str
    """Where it was found, after redirects."""
    body: bytes
    """Content encoding undone."""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    http_status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of an answer."""

    raw: RawFields
    is_deleted: bool = False
    """The source says that the entry is gone; nothing but its identifier is known."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAgain:
    """The list is to be read again from its start."""

    reason: str
    url: str | None = None
    """A better address for the same list; ``None``: the same, because the source lost the thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """One answer of the several that a list may take."""

    entries: tuple[Entry, ...] = ()
    """In the order of the answer."""
    next_url: str | None = None
    """Where the list goes on; ``None``: nowhere."""
    stated_total: int | None = None
    """How many entries the whole list has, as the source states it."""
    hidden: int = 0
    """Entries that the source counts on this page, but does not show to everyone."""
    says_empty: bool = False
    """The answer says that there is nothing, or nothing more, to list."""
    inner_urls: tuple[str, ...] = ()
    """Further lists that this one is made of: the sitemaps of an index."""
    start_again: StartAgain | None = None
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[RawFields, ...]:
        return tuple(entry.raw for entry in self.entries)
