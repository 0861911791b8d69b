"""The whole catalogue matched again: nothing changes without new rules, and with them all at once."""

from typing import Any

import pytest
from prefect.task_runners import ThreadPoolTaskRunner

import services.matching.matcher
from flows.rematch import RECORDS_A_TASK, rematch_in_parts, share_out
from models.change import Cause
from models.matching import Judgement, Score, Verdict
from models.record import Row
from services.matching.rematch import Rematched, judge_range, rematch
from services.matching.rematch_shares import share_records
from storage.blocks import KeyRange, split_keys
from storage.check import check_catalogue
from storage.judgements import LINKING
from tests.catalogues import Catalogue
from tests.factories import NOON, make_row, make_rows, make_source
from tests.services.review.test_rulings import OTHERS, Desk, alike, unsure
from transforms.matching.compare import compare


@pytest.fixture
def desk(catalogue: Catalogue, database_url: str) -> Desk:
    """A catalogue of two sources with merged, linked and uncertain entries."""
    made = Desk(catalogue, database_url)
    catalogue.ingest([*alike("one", "two"), *unsure("three", "four"), *make_rows(OTHERS), *editions()])
    theirs = make_row("our-handbook", source_id="ngo", isbn_raw="9789290688457", title_raw="Return handbook")
    catalogue.ingest([theirs], source=make_source("ngo"))
    return made


def editions() -> list[Row]:
    titles = ("Manual on family tracing, 2nd edition", "Manual on family tracing, 3rd edition")
    return [make_row(f"tracing-{n}", title_raw=title) for n, title in enumerate(titles)]


def judgements(desk: Desk) -> list[dict[str, Any]]:
    columns = "left_id, right_id, decider, verdict, score, reasons, link"
    return desk.catalogue.rows(f"SELECT {columns} FROM judgements ORDER BY left_id, right_id, decider")


def run(desk: Desk, **given: Any) -> Rematched:
    done = rematch(desk.settings, clock=desk.clock, **given)
    with desk.catalogue.database.read() as connection:
        assert check_catalogue(connection) == ()
    return done


def call_all_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules by which nothing is certain any more."""

    def judge(a: Any, b: Any) -> Score:
        score = compare(a, b)
        is_same = score.verdict is Verdict.SAME
        return Score(value=0.3, verdict=Verdict.UNSURE, reasons=("new rules",)) if is_same else score

    monkeypatch.setattr(services.matching.matcher, "compare", judge)


def test_same_rules_change_nothing(desk: Desk) -> None:
    before, judged, count = desk.state(), judgements(desk), len(desk.catalogue.ops())
    done = run(desk)
    assert (done.records, done.changes) == (11, ())
    assert done.judgements == len(judged) >= 4
    assert (desk.state(), judgements(desk), len(desk.catalogue.ops())) == (before, judged, count)


def test_new_rules_are_one_change_of_processing_that_can_be_looked_at_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, judged, count = desk.state(), judgements(desk), len(desk.catalogue.ops())
    call_all_unsure(monkeypatch)
    planned = run(desk, is_dry=True)
    assert sorted(change.op for change in planned.changes if change.op != "update") == ["split", "split"]
    assert (desk.state(), judgements(desk), len(desk.catalogue.ops())) == (before, judged, count)
    done = run(desk)
    assert [change.entity_id for change in done.changes] == [change.entity_id for change in planned.changes]
    assert done.counts == planned.counts
    assert {change.cause for change in desk.catalogue.changes(since=count)} == {Cause.PROCESSING}
    assert len(set(desk.homes().values())) == 11
    monkeypatch.undo()
    run(desk)
    assert desk.state() == before


def test_what_operators_ruled_survives_new_rules(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = desk.record_ids()
    desk.rule(Verdict.SAME, ids["three"], ids["four"])
    desk.rule(Verdict.DISTINCT, ids["one"], ids["two"])
    desk.edit(desk.homes()["legal-aid"], "year", "2019")
    homes = desk.homes()
    run(desk)
    assert desk.homes() == homes
    call_all_unsure(monkeypatch)
    run(desk)
    assert desk.homes()["three"] == desk.homes()["four"]
    assert desk.homes()["one"] != desk.homes()["two"]
    assert desk.publication(desk.homes()["legal-aid"])["year"] == 2019


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 1_000])
def test_ranges_of_keys_judge_every_pair_exactly_once(desk: Desk, parts: int) -> None:
    def judged(*ranges: KeyRange) -> list[Judgement]:
        with desk.catalogue.database.read() as connection:
            found = (one for part in ranges for some in judge_range(connection, part, NOON) for one in some)
            return sorted(found, key=lambda one: (one.left_id, one.right_id))

    with desk.catalogue.database.read() as connection:
        ranges = split_keys(connection, parts)
    assert judged(*ranges) == judged(KeyRange())
    assert parts == 1 or len(ranges) > 1


@pytest.mark.parametrize(
    ("records", "parts"), [(0, 2), (1, 2), (11, 2), (20_001, 2), (100_000, 2), (100_000, 7)]
)
def test_every_part_gets_as_many_tasks(records: int, parts: int) -> None:
    size = share_out(records, parts)
    assert size <= RECORDS_A_TASK
    assert -(-records // size) <= parts * -(-records // (parts * RECORDS_A_TASK))


def test_parts_in_two_processes_give_what_one_gives(desk: Desk, flow_server: str) -> None:
    before, judged = desk.state(), judgements(desk)
    with desk.catalogue.database.write() as connection:
        for table in ("judgements", "blocking_keys"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    done = rematch_in_parts(desk.settings, 2, clock=desk.clock)
    assert (done.records, done.judgements, done.changes) == (11, len(judged), ())
    assert (desk.state(), judgements(desk)) == (before, judged)


def test_new_rules_in_parts_change_what_they_change_in_one_process(
    desk: Desk, flow_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.state()
    call_all_unsure(monkeypatch)
    planned = run(desk, is_dry=True)

    def in_parts() -> Rematched:
        runner = ThreadPoolTaskRunner(max_workers=2)  # any runner will do: this one sees the new rules
        return rematch_in_parts(desk.settings, 2, runner=runner, clock=desk.clock)

    done = in_parts()
    assert done.counts == planned.counts
    assert {(one.op, one.entity_id) for one in done.changes} == {
        (one.op, one.entity_id) for one in planned.changes
    }
    assert len(set(desk.homes().values())) == 11
    monkeypatch.undo()
    in_parts()
    assert desk.state() == before
    assert run(desk).changes == ()


@pytest.mark.parametrize("parts", [1, 2, 5, 30])
def test_shares_have_every_record_once_and_cut_no_tie(desk: Desk, parts: int) -> None:
    with desk.catalogue.database.read() as connection:
        judged = [one for some in judge_range(connection, KeyRange(), NOON) for one in some]
        shares = share_records(connection, judged, parts)
    ids = [one for share in shares for one in share.record_ids]
    assert sorted(ids) == sorted(desk.record_ids().values())
    assert len(shares) <= parts
    told = [one for share in shares for one in share.judgements if one.verdict.value in LINKING]
    assert len(told) == sum(one.verdict.value in LINKING for one in judged) > 0
    assert shares
    for share in shares:
        assert all({one.left_id, one.right_id} <= set(share.record_ids) for one in share.judgements)
