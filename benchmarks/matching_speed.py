"""CPU time, peak memory and growth of matching invented records: ``matching_speed.py [COUNT …]``.

Without arguments 50,000 and 100,000 records are matched, each count in a process of its own.
"""

import csv
import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"),
    *("bran", "cel", "dor", "fin", "gal", "mon", "per", "stra", "ven"),
)
_COLUMNS = ("id", "title", "abstract", "author", "year", "journal", "volume", "number", "pages", "doi")


def write_records(path: Path, count: int, seed: int = 7) -> None:
    """Writes ``count`` records, a third of them copies, with slips, of earlier ones."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        for number, (record, _) in enumerate(invent_records(count, seed)):
            writer.writerow(record | {"id": f"r{number:07d}"})


def invent_records(count: int, seed: int = 7) -> Iterator[tuple[dict[str, str], int | None]]:
    """(record, number of the earlier record that it copies with slips; ``None``: it is no copy)."""
    random_ = random.Random(seed)
    words = _words(random_, 12_000)
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    names = [word.capitalize() for word in _words(random_, 6_000)]
    originals: list[tuple[int, dict[str, str]]] = []
    for number in range(count):
        if originals and random_.random() < 0.34:
            copied, original = random_.choice(originals)
            yield copy_record(random_, original), copied
        else:
            record = _invent(random_, words, weights, names)
            originals.append((number, record))
            yield record, None


def _words(random_: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random_.choices(_SYLLABLES, k=random_.randint(2, 5)))] = None
    return list(found)


def _invent(
    random_: random.Random, words: list[str], weights: list[float], names: list[str]
) -> dict[str, str]:
    def text(length: int) -> str:
        return " ".join(random_.choices(words, cum_weights=weights, k=length)).capitalize()

    first = random_.randint(1, 2_000)
    authors = [
        f"{random_.choice(names)}, {random_.choice('ABCDEFGH')}." for _ in range(random_.randint(1, 6))
    ]
    return {
        "title": text(random_.randint(5, 14)),
        "abstract": text(120) if random_.random() < 0.3 else "",
        "author": " and ".join(authors),
        "year": str(random_.randint(1990, 2024)),
        "journal": f"Journal of {text(3)}",
        "volume": str(random_.randint(1, 90)),
        "number": str(random_.randint(1, 12)),
        "pages": f"{first}-{first + random_.randint(3, 20)}",
        "doi": f"10.{random_.randint(1000, 9999)}/{random_.getrandbits(48):x}"
        if random_.random() < 0.5
        else "",
    }


def copy_record(random_: random.Random, original: dict[str, str]) -> dict[str, str]:
    """The record as another index has it: fields left out, a letter wrong, in capitals."""
    copy = dict(original)
    for field in ("abstract", "number", "pages", "doi", "journal"):
        if random_.random() < 0.2:
            copy[field] = ""
    title = copy["title"]
    if random_.random() < 0.3:
        place = random_.randrange(len(title))
        title = title[:place] + random_.choice("aeiou") + title[place + 1 :]
    copy["title"] = title.upper() if random_.random() < 0.2 else title
    return copy


def _measure(path: str) -> None:
    """Prints CPU seconds and peak memory in MB of matching the file."""
    sys.path.insert(0, str(ROOT))
    from services.file_matching.match_file import match_file

    gc.set_threshold(50_000)  # as the command line does
    started = time.process_time()
    clusters = match_file(Path(path), Path(path).with_suffix(".out.csv"))
    cpu_s = time.process_time() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{cpu_s:.2f} {peak_mb:.0f} {clusters}")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        _measure(sys.argv[2])
        return
    counts = [int(argument) for argument in sys.argv[1:]] or [50_000, 100_000]
    print(f"{'records':>9} {'CPU s':>7} {'peak MB':>8} {'clusters':>9} {'× first':>8}")
    first_s = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "records.csv"
            write_records(path, count)
            command = [sys.executable, __file__, "--measure", str(path)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        cpu_s = float(answer[0])
        first_s = first_s or cpu_s
        print(
            f"{count:>9,} {cpu_s:>7.2f} {answer[1]:>8} {int(answer[2]):>9,} {cpu_s / first_s:>8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
