"""``pubharvest catalogue rematch``, and its former spelling ``match --replay``."""

import json

import pytest

from cli.main import run
from tests.catalogues import Catalogue
from tests.factories import make_row, make_rows


@pytest.fixture
def catalogue(bare_catalogue: Catalogue) -> Catalogue:
    """Where the commands find it; two entries are one publication, but the engine's word on it is lost."""
    twice = [make_row(slug, isbn_raw="9789290688457", title_raw="Handbook") for slug in ("one", "two")]
    bare_catalogue.ingest([*twice, *make_rows(["legal-aid", "border-control"])])
    return bare_catalogue


@pytest.fixture(params=[("catalogue", "rematch"), ("match", "--replay")], ids=" ".join)
def command(request: pytest.FixtureRequest) -> list[str]:
    """Both spellings of the command."""
    return list(request.param)


def test_same_rules_change_nothing(
    command: list[str], catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(catalogue.ops())
    assert run(command) == 0
    assert "4 records matched again, 1 judgement: nothing changes" in capsys.readouterr().out
    assert len(catalogue.ops()) == count


def test_dry_run_prints_what_would_change_and_nothing_else(
    command: list[str], catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    with catalogue.database.write() as connection:
        changed = "replace(replace(description, '845', '846'), 'Handbook', 'Atlas')"
        which = "record_id = (SELECT id FROM records WHERE native_key LIKE '%one')"
        connection.exec_driver_sql(f"UPDATE record_texts SET description = {changed} WHERE {which}")
    count = len(catalogue.ops())
    assert run([*command, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["is_dry_run"] is True
    assert "split" in [change["op"] for change in told["changes"]]
    assert len(catalogue.ops()) == count
    assert run(command) == 0
    assert "what it changed:" in capsys.readouterr().out
    assert len(catalogue.ops()) > count


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["match"], "name two files; 'pubharvest catalogue rematch'"),
        (["match", "in.csv"], "name two files; 'pubharvest catalogue rematch'"),
        (["match", "--replay", "in.csv"], "--replay takes no files"),
        (["match", "in.csv", "out.csv", "--dry-run"], "name two files; 'pubharvest catalogue rematch'"),
        (["match", "--replay", "--database", "sqlite:///nowhere.db"], "no catalogue at"),
        (["catalogue", "rematch", "--database", "sqlite:///nowhere.db"], "no catalogue at"),
    ],
)
def test_what_can_not_be_done_is_one_line_and_exit_code_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert told in said


def test_former_spelling_is_not_offered_any_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "--help"]) == 0
    assert "--replay" not in capsys.readouterr().out
    assert run(["catalogue", "--help"]) == 0
    assert "rematch" in capsys.readouterr().out
