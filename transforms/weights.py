"""The weights that the score is made of, from ``weights.toml``."""

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
    """From this probability on a person has to say."""
    levels: Mapping[str, Mapping[str, float]]
    """Field to level to weight; a level that is not there weighs nothing."""


@cache
def shipped_weights() -> Weights:
    """The shipped weights, read once per process."""
    table = tomllib.loads((files("transforms") / "weights.toml").read_text(encoding="utf-8"))
    return Weights(
        intercept=table["intercept"], same=table["same"], unsure=table["unsure"], levels=table["levels"]
    )


def weigh(levels: Mapping[str, str], weights: Weights) -> tuple[float, tuple[str, ...]]:
    """The probability that the levels belong to one publication, and what decided it, the weightiest first."""
    parts = [
        (weights.levels.get(field, {}).get(level, 0.0), f"{field}: {level}")
        for field, level in levels.items()
    ]
    log_odds = weights.intercept + sum(weight for weight, _ in parts)
    ordered = sorted(parts, key=lambda part: -abs(part[0]))
    return 1 / (1 + math.exp(-log_odds)), tuple(words for weight, words in ordered if weight)
