"""Whether matching record by record gives what matching all at once gives.

    python -m benchmarks.order DIR [SET …] [--rounds 4]

DIR holds ``NAME.csv`` files as ``benchmarks.matching`` reads them. Each is put into an empty catalogue, in a
random order and cut at random into some ingests, several times; the pairs that are one publication there and
not by ``pubharvest match``, or the other way round, are counted. Exits 1 if 0.1 % of the pairs differ.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from math import comb
from pathlib import Path

from benchmarks.described import add_descriptions, make_catalogue, read_clusters
from models.record import Description
from services.file_matching.match_file import read_descriptions
from storage.database import open_database
from transforms.matching.batch import match_descriptions

BATCHES = (1, 2, 7, 30)
WANTED_SHARE = 0.001

Item = tuple[str, Description]


def count_differing(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[int, int]:
    """(pairs that only one of the two clusterings has, pairs that either has)."""
    both = _count_pairs([(one[i], other[i]) for i in one])
    either = _count_pairs(list(one.values())) + _count_pairs(list(other.values())) - both
    return either - both, either


def _count_pairs(homes: Sequence[object]) -> int:
    return sum(comb(size, 2) for size in Counter(homes).values())


def cut_at_random(items: Sequence[Item], parts: int, chance: random.Random) -> list[list[Item]]:
    """The items in a random order, in so many parts of random sizes."""
    shuffled = chance.sample(items, len(items))
    cuts = sorted(chance.sample(range(1, len(items)), parts - 1))
    return [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(items)], strict=True)]


def match_in_parts(parts: Sequence[Sequence[Item]], url: str) -> dict[str, str]:
    """Record id → publication, after an ingest of each part."""
    database = open_database(url)
    try:
        make_catalogue(database)
        for part in parts:
            add_descriptions(database, part)
        with database.read() as connection:
            return read_clusters(connection)
    finally:
        database.close()


def compare_set(path: Path, rounds: int) -> tuple[int, int]:
    """Prints a line a round; returns the pairs that differ and all pairs."""
    items = [(f"r-{record_id}", description) for record_id, description in read_descriptions(path)]
    expected = dict(match_descriptions(items))
    differing = pairs = 0
    for number in range(rounds):
        chance = random.Random(f"{path.stem} {number}")
        parts = cut_at_random(items, BATCHES[number % len(BATCHES)], chance)
        started = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            found = match_in_parts(parts, f"sqlite:///{folder}/catalogue.db")
        cpu_s = time.process_time() - started
        differ, either = count_differing(expected, found)
        differing, pairs = differing + differ, pairs + either
        share = differ / max(either, 1)
        print(
            f"{path.stem:24} {len(items):>8,} {len(parts):>7} {either:>9,} {differ:>9,} {share:>9.4%}"
            f" {cpu_s:>6.1f}",
            flush=True,
        )
    return differing, pairs


def main() -> int:
    """0 if the share of pairs that differ is small enough in every set."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path, metavar="DIR")
    options.add_argument("sets", nargs="*", metavar="SET")
    options.add_argument("--rounds", type=int, default=4)
    chosen = options.parse_args()
    print(f"{'set':24} {'records':>8} {'ingests':>7} {'pairs':>9} {'differing':>9} {'share':>9} {'CPU s':>6}")
    worst = 0.0
    for path in sorted(chosen.folder.glob("*.csv")):
        if not path.name.endswith(".pairs.csv") and (not chosen.sets or path.stem in chosen.sets):
            differing, pairs = compare_set(path, chosen.rounds)
            worst = max(worst, differing / max(pairs, 1))
    print(f"at most {worst:.4%} of the pairs of a set differ")
    return 0 if worst < WANTED_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
