"""Progress of long work on many records."""

from collections.abc import Callable

Watch = Callable[[str, int, int], None]
"""Called with the stage, how many of its steps are done, and how many there are (0: not known)."""


def watch_nothing(stage: str, done: int, total: int) -> None:
    """A watch for work that nobody follows."""
