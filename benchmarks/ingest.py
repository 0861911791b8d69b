"""Records per second from a spool to the committed journal: for the first time, and replayed unchanged.

The reference, measured in the same run, is a bare ``sqlite3`` that inserts the spool's lines into one table.

    python -m benchmarks.ingest [--records 20000] [--database URL]
"""

import argparse
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product
from pathlib import Path
from tempfile import TemporaryDirectory

from harvesters.crawl.spool import Spool, SpoolWriter, open_spool
from models.record import RawFields, Row, Sighting
from models.run import Crawl, EndProof, Outcome, PageRole, PageVisit
from models.source import Source, SourceKind
from services.ingest.ingest import ingest_spool
from storage.database import open_database
from storage.migrate import upgrade_database

START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = Source(id="bench", url="https://bench.example/manuals", kind=SourceKind.LISTING)
ROWS_A_PAGE = 20
FORMS = ("Manual", "Handbook", "Guidelines", "Toolkit", "Training", "Framework", "Review", "Checklist")
SYLLABLES = (
    "ba",
    "co",
    "du",
    "fe",
    "gra",
    "hi",
    "jo",
    "kal",
    "lem",
    "mir",
    "nos",
    "pru",
    "que",
    "ri",
    "sta",
    "tor",
)
WORDS = 20_000
COMMON_WORDS = ("of", "the", "and", "for", "in", "on", "to", "with", "from", "by")


def write_spool(var_dir: Path, records: int, number: int) -> Spool:
    """The spool of the ``number``-th run; every run lists the same."""
    return write_rows(var_dir, _rows(records, START + timedelta(days=number)), number)


def write_rows(var_dir: Path, rows: Iterable[Row], number: int) -> Spool:
    """The spool of the ``number``-th run, which lists these."""
    started_at = START + timedelta(days=number)
    run_id = f"{started_at:%Y%m%dT%H%M%S}-bench"
    writer = SpoolWriter(var_dir, run_id, SOURCE)
    records = 0
    for index, row in enumerate(rows):
        writer.add(row)
        records += 1
        if index % ROWS_A_PAGE == 0:
            writer.add(_visit(index // ROWS_A_PAGE + 1, started_at))
    crawl = Crawl(
        run_id=run_id,
        source_id=SOURCE.id,
        started_at=started_at,
        finished_at=started_at + timedelta(minutes=5),
        finish_reason="finished",
        end_proof=EndProof.NO_NEXT,
        end_detail=None,
        reasons=(),
        pages=-(-records // ROWS_A_PAGE),
        rows=records,
    )
    return open_spool(writer.finish(crawl))


def _rows(records: int, seen_at: datetime) -> Iterator[Row]:
    """Rows in words of a made-up language, as unevenly frequent as those of a real one."""
    chance = random.Random(7)
    words = chance.sample(["".join(parts) for parts in product(SYLLABLES, repeat=4)], WORDS)
    weights = list(accumulate(1 / rank for rank in range(10, len(words) + 10)))

    def say(count: int) -> str:
        said = chance.choices(words, cum_weights=weights, k=count)
        return " ".join(word if chance.random() < 0.7 else chance.choice(COMMON_WORDS) for word in said)

    for index in range(records):
        year, page = chance.randint(1995, 2026), index // ROWS_A_PAGE + 1
        title, teaser = f"{chance.choice(FORMS)} {say(6)}", f"{say(25).capitalize()} …"
        slug = title.lower().replace(" ", "-")
        yield Row(
            source_id=SOURCE.id,
            raw=RawFields(
                title_raw=title,
                teaser_raw=teaser,
                detail_url=f"https://bench.example/en/manuals/{slug}-{index}",
                file_urls=(f"https://bench.example/documents/{year}/{slug}_{index}.pdf",),
                date_raw=f"{chance.randint(1, 28)} {chance.choice(('March', 'June', 'November'))} {year}",
                row_text=f"{title} {teaser}",
            ),
            sighting=Sighting(
                page_url=f"https://bench.example/manuals?page={page - 1}",
                page_number=page,
                position=index % ROWS_A_PAGE + 1,
                seen_at=seen_at,
                capture_id=f"<urn:uuid:{index:032x}>",
            ),
        )


def _visit(page: int, visited_at: datetime) -> PageVisit:
    url = f"https://bench.example/manuals?page={page - 1}"
    return PageVisit(
        url=url,
        role=PageRole.LISTING,
        number=page,
        outcome=Outcome.OK,
        reason=None,
        http_status=200,
        final_url=url,
        rows=ROWS_A_PAGE,
        body_bytes=40_000,
        visited_at=visited_at,
        capture_id=None,
    )


def _insert_bare(spool: Spool, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, line TEXT)")
        with (spool.path / "rows.jsonl").open(encoding="utf-8") as lines:
            connection.executemany("INSERT INTO bare (line) VALUES (?)", ((line,) for line in lines))
    connection.close()


def _time(job: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--database", help="default: SQLite in a temporary folder")
    arguments = parser.parse_args()
    records: int = arguments.records
    with TemporaryDirectory() as folder:
        var_dir = Path(folder)
        first, second = (write_spool(var_dir, records, number) for number in (1, 2))
        database = open_database(arguments.database or f"sqlite:///{var_dir / 'catalogue.db'}")
        upgrade_database(database)
        bare = _time(lambda: _insert_bare(first, var_dir / "bare.db"))
        jobs = {
            "first time": lambda: ingest_spool(first, database, now=START),
            "same spool again": lambda: ingest_spool(first, database, now=START),
            "next run, unchanged": lambda: ingest_spool(second, database, now=START),
        }
        print(f"{'':22}{'records/s':>12}{'per CPU s':>12}{'× bare insert':>15}")
        print(f"{'bare sqlite3':22}{records / bare[0]:12,.0f}{records / bare[1]:12,.0f}{1:15.1f}")
        for name, job in jobs.items():
            wall, cpu = _time(job)
            print(f"{name:22}{records / wall:12,.0f}{records / cpu:12,.0f}{wall / bare[0]:15.1f}")
        database.close()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
