"""What a harvest would do, without doing it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from harvesters.crawl.parent import CrawlOrder, crawl_source
from harvesters.crawl.spool import open_spool
from models.source import Source
from services.harvest.harvest import CrawlWatch, RunWatch
from services.harvest.locks import lock_file, lock_source
from services.harvest.previous_run import find_previous_run
from services.ingest.ingest import Ingested, preview_spool
from services.session import Clock, open_catalogue, utc_now
from services.settings import Settings
from storage.database import Database, open_database
from storage.migrate import upgrade_database


def preview_source(
    source: Source, settings: Settings, *, watch: RunWatch, clock: Clock = utc_now
) -> Ingested:
    """What a harvest of the source would do to the catalogue; spool and captures are thrown away.

    Raises:
        HarvestIncomplete: if the crawl left nothing to look at.
        RunInProgress: if the source is being harvested.
    """
    started_at = clock()
    with (
        _keep_alone(settings.var_dir, source.id),
        TemporaryDirectory(prefix="pubharvest-") as folder,
        _open_for_preview(settings) as database,
    ):
        order = CrawlOrder(
            run_id=f"{started_at:%Y%m%dT%H%M%S}-{source.id}-preview",
            source=source,
            var_dir=Path(folder),
            allow_hosts=settings.allow_hosts,
            contact=settings.contact,
            started_at=started_at,
            previous=find_previous_run(database, settings.var_dir, source.id),
        )
        path = crawl_source(order, watch=CrawlWatch(source.id, watch))
        return preview_spool(open_spool(path), database, now=started_at)


def _keep_alone(var_dir: Path, source_id: str) -> AbstractContextManager[None]:
    """The source's lock; not where there is none yet, so that nothing is left behind."""
    has_lock = lock_file(var_dir, source_id).exists()
    return lock_source(var_dir, source_id) if has_lock else nullcontext()


@contextmanager
def _open_for_preview(settings: Settings) -> Iterator[Database]:
    """The catalogue; an empty one in memory where there is none yet, so that nothing is left behind."""
    stored = open_database(settings.database_url)
    if stored.file is None or stored.file.exists():
        stored.close()
        with open_catalogue(settings) as database:
            yield database
        return
    empty = open_database("sqlite://")
    upgrade_database(empty)
    yield empty
    empty.close()
