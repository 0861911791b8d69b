"""``pubharvest harvest`` on real sites on loopback: what is printed, the exit code, what stays."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from tests.loopback import Answer, LoopbackSite, Request
from tests.paths import ROOT

RUN_KEYS = [
    "source",
    "run",
    "status",
    "reasons",
    "pages",
    "records_listed",
    "records_new",
    "records_rejected",
    "publications_created",
    "publications_updated",
    "publications_merged",
    "publications_withdrawn",
    "notices_changed",
]

TITLES = ("Counting Fairly", "The First Week", "Farming Again", "Reading a Contract", "Small Grants")


def card(title: str) -> str:
    path = title.lower().replace(" ", "-")
    return (
        f'<div class="views-row"><h3><a href="/en/resources/manual/{path}">{title}</a></h3>'
        f'<div class="body">{title} is a book for people in the field, told in plain words.</div></div>'
    )


def listing(titles: Iterable[str], following: str | None = None) -> str:
    pager = f'<ul><li class="pager__item--next"><a href="{following}">Next</a></li></ul>' if following else ""
    cards = "".join(map(card, titles))
    return f"<html lang='en'><body><main><h1>Manuals</h1>{cards}{pager}</main></body></html>"


def write_source(folder: Path, name: str, url: str, more: str = "") -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(
        f'url = "{url}"\nkind = "listing"\n{more}\n'
        '[listing]\nrow = ".views-row"\nnext = ".pager__item--next a"\nfollow = false\n'
        '[listing.fields]\ntitle = "h3"\nteaser = ".body"\ndetail_url = "h3 a::attr(href)"\n'
        "[politeness]\ndelay_s = 0\nretries = 0\ntimeout_s = 10\n",
        encoding="utf-8",
    )


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for source files, in a working directory of the test's own."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "VAR_DIR", "CONTACT"):
        monkeypatch.delenv(f"PUBHARVEST_{name}", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PUBHARVEST_SOURCES_DIR", str(tmp_path / "sources"))
    monkeypatch.setenv("PUBHARVEST_ALLOW_HOSTS", "127.0.0.1")
    return tmp_path / "sources"


@pytest.fixture
def library(site: LoopbackSite, sources: Path) -> LoopbackSite:
    """A site that lists five books on two pages, and its source file."""
    site["/en/list"] = listing(TITLES[:3], "?page=1")
    site["/en/list?page=1"] = listing(TITLES[3:])
    write_source(sources, "library", f"{site.url}/en/list")
    return site


def harvest(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the JSON object and standard error of one harvest."""
    code = run(["harvest", "--json", *arguments])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def told(err: str) -> list[str]:
    """The lines of standard error that tell of trouble."""
    return [line for line in err.splitlines() if line.startswith("pubharvest: ")]


