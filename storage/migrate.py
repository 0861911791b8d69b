"""Brings a database to the schema of this version, in one transaction."""

import uuid
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from models.errors import DatabaseUnusable
from storage.database import Database
from storage.tables import head
from storage.views import view_definitions
from text.failpoints import failpoint

LATEST_REVISION = "0001"
"""The newest file in ``migrations/versions``; kept here so that a check need not load Alembic."""


def upgrade_database(database: Database) -> str:
    """Make or migrate the tables and make the views anew; returns the revision that it had before, or "".

    Everything happens in one transaction: a kill leaves the old or the new schema, and it can be repeated.

    Raises:
        DatabaseUnusable: if the database can't be written, or is newer than this version.
    """
    if database.file is not None:
        _make_folder(database.file.parent)
    with database.write() as connection:
        before = read_revision(connection)
        _refuse_newer(database, before)
        if before != LATEST_REVISION:
            _drop_views(connection)
            _run_migrations(connection)
            failpoint("migration")
        _make_views(connection, database.engine.dialect.name)
        if connection.execute(select(head.c.seq)).first() is None:
            connection.execute(head.insert().values(id=1, seq=0, epoch=uuid.uuid4().hex))
    return before


def ensure_schema(database: Database) -> None:
    """Make the tables of an empty database; any other must have this version's schema already.

    Raises:
        DatabaseUnusable: if it has another schema, or can't be opened.
    """
    if database.file is not None and not database.file.exists():
        upgrade_database(database)
        return
    with database.read() as connection:
        revision = read_revision(connection)
    if revision == "":
        upgrade_database(database)
        return
    _refuse_newer(database, revision)
    if revision != LATEST_REVISION:
        raise DatabaseUnusable(
            f"database {database.name} has schema {revision}, this version needs {LATEST_REVISION}; "
            "run 'pubharvest db upgrade'"
        )


def read_revision(connection: Connection) -> str:
    """The schema's revision; "" for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _refuse_newer(database: Database, revision: str) -> None:
    if revision > LATEST_REVISION:
        raise DatabaseUnusable(
            f"database {database.name} has schema {revision}, newer than this version's {LATEST_REVISION}; "
            "use the version of pubharvest that wrote it, or a later one"
        )


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _drop_views(connection: Connection) -> None:
    for name in inspect(connection).get_view_names():
        if name.startswith("v1_"):
            connection.execute(text(f"DROP VIEW {name}"))


def _make_views(connection: Connection, dialect: str) -> None:
    existing = set(inspect(connection).get_view_names())
    for name, definition in view_definitions(dialect).items():
        if name not in existing:
            connection.execute(text(f"CREATE VIEW {name} AS {definition}"))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"folder {folder}: {error.strerror}; name a database in a folder that can be written"
        ) from error
