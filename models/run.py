"""A run: one harvest of one source, page by page, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    HELD = "held"
    FAILED = "failed"
    DISCARDED = "discarded"


class PageRole(StrEnum):
    """What a page was planned as."""

    LISTING = "listing"
    DETAIL = "detail"
    NOTICE = "notice"


class Outcome(StrEnum):
    """How the visit of one planned page ended."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"
    REFUSED = "refused"
    """Not fetched, or fetched and not used, because a rule forbids it."""


class EndProof(StrEnum):
    """How the end of a list was proven."""

    NO_NEXT = "no_next"
    STATED_TOTAL = "stated_total"
    REPEATED_PAGE = "repeated_page"
    STATED_EMPTY = "stated_empty"
    """The page says "no results" in words."""
    ALL_FETCHED = "all_fetched"
    """There is no list to walk: every planned page of a notice was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVisit:
    """One planned URL of a run and its one outcome."""

    url: str
    role: PageRole
    number: int | None
    """1 for the first page of a listing; ``None`` for detail pages."""
    outcome: Outcome
    reason: str | None
    """Why it failed or was refused."""
    http_status: int | None
    final_url: str | None
    rows: int
    """Rows found on the page."""
    body_bytes: int
    visited_at: datetime
    capture_id: str | None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """What the crawl of one run found out about its own wholeness; the manifest of a spool."""

    run_id: str
    source_id: str
    started_at: datetime
    finished_at: datetime
    finish_reason: str
    """Scrapy's finish reason, or ``killed``, ``timeout``."""
    end_proof: EndProof | None
    """``None``: the end of the list was not proven."""
    end_detail: str | None
    """The proof in words: which page had no next, which total was met, which page repeated."""
    reasons: tuple[str, ...]
    """Why the crawl is incomplete, one line each; empty: complete."""
    pages: int
    rows: int
    """Rows that the site listed, rejected ones and repeats included."""
    is_windowed: bool = False
    """The source shows only a part of what it has, the newest or a span of time: an absence means nothing."""

    @property
    def is_complete(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """What a run did to the catalogue."""

    pages: int = 0
    records_listed: int = 0
    records_new: int = 0
    records_rejected: int = 0
    publications_created: int = 0
    publications_updated: int = 0
    publications_merged: int = 0
    publications_withdrawn: int = 0
    notices_changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One harvest of one source as the catalogue knows it."""

    id: str
    source_id: str
    status: RunStatus
    started_at: datetime
    finished_at: datetime | None
    reasons: tuple[str, ...]
    counts: RunCounts
    first_seq: int | None = None
    last_seq: int | None = None
    """The block of the journal that the run wrote; ``None``: it changed nothing."""
    spool_path: str | None = None
    """Relative to the var directory."""
    capture_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How one source stands: what an operator wants to see at once."""

    source_id: str
    url: str
    publisher: str | None
    is_enabled: bool
    last_run: Run | None
    last_applied_at: datetime | None
    """When a complete run of it was last applied; ``None``: never."""
    records: int
    """Records that are listed now."""
    records_withdrawn: int
    records_rejected: int
    publications: int
    """Live publications that at least one of its records describes."""
