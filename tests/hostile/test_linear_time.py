"""No text of a site takes its reader more time than its length accounts for."""

import itertools
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.hostile.readers import UNSEEN, Reader, list_readers, list_unread
from tests.hostile.texts import CORE, UNITS

READERS = list_readers()
LETTERS, PAGE_LETTERS = 256_000, 32_000
MOST_LETTERS, MOST_PAGE_LETTERS = 1_024_000, 128_000
NOTICEABLE_S = 0.1
"""What takes less is fast enough, however it grows: four times the length would take 1.6 s at most."""
NOISE_S = 0.03
GROWTH = 3.0
"""Twice the length may take so much more; what grows with the square takes four times."""
TOO_LONG_S = 30.0


def _names(readers: Iterable[Reader]) -> list[str]:
    return [reader.name for reader in readers]


@pytest.mark.parametrize("reader", READERS, ids=_names(READERS))
def test_time_grows_with_the_length(reader: Reader) -> None:
    if reader.is_of_pages and not reader.is_whole_way:
        pytest.skip("is called by those that read whole pages")
    letters = PAGE_LETTERS if reader.is_of_pages else LETTERS
    assert [odd for unit in CORE if (odd := find_growth(reader, unit, letters))] == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("reader", READERS, ids=_names(READERS))
def test_time_grows_with_the_length_of_any_text(reader: Reader) -> None:
    letters = MOST_PAGE_LETTERS if reader.is_of_pages else MOST_LETTERS
    assert [odd for unit in UNITS if (odd := find_growth(reader, unit, letters))] == []


def test_every_function_that_takes_text_is_read_or_excused() -> None:
    assert list_unread() == []
    assert UNSEEN.keys() & {reader.name for reader in READERS} == set()
    assert len(READERS) > 150
    assert len(set(CORE)) >= 30
    assert set(CORE) <= set(UNITS)


def test_growth_is_found_where_there_is_some() -> None:
    def square(text: str) -> int:
        return sum(1 for start in range(0, len(text), 100) for _ in range(start))

    assert find_growth(Reader("square", square), "a", 128_000)
    assert not find_growth(Reader("line", lambda text: sum(1 for _ in text * 20)), "a", 128_000)


def find_growth(reader: Reader, unit: str, letters: int) -> str | None:
    """What twice the length takes, in words, if it is more than its length accounts for."""
    try:
        _measure(reader, unit, 2_000)
        if _measure(reader, unit, letters) < NOTICEABLE_S:
            return None
        for _ in range(3):  # somebody else may have been busy
            half = min(_measure(reader, unit, letters // 2) for _ in range(2))
            whole = _measure(reader, unit, letters)
            if whole <= GROWTH * half + NOISE_S:
                return None
    except TimeoutError:
        return f"{unit!r}: more than {TOO_LONG_S:g} s"
    return f"{unit!r}: {half:.2f} s, then {whole:.2f} s for {letters:,} characters"


def _measure(reader: Reader, unit: str, letters: int) -> float:
    """CPU seconds for so many characters; never the same text twice, since some remember what they read."""
    text = f"x{next(_NUMBERS)} {unit * (letters // len(unit))}"
    with _limited():
        started = time.process_time()
        reader(text)
        return time.process_time() - started


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, TOO_LONG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


_NUMBERS = itertools.count(1)
