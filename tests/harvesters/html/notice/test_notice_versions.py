"""Real notice pages, read and compared across their versions."""

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters.html.markup import open_markup
from harvesters.html.notice.notice import read_notice
from models.notice import NoticePage
from models.source import NoticeRules
from tests.paths import SHARED
from transforms.notices.classify import classify_notices, compare_notice_texts, is_new_version


@pytest.fixture(scope="module")
def corpus() -> Path:
    """The folder of saved pages beside the checkout."""
    if SHARED is None:
        pytest.skip("no corpus of real pages beside the checkout")
    return SHARED / "corpus"


def read_entries(corpus: Path) -> list[dict[str, object]]:
    lines = (corpus / "manifest.jsonl").read_text("utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["kind"] == "notice"]


def read_page(body: bytes) -> NoticePage:
    notice = read_notice(open_markup(body, "https://example.org/"), NoticeRules())
    return NoticePage(
        source_id="corpus",
        url="https://example.org/",
        language=notice.language,
        title=notice.title,
        paragraphs=notice.paragraphs,
        headings=notice.headings,
        seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        capture_id=None,
    )


def make_new_version(before: bytes, after: bytes) -> bool:
    """Whether any kind of notice on the later page has another text."""
    old, new = (
        {notice.kind: notice.text for notice in classify_notices(read_page(body), language="en")}
        for body in (before, after)
    )
    return any(
        is_new_version(compare_notice_texts(old.get(kind, ""), new.get(kind, "")))
        for kind in old.keys() | new.keys()
    )


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


def add_surroundings(body: bytes) -> bytes:
    """The same page on another day."""
    before_text = (
        b"<!-- generated 21 Nov 2026 10:32 --><a class='skip-link' href='#main'>Skip to main content</a>"
        b"<div class='cookie-consent'><p>We use cookies to see how this site is used.</p></div>"
        b"<div class='share-buttons'><a href='#'>Share on X</a></div>"
    )
    after_text = b"<footer><p>\xc2\xa9 2027</p></footer><script nonce='q7'>track()</script></body>"
    start = body.index(b">", body.index(b"<body")) + 1
    return body[:start] + before_text + body[start:].replace(b"</body>", after_text)


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
