"""Judgements as sentences, and two descriptions side by side."""

from dataclasses import dataclass
from enum import StrEnum

from models.matching import Decider, Judgement, Verdict
from models.record import Description, PartialDate

_VERDICTS = {
    Verdict.SAME: "The same publication",
    Verdict.DISTINCT: "Two publications that have nothing to do with each other",
    Verdict.UNSURE: "Perhaps the same publication",
}
_LINKS = {
    "translation": "Translations of one work",
    "part": "Parts of one work",
    "version": "Versions of one work",
}
_HIDDEN = frozenset(("notes", "is_teaser_cut", "is_language_stated"))
_SHOWN = tuple(name for name in Description.__dataclass_fields__ if name not in _HIDDEN)


class Contrast(StrEnum):
    """How one field of two descriptions compares."""

    EQUAL = "equal"
    DIFFERS = "differs"
    LEFT_ONLY = "left only"
    RIGHT_ONLY = "right only"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPair:
    """One field of two descriptions; "" where it is not stated."""

    field: str
    left: str
    right: str
    contrast: Contrast


def explain(judgement: Judgement) -> str:
    """The verdict, who gave it and why, in one sentence."""
    verdict = _VERDICTS.get(judgement.verdict) or _LINKS.get(judgement.link or "", "Editions of one work")
    why = "; ".join(judgement.reasons)
    if judgement.decider is Decider.OPERATOR:
        sentence = f"{verdict}, as an operator ruled on {judgement.at:%Y-%m-%d}"
    else:
        sentence = f"{verdict}, says the engine ({judgement.score:.2f})"
    return f"{sentence}: {why}." if why else f"{sentence}."


def lay_side_by_side(left: Description, right: Description) -> tuple[FieldPair, ...]:
    """The fields that either of the two states, in the order of ``Description``."""
    pairs = ((name, _in_words(getattr(left, name)), _in_words(getattr(right, name))) for name in _SHOWN)
    return tuple(
        FieldPair(field=name, left=left_value, right=right_value, contrast=_contrast(left_value, right_value))
        for name, left_value, right_value in pairs
        if left_value or right_value
    )


def _contrast(left: str, right: str) -> Contrast:
    if left == right:
        return Contrast.EQUAL
    if left and right:
        return Contrast.DIFFERS
    return Contrast.LEFT_ONLY if left else Contrast.RIGHT_ONLY


def _in_words(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, PartialDate):
        return value.iso
    return "" if value is None else str(value)
