"""Which tests are slow, in one place; what is not named here has to stay quick."""

import resource
from fnmatch import fnmatch

SLOW = (
    "tests/cli/output/test_hints.py",
    "tests/cli/test_demo.py",
    "tests/cli/test_drafts.py",
    "tests/cli/test_harvest.py",
    "tests/cli/test_runs.py",
    "tests/cli/test_secrets.py",
    "tests/faults/test_[!r]*.py",
    "tests/feeds/test_publish.py",
    "tests/flows/*.py",
    "tests/hostile/test_linear_time.py",
    "tests/harvesters/crawl/test_incremental.py",
    "tests/harvesters/crawl/test_incremental_law.py",
    "tests/harvesters/crawl/test_parent.py",
    "tests/harvesters/html/test_corpus.py",
    "tests/harvesters/spiders/test_answers.py",
    "tests/services/harvest/test_harvest.py",
    "tests/services/harvest/test_incremental.py",
    "tests/services/matching/test_order.py",
    "tests/services/matching/test_rematch.py",
    "tests/services/review/test_rulings.py",
    "tests/test_pubharvest.py",
)
"""Files whose tests crawl in processes of their own, start servers, or try every step of something."""
QUICK = (
    "tests/harvesters/crawl/test_parent.py::test_a_listing_is_harvested_page_by_page_to_its_proven_end",
    "tests/harvesters/spiders/test_answers.py::test_an_expired_token_starts_the_list_again_without_doubling_rows",
    "tests/harvesters/crawl/test_parent.py::test_a_notice_is_read_in_every_language_it_is_named_in",
    "tests/services/harvest/test_harvest.py::test_harvest_fills_the_catalogue_and_the_feeds",
)
"""Tests of slow files that run with the quick tests all the same: a crawl of each kind, a whole harvest."""
QUICK_CPU_S = 6.0
"""CPU that a quick test may take: a few times what makes a test slow, since a busy machine counts more."""


def is_slow(test: str) -> bool:
    """Whether the test is slow: ``tests/cli/test_demo.py::test_name``, as pytest names it."""
    return test not in QUICK and any(fnmatch(test.partition("::")[0], pattern) for pattern in SLOW)


def cpu_s() -> float:
    """CPU that this process has used, and its children that have ended."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
