"""Whether an HTML page came to its end: what its length can't tell when the length is wrong as well."""

import re

from harvesters.crawl.ledger import PlannedPage
from models.run import PageRole

_TAIL_BYTES = 2048
_CUT_OFF = "was cut off before its end: it has no </html>"
_OPEN_END = re.compile(rb"<(?:[a-zA-Z/][^<>]*|!--(?:(?!-->).)*)?\Z", re.DOTALL)
_MUST_BE_CLOSED = (b"div", b"main", b"section", b"article", b"table", b"ul", b"ol", b"script")
"""Elements whose end tag HTML does not let one leave out."""


def has_end(body: bytes) -> bool:
    """Whether the markup closes its root at its end."""
    return b"</html" in body[-_TAIL_BYTES:].lower()


def breaks_off(body: bytes) -> bool:
    """Whether the markup stops in the middle of a tag, or within elements that must be closed.

    A page may leave ``</html>`` out: without it and with everything else closed, nothing is proven.
    """
    if has_end(body) or b"<html" not in body[:_TAIL_BYTES].lower():
        return False
    if _OPEN_END.search(body, max(0, len(body) - _TAIL_BYTES)):
        return True
    markup = body.lower()
    return any(_count(b"<", name, markup) > _count(b"</", name, markup) for name in _MUST_BE_CLOSED)


class Endings:
    """Compares how the pages of one crawl end: those of one list are made alike."""

    def __init__(self) -> None:
        self._ended: PlannedPage | None = None
        self._unended: PlannedPage | None = None

    def judge(self, page: PlannedPage, is_ended: bool, was_ended: bool | None) -> str | None:
        """What speaks against the page; ``was_ended``: how it was last time.

        Only pages of a list are compared with one another: detail pages may come from several templates.
        """
        if not is_ended and was_ended:
            return f"{_CUT_OFF}, which it had last time (if that is meant, harvest once with --full)"
        if page.role is not PageRole.LISTING:
            return None
        if is_ended:
            self._ended = self._ended or page
            return None
        self._unended = self._unended or page
        return f"{_CUT_OFF}, which page {self._ended.number} has" if self._ended else None

    def find_unended(self) -> str | None:
        """What speaks against a page that was read before another showed how pages of this list end."""
        if self._ended is None or self._unended is None:
            return None
        return f"{self._unended} {_CUT_OFF}, which page {self._ended.number} has"


def _count(start: bytes, name: bytes, markup: bytes) -> int:
    return len(re.findall(start + name + rb"(?=[\s>/])", markup))
