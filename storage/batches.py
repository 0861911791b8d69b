"""Long lists of ids, cut to what one statement takes."""

from collections.abc import Iterable, Iterator
from itertools import islice

BATCH = 500
"""Ids in one IN list: well under what either database takes."""


def batches(ids: Iterable[str], size: int = BATCH) -> Iterator[tuple[str, ...]]:
    """The ids in tuples of at most ``size``, in order."""
    rest = iter(ids)
    while batch := tuple(islice(rest, size)):
        yield batch
