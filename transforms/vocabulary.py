"""The words that matching knows, from ``vocabulary.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All words folded."""

    ordinals: dict[str, str]
    """Word to the number that it means: ``second`` to ``2``."""
    kinds: dict[str, str]
    """Word to the kind of statement it makes with a number: ``tome`` to ``volume``."""
    triggers: frozenset[str]
    """Without one of these no number or ordinal in a title states anything."""
    named_parts: frozenset[str]
    revised: frozenset[str]
    draft: frozenset[str]
    language_statement: frozenset[str]
    languages: dict[str, str]
    """Name to ISO 639-1 code."""
    remarks: frozenset[str]
    """What is about another publication: an erratum, a reply."""
    generic: frozenset[str]
    """Words that say nothing about which publication it is."""
    small: frozenset[str]
    """Articles, prepositions and the like."""


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once per process."""
    tables = tomllib.loads((files("transforms") / "vocabulary.toml").read_text(encoding="utf-8"))
    statements, titles = tables["statements"], tables["titles"]
    kinds = ("edition", "part", "volume", "number", "version")
    return Vocabulary(
        ordinals=_by_word(tables["ordinals"]),
        kinds=_by_word({kind: statements[kind] for kind in kinds}),
        triggers=frozenset(word for kind in (*kinds, "draft") for word in statements[kind].split()),
        named_parts=frozenset(statements["named_parts"].split()),
        revised=frozenset(statements["revised"].split()),
        draft=frozenset(statements["draft"].split()),
        language_statement=frozenset(statements["language_statement"].split()),
        languages=_by_word(tables["languages"]),
        remarks=frozenset(titles["remarks"].split()),
        generic=frozenset(titles["generic"].split()),
        small=frozenset(titles["small"].split()),
    )


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in table.items() for word in words.split()}
