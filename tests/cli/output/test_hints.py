"""Commands that messages name work when they are typed as they stand."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import list_options
from cli.output.hints import Call, complete_hints, name_command, name_program, read_flags, remember_call
from tests.paths import ROOT

PYTHON = shlex.quote(sys.executable)
HINT = re.compile(rf"{re.escape(PYTHON)} -m cli [^'\n]+")


def call(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PUBHARVEST_")}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "PUBHARVEST_ALLOW_HOSTS": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def obey(folder: Path, hint: str) -> "subprocess.CompletedProcess[str]":
    """What the command that was printed does when it is typed in the same place."""
    return call(folder, *shlex.split(hint)[3:])


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PUBHARVEST_")]:
        monkeypatch.delenv(name)


def as_called(*arguments: str) -> None:
    flags = read_flags(arguments)
    remember_call(Call(program=".venv/bin/pubharvest", flags=flags, options_of=list_options))


def test_flags_that_were_given_are_given_again_to_commands_that_take_them() -> None:
    as_called("harvest", "--sources", "my sources", "--database=sqlite:///x.db", "--var-dir", "v")
    database = "--database sqlite:///x.db"
    assert name_command("pubharvest runs list") == f".venv/bin/pubharvest runs list {database}"
    assert name_command("pubharvest runs approve 1") == (
        f".venv/bin/pubharvest runs approve 1 {database} --var-dir v"
    )
    assert (
        name_command("pubharvest sources list") == '.venv/bin/pubharvest sources list --sources "my sources"'
    )
    assert name_command("pubharvest runs --help") == ".venv/bin/pubharvest runs --help"


def test_a_catalogue_that_is_found_by_the_var_folder_is_named_to_commands_without_that_flag() -> None:
    as_called("harvest", "--var-dir", "v")
    assert name_command("pubharvest runs list").endswith(" --database sqlite:///v/catalogue.db")


def test_a_password_is_not_repeated() -> None:
    as_called("harvest", "--database", "postgresql://me:SECRET@host/db")
    assert "SECRET" not in name_command("pubharvest runs list")


def test_hints_in_a_message_are_completed_and_other_words_stay() -> None:
    as_called("harvest", "--database", "sqlite:///x.db")
    told = complete_hints("it 'broke'; 'pubharvest db check' says why, or: pubharvest runs list")
    assert told == (
        "it 'broke'; '.venv/bin/pubharvest db check --database sqlite:///x.db' says why, "
        "or: .venv/bin/pubharvest runs list --database sqlite:///x.db"
    )
    stray = 'the page says \'pubharvest "is" not a command'
    assert complete_hints(stray) == stray


@pytest.mark.parametrize(
    ("called_as", "typed", "told"),
    [
        (".venv/bin/pubharvest", ["python", ".venv/bin/pubharvest"], ".venv/bin/pubharvest"),
        ("/x/cli/__main__.py", [".venv/bin/python", "-m", "cli"], ".venv/bin/python -m cli"),
        ("/usr/bin/pytest", ["pytest"], "pubharvest"),
        ("/x/pytest/__main__.py", ["python", "-m", "pytest"], "pubharvest"),
    ],
)
def test_the_program_is_named_as_it_was_called(called_as: str, typed: list[str], told: str) -> None:
    assert name_program(called_as, typed) == told


def test_a_program_on_the_path_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pubharvest"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert name_program(str(program), ["python", str(program)]) == "pubharvest"


def test_what_the_demonstration_advises_works_without_its_site(tmp_path: Path) -> None:
    told = call(tmp_path, "demo", "--no-flow", "--var-dir", "my var").stdout
    hints = HINT.findall(told)
    assert len(hints) >= 4
    assert "http" not in " ".join(hints)
    for hint in hints:
        done = obey(tmp_path, hint)
        assert done.returncode == 0, (hint, done.stderr)
    listed = obey(tmp_path, next(hint for hint in hints if "runs list" in hint)).stdout
    assert len(listed.splitlines()) == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ["runs", "show", "20"],
        ["runs", "lst"],
        ["runs", "show"],
        ["sources", "repair", "agency", "--sources", "my sources"],
        ["review", "show", "zzzzzz"],
    ],
)
def test_what_errors_advise_is_no_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    sources = tmp_path / "my sources"
    sources.mkdir()
    # A port that nobody listens on: each harvest ends at once, and says why.
    (sources / "agency.toml").write_text(
        'url = "http://127.0.0.1:9/list"\n[politeness]\ndelay_s = 0\nretries = 0\n'
    )
    database = ["--database", f"sqlite:///{tmp_path / 'my catalogue.db'}"]
    if arguments[0] != "sources":
        assert call(tmp_path, "db", "upgrade", *database).returncode == 0
    taken = "--database" in list_options(arguments)
    said = call(tmp_path, *arguments, *(database if taken else []))
    hints = HINT.findall(said.stderr)
    assert hints, said.stderr
    for hint in hints:
        assert " harvest" not in hint or "my sources" in hint, "it would ask real sites"
        done = obey(tmp_path, hint)
        assert "--help" not in done.stderr, (hint, done.stderr)
        assert done.returncode != 2, (hint, done.stderr)


def test_a_held_run_is_decided_on_by_what_was_printed(tmp_path: Path) -> None:
    from cli.demo_site.server import DemoSite
    from tests.cli.test_runs import SOURCE

    sources = tmp_path / "my sources"
    sources.mkdir()
    with DemoSite() as site:
        (sources / "manuals.toml").write_text(SOURCE.format(root=site.root, bounds="min_records = 100"))
        where = ["--sources", "my sources", "--database", "sqlite:///my.db", "--var-dir", "my var"]
        said = call(tmp_path, "harvest", *where)
    assert said.returncode == 1
    hints = HINT.findall(said.stderr)
    report = call(tmp_path, "report", "--database", "sqlite:///my.db", "--format", "html").stdout
    assert next(hint for hint in hints if hint.split()[4] == "show") in report
    assert [hint.split()[4] for hint in hints] == ["show", "approve", "discard"]
    assert [obey(tmp_path, hint).returncode for hint in hints] == [0, 0, 1]
