"""The whole catalogue matched again: nothing changes without new rules, and with them all at once."""

from typing import Any

import pytest
from prefect.task_runners import ThreadPoolTaskRunner

import transforms.matching.judgement
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
from tests.services.operators import OTHERS, Operator, alike, unsure
from transforms.matching.verdict import compare


@pytest.fixture
def operator(catalogue: Catalogue, database_url: str) -> Operator:
    """A catalogue of two sources with merged, linked and uncertain entries."""
    made = Operator(catalogue, database_url)
    catalogue.ingest([*alike("one", "two"), *unsure("three", "four"), *make_rows(OTHERS), *editions()])
    theirs = make_row("our-handbook", source_id="ngo", isbn_raw="9789290688457", title_raw="Return handbook")
    catalogue.ingest([theirs], source=make_source("ngo"))
    return made


def editions() -> list[Row]:
    titles = ("Manual on family tracing, 2nd edition", "Manual on family tracing, 3rd edition")
    return [make_row(f"tracing-{n}", title_raw=title) for n, title in enumerate(titles)]


def judgements(operator: Operator) -> list[dict[str, Any]]:
    columns = "left_id, right_id, decider, verdict, score, reasons, link"
    return operator.catalogue.rows(f"SELECT {columns} FROM judgements ORDER BY left_id, right_id, decider")


def run(operator: Operator, **given: Any) -> Rematched:
    done = rematch(operator.settings, clock=operator.clock, **given)
    with operator.catalogue.database.read() as connection:
        assert check_catalogue(connection) == ()
    return done


def call_all_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules by which nothing is certain any more."""

    def judge(a: Any, b: Any) -> Score:
        score = compare(a, b)
        is_same = score.verdict is Verdict.SAME
        return Score(value=0.3, verdict=Verdict.UNSURE, reasons=("new rules",)) if is_same else score

    monkeypatch.setattr(transforms.matching.judgement, "compare", judge)


def test_same_rules_change_nothing(operator: Operator) -> None:
    before, judged, count = operator.state(), judgements(operator), len(operator.catalogue.ops())
    done = run(operator)
    assert (done.records, done.changes) == (11, ())
    assert done.judgements == len(judged) >= 4
    assert (operator.state(), judgements(operator), len(operator.catalogue.ops())) == (before, judged, count)


def test_new_rules_are_one_change_of_processing_that_can_be_looked_at_first(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, judged, count = operator.state(), judgements(operator), len(operator.catalogue.ops())
    call_all_unsure(monkeypatch)
    planned = run(operator, is_dry=True)
    assert sorted(change.op for change in planned.changes if change.op != "update") == ["split", "split"]
    assert (operator.state(), judgements(operator), len(operator.catalogue.ops())) == (before, judged, count)
    done = run(operator)
    assert [change.entity_id for change in done.changes] == [change.entity_id for change in planned.changes]
    assert done.counts == planned.counts
    assert {change.cause for change in operator.catalogue.changes(since=count)} == {Cause.PROCESSING}
    assert len(set(operator.homes().values())) == 11
    monkeypatch.undo()
    run(operator)
    assert operator.state() == before


def test_what_operators_ruled_survives_new_rules(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = operator.record_ids()
    operator.rule(Verdict.SAME, ids["three"], ids["four"])
    operator.rule(Verdict.DISTINCT, ids["one"], ids["two"])
    operator.edit(operator.homes()["legal-aid"], "year", "2019")
    homes = operator.homes()
    run(operator)
    assert operator.homes() == homes
    call_all_unsure(monkeypatch)
    run(operator)
    assert operator.homes()["three"] == operator.homes()["four"]
    assert operator.homes()["one"] != operator.homes()["two"]
    assert operator.publication(operator.homes()["legal-aid"])["year"] == 2019


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 1_000])
def test_ranges_of_keys_judge_every_pair_exactly_once(operator: Operator, parts: int) -> None:
    def judged(*ranges: KeyRange) -> list[Judgement]:
        with operator.catalogue.database.read() as connection:
            found = (one for part in ranges for some in judge_range(connection, part, NOON) for one in some)
            return sorted(found, key=lambda one: (one.left_id, one.right_id))

    with operator.catalogue.database.read() as connection:
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


def test_parts_in_two_processes_give_what_one_gives(operator: Operator, flow_server: str) -> None:
    before, judged = operator.state(), judgements(operator)
    with operator.catalogue.database.write() as connection:
        for table in ("judgements", "blocking_keys"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    done = rematch_in_parts(operator.settings, 2, clock=operator.clock)
    assert (done.records, done.judgements, done.changes) == (11, len(judged), ())
    assert (operator.state(), judgements(operator)) == (before, judged)


def test_new_rules_in_parts_change_what_they_change_in_one_process(
    operator: Operator, flow_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = operator.state()
    call_all_unsure(monkeypatch)
    planned = run(operator, is_dry=True)

    def in_parts() -> Rematched:
        runner = ThreadPoolTaskRunner(max_workers=2)  # any runner will do: this one sees the new rules
        return rematch_in_parts(operator.settings, 2, runner=runner, clock=operator.clock)

    done = in_parts()
    assert done.counts == planned.counts
    assert {(one.op, one.entity_id) for one in done.changes} == {
        (one.op, one.entity_id) for one in planned.changes
    }
    assert len(set(operator.homes().values())) == 11
    monkeypatch.undo()
    in_parts()
    assert operator.state() == before
    assert run(operator).changes == ()


@pytest.mark.parametrize("parts", [1, 2, 5, 30])
def test_shares_have_every_record_once_and_cut_no_tie(operator: Operator, parts: int) -> None:
    with operator.catalogue.database.read() as connection:
        judged = [one for some in judge_range(connection, KeyRange(), NOON) for one in some]
        shares = share_records(connection, judged, parts)
    ids = [one for share in shares for one in share.record_ids]
    assert sorted(ids) == sorted(operator.record_ids().values())
    assert len(shares) <= parts
    told = [one for share in shares for one in share.judgements if one.verdict.value in LINKING]
    assert len(told) == sum(one.verdict.value in LINKING for one in judged) > 0
    assert shares
    for share in shares:
        assert all({one.left_id, one.right_id} <= set(share.record_ids) for one in share.judgements)
