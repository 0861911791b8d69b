"""Quality of matching on labelled sets: ``matching.py DIR [SET …]`` prints a table and the false clusters.

DIR holds ``NAME.csv`` files with the columns id, cluster (the truth) and those of ``pubharvest match``; where
there is a ``NAME.pairs.csv`` (id1, id2, label) only the pairs listed in it count. Pairs are those of the
clusters found.
"""

import csv
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import comb
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from services.file_matching.match_file import read_descriptions
from transforms.matching.batch import match_descriptions
from transforms.matching.preparation.prepared import prepare
from transforms.matching.verdict import compare

MAX_SHOWN = 10
"""False clusters told per set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Pairs right, false and missed."""

    right: int
    false: int
    missed: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.false + self.missed or 1)


def count_clustered(truth: dict[str, str], found: dict[str, str]) -> Counts:
    """Over all pairs of records."""
    both = sum(comb(n, 2) for n in Counter((truth[i], found[i]) for i in truth).values())
    in_truth = sum(comb(n, 2) for n in Counter(truth.values()).values())
    in_found = sum(comb(n, 2) for n in Counter(found.values()).values())
    return Counts(right=both, false=in_found - both, missed=in_truth - both)


def count_listed(pairs: Path, found: dict[str, str]) -> Counts:
    """Over the pairs that a file lists."""
    outcomes = Counter(
        (row["label"] == "1", found[row["id1"]] == found[row["id2"]]) for row in read_rows(pairs)
    )
    return Counts(right=outcomes[True, True], false=outcomes[False, True], missed=outcomes[True, False])


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def tell_false_clusters(path: Path, truth: dict[str, str], found: dict[str, str]) -> None:
    """Prints the clusters that hold more than one publication, two records of each, and what joins them."""
    rows = {row["id"]: row for row in read_rows(path)}
    described = dict(read_descriptions(path))
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for record_id, cluster in found.items():
        parts[cluster].setdefault(truth[record_id], record_id)
    mixed = [members for members in parts.values() if len(members) > 1]
    for members in mixed[:MAX_SHOWN]:
        first, second = list(members.values())[:2]
        score = compare(prepare(described[first]), prepare(described[second]))
        print(f"  false: {score.verdict} {score.value:.2f}; {'; '.join(score.reasons)}")
        for record_id in (first, second):
            row = rows[record_id]
            told = (
                row.get(name, "")[:90] for name in ("title", "author", "year", "journal", "volume", "pages")
            )
            print(f"    {record_id}: {' | '.join(told)}")
    if len(mixed) > MAX_SHOWN:
        print(f"  and {len(mixed) - MAX_SHOWN} more such clusters")


def main() -> None:
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    truths = [path for path in sorted(folder.glob("*.csv")) if not path.name.endswith(".pairs.csv")]
    print(f"{'set':24} {'records':>8} {'F1':>7} {'right':>7} {'false':>6} {'missed':>7} {'CPU s':>6}")
    for path in truths:
        if names and path.stem not in names:
            continue
        truth = {row["id"]: row["cluster"] for row in read_rows(path)}
        started = time.process_time()
        found = dict(match_descriptions(read_descriptions(path)))
        cpu_s = time.process_time() - started
        pairs = path.with_suffix(".pairs.csv")
        counts = count_listed(pairs, found) if pairs.exists() else count_clustered(truth, found)
        print(
            f"{path.stem:24} {len(truth):>8,} {counts.f1:>7.4f} {counts.right:>7,} {counts.false:>6,} "
            f"{counts.missed:>7,} {cpu_s:>6.1f}",
            flush=True,
        )
        if not pairs.exists():
            tell_false_clusters(path, truth, found)


if __name__ == "__main__":
    main()
