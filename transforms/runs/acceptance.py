"""Whether a run may change the catalogue: wholeness (law 2) and suspicion (law 3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.record import Row
from models.run import Crawl, EndProof, RunStatus
from models.source import Expectations
from text.plurals import name_count

COVERED_FIELDS = ("title", "teaser", "detail_url", "file_urls", "date")
"""Fields of a row whose coverage is watched."""

MIN_ROWS_FOR_COVERAGE = 5
"""Below this many rows a single row without a date is no collapse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What earlier runs of the source let us expect."""

    records: int
    """Records that are listed now."""
    coverage: Mapping[str, float]
    """Share of rows that had each field in the last applied run; empty: there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Whether a run may be applied, and why not."""

    status: RunStatus
    """``complete``, ``incomplete`` or ``held``."""
    reasons: tuple[str, ...]
    is_applied: bool
    """Whether what it saw goes into the catalogue; a run that is incomplete because its fields
    collapsed is not."""


def judge_crawl(
    crawl: Crawl, coverage: Mapping[str, float], history: History, expect: Expectations
) -> Acceptance:
    """Whether a run of a listing may be applied, by what it saw; ``judge_absences`` judges the rest."""
    is_telling = bool(coverage) and crawl.rows >= MIN_ROWS_FOR_COVERAGE
    collapsed = find_collapses(coverage, history, expect) if is_telling else ()
    if collapsed:
        return Acceptance(status=RunStatus.INCOMPLETE, reasons=crawl.reasons + collapsed, is_applied=False)
    if not crawl.is_complete:
        return Acceptance(status=RunStatus.INCOMPLETE, reasons=crawl.reasons, is_applied=True)
    if crawl.rows == 0 and crawl.end_proof is not EndProof.STATED_EMPTY:
        return _judge_empty(history)
    bounds = _broken_bounds(crawl.rows, expect)
    if bounds:
        return Acceptance(status=RunStatus.HELD, reasons=bounds, is_applied=False)
    return Acceptance(status=RunStatus.COMPLETE, reasons=(), is_applied=True)


def judge_notices(
    crawl: Crawl, texts: int, absent: int, history: History, expect: Expectations
) -> Acceptance:
    """Whether a run that gave ``texts`` notices, and lacks ``absent`` others, may be applied."""
    if not crawl.is_complete:
        return Acceptance(status=RunStatus.INCOMPLETE, reasons=crawl.reasons, is_applied=True)
    if texts == 0 and history.records:
        reason = f"the page has no text any more; the catalogue keeps {name_count(history.records, 'notice')}"
        return Acceptance(status=RunStatus.HELD, reasons=(reason,), is_applied=False)
    if texts == 0:
        reason = "no text found: name the element that holds it as notice.scope in the source file"
        return Acceptance(status=RunStatus.INCOMPLETE, reasons=(reason,), is_applied=False)
    if reasons := judge_absences(absent, history, expect):
        return Acceptance(status=RunStatus.HELD, reasons=reasons, is_applied=False)
    return Acceptance(status=RunStatus.COMPLETE, reasons=(), is_applied=True)


def judge_absences(absent: int, history: History, expect: Expectations) -> tuple[str, ...]:
    """Why a complete run that does not list ``absent`` of the records must be held; empty: it need not."""
    allowed = max(expect.max_withdrawn_count, expect.max_withdrawn_ratio * history.records)
    if absent <= allowed:
        return ()
    share = absent / history.records
    known, verb = name_count(history.records, "record"), "is" if absent == 1 else "are"
    return (
        f"{absent} of {known} {verb} no longer listed ({share:.0%}); at most "
        f"{expect.max_withdrawn_ratio:.0%} and {expect.max_withdrawn_count} may go without being asked",
    )


def find_collapses(coverage: Mapping[str, float], history: History, expect: Expectations) -> tuple[str, ...]:
    """One line for each field that far fewer rows have than its bound."""
    bounds = {field: share / 2 for field, share in history.coverage.items()} | dict(expect.min_coverage)
    return tuple(
        f"only {coverage.get(field, 0):.0%} of the rows have a {field} (at least {bound:.0%} expected): "
        "the markup has changed; check the selectors"
        for field, bound in sorted(bounds.items())
        if coverage.get(field, 0) < bound
    )


class RowTally:
    """Counts over a whole run's rows, made while the rows are read."""

    def __init__(self) -> None:
        self.dates: set[str | None] = set()
        """As printed."""
        self.deleted: set[str] = set()
        """Identifiers of entries that the source says it has deleted."""
        self._total = 0
        self._counts = [0] * len(COVERED_FIELDS)

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that list something; what was counted before is forgotten."""
        self._total, self._counts = 0, [0] * len(COVERED_FIELDS)
        counts = self._counts
        for row in rows:
            raw = row.raw
            if row.is_deleted:
                self.deleted.add(raw.native_id or "")
                continue
            self._total += 1
            counts[0] += bool(raw.title_raw)
            counts[1] += bool(raw.teaser_raw or raw.abstract_raw)
            counts[2] += bool(raw.detail_url)
            counts[3] += bool(raw.file_urls)
            counts[4] += bool(raw.date_raw)
            self.dates.add(raw.date_raw)
            yield row

    def shares(self) -> dict[str, float]:
        """Share of the rows, 0 to 1, that have each watched field; empty without rows."""
        counted = zip(COVERED_FIELDS, self._counts, strict=True)
        return {field: count / self._total for field, count in counted} if self._total else {}


def _judge_empty(history: History) -> Acceptance:
    if history.records:
        kept = name_count(history.records, "record")
        reason = f"lists nothing, and does not say so in words; the catalogue keeps {kept}"
        return Acceptance(status=RunStatus.HELD, reasons=(reason,), is_applied=False)
    reason = "no rows found: the page is no listing, or its rows need selectors in the source file"
    return Acceptance(status=RunStatus.INCOMPLETE, reasons=(reason,), is_applied=False)


def _broken_bounds(rows: int, expect: Expectations) -> tuple[str, ...]:
    if expect.min_records is not None and rows < expect.min_records:
        return (f"lists {name_count(rows, 'record')}, at least {expect.min_records} are expected",)
    if expect.max_records is not None and rows > expect.max_records:
        return (f"lists {name_count(rows, 'record')}, at most {expect.max_records} are expected",)
    return ()
