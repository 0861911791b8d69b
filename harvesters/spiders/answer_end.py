"""Where a list of answers goes on. Unlike a page for people, a protocol says itself where its list ends."""

from dataclasses import dataclass

from harvesters.protocols.answer import AnswerPage, StartAgain
from harvesters.spiders.listing_end import Step
from models.record import RawFields
from models.run import EndProof
from models.source import Limits
from text.plurals import name_count
from text.printable import printable
from text.urls import without_fragment

MOST_EMPTY = 5
"""Answers in a row without an entry, after which a list that still goes on is left alone."""
MOST_STARTS = 6
"""Drupal alone may want its files, then refuse some, then all of them, and the order of the list as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStep(Step):
    """What to do after an answer."""

    is_again: bool = False
    """The list is being read a second time: its addresses were asked before."""
    warning: str | None = None


class AnswerWalk:
    """Follows one list from answer to answer and remembers what it takes to know its end."""

    def __init__(self, start_url: str, limits: Limits, *, may_resume: bool = False) -> None:
        """``may_resume``: addresses are tokens, and a list whose token fails may be read again, once."""
        self._start_url = start_url
        self._limits = limits
        self._may_resume = may_resume
        self._starts = 0
        self._is_again = False
        self._start(start_url)

    def _start(self, url: str) -> None:
        self._start_url = url
        self._starts += 1
        self._urls: set[str] = set()
        self._fingerprints: dict[int, int] = {}
        self._rows = 0
        self._hidden = 0
        self._empty = 0
        self._stated_total: int | None = None

    def after(self, number: int, url: str, page: AnswerPage) -> AnswerStep:
        """The step after answer ``number``, found at ``url``."""
        self._urls.add(without_fragment(url))
        if page.start_again is not None:
            return self._begin_again(number, page.start_again)
        if page.stated_total is not None:
            self._stated_total = page.stated_total
        self._hidden += page.hidden
        if page.entries:
            repeated = self._fingerprints.setdefault(hash(tuple(map(_key_of, page.rows))), number)
            if repeated != number:
                return self._stray(number, f"answer {number} repeats answer {repeated}", is_repeat=True)
        self._rows += len(page.entries)
        self._empty = 0 if page.entries else self._empty + 1
        return self._go_on(number, url, page) if page.next_url else self._end(number, page)

    def _go_on(self, number: int, url: str, page: AnswerPage) -> AnswerStep:
        next_url = page.next_url or ""
        if without_fragment(next_url) in self._urls:
            return self._stray(number, f"answer {number} leads back to {printable(next_url)}")
        limit = None
        if self._empty >= MOST_EMPTY:
            limit = f"after {self._empty} answers in a row that list nothing"
        elif number >= self._limits.max_pages:
            limit = f"at limits.max_pages ({self._limits.max_pages})"
        elif self._rows >= self._limits.max_records:
            limit = f"at limits.max_records ({self._limits.max_records})"
        if limit:
            return AnswerStep(reason=f"stopped {limit}; the list goes on at {printable(next_url)}")
        return AnswerStep(next_url=next_url, is_again=self._is_again)

    def _begin_again(self, number: int, again: StartAgain) -> AnswerStep:
        if self._starts >= MOST_STARTS or (again.url is None and self._is_again):
            return AnswerStep(
                reason=f"answer {number}: {again.reason}; the list was started again once already"
            )
        self._is_again = self._is_again or again.url is None
        self._start(again.url or self._start_url)
        warning = (
            None if again.url else f"answer {number}: {again.reason}; the list is read again from its start"
        )
        return AnswerStep(next_url=self._start_url, is_again=self._is_again, warning=warning)

    def _stray(self, number: int, said: str, *, is_repeat: bool = False) -> AnswerStep:
        """The step after an answer that leads nowhere new."""
        total = self._stated_total
        if total is not None and 0 < total <= self._rows + self._hidden:
            detail = f"all {name_count(total, 'entry', 'entries')} that the source states were listed"
            return AnswerStep(proof=EndProof.STATED_TOTAL, detail=detail, is_repeat=is_repeat)
        if self._may_resume and not self._is_again:
            return self._begin_again(number, StartAgain(reason=said))
        return AnswerStep(reason=f"{said}: the end of the list is not proven", is_repeat=is_repeat)

    def _end(self, number: int, page: AnswerPage) -> AnswerStep:
        if not (self._rows or self._hidden or page.says_empty or page.inner_urls):
            return AnswerStep(reason=f"answer {number} lists nothing and does not say why")
        total, listed = self._stated_total, self._rows + self._hidden
        said = f"answer {number} is the last one"
        if total is not None and listed < total:
            stated = f"the source states {name_count(total, 'entry', 'entries')}"
            return AnswerStep(reason=f"{stated}, but {listed} were listed when {said}")
        if not self._rows and page.says_empty:
            return AnswerStep(
                proof=EndProof.STATED_EMPTY, detail="the source says that there is nothing to list"
            )
        return AnswerStep(proof=EndProof.NO_NEXT, detail=said)


def _key_of(row: RawFields) -> str:
    return row.native_id or row.detail_url or row.row_text
