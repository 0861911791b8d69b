"""Statements in titles: edition, part, volume, issue, version, year and language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from text.file_types import is_format
from text.numbers import ROMAN_NUMERALS, arabic_numeral
from transforms.matching.preparation.vocabulary import vocabulary

_ONE_LETTER = {"i": "1", "v": "5", "x": "10"}
_ROMAN_ONES = _ONE_LETTER | {numeral: arabic_numeral(numeral) for numeral in ROMAN_NUMERALS[1:4]}
_ORDINAL_DIGITS = re.compile(r"(\d{1,3})(?:st|nd|rd|th|e|er|re|eme|a|o|ª|º|ter|te|й|я|е|ое|ая)")
_NUMBERED = re.compile("[0-9第]")
"""Cheap to look for, and in all that the longer patterns find."""
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_NUMBERED_VERSION = re.compile(r"v\d{1,3}")
_QUARTER = re.compile(r"q[1-4]")
_MEDIA = frozenset({"online", "web", "print"})
"""What a title says in brackets of its file, beside the name of a format."""
_STATED_OF = ("edition", "version")
_SELF_STATING = re.compile(r"\bv\d|\bq[1-4]\b|第")
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


def read_statements(words: list[str], bracketed: Sequence[list[str]] = ()) -> Statements:
    """The statements of a title given as folded words; ``bracketed`` are those in each pair of brackets."""
    stated: list[tuple[str, str]] = []
    named_language = _named_language(
        words, [word for group in bracketed for word in group] if bracketed else []
    )
    if bracketed:
        words = _take_bracketed(words, bracketed, stated)
    core = words
    joined = " ".join(words)
    is_numbered = _NUMBERED.search(joined) is not None
    if not vocabulary().triggers.isdisjoint(words) or (is_numbered and _SELF_STATING.search(joined)):
        core = _take_statements(words, stated)
    years: tuple[int, ...] = ()
    if is_numbered and _YEAR.search(joined):
        years = tuple(int(word) for word in core if _YEAR.fullmatch(word))
        core = [word for word in core if not _YEAR.fullmatch(word)] or core
    if named_language is not None:
        core = _without_language(core)
    return Statements(core=tuple(core), stated=tuple(stated), years=years, language=named_language)


def _take_bracketed(
    words: list[str], bracketed: Sequence[list[str]], stated: list[tuple[str, str]]
) -> list[str]:
    """The words without ``(PDF)``, ``(French version)`` and ``(updated June 2021)``; the last is stated."""
    known = vocabulary()
    for group in bracketed:
        is_note = all(
            is_format(w) or w in _MEDIA or w in known.languages or w in known.language_statement
            for w in group
        )
        is_state = bool(group) and group[0] in known.states
        if is_state:
            stated.append(("version", known.states[group[0]]))
        starts = range(len(words) - len(group) + 1) if is_note or is_state else ()
        start = next((n for n in starts if words[n : n + len(group)] == group), None)
        if start is not None:
            words = words[:start] + words[start + len(group) :] or words
    return words


def _without_language(words: Sequence[str]) -> list[str]:
    """Without ``French version`` and the like at the end."""
    names, statements = vocabulary().languages, vocabulary().language_statement
    last = list(words[-2:])
    is_stated = len(words) > 2 and (
        (last[0] in names and last[1] in statements) or (last[0] in statements and last[1] in names)
    )
    return list(words[:-2] if is_stated else words)


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
        if statement[0] in _STATED_OF:
            index = _after_states(words, index)
    return core


def _after_states(words: list[str], index: int) -> int:
    """Where the words go on after ``revised``, ``and enlarged``."""
    states, small = vocabulary().states, vocabulary().small
    while index < len(words):
        is_joined = words[index] in small and index + 1 < len(words) and words[index + 1] in states
        if words[index] not in states and not is_joined:
            break
        index += 1
    return index


def _statement_at(words: list[str], index: int) -> tuple[int, tuple[str, str] | None]:
    """How many words a statement at ``index`` takes, and the statement; (0, None) where there is none."""
    kinds, states = vocabulary().kinds, vocabulary().states
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    kind, next_kind = kinds.get(word), kinds.get(following)
    value = _value(following)
    if kind is not None and value is not None and not _YEAR.fullmatch(value) and _is_plain(kind, following):
        return 2, (kind, _qualified(word, value))
    if kind in _STATED_OF and following in states:
        return 2, (kind, states[following])
    if kind == "edition" and word in ("edition", "editions"):
        return 0, None
    ordinal = _ordinal(word)
    if ordinal is not None and next_kind in ("edition", "part", "volume", "version"):
        return 2, (next_kind, _qualified(following, ordinal))
    if (
        ordinal is not None
        and len(following) == 1
        and "edition" in map(kinds.get, words[index + 2 : index + 3])
    ):
        return 3, ("edition", ordinal)
    if word in states and next_kind in _STATED_OF:
        return 2, (next_kind, states[word])
    if word in vocabulary().draft and following in ("", "version", "edition", "for"):
        return 1, ("version", "draft")
    return _self_stating(word, following)


def _self_stating(word: str, following: str) -> tuple[int, tuple[str, str] | None]:
    """``v2``, ``v2.1`` (whose point is gone) and ``Q3``."""
    if _QUARTER.fullmatch(word):
        return 1, ("part", f"quarter {word[1:]}")
    if not _NUMBERED_VERSION.fullmatch(word):
        return 0, None
    if following.isdigit() and len(following) < 3:
        return 2, ("version", f"{word[1:]}.{following}")
    return 1, ("version", word[1:])


def _is_plain(kind: str, value: str) -> bool:
    """Whether the word may be the number of ``kind``: "no one" numbers nothing."""
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
    if word in _ROMAN_ONES:
        return _ROMAN_ONES[word]
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
