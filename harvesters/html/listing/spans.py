"""Candidate rows of a page: neighbouring siblings, and groups of them that are alike."""

from dataclasses import dataclass

from harvesters.html.outline import Outline


@dataclass(frozen=True, slots=True)
class Span:
    """One candidate row: neighbouring siblings, all of the outline between ``start`` and ``end``."""

    roots: tuple[int, ...]
    start: int
    end: int
    first_text: int
    last_text: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Candidate rows that are alike, in page order."""

    spans: tuple[Span, ...]
    parent: int
    """The nearest element that holds them all."""
    kind: str
    """``siblings``, ``path`` or ``sequence``: what they have in common."""


def span_of(outline: Outline, roots: tuple[int, ...]) -> Span:
    """The span of neighbouring siblings."""
    first, last = roots[0], roots[-1]
    return Span(
        roots=roots,
        start=first,
        end=outline.ends[last],
        first_text=outline.first_text[first],
        last_text=outline.last_text[last],
    )
