import pytest
from scrapy.http import Response

from harvesters.crawl.failures import Failure
from harvesters.crawl.fetch import Answer, Trail
from harvesters.crawl.scrapy_settings import MAX_DELAY_S
from harvesters.middlewares.robots import MAX_BYTES, judge_robots
from models.run import Outcome

URL = "http://example.org/robots.txt"


def answered(status: int, body: bytes = b"", trouble: str | None = None) -> Answer:
    failed = Failure(outcome=Outcome.FAILED, reason=trouble, may_pass=False) if trouble else None
    return Answer(
        response=Response(URL, status=status, body=body), trouble=failed, trail=Trail(URL, http_status=status)
    )


def unanswered(reason: str, outcome: Outcome = Outcome.FAILED, status: int | None = None) -> Answer:
    trouble = Failure(outcome=outcome, reason=reason, may_pass=False)
    return Answer(response=None, trouble=trouble, trail=Trail(URL, http_status=status))


def test_what_is_forbidden_is_refused_and_the_rest_is_not() -> None:
    rules = judge_robots(answered(200, b"User-agent: *\nDisallow: /private\n"))
    assert "robots.txt forbids it" in (rules.refusal("http://example.org/private/x") or "")
    assert rules.refusal("http://example.org/list") is None


def test_rules_for_this_robot_outweigh_those_for_all() -> None:
    rules = judge_robots(answered(200, b"User-agent: *\nDisallow: /\n\nUser-agent: PubHarvest\nAllow: /\n"))
    assert rules.refusal("http://example.org/list") is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_a_robots_txt_everything_is_allowed(status: int) -> None:
    assert (
        judge_robots(answered(status, trouble=f"answered {status}")).refusal("http://example.org/x") is None
    )


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_robots_txt_that_can_not_be_had_forbids_everything(status: int) -> None:
    rules = judge_robots(answered(status, trouble=f"answered {status} after 3 attempts"))
    assert rules.refusal("http://example.org/x") == (
        f"was not fetched: robots.txt answered {status} after 3 attempts"
    )


def test_an_unreachable_site_forbids_everything() -> None:
    assert judge_robots(unanswered("refused the connection")).refusal("http://example.org/x")


def test_too_many_redirects_are_no_robots_txt() -> None:
    rules = judge_robots(unanswered("redirects without end", status=302))
    assert rules.refusal("http://example.org/x") is None


def test_a_refused_address_is_told_as_such() -> None:
    rules = judge_robots(unanswered("was not fetched: 10.0.0.1 is not public", Outcome.REFUSED))
    assert rules.refusal("http://example.org/x") == "was not fetched: 10.0.0.1 is not public"


def test_a_web_page_instead_of_rules_allows_everything() -> None:
    rules = judge_robots(answered(200, b"<html><body>Disallow: everything</body></html>"))
    assert rules.refusal("http://example.org/x") is None


def test_rules_behind_the_first_500_kib_are_not_read() -> None:
    filling = b"# filling\n" * (MAX_BYTES // 10)
    behind = judge_robots(answered(200, b"User-agent: *\n" + filling + b"\nDisallow: /\n"))
    assert behind.refusal("http://example.org/x") is None
    before = judge_robots(answered(200, b"User-agent: *\nDisallow: /\n" + filling))
    assert before.refusal("http://example.org/x")


@pytest.mark.parametrize(("stated", "kept"), [(b"7", 7.0), (b"100000", MAX_DELAY_S), (b"soon", 0.0)])
def test_a_crawl_delay_is_kept_up_to_a_cap(stated: bytes, kept: float) -> None:
    assert judge_robots(answered(200, b"User-agent: *\nCrawl-delay: " + stated + b"\n")).delay_s == kept
