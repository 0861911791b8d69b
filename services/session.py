"""What every service needs at hand: the catalogue opened, its feeds published, the clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from feeds.publish import publish_feeds
from harvesters.crawl.spool import spool_path
from models.run import Run
from services.settings import Settings
from storage.database import Database, open_database
from storage.migrate import ensure_schema
from storage.runs import load_run

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def open_catalogue(settings: Settings) -> Iterator[Database]:
    """The catalogue's database, made if it is not there.

    Raises:
        DatabaseUnusable: if it can't be opened, or has another version's schema.
    """
    database = open_database(settings.database_url)
    try:
        ensure_schema(database)
        yield database
    finally:
        database.close()


def load_stored(database: Database, run_id: str) -> Run:
    with database.read() as connection:
        return load_run(connection, run_id)


def spool_of(settings: Settings, run_id: str) -> Path:
    return spool_path(settings.var_dir, run_id)


def publish_to(database: Database, settings: Settings, now: datetime) -> None:
    with database.read() as connection:
        publish_feeds(connection, settings.var_dir / "feeds", now=now)
