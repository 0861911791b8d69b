"""How two records compare, field by field, as levels that have weights."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from transforms.matching import thresholds as limits
from transforms.matching.preparation.citation import CitationMatch, match_citations
from transforms.matching.preparation.prepared import Prepared
from transforms.matching.preparation.vocabulary import vocabulary
from transforms.matching.titles import TitleMatch, TitlePair

MISSING = "missing"
"""The level of a field that at least one record does not state; it weighs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPair:
    """Two records and what several rules need to know of them together."""

    a: Prepared
    b: Prepared
    titles: TitlePair
    citations: CitationMatch

    @property
    def is_article(self) -> bool:
        """Whether one of them is in a journal or in proceedings."""
        return any(bool(side.journal) or side.citation.is_stated for side in (self.a, self.b))


def prepare_pair(a: Prepared, b: Prepared, titles: TitlePair) -> PreparedPair:
    """The pair, with its places matched too."""
    return PreparedPair(a=a, b=b, titles=titles, citations=match_citations(a.citation, b.citation))


def read_levels(pair: PreparedPair) -> dict[str, str]:
    """Field to level, for each of ``FIELDS`` that both records state; symmetric."""
    levels = {field: read(pair) for field, read in FIELDS.items()}
    return {field: level for field, level in levels.items() if level != MISSING}


def _title(pair: PreparedPair) -> str:
    titles = pair.titles
    if titles.match in (TitleMatch.ONE_MISSING, TitleMatch.BOTH_MISSING):
        return MISSING
    if titles.match is TitleMatch.CLASHING:
        return f"clashing, {_grade(titles.likeness)}"
    if titles.match in (TitleMatch.MAIN_ONLY, TitleMatch.CONTAINED):
        return f"contained{_position(pair)}, {titles.size}"
    return f"{titles.match.value}, {titles.size}"


def _position(pair: PreparedPair) -> str:
    if pair.titles.likeness >= limits.ONE_WORD_APART:
        return " but for a word"
    return "" if is_reworded(pair) else " at an end"


def is_reworded(pair: PreparedPair) -> bool:
    """Whether more was done to a title than to add something before or after it."""
    short, long = sorted((pair.a.squashed, pair.b.squashed), key=len)
    is_added_to = long.startswith(short[: -limits.CUT_END]) or long.endswith(short[limits.CUT_END :])
    return pair.titles.likeness < limits.ONE_WORD_APART and not is_added_to


def _grade(likeness: float) -> str:
    grades = (f"over {bound} % alike" for bound in limits.CLASHING_GRADES if likeness >= bound)
    return next(grades, "unlike")


def _numbers(pair: PreparedPair) -> str:
    left, right = pair.a.numbers, pair.b.numbers
    if left == right:
        return "equal" if left else MISSING
    return "one more" if left <= right or right <= left else "differ"


def _authors(pair: PreparedPair) -> str:
    share = share_authors(pair)
    if share is None:
        return MISSING
    if share == 1:
        count = min(len(pair.a.names.surnames), len(pair.b.names.surnames))
        return ("the only one", "both", "all")[min(count, 3) - 1]
    return "most" if share >= limits.MOST_AUTHORS else "some" if share > 0 else "none"


def share_authors(pair: PreparedPair) -> float | None:
    """What share of the shorter list of surnames is among the other's names; ``None`` where one has none."""
    left, right = pair.a.names, pair.b.names
    if not left.surnames or not right.surnames:
        return None
    if len(left.surnames) > len(right.surnames):
        left, right = right, left
    share = _share_of_names(left.surnames, right.words)
    if share < 1 and len(left.surnames) == len(right.surnames):
        return max(share, _share_of_names(right.surnames, left.words))
    return share


def _share_of_names(surnames: tuple[str, ...], words: frozenset[str]) -> float:
    absent = [surname for surname in surnames if surname not in words]
    if not absent:
        return 1.0
    mistyped = sum(1 for name in absent if len(name) >= limits.SLIP_NAME and _has_variant(name, words))
    return (len(surnames) - len(absent) + mistyped) / len(surnames)


