"""Where a listing goes on, and what proves that it ends."""

from dataclasses import dataclass, replace

from harvesters.html.listing.listing import ListingPage
from models.record import RawFields
from models.run import EndProof
from models.source import Limits
from text.plurals import name_count
from text.printable import printable
from text.urls import without_fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do after a page: read ``next_url``, or stop, with the end proven or a reason why it is not."""

    next_url: str | None = None
    proof: EndProof | None = None
    detail: str | None = None
    """The proof in words."""
    reason: str | None = None
    is_repeat: bool = False
    """The page listed what an earlier page had listed: its rows are not rows of their own."""


class ListingWalk:
    """Follows one listing page by page and remembers what it takes to know its end."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._page_numbers: dict[int, int] = {}
        self._urls: set[str] = set()
        self._rows = 0
        self._stated_total: int | None = None
        self._repeated: int | None = None

    def after(self, number: int, url: str, page: ListingPage) -> Step:
        """The step after page ``number``, found at ``url``, redirects followed."""
        self._urls.add(without_fragment(url))
        if page.stated_total is not None:
            self._stated_total = page.stated_total
        if not page.rows:
            return self._after_empty(number, url, page)
        fingerprint = _fingerprint(page.rows)
        repeated = self._page_numbers.get(fingerprint)
        if repeated is not None:
            return self._after_repeat(number, repeated, page)
        self._repeated = None
        self._page_numbers[fingerprint] = number
        self._rows += len(page.rows)
        return self._after_rows(number, url, page)

    def _after_rows(self, number: int, url: str, page: ListingPage) -> Step:
        next_url = page.next_url
        if next_url is None or _same(next_url, url):
            return self._end(EndProof.NO_NEXT, f"page {number} has no next page")
        if without_fragment(next_url) in self._urls:
            return self._end_by_total(f"page {number} leads back to {printable(next_url)}")
        return self._go_on(number, next_url)

    def _go_on(self, number: int, next_url: str) -> Step:
        if number >= self._limits.max_pages:
            limit = f"limits.max_pages ({self._limits.max_pages})"
        elif self._rows >= self._limits.max_records:
            limit = f"limits.max_records ({self._limits.max_records})"
        else:
            self._urls.add(without_fragment(next_url))
            return Step(next_url=next_url)
        return Step(reason=f"stopped at {limit}; the list goes on at {printable(next_url)}")

    def _after_empty(self, number: int, url: str, page: ListingPage) -> Step:
        if page.says_empty:
            return self._end(EndProof.STATED_EMPTY, f"page {number} says that there is nothing to list")
        if number == 1:
            # Whether that may be is for those to say who know what it listed before.
            return self._end(EndProof.NO_NEXT, f"page 1 ({printable(url)}) lists nothing")
        return self._end_by_total(f"page {number} ({printable(url)}) lists nothing and does not say why")

    def _after_repeat(self, number: int, repeated: int, page: ListingPage) -> Step:
        """One repeat may be a cache's mistake; the last page twice over is a site that has no more.

        A list of which only the first page was ever seen proves nothing: then the site may not look at the
        page number at all.
        """
        before, self._repeated = self._repeated, repeated
        next_url = page.next_url
        if before is None and next_url is not None and without_fragment(next_url) not in self._urls:
            return replace(self._go_on(number, next_url), is_repeat=True)
        said = f"page {number} repeats page {repeated}"
        last = max(self._page_numbers.values())
        if repeated == last > 1 and before in (None, last):
            return self._end(EndProof.REPEATED_PAGE, f"{said}, the last one", is_repeat=True)
        return self._end_by_total(said, is_repeat=True)

    def _end(self, proof: EndProof, detail: str, *, is_repeat: bool = False) -> Step:
        total = self._stated_total
        if total is not None and self._rows < total:
            stated = f"the site states {name_count(total, 'entry', 'entries')}"
            reason = f"{stated}, but {self._rows} were listed when {detail}"
            return Step(reason=reason, is_repeat=is_repeat)
        return Step(proof=proof, detail=detail, is_repeat=is_repeat)

    def _end_by_total(self, said: str, *, is_repeat: bool = False) -> Step:
        total = self._stated_total
        if total is not None and 0 < total <= self._rows:
            detail = f"all {name_count(total, 'entry', 'entries')} that the site states were listed"
            return Step(proof=EndProof.STATED_TOTAL, detail=detail, is_repeat=is_repeat)
        return Step(reason=f"{said}: the end of the list is not proven", is_repeat=is_repeat)


def _fingerprint(rows: tuple[RawFields, ...]) -> int:
    # By what identifies a row; texts such as "viewed 12 times" differ each time a page is asked for.
    return hash(tuple(row.detail_url or row.file_urls or row.row_text for row in rows))


def _same(left: str, right: str) -> bool:
    return without_fragment(left) == without_fragment(right)
