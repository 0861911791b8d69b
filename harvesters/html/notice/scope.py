"""Where on a page its text is."""

from bs4 import BeautifulSoup, Tag

from harvesters.html.notice.chrome import count_letters

_LEAST_MAIN_SHARE = 0.5
"""A ``main`` with less of the page's letters than this was put around something else than the text."""
_LEAST_FOUND_SHARE = 0.9
_LEAST_LINE = 30
"""Characters; shorter lines of an extract stand in many places of a page."""
_MOST_LINES = 100
"""Lines of an extract, evenly taken, that are looked for: enough to tell one element from another."""


def find_main_text(page: BeautifulSoup) -> Tag:
    """The element that holds the page's text: the ``main`` landmark, else where an extractor finds text.

    The extractor (trafilatura) only says *where*: it leaves out headings and words that a notice must keep.
    """
    body = page.body or page
    landmark = _find_landmark(body)
    return landmark if landmark is not None else _find_extracted(page, body)


def _find_landmark(body: Tag) -> Tag | None:
    marked = body.select("main, [role=main]") or body.select("article")
    fullest = max(marked, key=count_letters, default=None)
    if fullest is None or count_letters(fullest) < _LEAST_MAIN_SHARE * count_letters(body):
        return None
    return fullest


def _find_extracted(page: BeautifulSoup, body: Tag) -> Tag:
    lines = _extract_lines(str(page))
    wanted = _LEAST_FOUND_SHARE * sum(map(len, lines))
    found = body
    while lines:
        inner = max(_list_children(found), key=lambda child: _count_found(lines, child), default=None)
        if inner is None or _count_found(lines, inner) < wanted:
            break
        found = inner
    return found


def _extract_lines(html: str) -> list[str]:
    import trafilatura  # takes a third of a second, and most pages have a landmark

    text = trafilatura.extract(html, include_comments=False, favor_recall=True) or ""
    lines = [_squash(line) for line in text.splitlines() if len(line) >= _LEAST_LINE]
    return lines[:: len(lines) // _MOST_LINES + 1]


def _list_children(element: Tag) -> list[Tag]:
    children = (child for child in element.children if isinstance(child, Tag))
    return [child for child in children if child.name not in ("p", "table", "ul")]


def _count_found(lines: list[str], element: Tag) -> int:
    text = _squash(element.get_text())
    return sum(len(line) for line in lines if line in text)


def _squash(text: str) -> str:
    return "".join(text.split())
