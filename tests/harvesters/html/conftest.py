"""Real pages to try the page readers on, where a folder of them lies beside the checkout."""

import json
from pathlib import Path

import pytest

from tests.paths import SHARED


@pytest.fixture(scope="session")
def page_corpus() -> Path:
    """Folder with ``manifest.jsonl`` and the pages that it names."""
    if SHARED is None:
        pytest.skip("no corpus of real pages beside the checkout")
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def corpus_entries(page_corpus: Path) -> list[dict]:  # type: ignore[type-arg]
    """The manifest's entries."""
    lines = (page_corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert {"listing", "detail", "notice", "encoding"} <= {entry["kind"] for entry in entries}
    return entries


@pytest.fixture(scope="session")
def corpus_pages(page_corpus: Path, corpus_entries: list[dict]) -> list[tuple[str, bytes]]:  # type: ignore[type-arg]
    """(name, body) of the listing, detail and notice pages."""
    kinds = ("listing", "detail", "notice")
    names = [entry["file"] for entry in corpus_entries if entry["kind"] in kinds]
    return [(name, (page_corpus / name).read_bytes()) for name in names]
