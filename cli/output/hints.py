"""Commands that messages name, written so that they work when typed as they stand."""

import re
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

from services.settings import load_settings
from text.secrets import hide_in_url

NAME = "pubharvest"
FLAGS = ("--sources", "--database", "--var-dir")
"""Flags that say where everything is: whoever gave them once has to give them to the next command too."""

_HINT = re.compile(rf"(?<=')({NAME} [^']+)(?=')|(?<=: )({NAME} [a-z -]+)$")
"""A command in a message: in quotes, or after a colon at the end."""
_UNQUOTABLE = re.compile(r'["$`\\!]')


def _know_no_options(words: Sequence[str]) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How this process was called."""

    program: str = NAME
    """As a shell finds it from here."""
    flags: Mapping[str, str] = field(default_factory=dict)
    options_of: Callable[[Sequence[str]], frozenset[str]] = _know_no_options
    """The options that the command with these words takes."""


_call: ContextVar[Call] = ContextVar("call")


def remember_call(call: Call) -> None:
    """From now on commands are named as that call would have to name them."""
    _call.set(call)


def remember_flags(flags: Mapping[str, str]) -> None:
    """From now on commands are named with these flags, as if they had been given."""
    _call.set(replace(_call.get(Call()), flags=flags))


def read_flags(arguments: Sequence[str]) -> dict[str, str]:
    """Those of ``FLAGS`` that are given, with their values."""
    found: dict[str, str] = {}
    for position, argument in enumerate(arguments):
        flag, equals, value = argument.partition("=")
        if argument == "--":
            break
        if flag in FLAGS and equals:
            found[flag] = value
        elif flag in FLAGS and position + 1 < len(arguments):
            found[flag] = arguments[position + 1]
    return found


def name_program(called_as: str, typed: Sequence[str]) -> str:
    """What to type for this program.

    Args:
        called_as: ``sys.argv[0]``.
        typed: ``sys.orig_argv``.
    """
    path = Path(called_as)
    if path.parts[-2:] == ("cli", "__main__.py"):
        return f"{quote(typed[0])} -m cli"
    if path.stem != NAME:
        return NAME
    found = shutil.which(NAME)
    return NAME if found and Path(found).resolve() == path.resolve() else quote(called_as)


def name_command(command: str) -> str:
    """The command, such as ``pubharvest runs list``, with the program and the flags of this call."""
    call = _call.get(Call())
    words = shlex.split(command)[1:]
    taken = call.options_of(words) if "--help" not in words else frozenset()
    flags = [f"{flag} {quote(value)}" for flag, value in _choose_flags(call.flags, taken).items()]
    given = command.removeprefix(NAME).strip()
    return " ".join([call.program, given, *flags])


def complete_hints(text: str) -> str:
    """The message with each command that it names written as ``name_command`` does."""
    return _HINT.sub(lambda match: _try_to_name(match[0]), text)


def _try_to_name(command: str) -> str:
    try:
        return name_command(command)
    except ValueError:  # part of a site's text, and no command
        return command


def _choose_flags(given: Mapping[str, str], taken: frozenset[str]) -> dict[str, str]:
    flags = {flag: given[flag] for flag in FLAGS if flag in given and flag in taken}
    if "--database" in flags:
        flags["--database"] = hide_in_url(flags["--database"])
    elif "--database" in taken and "--var-dir" in given and "--var-dir" not in taken:
        # The catalogue is in the var folder, unless a setting puts it elsewhere, which then still holds.
        var_dir = Path(given["--var-dir"])
        if load_settings(var_dir=var_dir).database_url == f"sqlite:///{var_dir / 'catalogue.db'}":
            flags["--database"] = f"sqlite:///{var_dir / 'catalogue.db'}"
    return flags


def quote(word: str) -> str:
    """The word for a shell; in double quotes where that is enough, since messages quote with single ones."""
    if shlex.quote(word) == word:
        return word
    return shlex.quote(word) if _UNQUOTABLE.search(word) else f'"{word}"'
