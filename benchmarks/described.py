"""A catalogue that bare descriptions are put into, the way an ingest puts in records."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from models.catalogue import RecordWrite
from models.change import Cause
from models.record import Description, KeyKind, RawFields, Record, Row, Sighting
from models.source import Source, SourceKind
from services.ingest.ingest import without_cycle_search
from services.matching.matcher import Matcher
from services.matching.publications import revise_publications
from storage.database import Connection, Database
from storage.migrate import upgrade_database
from storage.records import insert_records, update_records
from storage.runs import save_source
from storage.tables import records
from transforms.publications.changes import Occasion
from transforms.records.normalise import processing_version

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SOURCE = Source(id="described", url="https://described.example/list", kind=SourceKind.LISTING)


def make_catalogue(database: Database) -> None:
    """An empty catalogue that knows the one source that everything comes from."""
    upgrade_database(database)
    with database.write() as connection:
        save_source(connection, SOURCE)


def add_descriptions(database: Database, items: Sequence[tuple[str, Description]]) -> None:
    """Put (id, description) into the catalogue in one transaction: match, resolve, revise.

    An id that is there already says something new.
    """
    with without_cycle_search(), database.write() as connection:
        put_descriptions(connection, items)


def put_descriptions(connection: Connection, items: Sequence[tuple[str, Description]]) -> None:
    """What ``add_descriptions`` does, within a transaction that is under way."""
    _write(connection, items)
    matcher = Matcher(connection, now=NOON)
    matcher.index(dict(items))
    component = matcher.gather(matcher.judge(record_id for record_id, _ in items))
    occasion = Occasion(at=NOON, cause=Cause.PROCESSING, source_id=None, run_id=None)
    for _ in revise_publications(connection, component, occasion):
        pass


def read_clusters(connection: Connection) -> dict[str, str]:
    """Record id → publication id."""
    rows = connection.execute(select(records.c.id, records.c.publication_id)).all()
    return {row.id: row.publication_id for row in rows}


def make_write(record_id: str, description: Description, position: int = 0) -> RecordWrite:
    """The record that says just this."""
    row = Row(
        source_id=SOURCE.id,
        raw=RawFields(title_raw=description.title, detail_url=f"{SOURCE.url}/{record_id}"),
        sighting=Sighting(page_url=SOURCE.url, page_number=1, position=1, seen_at=NOON, capture_id=None),
    )
    return RecordWrite(
        id=record_id,
        record=Record(source_id=SOURCE.id, native_key=record_id, key_kind=KeyKind.NATIVE_ID, row=row),
        hashes=(record_id,),
        description=description,
        rejection=None,
        processing_version=processing_version(),
        position=position,
    )


def _write(connection: Connection, items: Iterable[tuple[str, Description]]) -> None:
    writes = [make_write(record_id, description) for record_id, description in items]
    known = {row.id for row in connection.execute(select(records.c.id)).all()}
    new = [write for write in writes if write.id not in known]
    changed = [write for write in writes if write.id in known]
    insert_records(connection, new, run_id="bench", seen_at=NOON)
    update_records(connection, changed, run_id="bench", seen_at=NOON)
