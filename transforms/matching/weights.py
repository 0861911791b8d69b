"""The weights of the score, from ``weights.toml``."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic model: log odds that add up."""

    intercept: float
    same: float
    """From this probability on two records are the same publication."""
    unsure: float
    """From this probability on a person has to decide."""
    parts: Mapping[tuple[str, str], tuple[float, str]]
    """(field, level) to its weight and to its words; a level that is not there weighs nothing."""


@cache
def shipped_weights() -> Weights:
    """The shipped weights, read once per process."""
    table = tomllib.loads((files(__package__) / "weights.toml").read_text(encoding="utf-8"))
    return Weights(
        intercept=table["intercept"],
        same=table["same"],
        unsure=table["unsure"],
        parts={
            (field, level): (weight, f"{field}: {level}")
            for field, levels in table["levels"].items()
            for level, weight in levels.items()
        },
    )


def weigh(levels: Mapping[str, str], weights: Weights) -> tuple[float, tuple[str, ...]]:
    """The probability that the levels are of one publication, and what decided it, the weightiest first."""
    known = weights.parts
    parts = [known[level] for level in levels.items() if level in known]
    parts.sort(key=_by_weight)
    log_odds = weights.intercept + sum(weight for weight, _ in parts)
    return 1 / (1 + math.exp(-log_odds)), tuple(words for _, words in parts)


def _by_weight(part: tuple[float, str]) -> tuple[float, str]:
    return -abs(part[0]), part[1]
