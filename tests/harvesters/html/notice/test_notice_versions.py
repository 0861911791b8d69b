"""Real notice pages, read and compared across their versions."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harvesters.html.notice.versions import add_surroundings, make_new_version, read_page
from tests.paths import SHARED


@pytest.fixture(scope="module")
def corpus() -> Path:
    """The folder of saved pages beside the checkout."""
    if SHARED is None:
        pytest.skip("no corpus of real pages beside the checkout")
    return SHARED / "corpus"


def read_entries(corpus: Path) -> list[dict[str, object]]:
    lines = (corpus / "manifest.jsonl").read_text("utf-8").splitlines()
    entries = [entry for entry in map(json.loads, lines) if entry["kind"] == "notice"]
    assert entries
    return entries


def list_pairs(corpus: Path) -> Iterator[tuple[bytes, bytes, bool]]:
    """(before, after, whether the text changed) of each pair of saved pages of which that is known."""
    entries = [entry for entry in read_entries(corpus) if isinstance(entry.get("truth"), dict)]
    entries.sort(key=lambda entry: (str(entry["path"]), str(entry["date"])))
    for first, second in itertools.pairwise(entries):
        truth, later_truth = first["truth"], second["truth"]
        assert isinstance(truth, dict)
        assert isinstance(later_truth, dict)
        is_changed = truth["text_version"] != later_truth["text_version"]
        if first["path"] == second["path"] and (is_changed or later_truth["vs_previous_file"]["trusted"]):
            before, after = ((corpus / str(entry["file"])).read_bytes() for entry in (first, second))
            yield before, after, is_changed


def test_pages_whose_text_changed_make_a_new_version_and_others_none(corpus: Path) -> None:
    pairs = list(list_pairs(corpus))
    assert pairs
    assert [make_new_version(before, after) for before, after, _ in pairs] == [
        changed for *_, changed in pairs
    ]


def test_what_surrounds_the_text_of_a_page_makes_no_new_version(corpus: Path) -> None:
    bodies = [(corpus / str(entry["file"])).read_bytes() for entry in read_entries(corpus)]
    whole = [body for body in bodies if b"<body" in body]
    assert whole
    for body in whole:
        assert read_page(add_surroundings(body)).paragraphs == read_page(body).paragraphs


def test_every_page_has_text_without_leftovers_of_its_chrome(corpus: Path) -> None:
    for entry in read_entries(corpus):
        page = read_page((corpus / str(entry["file"])).read_bytes())
        assert len(" ".join(page.paragraphs)) > 300, entry["file"]
        for leftover in ("Skip to main content", "[email protected]", "Log in", "Cookie settings"):
            assert leftover not in page.paragraphs
