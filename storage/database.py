"""Opening a database, and the two kinds of transaction there are: reading and writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from models.errors import DatabaseUnusable
from text.secrets import hide_in_url, hide_secrets

__all__ = ["Connection", "Database", "backup_database", "open_database"]

BUSY_TIMEOUT_S = 30.0
"""How long a writer waits for another writer before it gives up."""

_WRITER_LOCK = 0x7075_6268
"""Key of the PostgreSQL advisory lock that makes writers of the catalogue take turns ("pubh" in ASCII)."""


@dataclass(frozen=True, slots=True)
class Database:
    """One catalogue database."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def name(self) -> str:
        """The URL as it may be shown: without a password."""
        return hide_in_url(self.engine.url.render_as_string(hide_password=True))

    @property
    def file(self) -> Path | None:
        """The SQLite file; ``None`` for a server or a database in memory."""
        path = self.engine.url.database
        return Path(path) if self.is_sqlite and path and path != ":memory:" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the catalogue and is rolled back at its end.

        Raises:
            DatabaseUnusable: if the database can't be reached.
        """
        options = (
            {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        with self._errors_named(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The only transaction that may change the catalogue; commits at its end, rolls back on any error.

        Writers take turns from the start (``BEGIN IMMEDIATE``, or an advisory lock in PostgreSQL): what a
        writer has read can't be changed by another one before it commits.

        Raises:
            DatabaseUnusable: if the database can't be reached, is full, or stays locked for too long.
        """
        with self._errors_named(), self.engine.connect().execution_options(is_writer=True) as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_S:.0f}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection
            connection.commit()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            what = hide_secrets(str(error.orig).strip().splitlines()[0])
            raise DatabaseUnusable(f"database {self.name}: {what}; {_advice(what)}") from error


def open_database(url: str) -> Database:
    """The database at an SQLAlchemy URL; nothing is connected yet.

    Raises:
        DatabaseUnusable: if the URL is none, or names a database that is neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend not in {"sqlite", "postgresql"}:
            raise NoSuchModuleError(backend)
        if "@" in (parsed.host or ""):
            raise ArgumentError("an @ within a user name or password is written %40")
        engine = create_engine(parsed)
    except (ArgumentError, ImportError, ValueError):
        raise DatabaseUnusable(
            f"database URL {hide_in_url(url)!r} can't be used; write sqlite:///FILE or "
            "postgresql://USER@HOST/NAME, and in a user name or password %40 for @, %2F for /, %3A for :"
        ) from None  # its text may hold a part of the password
    if backend == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def backup_database(database: Database, path: Path) -> None:
    """Copy an SQLite catalogue, as of one moment, to a new file, while others go on using it.

    Raises:
        DatabaseUnusable: if the file is there already or can't be written, or for PostgreSQL, which has
            ``pg_dump`` for this.
    """
    if database.file is None:
        raise DatabaseUnusable(f"database {database.name}: only SQLite is copied here; use pg_dump")
    if path.exists():
        raise DatabaseUnusable(f"{path} is there already; name a new file for the backup")
    try:
        with closing(sqlite3.connect(database.file)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise DatabaseUnusable(
            f"backup to {path}: {error}; name a file in a folder that can be written"
        ) from error


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    """Set what SQLite forgets with each connection; transactions are begun by ``_begin_sqlite`` alone."""
    dbapi_connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_S * 1000:.0f}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another writer came between.
    is_writer = connection.get_execution_options().get("is_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _advice(what: str) -> str:
    if "locked" in what or "lock timeout" in what:
        return "another process is writing; run again when it has finished"
    if "full" in what or "No space" in what:
        return "free some space and run again"
    return "check that the file or server exists and may be written"
