"""The list of slow files, and the guard that keeps all others quick."""

import pytest

from tests.paths import ROOT
from tests.slow import QUICK, SLOW, is_slow


@pytest.mark.parametrize("pattern", SLOW)
def test_every_pattern_of_slow_files_matches_a_file(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


@pytest.mark.parametrize("test", QUICK)
def test_every_quick_test_of_a_slow_file_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text()
    assert not is_slow(test)


def test_only_files_that_are_named_are_slow() -> None:
    assert is_slow("tests/faults/test_kills.py::test_x")
    assert not is_slow("tests/faults/test_reliability_table.py::test_x")
    assert not is_slow("tests/text/dates/test_reading.py::test_x")
