"""The commands by which an operator decides about pairs and publications."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from storage.database import open_database
from tests.catalogues import Catalogue
from tests.factories import make_row, make_rows

Invoke = Callable[..., tuple[int, str]]
TITLE = "Return and reintegration counselling"


@pytest.fixture
def invoke(bare_catalogue: Catalogue, capsys: pytest.CaptureFixture[str]) -> Invoke:
    """Runs a command in a folder whose catalogue has an uncertain pair and a merged one."""
    bare_catalogue.ingest(
        [
            make_row("one", title_raw=TITLE, teaser_raw="How to plan a return."),
            make_row("two", title_raw=TITLE, teaser_raw="What to do before departure."),
            make_row("three", isbn_raw="9789290688457", title_raw="Handbook of returns"),
            make_row("four", isbn_raw="9789290688457", title_raw="Handbook of returns"),
            *make_rows(["legal-aid", "border-control"]),
        ]
    )
    bare_catalogue.database.close()

    def invoke(*arguments: str) -> tuple[int, str]:
        code = run(["review", *arguments])
        told = capsys.readouterr()
        return code, told.out + told.err

    return invoke


def test_list_and_show_tell_the_pair_and_why_it_is_uncertain(invoke: Invoke) -> None:
    code, told = invoke("list")
    assert code == 0
    name, verdict, *_ = told.split("\t")
    assert verdict == "unsure"
    assert told.count("\n") == 1
    code, told = invoke("show", name)
    assert code == 0
    assert "Perhaps the same publication, says the engine (0." in told
    assert "teaser\t[-What to do before departure.-]\t{+How to plan a return.+}\tdiffers" in told
    assert "differs" in told
    assert "two publications of two works" in told


def test_machines_are_told_the_same(invoke: Invoke) -> None:
    listed = json.loads(invoke("list", "--json")[1])
    assert listed["total"] == 1
    (pair,) = listed["pairs"]
    assert pair["verdict"] == "unsure"
    assert (pair["engine"]["verdict"], pair["operator"]) == ("unsure", None)
    assert json.loads(invoke("show", pair["pair"], "--json")[1]) == pair


def test_merged_pair_can_be_shown_with_its_reasons(invoke: Invoke) -> None:
    home = publication(invoke, "Handbook of returns")
    _, told = invoke("list", "--publication", home, "--json")
    (pair,) = json.loads(told)["pairs"]
    _, told = invoke("show", pair["pair"])
    assert "The same publication, says the engine" in told
    assert "ISBN" in told
    assert f"one publication, {home}." in told


def test_ruling_shows_what_changed_and_undo_takes_it_back(invoke: Invoke) -> None:
    name = invoke("list")[1].split("\t")[0]
    code, told = invoke("same", name[:5], "--note", "same PDF", "--json")
    assert code == 0
    assert "merge" in [change["op"] for change in json.loads(told)["changes"]]
    assert invoke("list")[1] == ""
    _, told = invoke("show", name)
    assert "as an operator ruled on" in told
    assert "(same PDF)" in told
    code, told = invoke("undo", name)
    assert code == 0
    assert "split\tpublication" in told
    assert invoke("list")[1].startswith(name)


def test_edition_takes_the_kind_of_link(invoke: Invoke) -> None:
    name = invoke("list")[1].split("\t")[0]
    assert invoke("edition", name, "--link", "version")[0] == 0
    assert "Versions of one work, as an operator ruled" in invoke("show", name)[1]
    assert invoke("distinct", name)[0] == 0
    assert invoke("list", "--ruled")[1].split("\t")[1] == "distinct"


def test_split_and_edit_and_back(invoke: Invoke) -> None:
    home = publication(invoke, "Handbook of returns")
    assert "split\tpublication" in invoke("split", home)[1]
    assert invoke("split", home)[0] == 1
    code, told = invoke("edit", home, "title", "A handbook")
    assert code == 0
    assert "update\tpublication\tA handbook\ttitle" in told
    assert invoke("undo-edit", home, "title")[0] == 0
    code, told = invoke("undo-edit", home, "title")
    assert (code, told.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "zzzzzz"], "no pair is or starts with 'zzzzzz'"),
        (["same", "p-none", "p-nothing"], "no record or publication starts with 'p-none'"),
        (["edit", "p-none", "colour", "red"], "allowed: title, abstract"),
        (["edit", "p-none", "year", "soon"], "allowed: a year"),
        (["edition", "a-b", "--link", "sequel"], "translation"),
        (["list", "--database", "sqlite:///nowhere.db"], "no catalogue at"),
        (["same", "a-b", "--database", "sqlite:///nowhere.db"], "no catalogue at"),
    ],
)
def test_what_can_not_be_done_is_one_line_and_exit_code_2(
    invoke: Invoke, arguments: list[str], told: str
) -> None:
    code, said = invoke(*arguments)
    assert (code, said.count("\n")) == (2, 1)
    assert told in said


def publication(invoke: Invoke, title: str) -> str:
    database = open_database(f"sqlite:///{Path('var') / 'catalogue.db'}")
    rows: list[dict[str, Any]] = Catalogue(database, Path("var")).rows(
        "SELECT id, title FROM v1_publications"
    )
    database.close()
    return next(str(row["id"]) for row in rows if row["title"] == title)
