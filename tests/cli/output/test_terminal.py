"""What is printed can be read by people and programs, and can't steer a terminal."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.output import terminal

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Terminal:
    """Makes standard output look like one to the code under test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(terminal, "is_terminal", lambda: True)
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setenv("COLUMNS", "120")


@given(st.text())
def test_safe_text_is_one_line_without_controls(text: str) -> None:
    safe = terminal.make_safe(text)
    assert not STEERING.search(safe)
    assert "\n" not in safe
    assert terminal.make_safe(safe).strip() == safe.strip()


def test_safe_text_keeps_scripts_and_joiners() -> None:
    assert terminal.make_safe("می‌خواهم  \t دليل") == "می‌خواهم دليل"


def test_safe_text_defuses_an_escape_sequence_and_a_reversal() -> None:
    assert terminal.make_safe("\x1b[2Jgone \u202egnp.exe\x9b31m") == "[2Jgone gnp.exe31m"


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_json_says_the_same_and_holds_no_controls(value: object) -> None:
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", printed.append)
        terminal.print_json(value)  # type: ignore[arg-type]
    assert json.loads(printed[0]) == value
    assert not STEERING.search(printed[0].replace("\n", ""))


def test_a_document_reaches_a_program_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_document("a\tb\u200f\nc\n")
    assert capsys.readouterr().out == "a\tb\u200f\nc\n"


@pytest.mark.parametrize("printer", [terminal.print_document, terminal.print_markdown])
def test_a_document_on_a_terminal_is_defused(
    printer: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Terminal(monkeypatch)
    assert callable(printer)
    printer("# Report\n\n\x1b]0;owned\x07title [bold]x[/bold]\n")
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "title [bold]x[/bold]" in out


def test_an_error_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_error("page 2\nanswered \x1b[31m500")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "pubharvest: page 2 answered [31m500\n"
