"""The commands that look at a catalogue, and those that decide about its runs."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.demo_site.server import DemoSite
from cli.main import run

SOURCE = """
url = "{root}/en/resources/manual"
kind = "listing"
[listing]
row = ".views-row"
next = "li.pager__item--next a"
follow = false
[listing.fields]
title = "h3"
teaser = ".field--name-body"
detail_url = "h3 a::attr(href)"
date = ".field--name-field-date"
[politeness]
delay_s = 0
[expect]
{bounds}
"""


class Workplace:
    """A folder with a catalogue, and the site that it was harvested from."""

    def __init__(self, folder: Path, site: DemoSite) -> None:
        self.folder = folder
        self.site = site

    def write_source(self, bounds: str = "") -> None:
        path = self.folder / "sources" / "manuals.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SOURCE.format(root=self.site.root, bounds=bounds))

    def enter(self, patch: pytest.MonkeyPatch) -> None:
        patch.chdir(self.folder)
        for name in [name for name in os.environ if name.startswith(("PUBHARVEST_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("PUBHARVEST_SOURCES_DIR", "sources")
        patch.setenv("PUBHARVEST_ALLOW_HOSTS", "127.0.0.1")


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """A catalogue of one harvest, for tests that only look."""
    with DemoSite() as site, pytest.MonkeyPatch.context() as patch:
        place = Workplace(tmp_path_factory.mktemp("harvested"), site)
        place.write_source()
        place.enter(patch)
        assert run(["harvest"]) == 0
        yield place


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """A catalogue whose only run is held because it lists fewer records than expected."""
    with DemoSite() as site:
        place = Workplace(tmp_path, site)
        place.write_source("min_records = 100")
        place.enter(monkeypatch)
        assert run(["harvest"]) == 1
        yield place


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a command says with ``--json``."""
    capsys.readouterr()
    run([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def only_run(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (only,) = ask(capsys, "runs", "list")["runs"]
    assert isinstance(only, dict)
    return only


def test_runs_are_listed_for_machines_and_people(
    harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    only = only_run(capsys)
    assert (only["source"], only["status"], only["records_listed"]) == ("manuals", "complete", 51)
    assert run(["runs", "list", "--source", "manuals", "--limit", "1"]) == 0
    assert capsys.readouterr().out.split("\t")[:3] == [only["run"], "manuals", "complete"]
    assert ask(capsys, "runs", "list", "--source", "another")["runs"] == []


def test_a_run_is_shown_by_the_start_of_its_id(
    harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    only = only_run(capsys)
    shown = ask(capsys, "runs", "show", only["run"][:8])
    assert shown["run"] == only["run"]
    assert [visit["outcome"] for visit in shown["visits"]] == ["ok"] * 3
    assert (shown["rejected"], shown["planned"]) == ([], [])
    assert run(["runs", "show", only["run"][:8]]) == 0
    assert "listing\tok\t3" in capsys.readouterr().out


def test_a_run_is_found_by_the_end_of_its_id_wherever_a_run_is_named(
    harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    only = only_run(capsys)
    short = only["run"][-6:]
    assert ask(capsys, "runs", "show", short)["run"] == only["run"]
    assert ask(capsys, "runs", "replay", short)["run"] == only["run"]
    for action in ("approve", "discard"):
        assert run(["runs", action, short]) == 1
        assert f"{only['run']} is complete, not held" in capsys.readouterr().err


def test_a_lost_catalogue_is_made_anew_from_the_end_of_an_id(
    harvested: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = only_run(capsys)["run"][-6:]
    assert run(["runs", "replay", short, "--database", f"sqlite:///{tmp_path / 'anew.db'}"]) == 0
    assert "50 publications created" in capsys.readouterr().out


def test_an_id_of_several_runs_is_one_line_that_lists_them(
    held: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["harvest"]) == 1
    several = [one["run"] for one in ask(capsys, "runs", "list")["runs"]]
    assert run(["runs", "show", "20"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert len(several) == 2
    assert all(name in line for name in several)


def test_replaying_changes_nothing(harvested: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    before = only_run(capsys)
    assert run(["runs", "replay", before["run"]]) == 0
    assert only_run(capsys) == before


def test_a_run_that_is_not_held_can_be_neither_approved_nor_discarded(
    harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    only = only_run(capsys)
    for action in ("approve", "discard"):
        assert run(["runs", action, only["run"]]) == 1
        assert "not held" in capsys.readouterr().err
    assert only_run(capsys) == only


@pytest.mark.parametrize("action", ["show", "approve", "discard", "replay"])
def test_an_unknown_run_is_told(
    action: str, harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runs", action, "19990101"]) == 2
    assert "'19990101'" in capsys.readouterr().err


def test_the_laws_hold_after_a_harvest(harvested: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["db", "check"]) == 0
    assert ask(capsys, "db", "check") == {"breaches": []}


def test_a_backup_is_a_whole_catalogue_and_never_overwrites(
    harvested: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert run(["db", "backup", str(copy)]) == 0
    assert run(["db", "check", "--database", f"sqlite:///{copy}"]) == 0
    assert ask(capsys, "runs", "list", "--database", f"sqlite:///{copy}") == ask(capsys, "runs", "list")
    assert run(["db", "backup", str(copy)]) == 2


def test_a_breach_is_named_and_ends_with_1(
    harvested: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    run(["db", "backup", str(copy)])
    with sqlite3.connect(copy) as connection:
        connection.execute("DELETE FROM changes WHERE seq = 2")
    capsys.readouterr()
    assert run(["db", "check", "--database", f"sqlite:///{copy}"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("pubharvest: ")


def test_the_report_comes_in_three_formats(
    harvested: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report"]) == 0
    assert capsys.readouterr().out.startswith("# ")
    assert run(["report", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)
    page = tmp_path / "report.html"
    assert run(["report", "--output", str(page)]) == 0
    assert capsys.readouterr().out == ""
    assert "Safe Return Handbook" in page.read_text()


def test_a_report_since_the_end_tells_of_no_change(
    harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    last = only_run(capsys)["last_seq"]
    assert run(["report", "--since", str(last)]) == 0
    assert "Safe Return Handbook" not in capsys.readouterr().out


def test_a_report_ends_where_it_is_told_to(harvested: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    def ask_report(*arguments: str) -> Any:
        assert run(["report", "--format", "json", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    capsys.readouterr()
    last = ask_report()["until"]
    assert last > 10
    told = ask_report("--since", "2", "--until", "5")
    assert (told["since"], told["until"], told["summary"]["changes"]) == (2, 5, 3)
    assert ask_report("--days", "1")["summary"]["changes"] == last


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "999"], "--since 999: the last change is"),
        (["--until", "999"], "--until 999: the last change is"),
        (["--since", "5", "--until", "3"], "--until 3: the report begins after 5"),
        (["--since", "5", "--days", "3"], "give one of them"),
    ],
)
def test_bounds_that_make_no_report_are_one_line(
    arguments: list[str], told: str, harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["report", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert told in err


def test_a_report_that_cannot_be_written_is_told(
    harvested: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "--output", "/proc/nowhere/report.html"]) == 2
    assert "--output" in capsys.readouterr().err


def test_a_preview_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with DemoSite() as site:
        place = Workplace(tmp_path, site)
        place.write_source()
        place.enter(monkeypatch)
        seen = ask(capsys, "sources", "preview", "manuals")
    assert (seen["source"], seen["status"], seen["records_listed"]) == ("manuals", "complete", 51)
    assert any(change["label"] == "Farming Again: Seeds, Soil and Neighbours" for change in seen["changes"])
    assert [path.name for path in tmp_path.iterdir()] == ["sources"]


def test_a_held_run_says_what_it_would_change_and_is_applied_when_approved(
    held: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    only = only_run(capsys)
    assert (only["status"], only["first_seq"]) == ("held", None)
    assert len(ask(capsys, "runs", "show", only["run"])["planned"]) > 40
    assert run(["runs", "show", only["run"]]) == 0
    assert "Farming Again" in capsys.readouterr().out
    assert run(["runs", "approve", only["run"]]) == 0
    approved = only_run(capsys)
    assert (approved["status"], approved["publications_created"]) == ("complete", 50)


def test_a_held_run_is_discarded_without_a_trace_in_the_catalogue(
    held: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    only = only_run(capsys)
    assert run(["runs", "discard", only["run"]]) == 0
    assert only_run(capsys)["status"] == "discarded"
    assert run(["runs", "approve", only["run"]]) == 1
    assert run(["db", "check"]) == 0
