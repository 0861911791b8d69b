"""The only writer to the terminal: nothing that came from a page reaches it as anything but plain text."""

import json
import re
import sys
import traceback
from collections.abc import Iterable, Sequence

from models.change import JsonValue
from text.secrets import hide_secrets

# Controls, escape sequences' first bytes, surrogates, and marks that reorder or hide text. Zero-width
# joiners stay: several scripts are misspelt without them.
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
UNSAFE_IN_JSON = re.compile(r"[\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def make_safe(text: str) -> str:
    """The text on one line, each run of white space one space, without anything that steers a terminal."""
    return UNSAFE.sub("", " ".join(text.split()))


def strip_controls(line: str) -> str:
    """The line without anything that steers a terminal; its spaces stay."""
    return UNSAFE.sub("", line.replace("\t", "    "))


def is_terminal() -> bool:
    """Whether a person is looking at standard output."""
    return sys.stdout.isatty()


def print_line(text: str = "") -> None:
    print(make_safe(text) if text else "")


def print_document(text: str) -> None:
    """Prints a text of several lines: to a program as it is, to a terminal without what would steer it."""
    shown = "\n".join(map(strip_controls, text.splitlines())) if is_terminal() else text.removesuffix("\n")
    print(shown)


def print_error(text: str) -> None:
    """One line on standard error, led by the command's name, without anybody's password."""
    print(f"pubharvest: {make_safe(hide_secrets(text))}", file=sys.stderr, flush=True)


def print_traceback(error: BaseException) -> None:
    """The whole traceback on standard error, what its messages say without anybody's password."""
    lines = hide_secrets("".join(traceback.format_exception(error)))
    print("\n".join(map(strip_controls, lines.splitlines())), file=sys.stderr, flush=True)


def print_json(value: JsonValue) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """A table on a terminal; elsewhere one line a row, cells parted by tabs, without a heading.

    Args:
        empty: what to say on a terminal where there are no rows.
    """
    cells = [[make_safe("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not is_terminal():
        for row in cells:
            print("\t".join(row))
        return
    if not cells:
        print(empty)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        # What names a row is there to be copied: it stays on one line.
        table.add_column(column, overflow="fold", no_wrap=position == 0)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def print_markdown(text: str) -> None:
    """Markdown laid out on a terminal; elsewhere as it is."""
    if not is_terminal():
        print_document(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown("\n".join(map(strip_controls, text.splitlines()))))
