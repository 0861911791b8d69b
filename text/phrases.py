"""Phrases of many languages, found in text as whole words whatever their case and accents.

A table has kinds (``[next]``) with a list of phrases per language. In a phrase

- ``show|load more`` has words to choose from,
- ``next [page|of results]`` has words that may be missing,
- ``следующ*`` has any ending,
- ``#`` is a number and ``_`` any one word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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
_NO_LETTER = rf"[^\w{_SIGNS}]"
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
    """A regular expression for folded text that matches any of the phrases as whole words.

    Where a script has no spaces, a phrase of several characters may be part of a longer run of letters; one
    character may not, since it is part of too many words. A match takes time linear in the text's length.
    """
    spelt = dict.fromkeys(each for phrase in phrases for each in spell_out(phrase))
    longest_first = sorted(spelt, key=len, reverse=True)
    return rf"(?:{'|'.join(map(_bounded, longest_first))})"


def _bounded(phrase: str) -> str:
    pattern = " ".join(_word_pattern(word) for word in phrase.split())
    is_loose = len(phrase) > 1
    before = "" if is_loose and _UNSPACED.match(phrase[0]) else rf"(?<!{_LETTER})"
    after = "" if is_loose and _UNSPACED.match(phrase[-1]) else rf"(?!{_LETTER})"
    return before + pattern + after


def _word_pattern(word: str) -> str:
    if word == "_":
        return rf"{_LETTER}+"
    ending = rf"{_LETTER}{{0,{_LONGEST_ENDING}}}" if word.endswith("*") else ""
    return r"\d+".join(map(re.escape, word.removesuffix("*").split("#"))) + ending


@dataclass(frozen=True, slots=True)
class Phrases:
    """A table of phrases, compiled."""

    _whole: re.Pattern[str]
    _within: Mapping[str, re.Pattern[str]]
    _at_end: Mapping[str, re.Pattern[str]]

    def kind_of(self, text: str) -> str | None:
        """The kind of phrase that a text is, but for the marks around it; ``None`` for any other text."""
        match = self._whole.fullmatch(fold_words(text))
        return match.lastgroup if match else None

    def cut_ending(self, kind: str, text: str) -> str:
        """The folded text without a phrase of this kind at its end."""
        return self._at_end[kind].sub("", fold_words(text))

    def has(self, kind: str, text: str) -> bool:
        """Whether a phrase of a kind is anywhere in the text."""
        return self._within[kind].search(fold_words(text)) is not None


@cache
def read_phrases(table: str) -> Phrases:
    """The phrases of a table in ``text/tables``, compiled once."""
    kinds = {
        kind: phrase_pattern(phrase for phrases in languages.values() for phrase in phrases)
        for kind, languages in read_phrase_table(table).items()
    }
    any_kind = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    return Phrases(
        _whole=re.compile(rf"{_NO_LETTER}*(?:{any_kind}){_NO_LETTER}*"),
        _within={kind: re.compile(pattern) for kind, pattern in kinds.items()},
        _at_end={kind: re.compile(rf"{pattern}{_NO_LETTER}*$") for kind, pattern in kinds.items()},
    )
