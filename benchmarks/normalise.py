"""What identifying and normalising one record costs, as multiples of a reference measured in the same run.

Usage: python benchmarks/normalise.py [RECORDS]

The reference is what no cleaning can do without: composing the record's texts and folding their white space.
"""

import resource
import sys
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from models.record import RawFields, Row, Sighting
from models.source import Source
from transforms.records.identity import identify
from transforms.records.normalise import context_of, normalise

ROUNDS = 5
TARGET_US = 200.0
"""For one typical record, on a core that nobody else uses."""

_SOURCE = Source(
    id="benchmark",
    url="https://migrantprotection.iom.int/en/resources/manual",
    publisher="International Organization for Migration",
    language="en",
    host_aliases=("returnandreintegration.iom.int",),
)
_CARDS = (
    (
        "Reintegration Handbook, module {n}",
        "Practical guidance on the design, implementation and monitoring of reintegration assistance for "
        "people who return to their country of origin, written for case managers and their partners…",
        "7 November 20{y}",
    ),
    (
        "Manual de reintegración, módulo {n}",
        "Este manual ofrece orientación práctica — «cómo acompañar» — sobre el diseño, la ejecución y el "
        "seguimiento de la asistencia para la reintegración de las personas que regresan a su país. Leer más",
        "Noviembre de 20{y}",
    ),
    (
        "Руководство по реинтеграции, модуль {n}",
        "В этом пособии собраны советы о том, как планировать и вести помощь вернувшимся людям: от первой "
        "беседы до последнего посещения, с примерами и вопросами для самопроверки.",
        "0{d}.11.20{y}",
    ),
    (
        "دليل إعادة الإدماج، الوحدة {n}",
        "يقدم هذا الدليل توجيهات عملية بشأن تصميم المساعدة على إعادة الإدماج…",
        "٧ نوفمبر ٢٠١٩",
    ),
)


def make_rows(count: int) -> list[Row]:
    """Cards in four languages, each with a detail page, a file, a date, countries and topics."""
    return [_make_row(number) for number in range(count)]


def _make_row(number: int) -> Row:
    title, teaser, printed = _CARDS[number % len(_CARDS)]
    title, site = title.format(n=number), "https://migrantprotection.iom.int"
    printed = printed.format(y=f"{number % 25:02}", d=1 + number % 9)
    raw = RawFields(
        title_raw=title,
        teaser_raw=teaser,
        detail_url=f"https://returnandreintegration.iom.int/en/resources/manual/entry-{number}?page=2",
        file_urls=(f"{site}/sites/g/files/documents/entry%20{number}.pdf",),
        date_raw=printed,
        countries_raw=("Kenya, Uganda",),
        topics_raw=("Return", "Reintegration"),
        row_text=f"{title} {teaser} {printed}",
    )
    sighting = Sighting(
        page_url=f"{site}/en/resources/manual",
        page_number=1 + number // 20,
        position=1 + number % 20,
        seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        capture_id=None,
    )
    return Row(source_id=_SOURCE.id, raw=raw, sighting=sighting)


def compose(row: Row) -> str:
    """The reference."""
    text = f"{row.raw.title_raw} {row.raw.teaser_raw} {row.raw.row_text}"
    return " ".join(unicodedata.normalize("NFC", text).split())


def measure_us(run: Callable[[], object], count: int) -> float:
    """CPU time for one of ``count`` items, in microseconds; the best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        best = min(best, time.process_time() - started)
    return best / count * 1e6


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rows = make_rows(count)
    context = context_of(_SOURCE, (row.raw.date_raw for row in rows))
    records = identify(rows, context)
    started = time.process_time()
    normalise(records[0], context)
    print(f"first record (loads the tables and the model): {time.process_time() - started:.2f} s")
    reference_us = measure_us(lambda: [compose(row) for row in rows], count)
    print(f"reference: {reference_us:.1f} µs a record")
    for name, run in (
        ("identify", lambda: identify(rows, context)),
        ("normalise", lambda: [normalise(record, context) for record in records]),
    ):
        cost_us = measure_us(run, count)
        print(f"{name}: {cost_us:.0f} µs a record, {cost_us / reference_us:.0f} × the reference")
    print(f"target for normalise: {TARGET_US:.0f} µs")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
