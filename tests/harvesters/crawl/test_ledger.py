from datetime import UTC, datetime

import pytest

from harvesters.crawl.ledger import MOST_REASONS, Ledger
from models.run import EndProof, Outcome, PageRole, PageVisit

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def new_ledger(visits: list[PageVisit] | None = None) -> Ledger:
    record = (visits if visits is not None else []).append
    return Ledger(run_id="r", source_id="s", started_at=AT, record=record)


def visit(
    url: str, outcome: Outcome = Outcome.OK, reason: str | None = None, number: int | None = 1
) -> PageVisit:
    return PageVisit(
        url=url, role=PageRole.LISTING, number=number, outcome=outcome, reason=reason, http_status=200,
        final_url=url, rows=3, body_bytes=9, visited_at=AT, capture_id=None,
    )  # fmt: skip


def test_a_crawl_is_complete_when_every_page_is_good_and_the_end_is_proven() -> None:
    ledger = new_ledger()
    ledger.plan("http://x/1", PageRole.LISTING, 1)
    ledger.settle(visit("http://x/1"))
    ledger.prove_end(EndProof.NO_NEXT, "page 1 has no next page")
    crawl = ledger.close("finished", AT)
    assert crawl.is_complete
    assert (crawl.end_proof, crawl.end_detail, crawl.pages) == (
        EndProof.NO_NEXT,
        "page 1 has no next page",
        1,
    )


def test_a_url_is_planned_once_whatever_its_fragment() -> None:
    ledger = new_ledger()
    assert ledger.plan("http://x/1#a", PageRole.LISTING, 1)
    assert ledger.plan("http://x/1#b", PageRole.DETAIL) is None
    assert ledger.plan("http://x/1", PageRole.DETAIL) is None


def test_a_page_has_one_outcome_only() -> None:
    ledger = new_ledger()
    ledger.plan("http://x/1", PageRole.LISTING, 1)
    ledger.settle(visit("http://x/1"))
    with pytest.raises(RuntimeError):
        ledger.settle(visit("http://x/1"))


def test_a_page_that_was_never_planned_has_no_outcome() -> None:
    with pytest.raises(RuntimeError):
        new_ledger().settle(visit("http://x/1"))


def test_a_planned_page_that_nothing_was_heard_of_has_failed() -> None:
    visits: list[PageVisit] = []
    ledger = new_ledger(visits)
    ledger.plan("http://x/1", PageRole.LISTING, 1)
    ledger.prove_end(EndProof.NO_NEXT, "believed")
    crawl = ledger.close("finished", AT)
    assert crawl.reasons == ("page 1 (http://x/1) was not answered before the crawl stopped",)
    assert [each.outcome for each in visits] == [Outcome.FAILED]


def test_a_failed_page_is_named_with_its_reason() -> None:
    ledger = new_ledger()
    ledger.plan("http://x/2", PageRole.LISTING, 2)
    ledger.settle(visit("http://x/2", Outcome.FAILED, "answered 500 after 3 attempts", number=2))
    assert ledger.close("finished", AT).reasons == ("page 2 (http://x/2) answered 500 after 3 attempts",)


def test_an_end_that_was_not_proven_makes_a_crawl_incomplete() -> None:
    assert new_ledger().close("finished", AT).reasons == ("the end of the list was not proven",)


def test_a_crawl_that_scrapy_stopped_is_incomplete() -> None:
    ledger = new_ledger()
    ledger.prove_end(EndProof.NO_NEXT, "believed")
    crawl = ledger.close("memusage_exceeded", AT)
    assert crawl.finish_reason == "memusage_exceeded"
    assert "memusage_exceeded" in crawl.reasons[0]


def test_a_crawl_that_stopped_itself_says_why_once() -> None:
    ledger = new_ledger()
    ledger.stop("timeout", "stopped after 9 s (limits.max_run_s)")
    crawl = ledger.close("finished", AT)
    assert (crawl.finish_reason, crawl.reasons) == ("timeout", ("stopped after 9 s (limits.max_run_s)",))


def test_many_failures_are_counted_rather_than_listed() -> None:
    ledger = new_ledger()
    for number in range(MOST_REASONS + 5):
        ledger.plan(f"http://x/{number}", PageRole.DETAIL)
        ledger.settle(visit(f"http://x/{number}", Outcome.FAILED, "answered 404"))
    reasons = ledger.close("finished", AT).reasons
    assert len(reasons) == MOST_REASONS + 1
    assert reasons[-1] == "5 more pages failed"


def test_a_list_that_is_read_again_plans_its_pages_anew_but_not_those_under_way() -> None:
    ledger = new_ledger()
    ledger.plan("http://x/1", PageRole.LISTING, 1)
    ledger.settle(visit("http://x/1"))
    ledger.plan("http://x/2", PageRole.LISTING, 2)
    ledger.start_again()
    assert ledger.plan("http://x/1", PageRole.LISTING, 3) is not None
    assert ledger.plan("http://x/2", PageRole.LISTING, 4) is None


def test_an_address_of_any_length_leaves_room_for_what_happened() -> None:
    ledger = new_ledger()
    url = "http://x/?" + "x" * 500
    ledger.plan(url, PageRole.LISTING, 1)
    ledger.settle(visit(url, Outcome.FAILED, "answered 500"))
    assert ledger.close("finished", AT).reasons[0].endswith("answered 500")
