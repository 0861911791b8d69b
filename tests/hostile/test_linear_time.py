"""No text of a site takes its reader more time than its length accounts for.

It takes a minute. ``python -m tests.hostile`` tries a megabyte of each text on each reader.
"""

from collections.abc import Iterable

import pytest

from tests.hostile.growth import find_growth
from tests.hostile.readers import UNSEEN, Reader, list_readers, list_unread
from tests.hostile.texts import CORE, UNITS

READERS = [reader for reader in list_readers() if reader.is_whole_way or not reader.is_of_pages]
"""The parts of what reads whole pages are tried with these."""
LETTERS, PAGE_LETTERS = 48_000, 16_000


def _names(readers: Iterable[Reader]) -> list[str]:
    return [reader.name for reader in readers]


@pytest.mark.parametrize("reader", READERS, ids=_names(READERS))
def test_time_grows_with_the_length(reader: Reader) -> None:
    letters = PAGE_LETTERS if reader.is_of_pages else LETTERS
    assert [odd for unit in CORE if (odd := find_growth(reader, unit, letters))] == []


def test_every_function_that_takes_text_is_read_or_excused() -> None:
    assert list_unread() == []
    assert UNSEEN.keys() & set(_names(list_readers())) == set()
    assert len(READERS) > 100
    assert len(set(CORE)) >= 30
    assert set(CORE) <= set(UNITS)


def test_growth_is_found_where_there_is_some() -> None:
    def cube(text: str) -> int:  # eight times for twice the length: no noise hides that
        return sum(1 for _ in range((len(text) // 400) ** 3))

    assert find_growth(Reader("cube", cube), "a", 64_000)
    assert not find_growth(Reader("line", lambda text: sum(1 for _ in text * 20)), "a", 64_000)
