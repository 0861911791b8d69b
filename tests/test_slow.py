"""The list of slow files, and the guard that keeps all others quick."""

import pytest

from tests.paths import ROOT
from tests.slow import SLOW, is_slow


@pytest.mark.parametrize("pattern", SLOW)
def test_every_pattern_of_slow_files_matches_a_file(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


def test_only_files_that_are_named_are_slow() -> None:
    assert is_slow("tests/faults/test_kills.py")
    assert not is_slow("tests/faults/test_reliability_table.py")
    assert not is_slow("tests/text/test_dates.py")