def _has_variant(name: str, words: frozenset[str]) -> bool:
    return process.extractOne(name, words, scorer=Levenshtein.distance, score_cutoff=1) is not None


def _first_author(pair: PreparedPair) -> str:
    if not pair.a.names.surnames or not pair.b.names.surnames:
        return MISSING
    left, right = pair.a.names.surnames[0], pair.b.names.surnames[0]
    is_slip = (
        min(len(left), len(right)) >= limits.SLIP_NAME
        and Levenshtein.distance(left, right, score_cutoff=1) <= 1
    )
    return "equal" if left == right or is_slip else "differs"


def _year(pair: PreparedPair) -> str:
    if pair.a.year is None or pair.b.year is None:
        return MISSING
    apart = abs(pair.a.year - pair.b.year)
    return ("equal", "1 apart")[apart] if apart < 2 else "far apart"


def journal_level(pair: PreparedPair) -> str:
    """Whether the journals are equal, abbreviations and acronyms undone, similar, or differ."""
    left, right = pair.a.journal, pair.b.journal
    if not left or not right:
        return MISSING
    if left == right or is_abbreviation(left, right) or is_abbreviation(right, left):
        return "equal"
    if _has_acronym_of(left, right) or _has_acronym_of(right, left):
        return "equal"
    likeness = fuzz.token_set_ratio(left, right)
    return (
        "equal"
        if likeness >= limits.EQUAL_JOURNAL
        else "similar"
        if likeness >= limits.SIMILAR_JOURNAL
        else "differs"
    )


def is_abbreviation(short: str, long: str) -> bool:
    """Whether each word of ``short`` begins, in order, a word of ``long``, or ``short`` is its acronym."""
    small = vocabulary().small
    words = [word for word in long.split() if word not in small]
    parts = [word for word in short.split() if word not in small]
    if not parts or len(parts) > len(words):
        return False
    if len(parts) == 1 and _has_acronym_of(short, long):
        return True
    remaining = iter(words)
    return parts[0][0] == words[0][0] and all(any(word.startswith(p) for word in remaining) for p in parts)


def _has_acronym_of(text: str, name: str) -> bool:
    """Whether a word of ``text`` is made of the initials of ``name``, which has at least three."""
    small = vocabulary().small
    initials = "".join(word[0] for word in name.split() if word not in small)
    return len(initials) >= limits.ACRONYM and initials in text.split()


def _citation(pair: PreparedPair) -> str:
    agree, differ = pair.citations.agree, pair.citations.differ
    return f"{agree} agree, {differ} differ" if agree or differ else MISSING


def _doi(pair: PreparedPair) -> str:
    if not pair.a.doi or not pair.b.doi:
        return MISSING
    return "equal" if pair.a.doi == pair.b.doi else "differs"


def _text(pair: PreparedPair) -> str:
    likeness = text_likeness(pair.a, pair.b)
    return MISSING if likeness is None else "equal" if likeness >= limits.SAME_TEXT else "differs"


def text_likeness(a: Prepared, b: Prepared) -> float | None:
    """How alike the abstracts, or else the teasers, begin: 0 to 100; ``None`` where one is missing."""
    left, right = a.abstract or a.teaser, b.abstract or b.teaser
    length = min(len(left), len(right), limits.COMPARED_TEXT)
    return fuzz.ratio(left[:length], right[:length]) if length > limits.LEAST_COMPARED_TEXT else None


FIELDS: dict[str, Callable[[PreparedPair], str]] = {
    "title": _title,
    "numbers in the title": _numbers,
    "authors": _authors,
    "first author": _first_author,
    "year": _year,
    "journal": journal_level,
    "place in the journal": _citation,
    "DOI": _doi,
    "abstract": _text,
}
"""The fields that are weighed, and how each one's level is read."""
