"""What may become of a run, by what it saw and by what stood before."""

import pytest

from models.run import Crawl, EndProof, RunStatus
from models.source import Expectations
from tests.factories import NOON, make_row
from transforms.runs.acceptance import (
    History,
    RowTally,
    find_collapses,
    judge_absences,
    judge_crawl,
    judge_notices,
)


def make_crawl(rows: int = 50, *reasons: str, end_proof: EndProof | None = EndProof.NO_NEXT) -> Crawl:
    return Crawl(
        run_id="run-1",
        source_id="agency",
        started_at=NOON,
        finished_at=NOON,
        finish_reason="finished",
        end_proof=end_proof,
        end_detail=None,
        reasons=reasons,
        pages=3,
        rows=rows,
    )


def make_history(records: int = 50, **coverage: float) -> History:
    return History(records=records, coverage=coverage)


FULL = {"title": 1.0, "teaser": 1.0, "detail_url": 1.0, "file_urls": 0.2, "date": 0.5}


@pytest.mark.parametrize(
    ("absent", "records", "is_held"),
    [
        (0, 0, False),
        (3, 3, False),
        (3, 20, False),
        (4, 39, True),
        (4, 40, False),
        (5, 40, True),
        (10, 100, False),
    ],
)
def test_run_is_held_over_ten_per_cent_and_over_three_records(
    absent: int, records: int, is_held: bool
) -> None:
    assert bool(judge_absences(absent, make_history(records), Expectations())) is is_held


def test_whole_crawl_with_usual_fields_is_applied() -> None:
    acceptance = judge_crawl(make_crawl(), FULL, make_history(**FULL), Expectations())
    assert (acceptance.status, acceptance.is_applied) == (RunStatus.COMPLETE, True)


def test_crawl_with_reasons_is_incomplete_but_what_it_saw_counts() -> None:
    acceptance = judge_crawl(
        make_crawl(20, "page 2 answered 500"), FULL, make_history(**FULL), Expectations()
    )
    assert (acceptance.status, acceptance.reasons, acceptance.is_applied) == (
        RunStatus.INCOMPLETE,
        ("page 2 answered 500",),
        True,
    )


def test_collapsed_field_names_itself_and_nothing_is_applied() -> None:
    acceptance = judge_crawl(make_crawl(), FULL | {"title": 0.1}, make_history(**FULL), Expectations())
    assert (acceptance.status, acceptance.is_applied) == (RunStatus.INCOMPLETE, False)
    assert "only 10% of the rows have a title" in acceptance.reasons[0]


def test_field_that_was_always_rare_may_stay_rare() -> None:
    assert find_collapses(FULL, make_history(**FULL), Expectations()) == ()
    assert find_collapses(FULL | {"file_urls": 0.12}, make_history(**FULL), Expectations()) == ()


def test_bound_of_the_source_file_comes_before_history() -> None:
    expect = Expectations(min_coverage=(("date", 0.9),))
    assert len(find_collapses(FULL, make_history(**FULL), expect)) == 1
    assert find_collapses(FULL | {"title": 0.0}, make_history(), Expectations()) == ()


@pytest.mark.parametrize(
    ("records", "end_proof", "status"),
    [
        (50, EndProof.NO_NEXT, RunStatus.HELD),
        (50, EndProof.STATED_EMPTY, RunStatus.COMPLETE),
        (0, EndProof.NO_NEXT, RunStatus.INCOMPLETE),
        (0, EndProof.STATED_EMPTY, RunStatus.COMPLETE),
    ],
)
def test_list_of_nothing_is_believed_only_if_it_says_so(
    records: int, end_proof: EndProof, status: RunStatus
) -> None:
    crawl = make_crawl(0, end_proof=end_proof)
    assert judge_crawl(crawl, {}, make_history(records), Expectations()).status is status


@pytest.mark.parametrize(("rows", "said"), [(29, "at least 30"), (61, "at most 60")])
def test_rows_out_of_bounds_hold_the_run(rows: int, said: str) -> None:
    expect = Expectations(min_records=30, max_records=60)
    acceptance = judge_crawl(make_crawl(rows), FULL, make_history(), expect)
    assert acceptance.status is RunStatus.HELD
    assert said in acceptance.reasons[0]


@pytest.mark.parametrize(
    ("texts", "records", "status"),
    [(0, 3, RunStatus.HELD), (0, 0, RunStatus.INCOMPLETE), (3, 3, RunStatus.COMPLETE)],
)
def test_notice_page_without_text_is_suspicious(texts: int, records: int, status: RunStatus) -> None:
    assert judge_notices(make_crawl(0), texts, 0, make_history(records), Expectations()).status is status


def test_tally_passes_rows_on_and_counts_what_they_have() -> None:
    tally = RowTally()
    rows = [make_row("a"), make_row("b", title_raw=None, date_raw="2019")]
    assert list(tally.watch(rows)) == rows
    assert list(tally.watch(rows)) == rows
    assert tally.shares() == {"title": 0.5, "teaser": 1.0, "detail_url": 1.0, "file_urls": 0.0, "date": 0.5}
    assert tally.dates == {None, "2019"}
