"""Records: every entry that a source lists or listed, with its raw strings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update

from models.catalogue import Membership, RecordWrite, StoredRecord, StoredState
from models.record import Description
from storage.bulk import insert_plain_rows, insert_rows, update_rows
from storage.mapping import description_of, filled_fields
from storage.sql_in import sql_in
from storage.tables import blocking_keys, publications, record_texts, records, sources
from text.batches import batches


def load_stored_states(connection: Connection, source_id: str) -> tuple[StoredState, ...]:
    """The stored state of all records of a source, withdrawn and rejected records included."""
    columns = (
        records.c.id,
        records.c.native_key,
        records.c.hashes,
        records.c.processing_version,
        records.c.rejection,
        records.c.absences,
        records.c.absent_in_run,
        records.c.withdrawn_at,
    )
    rows = connection.execute(select(*columns).where(records.c.source_id == source_id).order_by(records.c.id))
    return tuple(
        StoredState(
            record_id=row.id,
            native_key=row.native_key,
            hashes=tuple(row.hashes.split()),
            processing_version=row.processing_version,
            is_withdrawn=row.withdrawn_at is not None,
            is_rejected=row.rejection is not None,
            absences=row.absences,
            absent_in_run=row.absent_in_run,
        )
        for row in rows.all()
    )


def find_taken_ids(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Those of the ids that a record has already."""
    found: set[str] = set()
    for batch in batches(ids):
        found.update(connection.execute(select(records.c.id).where(sql_in(records.c.id, batch))).scalars())
    return frozenset(found)


def insert_records(
    connection: Connection, writes: Sequence[RecordWrite], *, run_id: str, seen_at: datetime
) -> None:
    """Write records that are new in the catalogue; they belong to no publication yet."""
    if writes:
        fresh = {"publication_id": None, "first_seen_at": seen_at}
        rows = [
            _stored_state_row(write, run_id, seen_at) | fresh | {"first_position": write.position}
            for write in writes
        ]
        insert_rows(connection, records, rows)
        insert_rows(connection, record_texts, [_text_row(write) for write in writes])


def update_records(
    connection: Connection, writes: Sequence[RecordWrite], *, run_id: str, seen_at: datetime
) -> None:
    """Write the new text of changed records; a withdrawn record is listed again."""
    update_rows(connection, records, "id", [_stored_state_row(write, run_id, seen_at) for write in writes])
    update_rows(connection, record_texts, "record_id", [_text_row(write) for write in writes])


def mark_seen(connection: Connection, ids: Iterable[str], *, run_id: str, seen_at: datetime) -> None:
    """Note that a run listed these records unchanged."""
    seen = {"last_seen_at": seen_at, "last_run_id": run_id}
    statement = update(records).values(seen | {"absences": 0, "absent_in_run": None, "withdrawn_at": None})
    for batch in batches(ids):
        connection.execute(statement.where(sql_in(records.c.id, batch)))


def mark_absent(connection: Connection, absences: Mapping[str, int], *, run_id: str) -> None:
    """Note how many complete runs in a row did not list these records."""
    rows = [
        {"id": record_id, "absences": count, "absent_in_run": run_id} for record_id, count in absences.items()
    ]
    update_rows(connection, records, "id", rows)


def note_doubts(connection: Connection, doubts: Mapping[str, str]) -> None:
    """Note why accepted records keep their last good text instead of the newest."""
    rows = [{"record_id": record_id, "notes": [reason]} for record_id, reason in doubts.items()]
    update_rows(connection, record_texts, "record_id", rows)


def withdraw_records(connection: Connection, ids: Iterable[str], *, at: datetime) -> None:
    for batch in batches(ids):
        connection.execute(update(records).where(sql_in(records.c.id, batch)).values(withdrawn_at=at))


def assign_publications(connection: Connection, publication_ids: Mapping[str, str]) -> None:
    """Write which publication each record describes."""
    rows = [
        {"id": record_id, "publication_id": publication_id}
        for record_id, publication_id in publication_ids.items()
    ]
    update_rows(connection, records, "id", rows)


def load_records(connection: Connection, ids: Iterable[str]) -> Iterator[StoredRecord]:
    """Those of the records that are accepted, in no order."""
    columns = (
        records.c.id,
        records.c.source_id,
        records.c.publication_id,
        records.c.first_seen_at,
        records.c.last_seen_at,
        records.c.withdrawn_at,
        record_texts.c.description,
        record_texts.c.page_url,
        record_texts.c.capture_id,
        sources.c.trust,
    )
    for batch in batches(ids):
        wanted = select(*columns).join_from(records, record_texts).join(sources)
        accepted = wanted.where(sql_in(records.c.id, batch), records.c.rejection.is_(None))
        for row in connection.execute(accepted).mappings().all():
            yield _stored_of(row)


