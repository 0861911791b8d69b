"""Where a site cut a teaser off: the ellipsis, the link to the whole text."""

import re
from functools import cache

from text.cleaning import clean_text
from text.link_words import LINK_EDGE, TITLE_FOLLOWS
from text.tables import read_phrase_table, words_of

_ELLIPSIS = re.compile(r"\s*(?:[\[(]\s*(?:…|\.{2,}|(?:\. ){2}\.)\s*[\])]|…\.*|\.{3,}|(?:\. ){2}\.)\s*$")
_ELLIPSIS_LETTERS = " ….[]()"
_LONGEST_ELLIPSIS = 50
_LINK_START = " \t[({【（|>»›→–—-"
_LINK_END = LINK_EDGE + "….。"
_SENTENCE_END = tuple('.!?…。！？؟۔।።:;"”»)]’')
_LINK_REACH = 400
"""A link that names its entry ("Read more about …") is not longer than this."""
_TAIL = 1_000
"""Characters at a teaser's end that tell whether it leads on."""


def strip_cut_off(teaser: str) -> tuple[str, bool]:
    """The teaser without its "Read more" link and ellipsis, and whether the site cut it off.

    An ellipsis always says so; a link alone says so only where the text before it does not end as a
    sentence does.
    """
    text = _strip_more_link(teaser.strip())
    words = text.rstrip(_ELLIPSIS_LETTERS)
    end = text[len(words) :]
    shortened = words + (_ELLIPSIS.sub("", end) if len(end) <= _LONGEST_ELLIPSIS else "")
    if shortened != text:
        return shortened.rstrip(), bool(shortened.strip())
    return text, bool(text) and text != teaser.strip() and not text.endswith(_SENTENCE_END)


def leads_on(teaser_raw: str | None) -> bool:
    """Whether a teaser, as printed, ends in an ellipsis or in a link to the whole text."""
    tail = clean_text((teaser_raw or "")[-_TAIL:])
    return strip_cut_off(tail)[0] != tail


def _strip_more_link(teaser: str) -> str:
    start, needs_end = _find_more_link(teaser)
    if start is None:
        return teaser
    before = teaser[:start].rstrip(_LINK_START)
    # "you can read more" ends a sentence; a link begins with a capital, or after the text has ended.
    is_after_end = not before or before.endswith(_SENTENCE_END)
    is_link = is_after_end or not (needs_end or _is_small(teaser[start]))
    return before if is_link else teaser


def _is_small(letter: str) -> bool:
    """Whether a letter is small where a capital could begin a link; Georgian writes no capitals."""
    return letter != letter.title()


def _find_more_link(teaser: str) -> tuple[int | None, bool]:
    """Where the link at the end of the text begins, and whether the text before it must have ended."""
    bare = teaser.rstrip(_LINK_END)
    folded = _lower(bare[-_LINK_REACH:])
    offset = len(bare) - len(folded)
    for phrases, needs_end in ((_phrases(), False), (_words(), True)):
        if folded.endswith(phrases):
            length = next(len(phrase) for phrase in phrases if folded.endswith(phrase))
            return _at_word_boundary(bare, len(bare) - length), needs_end
    for phrase in _titled_phrases():
        if (found := folded.rfind(phrase + " ")) >= 0:
            return _at_word_boundary(bare, offset + found), False
    return None, False


def _lower(text: str) -> str:
    """In lower case, each character in its place: that of "İ" would take two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[0] for c in text)


def _at_word_boundary(text: str, start: int) -> int | None:
    """``start`` if the phrase begins at a word boundary, else ``None``; some scripts have no spaces."""
    is_within_word = start > 0 and text[start - 1].isalnum() and text[start].isascii()
    return None if is_within_word else start


@cache
def _phrases() -> tuple[str, ...]:
    """Longest first."""
    phrases = words_of(read_phrase_table("more_links")["phrases"])
    return tuple(sorted((phrase.removesuffix(TITLE_FOLLOWS) for phrase in phrases), key=len, reverse=True))


@cache
def _words() -> tuple[str, ...]:
    return words_of(read_phrase_table("more_links")["words"])


@cache
def _titled_phrases() -> tuple[str, ...]:
    phrases = words_of(read_phrase_table("more_links")["phrases"])
    return tuple(phrase.removesuffix(TITLE_FOLLOWS) for phrase in phrases if phrase.endswith(TITLE_FOLLOWS))
