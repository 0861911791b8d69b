"""Where the tests find the checkout, the pages written for them, and material beside the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""
CORPUS = ROOT / "tests" / "corpus"
"""Pages and answers of our own writing, a folder each, with what they say as JSON."""
_BESIDE = ROOT.parent / "shared"
SHARED = _BESIDE if _BESIDE.is_dir() else None
"""Saved pages of real sites beside the checkout; ``None`` where there are none."""
