"""The written rules for notices: which phrases make which kind, how dates and stamps are written.

A file for each language, ``common.toml`` for what is of none; it tells what the keys mean.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from models.notice import NoticeKind
from text.folding import fold

_GAP = r"(?: \w+){0,8}?"
"""The meaning of ``...`` in a phrase: up to eight words."""
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase of the rules, ready to be looked for in folded text."""

    pattern: re.Pattern[str]
    anchors: tuple[str, ...]
    """One of them is in every text that the pattern matches: looked for first, as it is far faster."""

    def find(self, folded: str) -> int | None:
        """Where it begins; ``None``: nowhere."""
        if not any(anchor in folded for anchor in self.anchors):
            return None
        found = self.pattern.search(folded)
        return found.start() if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """The signs of one kind of notice."""

    kind: NoticeKind
    labels: tuple[Phrase, ...]
    """Names that headings and titles give to texts of this kind."""
    strong: tuple[Phrase, ...]
    weak: tuple[tuple[Phrase, ...], ...]
    """A tuple for each language, as one word is often a phrase of several."""
    patterns: tuple[re.Pattern[str], ...]
    """As strong as strong phrases, but looked for in the text as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRules:
    """How dates are written, and what page stamps begin with; alternatives of regular expressions."""

    months: str
    weekdays: str
    phrases: str
    links: str
    """What may stand between a stamp's words and its date."""


@cache
def read_kind_rules() -> tuple[KindRules, ...]:
    """The rules of every kind, in the order in which they are asked."""
    return tuple(_merge_kind(kind) for kind in NoticeKind if kind is not NoticeKind.OTHER)


def _merge_kind(kind: NoticeKind) -> KindRules:
    tables = [table[kind] for table in _read_files() if kind in table]
    return KindRules(
        kind=kind,
        labels=_compile_all(_join(tables, "labels")),
        strong=_compile_all(_join(tables, "strong")),
        weak=tuple(_compile_all(table["weak"]) for table in tables if "weak" in table),
        patterns=tuple(map(re.compile, _join(tables, "patterns"))),
    )


@cache
def read_stamp_rules() -> StampRules:
    """The rules for dates and stamps."""
    dates = [table["dates"] for table in _read_files() if "dates" in table]
    stamps = [table["stamps"] for table in _read_files() if "stamps" in table]
    return StampRules(
        months="|".join(_join(dates, "months")),
        weekdays="|".join(_join(dates, "weekdays")),
        phrases="|".join(_join(stamps, "phrases")),
        links="|".join(_join(stamps, "links")),
    )


def _join(tables: Iterable[Mapping[str, list[str]]], key: str) -> list[str]:
    return [entry for table in tables for entry in table.get(key, ())]


@cache
def _read_files() -> tuple[dict[str, dict[str, list[str]]], ...]:
    """Every rule file: one of each language, by its code, and one for what is of none."""
    found = sorted((file for file in files(__name__).iterdir() if file.name.endswith(".toml")), key=_name)
    return tuple(tomllib.loads(file.read_text("utf-8")) for file in found)


def _name(file: Traversable) -> str:
    return file.name


def _compile_all(phrases: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(map(compile_phrase, phrases))


def compile_phrase(phrase: str) -> Phrase:
    """A phrase in the notation of the rule file, made ready."""
    words = phrase.split()
    spelled = [_GAP if word == "..." else " " + _spell_word(word) for word in words]
    pattern = "".join(spelled).removeprefix(" ")
    if not _UNSPACED.search(phrase):
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return Phrase(pattern=re.compile(pattern), anchors=max(map(_list_stems, words), key=_rank_anchors))


def _spell_word(word: str) -> str:
    return "(?:" + "|".join(_spell_stem(stem) for stem in word.split("|")) + ")"


def _spell_stem(stem: str) -> str:
    start, end = (r"\w*" if stem.startswith("*") else "", r"\w*" if stem.endswith("*") else "")
    return start + fold(stem) + end


def _list_stems(word: str) -> tuple[str, ...]:
    return tuple(fold(stem) for stem in word.split("|"))


def _rank_anchors(stems: tuple[str, ...]) -> int:
    """Letters of the shortest stem: the more, the fewer texts contain it that do not match."""
    return min(map(len, stems))
