"""Tables fit the terminal; programs get every cell whole."""

import pytest

from cli.output import terminal
from cli.output.describe import CHANGE_COLUMNS, RUN_COLUMNS, tabulate_runs
from cli.output.tables import Brief, Column, lay_out, print_table
from tests.cli.output.test_describe import NOW, make_run

TWO = (Column(name="id"), Column(name="title"))


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes standard output look like a terminal of 120 columns to the code under test."""
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "120")


def test_a_table_is_tab_separated_without_heading_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("a", "one\ttwo"), (Brief("whole", "w"), None), (2, ("x", "y"))]
    print_table(TWO, rows, empty="nothing")
    assert capsys.readouterr().out == "a\tone two\nwhole\t\n2\tx; y\n"


def test_an_empty_table_prints_nothing_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TWO, [], empty="nothing")
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("on_terminal")
def test_a_table_on_a_terminal_has_a_heading_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TWO, [("a", "[red]hot[/red] \x1b[31m")], empty="nothing")
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split() == ["id", "title"]
    assert row.split() == ["a", "[red]hot[/red]", "[31m"]


@pytest.mark.usefixtures("on_terminal")
def test_an_empty_table_says_so_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TWO, [], empty="no runs yet")
    assert capsys.readouterr().out == "no runs yet\n"


def test_runs_take_a_line_each_at_80_columns_and_reasons_a_line_below() -> None:
    runs = [make_run(f"20260102T090000-manuals-abc12{digit}", pages=3) for digit in range(8)]
    lines = [line.plain for line in lay_out(RUN_COLUMNS, tabulate_runs(runs, NOW), 80)]
    assert len(lines) == 1 + 3 * len(runs)
    assert max(map(len, lines)) <= 80
    assert lines[0].split()[-4:] == ["new", "changed", "merged", "withdrawn"]
    assert lines[1].startswith("abc120  manuals  complete  3 h ago")
    assert lines[2:4] == ["  one", "  two"]


def test_spare_columns_come_where_there_is_room() -> None:
    rows = tabulate_runs([make_run("20260102T090000-manuals-abc123", pages=3)], NOW)
    headings = {width: next(lay_out(RUN_COLUMNS, rows, width)).plain.split() for width in (60, 120)}
    assert "records" in headings[120]
    assert "records" not in headings[60]


def test_a_long_cell_is_wrapped_and_a_url_stays_whole_to_be_copied() -> None:
    url = "https://www.agency.example/" + "very-long/" * 12
    rows = [("create", "publication", "A handbook of returns " * 8, "", url)]
    lines = [line.plain for line in lay_out(CHANGE_COLUMNS, rows, 80)]
    assert lines[-1] == f"  {url}"
    assert max(map(len, lines[:-1])) <= 80


def test_letters_of_double_width_are_counted_as_two() -> None:
    from rich.cells import cell_len

    rows = [("a", "帰還する人のための手引き" * 8, 7)]
    columns = (*TWO, Column(name="number", is_number=True))
    lines = [line.plain for line in lay_out(columns, rows, 60)]
    assert len(lines) > 3
    assert max(map(cell_len, lines)) <= 60
