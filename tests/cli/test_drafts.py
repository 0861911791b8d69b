"""Source files made from what a page shows, by the commands that an operator types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import run
from harvesters.sources.files import load_source
from tests.loopback import LoopbackSite

ROOT = Path(__file__).parents[2]
TITLES = [
    f"{form} on {theme}" for form in ("Manual", "Toolkit") for theme in ("return", "shelter", "cash", "law")
]


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the source files; the loopback site may be reached."""
    monkeypatch.setenv("PUBHARVEST_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("PUBHARVEST_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PUBHARVEST_SOURCES_DIR", str(tmp_path / "sources"))
    return tmp_path / "sources"


def show_cards(site: LoopbackSite, row: str = "views-row", heading: str = "h3", head: str = "") -> None:
    cards = (
        f'<div class="{row}"><{heading}><a href="/en/manuals/{number}">{title}</a></{heading}>'
        f"<p>What {title.lower()} asks of those who do the work, in plain words.</p></div>"
        for number, title in enumerate(TITLES)
    )
    site["/list"] = (
        f"<html lang='en'><head>{head}</head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/about'>About</a></li></ul></nav>"
        f"<main><h1>Manuals</h1>{''.join(cards)}</main></body></html>"
    )


def test_draft_prints_a_file_and_the_first_rows(
    site: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    show_cards(site)
    assert run(["sources", "draft", f"{site.url}/list"]) == 0
    out = capsys.readouterr().out
    assert 'row = ".views-row"' in out
    assert "Manual on return" in out


def test_draft_as_json_has_the_promised_keys(site: LoopbackSite, capsys: pytest.CaptureFixture[str]) -> None:
    show_cards(site)
    assert run(["sources", "draft", f"{site.url}/list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"kind", "rows", "next_url", "records", "source"}
    assert (told["kind"], told["rows"], told["next_url"]) == ("listing", len(TITLES), None)
    assert [record["title"] for record in told["records"]] == TITLES
    assert set(told["records"][0]) == {"title", "teaser", "detail_url", "file_url", "date_raw", "language"}
    assert told["source"]["listing"]["row"] == ".views-row"


def test_written_draft_is_a_source_that_can_be_harvested(site: LoopbackSite, settings: Path) -> None:
    show_cards(site)
    assert run(["sources", "draft", f"{site.url}/list", "--write"]) == 0
    (path,) = settings.glob("*.toml")
    assert load_source(path).url == f"{site.url}/list"
    assert run(["harvest"]) == 0
    assert run(["sources", "draft", f"{site.url}/list", "--write"]) == 2, "nothing is overwritten"


FEED = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


def test_draft_names_the_feed_that_a_page_names(
    site: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    show_cards(site, head=FEED)
    assert run(["sources", "draft", f"{site.url}/list"]) == 0
    assert f"# this page names a feed: {site.url}/feed.xml; draft that" in capsys.readouterr().out


def test_draft_of_a_page_without_a_list_names_its_feed(
    site: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site["/list"] = f"<html><head>{FEED}</head><body><h1>Hello</h1><p>About us.</p></body></html>"
    assert run(["sources", "draft", f"{site.url}/list"]) == 1
    assert f"it names a feed: {site.url}/feed.xml" in capsys.readouterr().err


def leave_early(*arguments: str) -> None:
    """Runs the command with a reader of its output that has gone before anything is printed."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "cli", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_reader_that_leaves_early_does_not_lose_the_file(site: LoopbackSite, settings: Path) -> None:
    show_cards(site)
    leave_early("sources", "draft", f"{site.url}/list", "--write")
    (path,) = settings.glob("*.toml")
    assert load_source(path).url == f"{site.url}/list"


def test_json_of_a_written_draft_is_one_object(
    site: LoopbackSite, capsys: pytest.CaptureFixture[str]
) -> None:
    show_cards(site)
    assert run(["sources", "draft", f"{site.url}/list", "--write", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["rows"] == len(TITLES)
    assert "written to" in err


@pytest.mark.parametrize(
    "page", ["<html><body><h1>Hello</h1><p>One paragraph about us.</p></body></html>", None]
)
def test_draft_of_what_is_no_listing_says_so(
    site: LoopbackSite, capsys: pytest.CaptureFixture[str], page: str | None
) -> None:
    if page:
        site["/list"] = page
    assert run(["sources", "draft", f"{site.url}/list"]) == 1
    said = capsys.readouterr().err
    assert ("no list was found" if page else "answered 404") in said


def test_new_theme_is_proposed_as_a_repair_and_applied_only_when_asked(
    site: LoopbackSite, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show_cards(site)
    settings.mkdir()
    path = settings / "agency.toml"
    path.write_text(
        f'url = "{site.url}/list" # the manuals\n[listing]\nrow = ".views-row"\nfollow = false\n'
        '[listing.fields]\ntitle = "h3"\ndetail_url = "a::attr(href)"\nteaser = "p"\n'
        "[politeness]\ndelay_s = 0\n",
        encoding="utf-8",
    )
    assert run(["harvest"]) == 0
    show_cards(site, row="card card--teaser", heading="h2")
    before = path.read_text(encoding="utf-8")
    assert run(["harvest"]) == 1
    assert "pubharvest sources repair agency" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == before
    assert run(["sources", "repair", "agency", "--json"]) == 0
    proposal = json.loads(capsys.readouterr().out)
    assert (proposal["rows"], proposal["titles"]) == (len(TITLES), TITLES)
    leave_early("sources", "repair", "agency", "--apply")
    assert "# the manuals" in path.read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["harvest", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["runs"]
    assert (told["status"], told["records_new"], told["publications_withdrawn"]) == ("complete", 0, 0)


def test_source_without_a_proposal_says_so(
    site: LoopbackSite, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show_cards(site)
    assert run(["sources", "draft", f"{site.url}/list", "--write"]) == 0
    assert run(["harvest"]) == 0
    (path,) = settings.glob("*.toml")
    assert run(["sources", "repair", path.stem]) == 1
    assert "proposes no repair" in capsys.readouterr().err
