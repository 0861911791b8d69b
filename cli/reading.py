"""How commands that only read get at the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.errors import DatabaseUnusable
from services.settings import Settings

if TYPE_CHECKING:
    from storage.database import Connection


@contextmanager
def read_catalogue(settings: Settings) -> "Iterator[Connection]":
    """A connection that sees one state of the catalogue.

    Raises:
        DatabaseUnusable: if there is no catalogue yet, or it has another schema.
    """
    from storage.database import open_database
    from storage.migrate import ensure_schema

    database = open_database(settings.database_url)
    # SQLite would make an empty file; a reader has no business to.
    if database.file is not None and not database.file.exists():
        raise DatabaseUnusable(f"no catalogue at {database.name} yet; 'pubharvest harvest' makes one")
    try:
        ensure_schema(database)
        with database.read() as connection:
            yield connection
    finally:
        database.close()


def read_head_seq(settings: Settings) -> int:
    """The seq of the last change; 0 where nothing was ever stored."""
    from storage.journal import read_head

    with read_catalogue(settings) as connection:
        return read_head(connection).seq
