"""Where a list goes on: the next page, whatever the pager looks like."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harvesters.html.links import leads_somewhere
from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import Outline
from harvesters.html.pager.canonical_url import own_url
from harvesters.html.pager.page_numbers import SUCCESSOR, bare_url, page_number, relate_pages
from harvesters.html.pager.pager_words import (
    BACK_NAME,
    BACK_WITHIN,
    BACK_WORDS,
    CURRENT_NAME,
    DOUBLE_GLYPHS,
    ICON_NAME,
    LAST_WORDS,
    NEXT_GLYPHS,
    NEXT_NAME,
    NEXT_WITHIN,
    NEXT_WORDS,
    OFF_NAME,
    PAGER_NAME,
)

_OTHER_LISTS = re.compile(r"comment-page|replytocom|month=|/calendar|[?&]date=", re.I)
_DIGIT = re.compile(r"\d")
_MAX_WORDS = 30
_THRESHOLD = 6


@dataclass(frozen=True, slots=True)
class _Step:
    """A link that may lead to another page of the list."""

    url: str
    words: tuple[str, ...]
    """What it says, in its text, title or label."""
    names: str
    """Classes and ids of the link, of what it holds and of what holds it alone."""
    rel: str
    container: int
    """The element that looks like a pager and holds it, or -1."""
    index: int


@dataclass(frozen=True, slots=True)
class NextLink:
    """The way to the next page."""

    url: str
    anchors: tuple[int, ...]
    """The links on the page that lead there, as elements of the outline."""


def find_next(markup: Markup, outline: Outline) -> NextLink | None:
    """The link to the list's next page; ``None`` where the page does not say that there is one.

    Several signs have to agree: words, glyphs, names and ``rel``, the place in a pager, and above all that
    the link differs from this page's URL as a following page's would.
    """
    here = own_url(markup, outline)
    steps = list(_steps(markup, outline, here))
    scored = [(_score(step, here), -at, step) for at, step in enumerate(steps)]
    best = max(scored, key=lambda item: item[:2], default=None)
    is_sure = best is not None and best[0] >= _THRESHOLD
    url = best[2].url if best is not None and is_sure else _next_number(markup, outline, steps, here)
    if url is None:
        return None
    return NextLink(
        url=url, anchors=tuple(step.index for step in steps if step.url == url and step.index >= 0)
    )


def _steps(markup: Markup, outline: Outline, here: str) -> Iterator[_Step]:
    for link in markup.root.iter("link"):
        if "next" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield _Step(
                url=_mend(link.get("href"), markup),
                words=(),
                names="",
                rel="rel:next",
                container=-1,
                index=-1,
            )
    for anchor in outline.anchors:
        element = outline.elements[anchor]
        href = element.get("href")
        if not href or outline.last_text[anchor] - outline.first_text[anchor] > 6:
            continue
        text = " ".join(outline.texts[outline.first_text[anchor] : outline.last_text[anchor]])
        if len(text) > _MAX_WORDS or not leads_somewhere(href):
            continue
        if _DIGIT.search(href) or NEXT_WORDS.fullmatch(text):
            url = _mend(href, markup)
            if relate_pages(url, here) is not None:
                yield _step(outline, (anchor, text), url)


def _step(outline: Outline, link: tuple[int, str], url: str) -> _Step:
    anchor, text = link
    element = outline.elements[anchor]
    labels = [text, element.get("title"), element.get("aria-label"), *_image_labels(outline, anchor)]
    return _Step(
        url=url,
        words=tuple(
            label.strip() for label in labels if label and len(label) <= _MAX_WORDS and label.strip()
        ),
        names=_names(outline, anchor),
        rel=" ".join(f"rel:{word}" for word in (element.get("rel") or "").lower().split()),
        container=_container(outline, anchor),
        index=anchor,
    )


def _mend(href: str, markup: Markup) -> str:
    return resolve_link(href.replace("&amp;", "&"), markup.base_url)


def _image_labels(outline: Outline, anchor: int) -> list[str]:
    inner = outline.elements[anchor + 1 : outline.ends[anchor]]
    return [label for element in inner for label in (element.get("alt"), element.get("title")) if label]


def _names(outline: Outline, anchor: int) -> str:
    """Classes, ids and image names of the link, of what it holds, and of what holds nothing else."""
    indices = [anchor, *range(anchor + 1, min(outline.ends[anchor], anchor + 4))]
    parent = outline.parents[anchor]
    while parent >= 0 and len(outline.anchors_in(parent, outline.ends[parent])) == 1:
        indices.append(parent)
        parent = outline.parents[parent]
    found = []
    for index in indices[:8]:
        element = outline.elements[index]
        found += [element.get("class") or "", element.get("id") or "", element.get("src") or ""]
    return " ".join(name for name in found if name)


def _container(outline: Outline, anchor: int) -> int:
    index = outline.parents[anchor]
    for _ in range(5):
        if index < 0:
            break
        element = outline.elements[index]
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
        if outline.tags[index] not in ("body", "html") and PAGER_NAME.search(named):
            return index
        index = outline.parents[index]
    return -1


def _score(step: _Step, here: str) -> int:
    """How much speaks for a link being the way to the next page; below zero where something is against it."""
    relation = relate_pages(step.url, here)
    if relation is None or (_OTHER_LISTS.search(step.url) and not _OTHER_LISTS.search(here)):
        return -1
    in_words = _score_words(step.words, relation)
    if in_words < 0:
        return -1
    is_marked = "rel:next" in step.rel
    named = 0
    if (NEXT_NAME.search(step.names) and not BACK_NAME.search(step.names)) or (
        not step.words and ICON_NAME.search(step.names)
    ):
        named = 3
    if not (in_words or is_marked or named):
        is_successor = relation == SUCCESSOR and step.container >= 0 and not _says_number(step)
        return relation + 2 if is_successor else 0
    score = in_words + 5 * is_marked + named + 2 * (step.container >= 0) + relation
    return score - 3 * bool(OFF_NAME.search(step.names))


def _says_number(step: _Step) -> bool:
    return any(any(character.isdecimal() for character in words) for words in step.words)


def _score_words(words: Sequence[str], relation: int) -> int:
    """What a link's words say: 4 for "next", 2 or 3 for an arrow, below zero for "back" and "last"."""
    if any(NEXT_WORDS.fullmatch(text) for text in words):
        return 4
    if any(BACK_WORDS.fullmatch(text) or LAST_WORDS.fullmatch(text) for text in words):
        return -1
    glyphs = next((text for text in words if NEXT_GLYPHS.fullmatch(text)), None)
    if glyphs is not None:
        return 2 if DOUBLE_GLYPHS.search(glyphs) else 3
    if relation >= 3 and any(len(text.split()) <= 6 and NEXT_WITHIN.search(text) for text in words):
        return -1 if any(BACK_WITHIN.search(text) for text in words) else 3
    return 0


