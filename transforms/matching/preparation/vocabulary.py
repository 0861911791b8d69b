"""The words that matching knows, from ``vocabulary.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from text.dates.tokens import full_month_names, months_of
from text.folding import fold
from text.languages.language import TOLD_LANGUAGES
from text.names import language_words

_MONTH_LANGUAGES = ("en", "fr", "es", "de", "pt", "it", "ru", "ar")
_ABBREVIATED = 4
"""In letters: a month so short is an abbreviation unless it is listed as a full name ("set" is a word)."""


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
    states: dict[str, str]
    """Word to the state of an edition: ``updated`` to ``revised``."""
    draft: frozenset[str]
    language_statement: frozenset[str]
    months: dict[str, str]
    """Name to number."""
    languages: dict[str, str]
    """Name to ISO 639-1 code."""
    companions: frozenset[str]
    """What goes with another publication: its summary, its poster."""
    remarks: frozenset[str]
    """What is about another publication: an erratum, a reply."""
    generic: frozenset[str]
    """Words that say nothing about which publication it is."""
    small: frozenset[str]
    """Articles, prepositions and the like."""


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once per process."""
    tables = tomllib.loads((files(__package__) / "vocabulary.toml").read_text(encoding="utf-8"))
    statements, titles = tables["statements"], tables["titles"]
    kinds = ("edition", "part", "volume", "number", "version")
    return Vocabulary(
        ordinals=_by_word(tables["ordinals"]),
        kinds=_by_word({kind: statements[kind] for kind in kinds}),
        triggers=_words(" ".join(statements[kind] for kind in (*kinds, "draft"))),
        named_parts=_words(statements["named_parts"]),
        states=_by_word({state: statements[state] for state in ("revised", "abridged")}),
        draft=_words(statements["draft"]),
        language_statement=_words(statements["language_statement"]),
        months=_by_word(tables["ethiopian_months"]) | _gregorian_months(),
        languages=language_words(TOLD_LANGUAGES, _words(tables["languages"]["also_countries"])),
        companions=_words(titles["companions"]),
        remarks=_words(titles["remarks"]),
        generic=_words(titles["generic"]),
        small=_words(titles["small"]),
    )


def _words(listed: str) -> frozenset[str]:
    return frozenset(fold(listed).split())


def _gregorian_months() -> dict[str, str]:
    """Month by its name written out, in the languages that titles of the sources are in."""
    return {
        fold(name): f"{month:02}"
        for language in _MONTH_LANGUAGES
        for month, name in months_of(language)
        if (len(name) > _ABBREVIATED or name in full_month_names()) and " " not in name
    }


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in table.items() for word in fold(words).split()}
