"""Fixtures of the matching tests."""

from pathlib import Path

import pytest

from tests.paths import SHARED


@pytest.fixture
def dedup() -> Path:
    """The folder of labelled bibliographic files beside the checkout; skipped where there is none."""
    if SHARED is None:
        pytest.skip("no labelled files beside the checkout")
    return SHARED / "dedup"
