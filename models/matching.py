"""What matching says of two records."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

RecordPair = tuple[str, str]
"""Ids of two records, the smaller first."""


class Verdict(StrEnum):
    """Whether two records describe the same publication."""

    SAME = "same"
    EDITION = "edition"
    """Editions or translations of one work."""
    DISTINCT = "distinct"
    UNSURE = "unsure"
    """A person has to say."""


class Decider(StrEnum):
    """Who gave a verdict."""

    ENGINE = "engine"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How alike two descriptions are, and why."""

    value: float
    """0 (nothing in common) to 1 (certainly the same)."""
    verdict: Verdict
    reasons: tuple[str, ...]
    """The features that decided, in words, the weightiest first."""
    link: str | None = None
    """With ``edition``: a ``WorkLink`` value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict on one pair of records. ``left_id`` < ``right_id``."""

    left_id: str
    right_id: str
    verdict: Verdict
    decider: Decider
    score: float
    reasons: tuple[str, ...]
    at: datetime
    link: str | None = None

    @property
    def pair(self) -> RecordPair:
        return self.left_id, self.right_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Records that have to be resolved together, and all that was judged of them."""

    record_ids: frozenset[str]
    judgements: tuple[Judgement, ...]
    groups: tuple[frozenset[str], ...] = ()
    """Records with identical content; of each group the engine has judged only the lowest id."""
