"""What titles state beside their words: edition, part, volume, issue, version, year and language."""

import re
from dataclasses import dataclass
from itertools import pairwise

from transforms.folding import arabic_numeral
from transforms.vocabulary import vocabulary

_ONE_LETTER = {"i": "1", "v": "5", "x": "10"}
_ORDINAL_DIGITS = re.compile(r"(\d{1,3})(?:st|nd|rd|th|e|er|re|eme|a|o|ª|º|ter|te|й|я|е|ое|ая)")
_NUMBERED = re.compile("[0-9第]")
"""Cheap to look for, and in all that the longer patterns find."""
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_NUMBERED_VERSION = re.compile(r"v\d{1,3}")
_SELF_STATING = re.compile(r"\bv\d|第")
"""Words that state something without another: ``v2``, ``第二版``."""
_CJK_STATEMENT = re.compile("第([0-9一二三四五六七八九十]{1,3})(版|部分|卷|期|号|章)")
_CJK_KIND = {"版": "edition", "部分": "part", "卷": "volume", "期": "number", "号": "number", "章": "part"}
_CJK_DIGITS = {letter: str(number) for number, letter in enumerate("一二三四五六七八九十", start=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a title states beside its words."""

    core: tuple[str, ...]
    """The title's words without the statements."""
    stated: tuple[tuple[str, str], ...] = ()
    """(kind, value) in title order; kinds: edition, part, volume, number, version."""
    years: tuple[int, ...] = ()
    language: str | None = None
    """The language that the title names for its text: ``Guide (French version)``."""


def read_statements(words: list[str], bracketed: list[str] | None = None) -> Statements:
    """The statements of a title given as folded words; ``bracketed`` are the words within brackets."""
    stated: list[tuple[str, str]] = []
    core = words
    joined = " ".join(words)
    is_numbered = _NUMBERED.search(joined) is not None
    if not vocabulary().triggers.isdisjoint(words) or (is_numbered and _SELF_STATING.search(joined)):
        core = _take_statements(words, stated)
    years: tuple[int, ...] = ()
    if is_numbered and _YEAR.search(joined):
        years = tuple(int(word) for word in core if _YEAR.fullmatch(word))
        core = [word for word in core if not _YEAR.fullmatch(word)] or core
    return Statements(
        core=tuple(core), stated=tuple(stated), years=years, language=_named_language(words, bracketed or [])
    )


def _take_statements(words: list[str], stated: list[tuple[str, str]]) -> list[str]:
    """The words that are left; what they state is added to ``stated``."""
    core: list[str] = []
    index = 0
    while index < len(words):
        used, statement = _statement_at(words, index)
        if statement is None:
            core.extend(_cjk_core(words[index], stated))
            index += 1
            continue
        stated.append(statement)
        index += used
    return core


def _statement_at(words: list[str], index: int) -> tuple[int, tuple[str, str] | None]:
    """How many words a statement at ``index`` takes, and the statement; (0, None) where there is none."""
    kinds = vocabulary().kinds
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    kind = kinds.get(word)
    value = _value(following)
    if kind is not None and value is not None and not _YEAR.fullmatch(value) and _is_plain(kind, following):
        return 2, (kind, _qualified(word, value))
    if kind == "edition" and word in ("edition", "editions"):
        return 0, None
    ordinal = _ordinal(word)
    next_kind = kinds.get(following)
    if ordinal is not None and next_kind in ("edition", "part", "volume", "version"):
        return 2, (next_kind, _qualified(following, ordinal))
    if word in vocabulary().revised and next_kind in ("edition", "version"):
        return 2, (next_kind, "revised")
    if word in vocabulary().draft and following in ("", "version", "edition", "for"):
        return 1, ("version", "draft")
    if _NUMBERED_VERSION.fullmatch(word):
        return 1, ("version", word[1:])
    return 0, None


def _is_plain(kind: str, value: str) -> bool:
    """Whether the word may stand for a number after ``kind``: "no one" numbers nothing."""
    return kind != "number" or value[0].isdigit()


def _qualified(word: str, value: str) -> str:
    """``annex 2`` is not ``part 2`` of the same title; words that mean just "part" give the bare number."""
    return f"{word} {value}" if word in vocabulary().named_parts else value


def _value(word: str) -> str | None:
    if not word:
        return None
    if word.isdigit():
        return word.lstrip("0") or "0"
    if len(word) == 1 and word.isascii() and word.isalpha():
        return _ONE_LETTER.get(word, word)
    roman = arabic_numeral(word)
    return roman if roman != word else vocabulary().ordinals.get(word)


def _ordinal(word: str) -> str | None:
    match = _ORDINAL_DIGITS.fullmatch(word)
    if match:
        return match[1].lstrip("0") or "0"
    if word.isdigit() and len(word) < 3:
        return word.lstrip("0") or "0"
    return vocabulary().ordinals.get(word)


def _cjk_core(word: str, stated: list[tuple[str, str]]) -> list[str]:
    if word.isascii() or "第" not in word:
        return [word]

    def take(match: re.Match[str]) -> str:
        stated.append((_CJK_KIND[match[2]], _CJK_DIGITS.get(match[1], match[1])))
        return " "

    return _CJK_STATEMENT.sub(take, word).split()


def _named_language(words: list[str], bracketed: list[str]) -> str | None:
    names, statements = vocabulary().languages, vocabulary().language_statement
    if not bracketed and statements.isdisjoint(words):
        return None
    for word in bracketed:
        if word in names:
            return names[word]
    for word, following in pairwise(words):
        if word in names and following in statements:
            return names[word]
        if following in names and word in statements:
            return names[following]
    return None
