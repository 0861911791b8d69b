"""Phrases of many languages, found in text as whole words whatever their case and accents.

A table has kinds (``[next]``) with a list of phrases per language. In a phrase

- ``show|load more`` has words to choose from,
- ``next [page|of results]`` has words that may be missing,
- ``следующ*`` has any ending,
- ``#`` is a number and ``_`` any one word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from text.tables import read_phrase_table

_LONGEST_ENDING = 6
"""Letters of an inflected ending; in Chinese and Japanese, characters such as those of "20 items"."""
# Signs that belong to the letter before them and that "\w" leaves out.
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e" + (
    "\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u109d\u17b4-\u17d3\u200c\u200d"
)
_LETTER = rf"[\w{_SIGNS}]"
_MARK = rf"[^\w{_SIGNS}°]"
_EDGE_MARKS = re.compile(f"^{_MARK}+|{_MARK}+$")
_OPEN = re.compile(r"[*#]|(?<!\S)_(?!\S)")
# Thai, Lao, Burmese, Khmer, Chinese and Japanese have no spaces between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PART = re.compile(r"\[([^\]]*)\]|(\S+)")
_ACCENT = re.compile("[\u0300-\u036f]")


@lru_cache(maxsize=8192)
def fold_words(text: str) -> str:
    """The text in lower case, without accents, with single spaces; its marks and its vowel signs stay."""
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text).casefold())
        text = unicodedata.normalize("NFC", text).replace("ı", "i")
    return " ".join(text.casefold().split())


def spell_out(phrase: str) -> Iterator[str]:
    """Every phrase that a phrase with choices means, folded; ``*``, ``#`` and ``_`` stay in them."""
    choices = [
        ["", *optional.split("|")] if optional else words.split("|")
        for optional, words in _PART.findall(phrase)
    ]
    for words in product(*choices):
        yield fold_words(" ".join(words))


def phrase_pattern(phrases: Iterable[str]) -> str:
    """A regular expression for folded text that matches any of the spelt phrases as whole words.

    Where a script has no spaces, a phrase of several characters may be part of a longer run of letters; one
    character may not, since it is part of too many words. A match takes time linear in the text's length.
    """
    by_edges: dict[tuple[str, str], list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_edges.setdefault(_edges(phrase), []).append(_open_pattern(phrase))
    groups = (f"{before}(?:{'|'.join(listed)}){after}" for (before, after), listed in by_edges.items())
    return f"(?:{'|'.join(groups)})"


def _edges(phrase: str) -> tuple[str, str]:
    """What must not stand before and behind a phrase."""
    is_loose = len(phrase) > 1
    before = "" if is_loose and _UNSPACED.match(phrase[0]) else f"(?<!{_LETTER})"
    after = "" if is_loose and _UNSPACED.match(phrase[-1]) else f"(?!{_LETTER})"
    return before, after


def _open_pattern(phrase: str) -> str:
    return " ".join(_word_pattern(word) for word in phrase.split())


def _word_pattern(word: str) -> str:
    if word == "_":
        return f"{_LETTER}+"
    ending = f"{_LETTER}{{0,{_LONGEST_ENDING}}}" if word.endswith("*") else ""
    return r"\d+".join(map(re.escape, word.removesuffix("*").split("#"))) + ending


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a table in ``text/tables``, compiled when they are first looked for."""

    table: str

    def kind_of(self, text: str) -> str | None:
        """The kind of phrase that a text is, but for the marks around it; ``None`` for any other text."""
        bare = _EDGE_MARKS.sub("", fold_words(text))
        kind = _plain_phrases(self.table).get(bare)
        if kind is None and (match := _open_phrases(self.table).fullmatch(bare)):
            kind = match.lastgroup
        return kind

    def cut_ending(self, kind: str, text: str) -> str:
        """The folded text without a phrase of this kind at its end."""
        return _at_end(self.table, kind).sub("", fold_words(text))

    def has(self, kind: str, text: str) -> bool:
        """Whether a phrase of a kind is anywhere in the text."""
        return _within(self.table, kind).search(fold_words(text)) is not None


@cache
def _spelt(table: str) -> dict[str, tuple[str, ...]]:
    """By kind, every phrase of a table in every language."""
    return {
        kind: tuple(
            dict.fromkeys(each for listed in languages.values() for p in listed for each in spell_out(p))
        )
        for kind, languages in read_phrase_table(table).items()
    }


@cache
def _plain_phrases(table: str) -> dict[str, str]:
    return {phrase: kind for kind, phrases in _spelt(table).items() for phrase in phrases}


@cache
def _open_phrases(table: str) -> re.Pattern[str]:
    """Phrases with a number, any word or any ending."""
    by_kind = {
        kind: [_open_pattern(phrase) for phrase in phrases if _OPEN.search(phrase)]
        for kind, phrases in _spelt(table).items()
    }
    return re.compile(
        "|".join(f"(?P<{kind}>{'|'.join(some)})" for kind, some in by_kind.items() if some) or "$."
    )


@cache
def _within(table: str, kind: str) -> re.Pattern[str]:
    return re.compile(phrase_pattern(_spelt(table)[kind]))


@cache
def _at_end(table: str, kind: str) -> re.Pattern[str]:
    return re.compile(f"{phrase_pattern(_spelt(table)[kind])}{_MARK}*$")
