"""What 1,000 new records cost a catalogue of 100,000, and one of 1,000,000.

    python -m benchmarks.catalogue [COUNT …] [--new 1000] [--rounds 3] [--folder DIR]

Catalogues of so many invented records are loaded straight into SQLite tables: a third are copies with slips,
merged as the engine would. Then a process of its own ingests, into a copy of the file, a run of a new source
with new records, a third of them copies of what the catalogue has. Exits 1 if the last catalogue takes more
than 5 s or more than 1.3 times as long as the first. DIR keeps the catalogues for the next time.
"""

import argparse
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from benchmarks.described import NOON, SOURCE, make_catalogue
from benchmarks.ingest import START, write_rows
from benchmarks.matching_speed import copy_record, invent_records
from harvesters.crawl.spool import open_spool
from models.matching import Verdict
from models.record import RawFields, Row, Sighting
from services.file_matching.match_rows import describe
from services.ingest.ingest import ingest_spool
from services.matching.blocking_keys import plain_keys
from storage.blocks import CONTENT
from storage.database import open_database
from storage.mapping import filled_fields
from text.batches import batches
from transforms.matching.preparation.prepared import prepare
from transforms.matching.verdict import compare
from transforms.publications.ids import founded_publication, founded_work, mint_record_id
from transforms.records.normalise import processing_version

WANTED_S, WANTED_RATIO = 5.0, 1.3
CHUNK = 5_000
PROCESSES = 2
COPIES = 0.34
"""Share of the new records that the catalogue has already."""
SAMPLE = 5_000
"""Records of a catalogue that new ones are copied from, and new ones that are no copies."""

Fields = dict[str, str]
Numbered = tuple[int, Fields, tuple[int, Fields] | None]
"""Number, record, and number and record that it copies."""

