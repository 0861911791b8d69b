"""The only writer to the terminal: nothing that came from a page reaches it as anything but plain text."""

import json
import sys
import traceback

from cli.output.hints import complete_hints
from models.change import JsonValue
from text.printable import drop_unsafe, escape_unsafe_json
from text.secrets import hide_secrets


def make_safe(text: str) -> str:
    """The text on one line, each run of white space one space, without anything that steers a terminal."""
    return drop_unsafe(" ".join(text.split()))


def strip_controls(line: str) -> str:
    """The line without anything that steers a terminal; its spaces stay."""
    return drop_unsafe(line.replace("\t", "    "))


def is_terminal() -> bool:
    """Whether a person is looking at standard output."""
    return sys.stdout.isatty()


def print_line(text: str = "") -> None:
    """One line on standard output; commands in it can be typed as they stand."""
    print(make_safe(complete_hints(text)) if text else "")


def print_document(text: str) -> None:
    """Prints a text of several lines: to a program as it is, to a terminal without what would steer it."""
    shown = "\n".join(map(strip_controls, text.splitlines())) if is_terminal() else text.removesuffix("\n")
    print(shown)


def print_error(text: str) -> None:
    """One line on standard error, led by the command's name, without anybody's password.

    Commands in it can be typed as they stand.
    """
    print(f"pubharvest: {make_safe(hide_secrets(complete_hints(text)))}", file=sys.stderr, flush=True)


def print_traceback(error: BaseException) -> None:
    """The whole traceback on standard error, what its messages say without anybody's password."""
    lines = hide_secrets("".join(traceback.format_exception(error)))
    print("\n".join(map(strip_controls, lines.splitlines())), file=sys.stderr, flush=True)


def print_json(value: JsonValue) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(escape_unsafe_json(text))


def print_markdown(text: str) -> None:
    """Markdown laid out on a terminal; elsewhere as it is."""
    if not is_terminal():
        print_document(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown("\n".join(map(strip_controls, text.splitlines()))))
