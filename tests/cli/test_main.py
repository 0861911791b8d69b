"""Every error becomes one line on standard error and an exit code; nothing else is printed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli import db, main
from models.errors import (
    DatabaseUnusable,
    FeedUnwritable,
    PubharvestError,
    RunInProgress,
    RunUnknown,
    SettingsInvalid,
    SourceInvalid,
    SourceUnknown,
    StorageConflict,
)
from tests.paths import ROOT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory and an environment that know nothing of any catalogue."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "VAR_DIR", "SOURCES_DIR", "ALLOW_HOSTS", "CONTACT"):
        monkeypatch.delenv(f"PUBHARVEST_{name}", raising=False)
    return tmp_path


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Makes ``db upgrade`` fail with that error."""

    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(db, "load_settings", fail)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsInvalid("x"), 2),
        (SourceInvalid("x"), 2),
        (SourceUnknown("x"), 2),
        (DatabaseUnusable("x"), 2),
        (RunUnknown("x"), 2),
        (StorageConflict("x"), 1),
        (RunInProgress("x"), 1),
        (FeedUnwritable("x"), 1),
        (PubharvestError("x"), 1),
    ],
)
def test_an_error_is_one_line_and_its_exit_code(
    error: PubharvestError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, error)
    assert main.run(["db", "upgrade"]) == code
    assert capsys.readouterr() == ("", "pubharvest: x\n")


def test_a_defect_is_one_line_too_and_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, ZeroDivisionError("division\nby zero"))
    assert main.run(["db", "upgrade"]) == 1
    told = "unexpected ZeroDivisionError: division by zero; run again with --debug for the traceback"
    assert capsys.readouterr() == ("", f"pubharvest: {told}\n")


@pytest.mark.parametrize("arguments", [["--debug", "db", "upgrade"], ["db", "upgrade", "--debug"]])
def test_debug_shows_the_traceback_wherever_it_stands(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, SettingsInvalid("x"))
    assert main.run(arguments) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Traceback (most recent call last):"
    assert told[-2:] == ["models.errors.SettingsInvalid: x", "pubharvest: x"]


def test_an_interrupt_ends_with_one_line_and_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, KeyboardInterrupt())
    assert main.run(["db", "upgrade"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "No such command 'nothing'"),
        (["runs"], "'pubharvest runs --help'"),
        (["runs", "lst"], "Did you mean 'list'"),
        (["runs", "show"], "RUN"),
        (["report", "--format", "pdf"], "'html'"),
        (["report", "--since", "-1"], "'--since'"),
        (["harvest", "--databse", "x"], "--database"),
        (["db", "check", "--database", "catalogue.db"], "sqlite:///FILE"),
        (["runs", "list"], "'pubharvest harvest' makes one"),
        (["sources", "list", "--sources", "nowhere"], "nowhere"),
        (["db", "upgrade", "--database", "sqlite:////proc/nowhere/x.db"], "/proc/nowhere"),
    ],
)
def test_wrong_use_is_told_in_one_line_with_exit_code_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("pubharvest: ")
    assert err.count("\n") == 1
    assert told in err


def test_reading_makes_no_database(folder: Path) -> None:
    main.run(["runs", "list"])
    main.run(["db", "check"])
    main.run(["report"])
    assert list(folder.iterdir()) == []


def test_without_arguments_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([]) == 0
    shown = capsys.readouterr().out
    for command in ("demo", "harvest", "sources", "runs", "report", "db", "match"):
        assert f"  {command} " in shown


def every_command() -> list[tuple[str, ...]]:
    """The words of each command that does something."""
    found: list[tuple[str, ...]] = []

    def walk(command: Any, words: tuple[str, ...]) -> None:
        inner = getattr(command, "commands", None)
        if inner is None and not command.hidden:
            found.append(words)
        for name, one in (inner or {}).items():
            walk(one, (*words, name))

    walk(get_command(main.app), ())
    return found


def test_there_are_commands() -> None:
    assert len(every_command()) > 20


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_has_one_example_that_the_command_understands(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main.run([*words, "--help"]) == 0
    (example,) = re.findall("Example: pubharvest (.*)", capsys.readouterr().out)
    given = shlex.split(example)
    assert tuple(given[: len(words)]) == words
    command = get_command(main.app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]
    command.make_context(words[-1], given[len(words) :])


@pytest.mark.parametrize("group", [(), ("runs",), ("sources",), ("review",), ("db",)], ids=" ".join)
def test_summaries_fit_a_line_of_80_columns(
    group: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main.run([*group, "--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert len(listed) > 2
    for line in listed:
        assert re.match(r"  \S+ ", line), f"{line!r} goes on from the line before"
        assert not line.endswith("..."), line
        assert len(line) <= 80


def test_a_shell_is_told_what_may_come_next() -> None:
    environment = os.environ | {
        "_PUBHARVEST_COMPLETE": "complete_bash",
        "COMP_WORDS": "pubharvest runs ap",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "cli"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["approve"], "")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pubharvest 0.")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = subprocess.Popen(
        [sys.executable, "-m", "cli", "harvest", "--help"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    command.stdout.close()
    _, err = command.communicate(timeout=60)
    assert (command.returncode, err) == (141, b"")


def test_commands_that_need_no_flow_load_no_heavy_library(folder: Path) -> None:
    script = (
        "import sys; from cli.main import run; run(['db', 'upgrade']); "
        "run(['--help']); run(['sources', 'list']); run(['runs', 'list']); run(['report']); "
        "assert not set(sys.modules) & {'prefect', 'scrapy', 'twisted', 'lingua', 'dateparser', 'rich'}, 1"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
