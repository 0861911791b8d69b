"""The page ledger: every planned URL gets exactly one outcome, and the crawl's wholeness follows from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.run import Crawl, EndProof, Outcome, PageRole, PageVisit
from text.printable import printable
from text.urls import without_fragment

MOST_REASONS = 20
"""Failed pages that are named one by one; the rest are counted."""

LONGEST_URL = 140
"""Characters of an address within a reason: enough to know it, and what happened is not cut off."""

FINISHED = "finished"
"""Scrapy's word for a crawl that nothing stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """A URL that the crawl has promised to account for."""

    url: str
    role: PageRole
    number: int | None = None
    """1 for the first page of a listing; ``None`` elsewhere."""

    def __str__(self) -> str:
        if self.role is PageRole.LISTING:
            return f"page {self.number} ({printable(self.url, LONGEST_URL)})"
        return f"{self.role} page {printable(self.url, LONGEST_URL)}"


class Ledger:
    """Planned pages and their outcomes; each outcome is passed on to ``record`` as it falls."""

    def __init__(
        self, *, run_id: str, source_id: str, started_at: datetime, record: Callable[[PageVisit], None]
    ) -> None:
        self._run_id = run_id
        self._source_id = source_id
        self._started_at = started_at
        self._record = record
        self._planned: set[str] = set()
        self._open: dict[str, PlannedPage] = {}
        self._reasons: list[str] = []
        self._unnamed_failures = 0
        self._end: tuple[EndProof, str] | None = None
        self._stopped_by: str | None = None
        self.is_windowed = False
        """The source shows a window on what it has, so that an absence means nothing."""
        self.pages = 0
        self.rows = 0
        """Rows that went into the spool; those of a page that only repeats another are not among them."""

    def plan(self, url: str, role: PageRole, number: int | None = None) -> PlannedPage | None:
        """The page to visit; ``None`` if its URL was planned before and has its one outcome already."""
        key = without_fragment(url)
        if key in self._planned:
            return None
        self._planned.add(key)
        page = PlannedPage(url=url, role=role, number=number)
        self._open[key] = page
        return page

    def start_again(self) -> None:
        """Lets pages that have their outcome be planned once more: the list is read again from its start."""
        self._planned = set(self._open)

    def settle(self, visit: PageVisit) -> None:
        """Gives a planned page its outcome."""
        page = self._open.pop(without_fragment(visit.url), None)
        if page is None:
            raise RuntimeError(f"{visit.url} has its outcome already, or was never planned")
        self.pages += 1
        if visit.outcome not in (Outcome.OK, Outcome.NOT_MODIFIED):
            self._blame_page(f"{page} {visit.reason}")
        self._record(visit)

    def prove_end(self, proof: EndProof, detail: str) -> None:
        """States how the end of the list was proven."""
        self._end = (proof, detail)

    def blame(self, reason: str) -> None:
        """States one more reason why the crawl is incomplete."""
        self._reasons.append(printable(reason))

    def stop(self, finish_reason: str, reason: str) -> None:
        """States that the crawl ends here, before its end."""
        self._stopped_by = finish_reason
        self.blame(reason)

    def close(self, finish_reason: str, now: datetime) -> Crawl:
        """What the crawl found out about its own wholeness; pages still open have failed by now."""
        if self._stopped_by is None and finish_reason != FINISHED:
            self.blame(f"the crawl was stopped before its end: {finish_reason}")
        for page in tuple(self._open.values()):
            self.settle(_never_answered(page, now))
        if self._unnamed_failures:
            self.blame(f"{self._unnamed_failures} more pages failed")
        if self._end is None and not self._reasons:
            self.blame("the end of the list was not proven")
        proof, detail = self._end or (None, None)
        return Crawl(
            run_id=self._run_id,
            source_id=self._source_id,
            started_at=self._started_at,
            finished_at=now,
            finish_reason=self._stopped_by or finish_reason,
            end_proof=proof,
            end_detail=detail,
            reasons=tuple(self._reasons),
            pages=self.pages,
            rows=self.rows,
            is_windowed=self.is_windowed,
        )

    def _blame_page(self, reason: str) -> None:
        if len(self._reasons) < MOST_REASONS:
            self.blame(reason)
        else:
            self._unnamed_failures += 1


def _never_answered(page: PlannedPage, now: datetime) -> PageVisit:
    return PageVisit(
        url=page.url,
        role=page.role,
        number=page.number,
        outcome=Outcome.FAILED,
        reason="was not answered before the crawl stopped",
        http_status=None,
        final_url=None,
        rows=0,
        body_bytes=0,
        visited_at=now,
        capture_id=None,
    )
