"""Long lists a part at a time: it bounds the memory, never the outcome."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BATCH = 1_000
"""Records, or ids in one statement, that are worked on at a time."""


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[tuple[T, ...]]:
    """The items in tuples of ``size``, the last of what is left; in order."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch
