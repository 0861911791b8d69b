"""The demonstration tells its whole story, and touches nothing but its own folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.demo import MARK, clear_folder
from cli.main import run
from models.errors import SettingsInvalid
from tests.paths import ROOT


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def check_story(out: str, folder: Path) -> None:
    """What is true of the demonstration however it harvests."""
    assert "One entry is listed twice" in out
    for told in (
        "The Safety Walk: A Toolkit for Reception Centres",
        "Winter Preparedness Checklist for Transit Sites",
        "Counting Fairly: Guidelines for Displacement Surveys",
        "Ministry of Cooperation of Lindavia",
    ):
        assert told in out.partition("What changed")[2], told
    page = (folder / "report.html").read_text()
    assert "Lindavia" in page
    for stopped in (out, page):
        assert "links that lead to it open nothing" in stopped
    assert (folder / "feeds" / "atom.xml").exists()


def test_the_story_is_told_without_the_flow_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PUBHARVEST_DATABASE_URL", "sqlite:///precious.db")
    monkeypatch.delenv("PUBHARVEST_VAR_DIR", raising=False)
    assert run(["demo", "--no-flow"]) == 0
    check_story(capsys.readouterr().out, tmp_path / "var" / "demo")
    assert [path.name for path in tmp_path.iterdir()] == ["var"]
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["demo"]


@pytest.mark.flow_engine
def test_the_story_is_told_through_the_flow_engine(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    environment |= {"HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    check_story(done.stdout, tmp_path / "var" / "demo")
    assert {path.name for path in tmp_path.iterdir()} == {"var"}
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["demo"]
    assert (tmp_path / "var" / "demo" / "prefect").is_dir()


def test_a_former_demonstration_is_wiped(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "demo"
    clear_folder(folder)
    (folder / "catalogue.db").write_text("old")
    clear_folder(folder)
    assert files_below(folder) == {MARK}


def test_a_folder_of_anything_else_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "thesis.txt").write_text("three years of work")
    with pytest.raises(SettingsInvalid, match="move it out of the way"):
        clear_folder(folder)
    assert files_below(folder) == {"thesis.txt"}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    clear_folder(elsewhere)
    (tmp_path / "demo").symlink_to(elsewhere)
    with pytest.raises(SettingsInvalid, match="not a plain folder"):
        clear_folder(tmp_path / "demo")
    assert files_below(elsewhere) == {MARK}


def test_a_place_that_cannot_be_written_is_told() -> None:
    with pytest.raises(SettingsInvalid, match="can't be made ready"):
        clear_folder(Path("/proc/nowhere/demo"))
