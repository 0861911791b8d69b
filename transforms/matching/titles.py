"""How two titles compare, their edition, part and year statements left aside."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from transforms.matching import thresholds as limits
from transforms.matching.preparation.prepared import Prepared
from transforms.matching.preparation.vocabulary import vocabulary


class TitleMatch(StrEnum):
    """What two titles have in common."""

    EQUAL = "equal"
    REORDERED = "reordered"
    """The same words in another order: a subtitle moved to the front."""
    MISTYPED = "mistyped"
    """The same words but for slips, plurals, and words split or joined."""
    MAIN_ONLY = "main title"
    """One lacks the subtitle of the other."""
    CONTAINED = "contained"
    """One has all words of the other and more."""
    CLASHING = "clashing"
    """Each has words that the other lacks."""
    ONE_MISSING = "one missing"
    BOTH_MISSING = "both missing"

    @property
    def words(self) -> str:
        """As a reason."""
        return _REASONS[self]


_REASONS = {
    TitleMatch.EQUAL: "the titles are equal",
    TitleMatch.REORDERED: "the titles have the same words in another order",
    TitleMatch.MISTYPED: "the titles differ in spelling only",
    TitleMatch.MAIN_ONLY: "one title lacks the subtitle of the other",
    TitleMatch.CONTAINED: "one title has all words of the other and more",
    TitleMatch.CLASHING: "the titles differ",
    TitleMatch.ONE_MISSING: "one has no title",
    TitleMatch.BOTH_MISSING: "neither has a title",
}
SAME_WORDS = frozenset({TitleMatch.EQUAL, TitleMatch.REORDERED, TitleMatch.MISTYPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePair:
    """How two titles compare, and how much that says."""

    match: TitleMatch
    likeness: float
    """0 to 100, letter by letter."""
    length: int
    """Letters of the shorter title; a Chinese or Japanese letter counts as three."""

    @property
    def size(self) -> str:
        """``short``, ``medium`` or ``long``: what a match of this length is worth."""
        return (
            "short"
            if self.length < limits.SHORT_TITLE
            else "medium"
            if self.length < limits.LONG_TITLE
            else "long"
        )


def match_titles(a: Prepared, b: Prepared) -> TitlePair:
    """How the titles compare; symmetric."""
    left, right = a.squashed, b.squashed
    if not left or not right:
        missing = TitleMatch.ONE_MISSING if left or right else TitleMatch.BOTH_MISSING
        return TitlePair(match=missing, likeness=0.0, length=0)
    length = min(_worth(left), _worth(right))
    if left == right:
        return TitlePair(match=TitleMatch.EQUAL, likeness=100.0, length=length)
    likeness = fuzz.ratio(left, right)
    return TitlePair(match=_match_words(a, b, likeness), likeness=likeness, length=length)


def _worth(squashed: str) -> int:
    return (
        len(squashed) if squashed.isascii() else sum(3 if "\u3040" <= c <= "\u9fff" else 1 for c in squashed)
    )


def _match_words(a: Prepared, b: Prepared, likeness: float) -> TitleMatch:
    if (
        a.words == b.words
        and len(a.words) >= limits.REORDERED_WORDS
        and Counter(a.core.split()) == Counter(b.core.split())
    ):
        return TitleMatch.REORDERED
    if a.main in (b.core, b.main) or b.main == a.core:
        return TitleMatch.MAIN_ONLY
    shared = len(a.words & b.words)
    if likeness < limits.UNRELATED_TITLE and shared * 2 < min(len(a.words), len(b.words)):
        return TitleMatch.CLASHING
    only_a, only_b = unmatched_words(a, b)
    if only_a and only_b:
        return TitleMatch.CLASHING
    return (
        TitleMatch.CONTAINED if only_a or only_b or likeness < limits.MISTYPED_TITLE else TitleMatch.MISTYPED
    )


def unmatched_words(a: Prepared, b: Prepared) -> tuple[list[str], list[str]]:
    """The words of each title that the other has neither as such, nor mistyped, nor split or joined.

    Small words do not count, nor do authors' names that got into a title.
    """
    ignored = vocabulary().small | a.names.words | b.names.words
    only_a = _absent(a.words - b.words - ignored, b.squashed)
    only_b = _absent(b.words - a.words - ignored, a.squashed)
    if not only_a or not only_b or len(only_a) + len(only_b) > limits.MAX_UNMATCHED_WORDS:
        return only_a, only_b
    for word in tuple(only_a):
        variant = next((other for other in only_b if are_variants(word, other)), None)
        if variant is not None:
            only_a.remove(word)
            only_b.remove(variant)
    return only_a, only_b


def _absent(words: frozenset[str], squashed: str) -> list[str]:
    """The words that are not to be found in the other title even where its words are joined."""
    return sorted(
        word for word in words if len(word) < limits.JOINED_WORD or word.isdigit() or word not in squashed
    )


def are_variants(word: str, other: str) -> bool:
    """Whether two words may be the same word: mistyped, or singular and plural.

    Numbers never are, nor words that begin otherwise: ``emigration`` and ``immigration``.
    """
    length = min(len(word), len(other))
    if length < limits.SLIP_WORD or word.isdigit() or other.isdigit() or word[0] != other[0]:
        return False
    slips = 1 if length < limits.TWO_SLIPS_WORD else 2
    return Levenshtein.distance(word, other, score_cutoff=slips) <= slips


def is_generic(a: Prepared) -> bool:
    """Whether many publications could have this title: ``Annual report``, ``Newsletter 12``."""
    generic = vocabulary().generic
    return _worth(a.squashed) < limits.GENERIC_TITLE or all(
        word in generic or word.isdigit() for word in a.words
    )


def are_in_two_scripts(a: Prepared, b: Prepared) -> bool:
    """Whether one title is all Latin and the other not at all: a transliteration has no word in common."""
    left, right = a.squashed, b.squashed
    if not left or not right or left.isascii() == right.isascii():
        return False
    other = right if left.isascii() else left
    return not any(letter.isascii() and letter.isalpha() for letter in other)
