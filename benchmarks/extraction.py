"""How well and how fast lists are found without selectors: a table per page of a folder of known pages.

Usage: python benchmarks/extraction.py CORPUS [WORD …]   (only pages whose file name holds one of the words)

CORPUS holds ``manifest.jsonl``; its entries of kind ``listing`` name a file, its URL and the truth: number of
entries, first and last title, next link.
"""

import json
import re
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, open_markup
from models.source import ListingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One page, measured."""

    name: str
    count_ok: bool
    titles_ok: bool
    next_ok: bool
    cpu_ms: float
    remark: str


def main(corpus: Path, words: list[str]) -> None:
    lines = (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [entry for entry in map(json.loads, lines) if entry["kind"] == "listing"]
    wanted = [entry for entry in entries if not words or any(word in entry["file"] for word in words)]
    results = [measure(corpus, entry) for entry in wanted]
    for result in results:
        marks = "".join("." if ok else letter for ok, letter in _marks(result))
        print(f"{marks} {result.cpu_ms:7.1f} ms  {result.name:52} {result.remark}")
    print_totals(results)


def _marks(result: Result) -> list[tuple[bool, str]]:
    return [(result.count_ok, "C"), (result.titles_ok, "T"), (result.next_ok, "N")]


def measure(corpus: Path, entry: dict) -> Result:
    body = (corpus / entry["file"]).read_bytes()
    markup, page, cpu_s = _read(body, entry["url"])
    truth = entry["truth"]
    titles = [row.title_raw for row in page.rows]
    ends = (titles[0], titles[-1]) if titles else (None, None)
    next_url = urljoin(markup.base_url, truth["next"]) if truth["next"] else None
    return Result(
        name=entry["file"].removeprefix("listing/"),
        count_ok=len(titles) == truth["n_items"],
        titles_ok=same_text(ends[0], truth["first"]) and same_text(ends[1], truth["last"]),
        next_ok=page.next_url == next_url,
        cpu_ms=1000 * cpu_s,
        remark=describe(page, truth, next_url),
    )


def _read(body: bytes, url: str) -> tuple[Markup, ListingPage, float]:
    """The page read three times; the fastest counts, parsing included."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        markup = open_markup(body, url)
        page = read_listing(markup, ListingRules())
        best = min(best, time.process_time() - started)
    return markup, page, best


def same_text(found: str | None, expected: str) -> bool:
    """Whether two titles are the same but for white space and punctuation."""
    return _squash(found or "") == _squash(expected)


def _squash(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def describe(page: ListingPage, truth: dict, next_url: str | None) -> str:
    remarks = []
    if len(page.rows) != truth["n_items"]:
        remarks.append(f"{len(page.rows)} rows, not {truth['n_items']}")
    for name, at in (("first", 0), ("last", -1)):
        title = page.rows[at].title_raw if page.rows else None
        if not same_text(title, truth[name]):
            remarks.append(f"{name} {(title or '')[:60]!r}, not {truth[name][:60]!r}")
    if page.next_url != next_url:
        remarks.append(f"next {page.next_url}, not {next_url}")
    return "; ".join(remarks)


def print_totals(results: list[Result]) -> None:
    total = len(results)
    rows = sum(result.count_ok and result.titles_ok for result in results)
    nexts = sum(result.next_ok for result in results)
    if not total:
        print("no page to measure")
        return
    median = statistics.median(result.cpu_ms for result in results)
    print(f"count and titles {rows}/{total} ({rows / total:.0%}), next {nexts}/{total} ({nexts / total:.0%})")
    print(f"CPU median {median:.1f} ms, most {max(result.cpu_ms for result in results):.1f} ms a page")


if __name__ == "__main__":
    if len(sys.argv) < 2 or not (Path(sys.argv[1]) / "manifest.jsonl").is_file():
        sys.exit("usage: python benchmarks/extraction.py CORPUS [WORD …]; CORPUS has to hold manifest.jsonl")
    main(Path(sys.argv[1]), sys.argv[2:])
