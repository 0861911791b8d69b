"""What the tests of answers share: the samples, where they are at hand."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvesters.protocols.answer import Received
from tests.paths import SHARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A saved answer and what is known of it."""

    name: str
    received: Received
    truth: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Saved answers of real sites."""

    folder: Path

    def samples(self, kind: str) -> list[Sample]:
        """Those of one folder; there are some."""
        lines = (self.folder / "manifest.jsonl").read_text("utf-8").splitlines()
        found = [known for known in map(json.loads, lines) if known["file"].startswith(f"{kind}/")]
        assert found, f"the corpus has no answer in {kind}/"
        return [self._open(known) for known in found]

    def _open(self, known: dict[str, Any]) -> Sample:
        received = Received(
            url=known.get("url", f"https://site.test/{known['file']}"),
            body=(self.folder / known["file"]).read_bytes(),
            content_type=known.get("content_type"),
        )
        return Sample(name=known["file"], received=received, truth=known.get("truth", {}))


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Answers of real sites; skipped where there are none."""
    if SHARED is None:
        pytest.skip("no corpus of real answers beside the checkout")
    return Corpus(SHARED / "corpus")
