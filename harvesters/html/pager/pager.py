"""The link to the next page of a list, whatever the pager looks like."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harvesters.html.links import leads_somewhere
from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import Outline
from harvesters.html.pager.canonical_url import own_url
from harvesters.html.pager.page_numbers import SUCCESSOR, bare_url, page_number, relate_pages
from harvesters.html.pager.pager_words import DOUBLE_GLYPHS, NEXT_GLYPHS, has_words, is_named, meaning_of

_OTHER_LISTS = re.compile(r"comment-page|replytocom|month=|/calendar|[?&]date=", re.I)
_DIGIT = re.compile(r"\d")
_MAX_LABEL = 30
"""In characters: a longer text of a link is a title."""
_MAX_TEXTS = 6
"""A link with more pieces of text is an entry of the list."""
_MAX_WORDS_AROUND = 6
"""Words of a label such as "Go to the next page of results"; a longer one is a sentence."""
_MAX_DIGITS = 4
"""A longer number beside others is a year with a month, or an id, and no page of a list."""
_MAX_NAMED = 8
"""Elements whose names are looked at for one link; some themes nest dozens."""
_MAX_DEPTH = 5
"""Elements around a link in which its pager is looked for."""

# What the signs of a link to the next page weigh, beside what ``relate_pages`` says of its URL.
_SAYS_NEXT = 4
_ARROW = 3
_DOUBLE_ARROW = 2
"""It leads to the last page as often as to the next."""
_MARKED_NEXT = 5
"""By ``rel=next``, which a site sets on purpose."""
_NAMED_NEXT = 3
_IN_PAGER = 2
_SWITCHED_OFF = -3
_LATER_PAGE = 3
"""From here on, ``relate_pages`` says that one URL is that of a later page of the other's list."""
_BARE_SUCCESSOR = 2
"""For a link in a pager without any sign, to the page that follows by number."""
_THRESHOLD = 6
"""The least that a link has to weigh: two signs that agree, or one on the page right after this."""


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
    """The link to the next page."""

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
        if not href or outline.last_text[anchor] - outline.first_text[anchor] > _MAX_TEXTS:
            continue
        text = " ".join(outline.texts[outline.first_text[anchor] : outline.last_text[anchor]])
        if len(text) > _MAX_LABEL or not leads_somewhere(href):
            continue
        if _DIGIT.search(href) or meaning_of(text) == "next":
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
            label.strip() for label in labels if label and len(label) <= _MAX_LABEL and label.strip()
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
    for index in indices[:_MAX_NAMED]:
        element = outline.elements[index]
        found += [element.get("class") or "", element.get("id") or "", element.get("src") or ""]
    return " ".join(name for name in found if name)


def _container(outline: Outline, anchor: int) -> int:
    index = outline.parents[anchor]
    for _ in range(_MAX_DEPTH):
        if index < 0:
            break
        element = outline.elements[index]
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
        if outline.tags[index] not in ("body", "html") and is_named("pager", named):
            return index
        index = outline.parents[index]
    return -1


def _score(step: _Step, here: str) -> int:
    """How likely a link leads to the next page; below zero where something is against it."""
    relation = relate_pages(step.url, here)
    if relation is None or (_OTHER_LISTS.search(step.url) and not _OTHER_LISTS.search(here)):
        return -1
    in_words = _score_words(step.words, relation)
    if in_words < 0:
        return -1
    is_marked = "rel:next" in step.rel
    named = 0
    if (is_named("next", step.names) and not is_named("back", step.names)) or (
        not step.words and is_named("icon", step.names)
    ):
        named = _NAMED_NEXT
    if not (in_words or is_marked or named):
        is_successor = relation == SUCCESSOR and step.container >= 0 and not _says_number(step)
        return relation + _BARE_SUCCESSOR if is_successor else 0
    score = in_words + _MARKED_NEXT * is_marked + named + _IN_PAGER * (step.container >= 0) + relation
    return score + _SWITCHED_OFF * is_named("off", step.names)


def _says_number(step: _Step) -> bool:
    return any(any(character.isdecimal() for character in words) for words in step.words)


def _score_words(words: Sequence[str], relation: int) -> int:
    """The weight of a link's words: "next" or an arrow; below zero for "back" and "last"."""
    meanings = {meaning_of(text) for text in words}
    if "next" in meanings:
        return _SAYS_NEXT
    if meanings & {"back", "last"}:
        return -1
    glyphs = next((text for text in words if NEXT_GLYPHS.fullmatch(text)), None)
    if glyphs is not None:
        return _DOUBLE_ARROW if DOUBLE_GLYPHS.search(glyphs) else _ARROW
    if relation >= _LATER_PAGE and any(
        len(text.split()) <= _MAX_WORDS_AROUND and has_words("next", text) for text in words
    ):
        return -1 if any(has_words("back", text) for text in words) else _ARROW
    return 0


def _next_number(markup: Markup, outline: Outline, steps: Sequence[_Step], here: str) -> str | None:
    """The page after the current one in a row of page numbers."""
    groups: dict[int, dict[int, _Step]] = {}
    for step in steps:
        number = next(
            (int(words) for words in step.words[:1] if words.isdecimal() and len(words) <= _MAX_DIGITS), None
        )
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
            bare_url(url) == bare_url(here) or is_named("current", _names(outline, anchor))
        ):
            return int(words)
    for text in range(outline.first_text[container], outline.last_text[container]):
        words = outline.texts[text].strip("[]()| ")
        is_beside = words.isdecimal() and (int(words) + 1 in numbered or int(words) - 1 in numbered)
        if is_beside and outline.links[text] < 0:
            return int(words)
    stated = [page_number(here, step.url) for step in numbered.values()]
    return 1 if len(numbered) > 1 and not any(stated) and 1 not in numbered else None