_AT = NOON.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
_TABLES = {
    "records": (
        *("id", "source_id", "native_key", "key_kind", "hashes", "processing_version", "publication_id"),
        *("absences", "first_seen_at", "first_position", "last_seen_at", "last_run_id"),
    ),
    "record_texts": ("record_id", "raw", "variants", "description", "notes", "page_url"),
    "publications": (
        *("id", "work_id", "title", "abstract", "year", "authors", "doi", "topics", "countries"),
        *("source_ids", "provenance", "first_seen_at", "updated_seq"),
    ),
    "judgements": ("left_id", "right_id", "decider", "verdict", "score", "reasons", "at"),
    "blocking_keys": ("key", "record_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one ingest took."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    created: int
    merged: int


def build_catalogue(path: Path, count: int) -> None:
    """Load so many invented records, indexed and merged, into a new SQLite file."""
    _sample_path(path).write_bytes(orjson.dumps(take_sample(count)))
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    database = open_database(f"sqlite:///{unfinished}")
    make_catalogue(database)
    database.close()
    connection = sqlite3.connect(unfinished, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = _take_indexes(connection)
    connection.execute("CREATE TEMP TABLE loose_keys (key TEXT, record_id TEXT)")
    connection.execute("BEGIN")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for rows in _make_ahead(pool, _chunks(count)):
            for table, columns in _TABLES.items():
                marks = ", ".join("?" * len(columns))
                target = "loose_keys" if table == "blocking_keys" else table
                insert = f"INSERT INTO {target} ({', '.join(columns)}) VALUES ({marks})"
                connection.executemany(insert, rows.get(table, ()))
    _sort_keys(connection)
    for statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.close()
    unfinished.rename(path)


def _take_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes, for the load; returns what makes them again."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    made = found.fetchall()
    for name, _ in made:
        connection.execute(f"DROP INDEX {name}")
    return [statement for _, statement in made]


def _sort_keys(connection: sqlite3.Connection) -> None:
    """Write the keys in their order, those of equal records for the first of them only."""
    connection.execute(
        "CREATE TEMP TABLE equals AS SELECT record_id FROM (SELECT record_id, row_number() OVER"
        " (PARTITION BY key ORDER BY record_id) AS place FROM loose_keys WHERE key GLOB ?) WHERE place > 1",
        (f"{CONTENT}*",),
    )
    connection.execute(
        "INSERT INTO blocking_keys (key, record_id) SELECT key, record_id FROM loose_keys"
        " WHERE key GLOB ? OR record_id NOT IN (SELECT record_id FROM equals) ORDER BY key, record_id",
        (f"{CONTENT}*",),
    )


def _sample_path(path: Path) -> Path:
    """Where a sample that belongs to the catalogue is kept."""
    return path.with_suffix(".sample.json")


def take_sample(count: int) -> dict[str, list[Fields]]:
    """Some records from all over a catalogue of so many, and some that it would have if it were larger."""
    invented = _number(count + 2 * SAMPLE)
    known = [fields for number, fields, copied in islice(invented, count) if copied is None]
    fresh = [fields for _, fields, copied in invented if copied is None]
    return {"known": known[:: -(-len(known) // SAMPLE)], "fresh": fresh}


def _number(count: int) -> Iterator[Numbered]:
    originals: dict[int, Fields] = {}
    for number, (fields, copied) in enumerate(invent_records(count)):
        if copied is None:
            originals[number] = fields
        yield number, fields, None if copied is None else (copied, originals[copied])


def _chunks(count: int) -> Iterator[tuple[Numbered, ...]]:
    return batches(_number(count), CHUNK)


def _make_ahead(
    pool: ProcessPoolExecutor, chunks: Iterable[Sequence[Numbered]]
) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """The rows of each chunk in turn, a few chunks ahead of who asks: a pool's map would take all at once."""
    waiting: deque[Future[dict[str, list[tuple[Any, ...]]]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(make_rows, chunk))
        if len(waiting) > 2 * PROCESSES:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def make_rows(chunk: Sequence[Numbered]) -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows for these records."""
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
    for number, fields, original in chunk:
        for table, row in _rows_of(number, fields, original):
            rows[table].append(row)
    return rows


def _rows_of(
    number: int, fields: Fields, original: tuple[int, Fields] | None
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    record_id = home = _record_id(number)
    description = describe(fields)
    prepared = prepare(description)
    for key in plain_keys(prepared):
        yield "blocking_keys", (key, record_id)
    if original is not None:
        first = _record_id(original[0])
        score = compare(prepare(describe(original[1])), prepared)
        if score.verdict is not Verdict.DISTINCT:
            pair, reasons = sorted((first, record_id)), orjson.dumps(score.reasons).decode()
            yield "judgements", (*pair, "engine", score.verdict.value, score.value, reasons, _AT)
        home = first if score.verdict is Verdict.SAME else home
    publication = founded_publication(home)
    key = f"https://described.example/{number}"
    standing = (processing_version(), publication, 0, _AT, number, _AT, "loaded")
    yield "records", (record_id, SOURCE.id, key, "detail-url", f"{number:032x}", *standing)
    told = orjson.dumps(filled_fields(description), option=orjson.OPT_SORT_KEYS).decode()
    yield "record_texts", (record_id, "{}", "[]", told, "[]", SOURCE.url)
    if home == record_id:
        said = (description.title, description.abstract, description.year)
        authors = orjson.dumps(description.authors).decode()
        lists = (authors, description.doi, "[]", "[]", f'["{SOURCE.id}"]', "{}")
        yield "publications", (publication, founded_work(publication), *said, *lists, _AT, 0)


def _record_id(number: int) -> str:
    return mint_record_id(SOURCE.id, str(number))


def make_rows_of(sample: Mapping[str, Sequence[Fields]], count: int) -> Iterator[Row]:
    """At most ``SAMPLE`` rows of a new source, some of them of what the catalogue has."""
    chance = random.Random(1)
    for number, fresh in enumerate(sample["fresh"][:count]):
        fields = copy_record(chance, chance.choice(sample["known"])) if chance.random() < COPIES else fresh
        yield Row(
            source_id="bench",
            raw=RawFields(
                title_raw=fields["title"],
                abstract_raw=fields["abstract"] or None,
                detail_url=f"https://bench.example/{number}",
                date_raw=fields["year"],
                doi_raw=fields["doi"] or None,
                authors_raw=tuple(fields["author"].split(" and ")),
            ),
            sighting=Sighting(
                page_url="https://bench.example", page_number=1, position=1, seen_at=START, capture_id=None
            ),
        )


def measure(path: Path, spool: Path) -> Figures:
    """One ingest into the file, in this process."""
    database = open_database(f"sqlite:///{path}")
    wall, cpu = time.perf_counter(), time.process_time()
    run = ingest_spool(open_spool(spool), database, now=START)
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    database.close()
    return Figures(
        wall_s=wall_s,
        cpu_s=cpu_s,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        created=run.counts.publications_created,
        merged=run.counts.publications_merged,
    )


def measure_apart(path: Path, new: int) -> Figures:
    """One ingest into a copy of the file, in a process of its own."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "catalogue.db"
        shutil.copyfile(path, copy)
        with copy.open("rb+") as file:
            os.fsync(file)  # else the copy is still being written while the ingest is measured
        sample = orjson.loads(_sample_path(path).read_bytes())
        spool = write_rows(Path(folder), make_rows_of(sample, new), 1).path
        command = [sys.executable, "-m", "benchmarks.catalogue", "--measure", str(copy), str(spool)]
        answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return Figures(**json.loads(answer))


def tell(catalogues: Iterable[int], folder: Path, chosen: argparse.Namespace) -> bool:
    """Prints a line a catalogue; returns whether the last is fast enough."""
    columns = ("wall s", "CPU s", "× first", "peak MB", "created", "merged")
    print(f"{'catalogue':>10}", *(f"{name:>8}" for name in columns))
    first = last = None
    for count in catalogues:
        path = folder / f"catalogue-{count}.db"
        if not path.exists():
            build_catalogue(path, count)
        rounds = [measure_apart(path, chosen.new) for _ in range(chosen.rounds)]
        last = min(rounds, key=lambda figures: figures.cpu_s)
        first = first or last
        print(
            f"{count:>10,} {last.wall_s:>8.2f} {last.cpu_s:>8.2f} {last.cpu_s / first.cpu_s:>8.2f}"
            f" {last.peak_mb:>8.0f} {last.created:>8,} {last.merged:>8,}",
            flush=True,
        )
    return not (first and last) or (last.wall_s <= WANTED_S and last.cpu_s <= WANTED_RATIO * first.cpu_s)


def main() -> int:
    """0 if the largest catalogue is fast enough."""
    as_written = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    options.add_argument("counts", nargs="*", type=int, metavar="COUNT")
    options.add_argument("--new", type=int, default=1_000, metavar="RECORDS")
    options.add_argument("--rounds", type=int, default=3, help="the best is told")
    options.add_argument("--folder", type=Path, metavar="DIR", help="default: one that is thrown away")
    options.add_argument("--measure", type=Path, nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        figures = measure(*chosen.measure)
        print(json.dumps({name: getattr(figures, name) for name in Figures.__dataclass_fields__}))
        return 0
    counts = chosen.counts or [100_000, 1_000_000]
    if chosen.folder:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        return 0 if tell(counts, chosen.folder, chosen) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if tell(counts, Path(folder), chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
