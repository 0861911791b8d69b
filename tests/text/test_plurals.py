"""A number and its noun agree."""

import pytest

from text.plurals import name_count


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1_200, "1,200 pages")]
)
def test_the_noun_agrees_with_the_number(count: int, told: str) -> None:
    assert name_count(count, "page") == told


def test_an_irregular_plural_is_given() -> None:
    assert [name_count(count, "entry", "entries") for count in (1, 2)] == ["1 entry", "2 entries"]
