"""The page readers on a folder of real pages, where there is one beside the checkout."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from benchmarks.extraction import same_text
from harvesters.html.encoding import decode_body
from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, open_markup
from harvesters.html.selectors_from_rows.induce import induce_rules
from models.source import ListingRules

Entry = dict[str, object]


@pytest.fixture(scope="module")
def listings(page_corpus: Path, corpus_entries: list[Entry]) -> list[tuple[Entry, Markup, ListingPage]]:
    read = []
    for entry in corpus_entries:
        if entry["kind"] == "listing":
            markup = open_markup((page_corpus / str(entry["file"])).read_bytes(), str(entry["url"]))
            read.append((entry, markup, read_listing(markup, ListingRules())))
    return read


def test_rows_and_titles_are_right_on_most_pages(listings: list[tuple[Entry, Markup, ListingPage]]) -> None:
    right = 0
    for entry, _, page in listings:
        truth, titles = entry["truth"], [row.title_raw for row in page.rows]
        assert isinstance(truth, dict)
        right += (
            len(titles) == truth["n_items"]
            and same_text(titles[0], truth["first"])
            and same_text(titles[-1], truth["last"])
        )
    assert right >= 0.85 * len(listings)


def test_the_next_link_is_right_on_nearly_all_pages(
    listings: list[tuple[Entry, Markup, ListingPage]],
) -> None:
    right = 0
    for entry, markup, page in listings:
        truth = entry["truth"]
        assert isinstance(truth, dict)
        right += page.next_url == (urljoin(markup.base_url, truth["next"]) if truth["next"] else None)
    assert right >= 0.95 * len(listings)


def test_induced_selectors_read_the_same_rows(listings: list[tuple[Entry, Markup, ListingPage]]) -> None:
    for entry, markup, page in listings:
        again = read_listing(markup, induce_rules(markup, page))
        assert [row.title_raw for row in again.rows] == [row.title_raw for row in page.rows], entry["file"]
        assert again.next_url == page.next_url, entry["file"]


def test_charsets_come_out_as_they_are(page_corpus: Path, corpus_entries: list[Entry]) -> None:
    stated = [entry for entry in corpus_entries if entry["kind"] == "encoding" and entry.get("true_encoding")]
    assert stated
    for entry in stated:
        expected = str(entry["true_encoding"])
        body = (page_corpus / str(entry["file"])).read_bytes()
        codec = {"EUC-KR": "cp949", "GB2312": "gb18030", "ascii": "ascii"}.get(expected)
        codec = codec or "-".join(
            expected.split("-")[: 2 if expected.startswith("w") or expected == "utf-8" else 3]
        )
        assert decode_body(body, http_charset=None).text == body.decode(codec), entry["file"]