def _next_number(markup: Markup, outline: Outline, steps: Sequence[_Step], here: str) -> str | None:
    """The page after the current one in a row of page numbers."""
    groups: dict[int, dict[int, _Step]] = {}
    for step in steps:
        number = next((int(words) for words in step.words[:1] if words.isdecimal() and len(words) < 5), None)
        if number is not None:
            groups.setdefault(_group(outline, step), {}).setdefault(number, step)
    for container, numbered in groups.items():
        current = _current_number(markup, outline, (container, here), numbered)
        following = numbered.get(current + 1) if current is not None else None
        if following is not None and (relate_pages(following.url, here) or 0) > 0:
            return following.url
    return None


def _group(outline: Outline, step: _Step) -> int:
    """What holds the whole row of page numbers."""
    if step.container >= 0:
        return step.container
    index = outline.parents[step.index]
    while index > 0 and len(outline.anchors_in(index, outline.ends[index])) < 2:
        index = outline.parents[index]
    return index


def _current_number(
    markup: Markup, outline: Outline, place: tuple[int, str], numbered: dict[int, _Step]
) -> int | None:
    """The page that a row of numbers marks as shown: no link, or a marked one, or one to this very URL."""
    container, here = place
    for anchor in outline.anchors_in(container, outline.ends[container]):
        words = "".join(outline.texts[outline.first_text[anchor] : outline.last_text[anchor]])
        url = _mend(outline.elements[anchor].get("href") or "", markup)
        if words.isdecimal() and (
            bare_url(url) == bare_url(here) or CURRENT_NAME.search(_names(outline, anchor))
        ):
            return int(words)
    for text in range(outline.first_text[container], outline.last_text[container]):
        words = outline.texts[text].strip("[]()| ")
        is_beside = words.isdecimal() and (int(words) + 1 in numbered or int(words) - 1 in numbered)
        if is_beside and outline.links[text] < 0:
            return int(words)
    stated = [page_number(here, step.url) for step in numbered.values()]
    return 1 if len(numbered) > 1 and not any(stated) and 1 not in numbered else None
