"""Notices and their dated versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from models.catalogue import StoredNotice
from models.notice import NoticeText
from storage.tables import notice_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWrite:
    """A new version of a notice in one language."""

    notice_id: str
    version: int
    text: NoticeText


def load_notices(connection: Connection, source_id: str) -> tuple[StoredNotice, ...]:
    """The newest version of each notice of a source in each language, withdrawn notices included."""
    wanted = select(notice_versions).where(notice_versions.c.source_id == source_id)
    ordered = wanted.order_by(
        notice_versions.c.notice_id, notice_versions.c.language, notice_versions.c.version
    )
    newest = {(row["notice_id"], row["language"]): row for row in connection.execute(ordered).mappings()}
    return tuple(_stored_of(row) for row in newest.values())


def add_versions(
    connection: Connection, writes: Sequence[NoticeWrite], *, run_id: str, seqs: Sequence[int]
) -> None:
    """Write new versions, numbered by their changes, each from now on in place of the version before."""
    for write in writes:
        _end_current(connection, write.notice_id, write.text.language, write.text.seen_at)
    rows = [_row_of(write, run_id, seq) for write, seq in zip(writes, seqs, strict=True)]
    if rows:
        connection.execute(insert(notice_versions), rows)


def withdraw_notice(connection: Connection, stored: StoredNotice, *, at: datetime, seq: int) -> None:
    """End the current version without a successor."""
    ended = _versions(stored.notice_id, stored.language).where(notice_versions.c.version == stored.version)
    connection.execute(ended.values(valid_to=at, updated_seq=seq))


def set_absences(connection: Connection, stored: StoredNotice, absences: int, run_id: str | None) -> None:
    """Note how many complete runs in a row did not find the notice; ``run_id``: the last of these runs."""
    current = _versions(stored.notice_id, stored.language).where(notice_versions.c.version == stored.version)
    connection.execute(current.values(absences=absences, absent_in_run=run_id))


def _versions(notice_id: str, language: str) -> Any:
    mine = (notice_versions.c.notice_id == notice_id) & (notice_versions.c.language == language)
    return update(notice_versions).where(mine)


def _end_current(connection: Connection, notice_id: str, language: str, at: datetime) -> None:
    current = _versions(notice_id, language).where(notice_versions.c.valid_to.is_(None))
    connection.execute(current.values(valid_to=at))


def _row_of(write: NoticeWrite, run_id: str, seq: int) -> dict[str, Any]:
    text = write.text
    return {
        "notice_id": write.notice_id,
        "language": text.language,
        "version": write.version,
        "source_id": text.source_id,
        "kind": text.kind.value,
        "text": text.text,
        "url": text.url,
        "valid_from": text.seen_at,
        "valid_to": None,
        "absences": 0,
        "absent_in_run": None,
        "capture_id": text.capture_id,
        "run_id": run_id,
        "updated_seq": seq,
    }


def _stored_of(row: RowMapping) -> StoredNotice:
    return StoredNotice(
        notice_id=row["notice_id"],
        source_id=row["source_id"],
        kind=row["kind"],
        language=row["language"],
        version=row["version"],
        text=row["text"],
        url=row["url"],
        absences=row["absences"],
        absent_in_run=row["absent_in_run"],
        is_withdrawn=row["valid_to"] is not None,
    )