def test_json_is_one_object_of_the_agreed_shape(
    library: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, err = harvest(capsys)
    assert code == 0
    assert list(said) == ["runs", "head_seq"]
    (only,) = said["runs"]
    assert list(only) == RUN_KEYS
    assert (only["source"], only["status"], only["reasons"]) == ("library", "complete", [])
    assert (only["pages"], only["records_listed"], only["records_new"]) == (2, 5, 5)
    assert only["publications_created"] == 5
    assert said["head_seq"] >= 5
    assert told(err) == []


def test_a_table_ends_a_harvest_and_plain_lines_tell_of_it(
    library: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["harvest", "library"]) == 0
    out, err = capsys.readouterr()
    (row,) = out.splitlines()
    assert row.split("\t")[1:3] == ["library", "complete"]
    assert err.splitlines()[0] == f"library: harvesting {library.url}/en/list"
    assert "library: complete, 2 pages, 5 records, 5 publications created" in err


def test_harvesting_again_changes_nothing(library: LoopbackSite, capsys: pytest.CaptureFixture[str]) -> None:
    _, first, _ = harvest(capsys)
    code, second, _ = harvest(capsys)
    assert code == 0
    assert second["head_seq"] == first["head_seq"]
    assert second["runs"][0]["publications_updated"] == 0


def test_a_failing_page_makes_the_run_incomplete_and_leaves_the_catalogue(
    library: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    _, before, _ = harvest(capsys)
    library["/en/list?page=1"] = Answer(status=500)
    code, after, err = harvest(capsys)
    assert code == 1
    assert after["runs"][0]["status"] == "incomplete"
    assert any("500" in reason and "page=1" in reason for reason in after["runs"][0]["reasons"])
    assert after["head_seq"] == before["head_seq"]
    (line,) = told(err)
    assert line.startswith("pubharvest: library: incomplete: ")
    assert "500" in line


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><main><h1>Welcome</h1><p>A page of prose that lists nothing.</p></main></body></html>",
        listing([]),
    ],
    ids=["no listing", "empty listing"],
)
def test_a_page_that_lists_nothing_is_suspicious_and_leaves_the_catalogue(
    page: str, library: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    _, before, _ = harvest(capsys)
    library["/en/list"] = page
    for _ in range(2):
        code, after, err = harvest(capsys)
        assert code == 1
        assert after["runs"][0]["status"] in ("held", "incomplete")
        assert after["head_seq"] == before["head_seq"]
        assert len(told(err)) == 1


def test_an_unknown_host_is_told_and_the_other_sources_are_harvested(
    library: LoopbackSite, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_source(sources, "elsewhere", "http://nowhere.invalid/list")
    code, said, err = harvest(capsys)
    assert code == 1
    by_source = {one["source"]: one["status"] for one in said["runs"]}
    assert by_source["library"] == "complete"
    assert by_source["elsewhere"] in ("incomplete", "failed")
    (line,) = told(err)
    assert "nowhere.invalid" in line


def test_a_source_file_with_a_typo_stops_before_any_site_is_asked(
    library: LoopbackSite, sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sources / "broken.toml").write_text('url = "https://example.org/"\nrwo = "li"\n')
    assert run(["harvest"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "broken.toml" in err
    assert "rwo" in err
    assert library.requests == []
    assert not (tmp_path / "var").exists()


def test_a_broken_file_does_not_stop_a_source_that_is_named(
    library: LoopbackSite, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sources / "broken.toml").write_text("url = 3\n")
    assert harvest(capsys, "library")[0] == 0
    assert run(["harvest", "broken"]) == 2


def test_a_disabled_source_is_harvested_only_by_name(
    library: LoopbackSite, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_source(sources, "resting", f"{library.url}/en/list", "enabled = false")
    assert [one["source"] for one in harvest(capsys)[1]["runs"]] == ["library"]
    assert [one["source"] for one in harvest(capsys, "resting")[1]["runs"]] == ["resting"]


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (["libary"], "did you mean 'library'"),
        (["--database", "sqlite:////proc/nowhere/catalogue.db"], "/proc/nowhere"),
        (["--sources", "nowhere"], "nowhere"),
    ],
)
def test_wrong_use_touches_no_site(
    arguments: list[str], told_of: str, library: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["harvest", "--json", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = told(err)
    assert told_of in line
    assert library.requests == []


def test_a_loopback_site_is_refused_unless_the_settings_name_it(
    library: LoopbackSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PUBHARVEST_ALLOW_HOSTS")
    code, said, _ = harvest(capsys)
    assert code == 1
    assert said["runs"][0]["status"] == "incomplete"
    assert library.requests == []


def test_a_title_that_steers_terminals_is_defused(
    library: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    library["/en/list"] = listing(["A\x1b]0;owned\x07 Title"])
    assert run(["harvest"]) == 0
    assert run(["report"]) == 0
    assert run(["sources", "preview", "library"]) == 0
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "\x07" not in shown.out + shown.err


def test_an_interrupt_ends_a_harvest_with_one_line_and_the_next_one_is_unharmed(
    library: LoopbackSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, over = threading.Event(), threading.Event()
    whole = listing(TITLES)

    def hang(_: Request) -> Answer:
        asked.set()
        over.wait(60)
        return Answer(body=whole.encode())

    library["/en/list"] = hang
    command = subprocess.Popen(
        [sys.executable, "-m", "cli", "harvest"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asked.wait(60)
    command.send_signal(signal.SIGINT)
    _, err = command.communicate(timeout=60)
    over.set()
    assert command.returncode == 130
    assert len(told(err)) == 1
    assert "Traceback" not in err
    library["/en/list"] = whole
    code, said, _ = harvest(capsys)
    assert (code, said["runs"][0]["status"]) == (0, "complete")
