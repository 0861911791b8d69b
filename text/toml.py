"""TOML that somebody gave us, with its depth in bounds."""

import tomllib
from typing import Any

from text.nesting import is_deeper_than

DEEPEST = 32
"""Tables and lists within one another: no file of ours nests more than five."""

TOO_DEEP = f"it nests tables or lists more than {DEEPEST} deep"


def read_toml(text: str) -> dict[str, Any]:
    """The file's table.

    Raises:
        ValueError: It is no TOML, or nests too deeply; says where or how.
    """
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if is_deeper_than(DEEPEST, table):
        raise ValueError(TOO_DEEP)
    return table
