"""How deep lists and tables stand within one another: code that follows them down must know an end."""

from typing import Any


def is_deeper_than(depth: int, value: Any) -> bool:
    """Whether lists or tables stand within one another more than ``depth`` deep."""
    level = [value]
    for _ in range(depth + 1):
        level = [part for each in level for part in _parts_of(each) if isinstance(part, dict | list)]
        if not level:
            return False
    return True


def _parts_of(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
