"""Batches hold every item once, in order, and are full but for the last."""

from hypothesis import given
from hypothesis import strategies as st

from text.batches import batches


@given(st.lists(st.integers(), max_size=30), st.integers(1, 7))
def test_batches_together_are_the_items_and_all_but_the_last_are_full(items: list[int], size: int) -> None:
    found = list(batches(items, size))
    assert [item for batch in found for item in batch] == items
    assert all(len(batch) == size for batch in found[:-1])
    assert all(1 <= len(batch) <= size for batch in found)
