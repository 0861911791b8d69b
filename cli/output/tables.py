"""Tables that fit the width of a terminal."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cli.output import terminal
from cli.output.terminal import make_safe

if TYPE_CHECKING:
    from rich.text import Text

NARROWEST = 12
"""Columns of text are not made narrower than this many cells: a word must stay readable."""

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Brief:
    """A cell that a terminal shows shortened and a program gets whole."""

    whole: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How a column is printed on a terminal."""

    name: str
    is_number: bool = False
    is_under: bool = False
    """Each cell has a line of its own under the row; a tuple has several lines."""
    is_spare: bool = False
    """Left out where the terminal is too narrow for all columns."""
    styles: Mapping[str, str] = field(default_factory=dict)
    """Colours of cells by their text."""


Row = Sequence[object]
"""A cell for each column: text, a number, a ``Brief``, a tuple of lines, or ``None`` for nothing."""


def print_table(columns: Sequence[Column], rows: Iterable[Row], *, empty: str) -> None:
    """A table on a terminal; elsewhere one line a row, cells parted by tabs, without a heading.

    Args:
        empty: what to say on a terminal where there are no rows.
    """
    listed = list(rows)
    if not terminal.is_terminal():
        for row in listed:
            print("\t".join(map(write_whole, row)))
        return
    if not listed:
        print(empty)
        return
    from rich.console import Console

    console = Console(highlight=False)
    for line in lay_out(columns, listed, console.width):
        console.print(line, soft_wrap=True)


def write_whole(cell: object) -> str:
    """The cell for a program, on one line."""
    if isinstance(cell, Brief):
        return make_safe(cell.whole)
    if isinstance(cell, tuple):
        return "; ".join(map(write_whole, cell))
    return "" if cell is None else make_safe(str(cell))


def lay_out(columns: Sequence[Column], rows: Sequence[Row], width: int) -> "Iterator[Text]":
    """The lines of the table with its heading; none is longer than ``width`` but for a word under a row."""
    beside = [number for number, column in enumerate(columns) if not column.is_under]
    under = [number for number, column in enumerate(columns) if column.is_under]
    cells = [[_write_short(cell) for cell in row] for row in rows]
    widths = _fit(columns, beside, cells, width)
    yield from _lay_out_row(columns, widths, [column.name for column in columns], heading="bold")
    for row, written in zip(rows, cells, strict=True):
        yield from _lay_out_row(columns, widths, written)
        for number in under:
            yield from _lay_out_under(row[number], width)


def _write_short(cell: object) -> str:
    if isinstance(cell, Brief):
        return make_safe(cell.short)
    if isinstance(cell, int):
        return f"{cell:,}"
    return write_whole(cell)


def _fit(
    columns: Sequence[Column], beside: Sequence[int], cells: Sequence[Sequence[str]], width: int
) -> dict[int, int]:
    """The width of each column that is shown beside others, by its number."""
    from rich.cells import cell_len

    widest = {
        number: max(map(cell_len, (columns[number].name, *(row[number] for row in cells))))
        for number in beside
    }
    for number in reversed(beside):
        if columns[number].is_spare and _total(columns, widest) > width:
            del widest[number]
    # What names a row is there to be copied: the first column stays on one line.
    elastic = [number for number in widest if number != beside[0] and not columns[number].is_number]
    most = max((widest[number] for number in elastic), default=0)
    while most > NARROWEST and _total(columns, widest) > width:
        most = min(most - 1, width)
        widest |= {number: min(widest[number], most) for number in elastic}
    return widest


def _total(columns: Sequence[Column], widths: Mapping[int, int]) -> int:
    numbers = list(widths)
    return sum(widths.values()) + sum(len(_gap(columns[number])) for number in numbers[1:])


def _gap(column: Column) -> str:
    return " " if column.is_number else "  "


def _lay_out_row(
    columns: Sequence[Column], widths: Mapping[int, int], cells: Sequence[str], heading: str = ""
) -> "Iterator[Text]":
    from rich.text import Text

    wrapped = {number: _wrap(cells[number], width) for number, width in widths.items()}
    for height in range(max(map(len, wrapped.values()))):
        line = Text()
        for position, (number, lines) in enumerate(wrapped.items()):
            column = columns[number]
            cell = Text(lines[height] if height < len(lines) else "")
            cell.align("right" if column.is_number else "left", widths[number])
            cell.stylize(heading or column.styles.get(cells[number], ""))
            line.append(_gap(column) if position else "").append_text(cell)
        line.rstrip()
        yield line


def _lay_out_under(cell: object, width: int) -> "Iterator[Text]":
    from rich.text import Text

    for part in cell if isinstance(cell, tuple) else (cell,):
        if written := _write_short(part):
            for line in _wrap(written, width - len(INDENT), is_cut=False):
                yield Text(f"{INDENT}{line}", style="dim")


def _wrap(text: str, width: int, *, is_cut: bool = True) -> list[str]:
    """Lines of at most so many cells; a longer word is cut, or stays whole to be copied."""
    if text.isascii():
        return textwrap.wrap(text, width, break_long_words=is_cut, break_on_hyphens=is_cut) or [""]
    from rich.console import Console
    from rich.text import Text

    console = Console(width=width, no_color=True)
    return [line.plain for line in Text(text).wrap(console, width, overflow="fold")] or [""]
