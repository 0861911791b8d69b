"""Rows 42, 43 and 49: protocols that forget where they were, contradict themselves, or attack the reader."""

from pathlib import Path

import pytest

from tests.faults.lies import in_turn
from tests.faults.server import Page, page
from tests.faults.stage import Stage
from tests.faults.verdicts import assert_complete, assert_incomplete

OAI = 'kind = "oai-pmh"'
FIRST = "/oai?verb=ListRecords&metadataPrefix=oai_dc"


def resumed(token: str) -> str:
    return f"/oai?verb=ListRecords&resumptionToken={token}"


def record(identifier: str, title: str) -> str:
    return (
        f"<record><header><identifier>oai:agency:{identifier}</identifier><datestamp>2026-01-01</datestamp>"
        '</header><metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        f"<dc:identifier>https://agency.example/{identifier}/{title[:3]}</dc:identifier>"
        f"<dc:description>{title} is a book for people in the field.</dc:description>"
        "</oai_dc:dc></metadata></record>"
    )


def envelope(content: str, prolog: str = "") -> Page:
    return page(
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"{content}</OAI-PMH>",
        kind="text/xml; charset=utf-8",
    )


def records(*titles: str, token: str | None = None) -> Page:
    listed = "".join(record(title.lower().replace(" ", "-"), title) for title in titles)
    resumption = f"<resumptionToken>{token}</resumptionToken>" if token is not None else ""
    return envelope(f"<ListRecords>{listed}{resumption}</ListRecords>")


EXPIRED = envelope('<error code="badResumptionToken">expired</error>')


@pytest.fixture
def repository(stage: Stage) -> Stage:
    """Two answers of two records each."""
    stage.add_source("shelf", f"{stage.server.url}/oai", head=OAI, rules="")
    stage.server[FIRST] = records("Counting Fairly", "Farming Again", token="t1")
    stage.server[resumed("t1")] = records("Border Health", "Night Shelters", token="")
    return stage


def test_a_token_that_expires_once_starts_the_list_again(repository: Stage) -> None:
    good = records("Border Health", "Night Shelters", token="")
    repository.server[resumed("t1")] = in_turn(EXPIRED, good)
    for _ in range(2):
        assert_complete(repository.harvest())
        assert repository.ops == ["create"] * 4
        repository.server[resumed("t1")] = in_turn(EXPIRED, good)
    assert repository.server.paths_asked == [FIRST, resumed("t1")] * 2


@pytest.mark.parametrize("reason", ["expired", "unchanged"])
def test_a_token_that_leads_nowhere_leaves_the_run_incomplete(repository: Stage, reason: str) -> None:
    assert_complete(repository.harvest())
    stuck = records("Border Health", "Night Shelters", token="t1")
    repository.server[resumed("t1")] = EXPIRED if reason == "expired" else stuck
    assert_incomplete(repository.harvest())
    assert len(repository.server.paths_asked) <= 4
    assert repository.ops == ["create"] * 4
    assert repository.query("SELECT count(*) FROM records WHERE absences > 0") == [(0,)]


def test_two_differing_records_of_one_identifier_are_both_kept(repository: Stage) -> None:
    assert_complete(repository.harvest())
    twins = record("farming-again", "Farming Again") + record("farming-again", "Safe Journeys by Night")
    repository.server[FIRST] = envelope(
        f"<ListRecords>{record('counting-fairly', 'Counting Fairly')}{twins}"
        "<resumptionToken>t1</resumptionToken></ListRecords>"
    )
    for _ in range(3):
        repository.harvest()
    live = repository.query("SELECT title FROM v1_publications WHERE withdrawn_at IS NULL ORDER BY title")
    assert [title for (title,) in live] == [
        "Border Health", "Counting Fairly", "Farming Again", "Night Shelters", "Safe Journeys by Night"
    ]  # fmt: skip
    assert "withdraw" not in repository.ops


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("attack", ["laughs", "outside"])
def test_entities_are_neither_expanded_nor_read(repository: Stage, attack: str, tmp_path: Path) -> None:
    assert_complete(repository.harvest())
    secret = tmp_path / "secret.txt"
    secret.write_text("the house key is under the mat")
    prolog, reference = {
        "laughs": (LAUGHS, "&i;"),
        "outside": (f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>', "&s;"),
    }[attack]
    repository.server[FIRST] = envelope(
        f"<ListRecords>{record('counting-fairly', f'Counting {reference}')}</ListRecords>", prolog
    )
    assert_incomplete(repository.harvest(), "entities")
    assert repository.ops == ["create"] * 4
    assert not repository.query("SELECT 1 FROM v1_records WHERE raw_json LIKE '%house key%'")
