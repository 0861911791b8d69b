"""The kind of a single paragraph or heading of a notice page, by the written rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from models.notice import NoticeKind
from text.folding import fold
from transforms.notices.rules import KindRules, Phrase, read_kind_rules

_STRONG, _LABEL, _WEAK = 3, 2, 1
_ENOUGH = 2
_LONGEST_FOLDED = 20_000
_LONGEST_LABELLED = 8
"""Words; in a longer heading the name of a kind is one word among others."""
_LONGEST_LABELLED_AT_END = 5
_NUMBERING = re.compile(r"^(?:\w?\d+ )+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """The signs of one kind in a text."""

    kind: NoticeKind
    strong_at: int | None
    """Offset of the first strong sign; ``None``: there is none."""
    weak: int
    """How many weak phrases it has, in the language that has most."""

    def count_points(self, context: NoticeKind | None) -> int:
        """The kind's points, 0 to 5; without a strong sign 3 at most."""
        label = _LABEL if self.kind is context else 0
        if self.strong_at is None:
            return min(min(self.weak * _WEAK, _ENOUGH) + label, _STRONG)
        return _STRONG if self.kind is NoticeKind.ABOUT else _STRONG + label


def decide_kind(text: str, context: NoticeKind | None) -> NoticeKind:
    """The kind with most points; of two with strong signs the kind whose sign comes first.

    ``ABOUT`` yields to any other strong sign: disclaimers too say what "this website" is.

    Args:
        context: The kind that the heading above, or the page, names.
    """
    claims = [(signs.count_points(context), signs) for signs in _gather_signs(text)]
    most = max(points for points, _ in claims)
    if most < _ENOUGH:
        return NoticeKind.OTHER
    best = [signs for points, signs in claims if points == most]
    clear = [
        (signs.kind is NoticeKind.ABOUT, signs.strong_at, signs.kind)
        for signs in best
        if signs.strong_at is not None
    ]
    if clear:
        return min(clear, key=lambda claim: claim[:2])[2]
    return best[0].kind if len(best) == 1 else NoticeKind.OTHER


def find_own_kind(text: str) -> NoticeKind | None:
    """The kind by a text's own words; ``None``: none has enough points."""
    kind = decide_kind(text, None)
    return None if kind is NoticeKind.OTHER else kind


def name_kind(heading: str) -> NoticeKind | None:
    """The kind whose name a heading begins or, if short, ends with; ``None``: it names none."""
    folded = _fold_heading(heading)
    if not folded or len(folded.split()) > _LONGEST_LABELLED:
        return None
    named = [
        (_measure_label(label, folded), rules.kind is not NoticeKind.ABOUT, rules.kind)
        for rules in read_kind_rules()
        for label in rules.labels
    ]
    length, _, kind = max(named, key=lambda name: name[:2])
    return kind if length else None


def is_label(heading: str) -> bool:
    """Whether a heading is nothing but the name of a kind."""
    folded = _fold_heading(heading)
    return any(label.pattern.fullmatch(folded) for rules in read_kind_rules() for label in rules.labels)


@lru_cache(maxsize=4_096)  # a line is weighed alone, in its block and under its heading
def _gather_signs(text: str) -> tuple[_Signs, ...]:
    folded = fold(text, limit=_LONGEST_FOLDED)
    return tuple(
        _Signs(
            kind=rules.kind,
            strong_at=min(_find_strong(rules, text, folded), default=None),
            weak=max(sum(phrase.find(folded) is not None for phrase in phrases) for phrases in rules.weak),
        )
        for rules in read_kind_rules()
    )


def _find_strong(rules: KindRules, text: str, folded: str) -> Iterator[int]:
    for phrase in rules.strong:
        place = phrase.find(folded)
        if place is not None:
            yield place
    yield from (found.start() for pattern in rules.patterns if (found := pattern.search(text)))


def _measure_label(label: Phrase, heading: str) -> int:
    """How many characters of the heading's beginning or end are the label; 0: it is not there."""
    is_short = len(heading.split()) <= _LONGEST_LABELLED_AT_END
    for found in label.pattern.finditer(heading):
        if found.start() == 0 or (is_short and found.end() == len(heading)):
            return len(found[0])
    return 0


def _fold_heading(heading: str) -> str:
    """``privacy`` for ``3. Privacy:``."""
    return _NUMBERING.sub("", fold(heading))
