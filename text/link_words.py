"""The words of links that say that there is a link and nothing of the entry that it leads to."""

import re
from functools import cache, lru_cache

from text.file_types import is_format
from text.tables import read_phrase_table, words_of

LINK_EDGE = " \t[](){}【】（）|<>«»‹›←→–—-"
"""What sites draw around the words of a link."""
TITLE_FOLLOWS = " *"
"""Marks a phrase in ``more_links.toml`` that the entry's title may follow."""
_NOT_WORD = re.compile(r"[\W_]+")
_COUNT = re.compile(r"^\d{1,6} | \d{1,6}$")


@lru_cache(maxsize=4096)
def is_link_label(text: str) -> bool:
    """Whether a text only says that an entry or its file is behind it: "Download PDF", "Read more »"."""
    words = _fold(text)
    return words in _labels("entry") | _more_words() or _names_format(words)


@lru_cache(maxsize=8192)
def says_only_link(text: str) -> bool:
    """Whether the words of a link beside an entry say nothing of the entry; so do no words at all.

    Besides link labels these are links to social networks, to comments, to the parts of a meeting.
    """
    words = _fold(text)
    if not words or is_link_label(text) or words in _labels("beside"):
        return True
    return _COUNT.sub("", words) in _labels("counted")


def _fold(text: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", text.casefold()).split())


def _names_format(words: str) -> bool:
    """Whether the name of a format is all that is said, or all beside "download" and the like."""
    first, _, rest = words.partition(" ")
    before, _, last = words.rpartition(" ")
    if is_format(words):
        return True
    named = _labels("with_format")
    return (is_format(first) and rest in named) or (is_format(last) and before in named)


@cache
def _labels(section: str) -> frozenset[str]:
    return frozenset(map(_fold, words_of(read_phrase_table("link_labels")[section])))


@cache
def _more_words() -> frozenset[str]:
    sections = read_phrase_table("more_links").values()
    return frozenset(
        _fold(phrase.removesuffix(TITLE_FOLLOWS)) for section in sections for phrase in words_of(section)
    )
