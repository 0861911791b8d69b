"""Values deep in JSON that nobody has promised to be there."""

from collections.abc import Iterator
from typing import Any

from harvesters.html.selectors import fold_space

Table = dict[str, Any]


def table(value: Any, *path: str) -> Table:
    """The object at that path; an empty one if there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> tuple[Table, ...]:
    """The objects of a list, or the one object; empty for anything else."""
    values = value if isinstance(value, list) else (value,)
    return tuple(each for each in values if isinstance(each, dict))


def plain(value: Any) -> str | None:
    """A string or number on one line; ``None`` for anything else, and for nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return fold_space(str(value)) or None


def count(value: Any) -> int | None:
    """A number of things, also where it is written as text; ``None`` for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    return int(value) if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12 else None


def strings(value: Any, depth: int = 6) -> Iterator[str]:
    """Every string within the value, down to that depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth:
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part, depth - 1)
