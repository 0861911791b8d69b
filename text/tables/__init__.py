"""Word lists that the transforms look things up in, one file a list; people edit these, not code."""

import tomllib
from functools import cache
from importlib.resources import files


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
    """Phrases by kind and language; see :mod:`text.phrases`."""
    table: dict[str, dict[str, list[str]]] = tomllib.loads(
        files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    )
    return table
