"""How the time that a reader takes grows with the length of what it reads."""

import gc
import itertools
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tests.hostile.readers import Reader

NOTICEABLE_S = 0.03
"""What takes less is fast enough, however it grows."""
NOISE_S = 0.02
GROWTH = 3.0
"""Twice the length may take so much more; what grows with the square takes four times."""
TOO_LONG_S = 60.0


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
    gc.disable()  # it looks through all that the tests before have left
    signal.setitimer(signal.ITIMER_VIRTUAL, TOO_LONG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)
        gc.enable()


_NUMBERS = itertools.count(1)
