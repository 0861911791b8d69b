"""Blocking keys: two records are compared only where they share a key."""

import hashlib

from models.record import Description
from transforms.matching.preparation.prepared import Prepared, prepare
from transforms.matching.preparation.vocabulary import vocabulary
from transforms.matching.thresholds import (
    KEY_WORDS,
    LONG_TEXT,
    LONG_TEXT_KEY_SLACK,
    LONG_TEXT_SLACK,
    MAX_BLOCK,
    MAX_FILE_KEYS,
    MAX_WORD_BLOCK,
    TELLING_REFERENCE,
    TELLING_TITLE,
    TITLE_END,
)

BLOCK_LIMITS = {"w:": MAX_WORD_BLOCK, "": MAX_BLOCK}
"""Beginning of a key → records in its block at most; "" for all other keys. A larger block is passed over."""


def block_limit(key: str) -> int:
    """How many records may share the key for it to count."""
    return BLOCK_LIMITS.get(key[:2], BLOCK_LIMITS[""])


def blocking_keys(description: Description) -> frozenset[str]:
    """Short strings, at most about a dozen; they depend on this record alone."""
    return keys_of(prepare(description))


def keys_of(prepared: Prepared) -> frozenset[str]:
    """The keys of a record that is prepared already."""
    keys = {f"d:{prepared.doi}" if prepared.doi else ""}
    keys.update(f"i:{isbn}" for isbn in prepared.isbns)
    keys.update(f"f:{_digest(url)}" for url in sorted(prepared.files)[:MAX_FILE_KEYS])
    if len(prepared.reference) >= TELLING_REFERENCE:
        keys.add(f"r:{prepared.reference[:40]}")
    citation = prepared.citation
    if citation.volume and citation.first_page:
        surname = prepared.names.surnames[0] if prepared.names.surnames else ""
        keys.add(f"p:{citation.volume[:12]}|{citation.first_page[:12]}|{surname[:20]}")
    keys.update(_title_keys(prepared))
    keys.update(_text_keys(prepared))
    return frozenset(key for key in keys if key)


def _title_keys(prepared: Prepared) -> set[str]:
    squashed = prepared.squashed
    if not squashed:
        return set()
    keys = {f"t:{_digest(squashed)}"}
    if prepared.main != prepared.core and len(prepared.main.encode()) >= TELLING_TITLE:
        keys.add(f"t:{_digest(prepared.main.replace(' ', ''))}")
    if len(squashed) > TELLING_TITLE:
        keys.add(f"h:{squashed[:TITLE_END]}")
        keys.add(f"e:{squashed[-TITLE_END:]}")
    rare = rarest_words(prepared, KEY_WORDS)
    keys.update(f"w:{first} {second}" for first, second in _pairs(rare))
    if prepared.names.surnames and rare:
        keys.add(f"n:{prepared.names.surnames[0][:20]} {rare[0][:20]}")
    return keys


def _text_keys(prepared: Prepared) -> set[str]:
    """By the teaser's first words, which a cut-off teaser has as well; likewise the abstract's."""
    return {
        f"x:{_digest(text[: LONG_TEXT - LONG_TEXT_SLACK])}"
        for text in (prepared.teaser, prepared.abstract)
        if len(text) >= LONG_TEXT - LONG_TEXT_KEY_SLACK
    }


def rarest_words(prepared: Prepared, count: int) -> list[str]:
    """The ``count`` words of the title that are likely the rarest: common words left out, long ones first."""
    words = sorted(prepared.words - vocabulary().small, key=lambda word: (-len(word), word))
    return [word[:20] for word in words[:count] if len(word) > 1]


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    ordered = sorted(words)
    return [(first, second) for index, first in enumerate(ordered) for second in ordered[index + 1 :]]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
