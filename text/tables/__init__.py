"""Tables of words that crawler and matcher share, one file a table; people edit these, not code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Table: TypeAlias = Mapping[str, list[str]]


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """The lines of a list, without blank lines and comments."""
    lines = files(__name__).joinpath(f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def read_table(name: str) -> dict[str, list[str]]:
    """Keys and the words that mean them, in the order of the file."""
    table: dict[str, list[str]] = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    return table


@cache
def read_phrase_table(name: str) -> dict[str, dict[str, list[str]]]:
    """A table in sections, each with keys and their words, in the order of the file."""
    table: dict[str, dict[str, list[str]]] = tomllib.loads(
        files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    )
    return table


def words_of(table: Table) -> tuple[str, ...]:
    """The words of a table under whatever key, in the order of the file."""
    return tuple(word for words in table.values() for word in words)
