"""Fixtures of the matching tests."""

from pathlib import Path

import pytest


@pytest.fixture
def dedup() -> Path:
    """The folder of labelled bibliographic files beside the checkout; skipped where there is none."""
    folder = Path(__file__).parents[4].parent / "shared" / "dedup"
    if not folder.is_dir():
        pytest.skip("no labelled files beside the checkout")
    return folder