def load_descriptions(connection: Connection, ids: Iterable[str]) -> Iterator[tuple[str, Description]]:
    """(id, description) of those of the records that are accepted, in no order: all that matching needs."""
    for batch in batches(ids):
        wanted = select(records.c.id, record_texts.c.description).join_from(records, record_texts)
        accepted = wanted.where(sql_in(records.c.id, batch), records.c.rejection.is_(None))
        for record_id, description in connection.execute(accepted).all():
            yield record_id, description_of(description)


def load_memberships(connection: Connection, record_ids: Iterable[str]) -> tuple[Membership, ...]:
    """Publication and work of those of the records that are accepted, in no order."""
    columns = (
        records.c.id,
        records.c.first_seen_at,
        records.c.first_position,
        records.c.publication_id,
        publications.c.work_id,
    )
    found: list[Membership] = []
    for batch in batches(record_ids):
        wanted = select(*columns).join_from(records, publications, isouter=True)
        accepted = wanted.where(sql_in(records.c.id, batch), records.c.rejection.is_(None))
        found.extend(
            Membership(
                record_id=row.id,
                first_seen_at=row.first_seen_at,
                first_position=row.first_position,
                publication_id=row.publication_id,
                work_id=row.work_id,
            )
            for row in connection.execute(accepted).all()
        )
    return tuple(found)


def read_known_links(connection: Connection, source_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles, and URLs of pages and files, of the records that the source listed last, as printed."""
    listed = (
        records.c.source_id == source_id,
        records.c.withdrawn_at.is_(None),
        records.c.rejection.is_(None),
    )
    wanted = select(record_texts.c.raw).join_from(records, record_texts).where(*listed).order_by(records.c.id)
    raws = connection.execute(wanted).scalars().all()
    titles = tuple(raw["title_raw"] for raw in raws if "title_raw" in raw)
    urls = tuple(url for raw in raws for url in (raw.get("detail_url"), *raw.get("file_urls", ())) if url)
    return titles, urls


def find_members(connection: Connection, publication_ids: Iterable[str]) -> tuple[str, ...]:
    """Ids of all accepted records of these publications."""
    found: list[str] = []
    for batch in batches(publication_ids):
        wanted = select(records.c.id).where(
            sql_in(records.c.publication_id, batch), records.c.rejection.is_(None)
        )
        found.extend(connection.execute(wanted).scalars())
    return tuple(found)


def replace_keys(connection: Connection, keys: Mapping[str, Iterable[str]]) -> None:
    """Write the blocking keys of records in place of those that they had."""
    for batch in batches(keys):
        connection.execute(delete(blocking_keys).where(sql_in(blocking_keys.c.record_id, batch)))
    rows = [(record_id, key) for record_id, own in keys.items() for key in sorted(own)]
    insert_plain_rows(connection, blocking_keys, ("record_id", "key"), rows)


def read_rejected(connection: Connection, run_id: str) -> tuple[dict[str, Any], ...]:
    """Rejected records that a run listed: id, native_key, rejection, raw (as a dict) and page_url."""
    columns = (
        records.c.id,
        records.c.native_key,
        records.c.rejection,
        record_texts.c.raw,
        record_texts.c.page_url,
    )
    wanted = (
        select(*columns)
        .join_from(records, record_texts)
        .where(records.c.last_run_id == run_id, records.c.rejection.is_not(None))
    )
    return tuple(dict(row) for row in connection.execute(wanted.order_by(records.c.id)).mappings())


def _text_row(write: RecordWrite) -> dict[str, Any]:
    row = write.record.row
    return {
        "record_id": write.id,
        "raw": filled_fields(row.raw),
        "variants": [filled_fields(variant.raw) for variant in write.record.variants],
        "description": None if write.description is None else filled_fields(write.description),
        "notes": list(row.notes),
        "page_url": row.sighting.page_url,
        "capture_id": row.sighting.detail_capture_id or row.sighting.capture_id,
    }


def _stored_state_row(write: RecordWrite, run_id: str, seen_at: datetime) -> dict[str, Any]:
    return {
        "id": write.id,
        "source_id": write.record.source_id,
        "native_key": write.record.native_key,
        "key_kind": write.record.key_kind.value,
        "hashes": " ".join(write.hashes),
        "processing_version": write.processing_version,
        "rejection": write.rejection,
        "absences": 0,
        "absent_in_run": None,
        "last_seen_at": seen_at,
        "withdrawn_at": None,
        "last_run_id": run_id,
    }


def _stored_of(row: RowMapping) -> StoredRecord:
    return StoredRecord(
        id=row["id"],
        source_id=row["source_id"],
        description=description_of(row["description"]),
        publication_id=row["publication_id"],
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        is_withdrawn=row["withdrawn_at"] is not None,
        page_url=row["page_url"],
        capture_id=row["capture_id"],
        trust=row["trust"],
    )
