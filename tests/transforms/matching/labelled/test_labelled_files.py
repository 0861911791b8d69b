"""The engine on labelled files of journal articles."""

import csv
from collections import Counter
from math import comb
from pathlib import Path

from services.file_matching.match_file import read_descriptions
from transforms.matching.batch import match_descriptions

MAX_BYTES = 400_000
"""Larger files are for the benchmark."""


def count_pairs(labels: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(comb(count, 2) for count in labels.values())


def article_files(folder: Path) -> list[Path]:
    """Small files whose records nearly all state a volume."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        if path.stat().st_size <= MAX_BYTES and not path.name.endswith(".pairs.csv"):
            rows = read_rows(path)
            if sum(bool(row["volume"]) for row in rows) > 0.9 * len(rows):
                found.append(path)
    return found


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check(path: Path) -> None:
    """No two articles are joined, and few copies of one are missed."""
    truth = {row["id"]: row["cluster"] for row in read_rows(path)}
    assert truth
    found = dict(match_descriptions(read_descriptions(path)))
    right = count_pairs(Counter((truth[record_id], found[record_id]) for record_id in truth))
    assert count_pairs(Counter(found.values())) - right == 0, path.name
    assert right >= 0.8 * count_pairs(Counter(truth.values())), path.name


def test_our_own_articles_are_told_apart_and_their_copies_found() -> None:
    """Among them follow-ups, replies, parts and editorials that look like one article."""
    check(Path(__file__).with_name("articles.csv"))


def test_no_two_articles_are_joined_that_are_two_and_few_copies_are_missed(dedup: Path) -> None:
    paths = article_files(dedup)
    assert paths
    for path in paths:
        check(path)
