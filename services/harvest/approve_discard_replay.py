"""What an operator decides about runs: to apply or discard a held one, to ingest one again."""

from pathlib import Path

from harvesters.crawl.spool import open_spool
from models.errors import RunUnknown, StorageConflict
from models.run import Run, RunStatus
from services.harvest.locks import lock_source
from services.ingest.ingest import ingest_spool
from services.session import Clock, load_stored, open_catalogue, publish_to, spool_of, utc_now
from services.settings import Settings
from storage.database import Database
from storage.runs import set_status


def approve_run(run_id: str, settings: Settings, *, clock: Clock = utc_now) -> Run:
    """Apply a held run.

    Raises:
        RunUnknown, StorageConflict: if there is no such run, or it is not held.
    """
    with open_catalogue(settings) as database:
        held = _load_held(database, run_id)
        with lock_source(settings.var_dir, held.source_id):
            spool = open_spool(spool_of(settings, held.id))
            run = ingest_spool(spool, database, now=clock(), is_approved=True)
        publish_to(database, settings, clock())
        return run


def discard_run(run_id: str, settings: Settings, *, clock: Clock = utc_now) -> Run:
    """Put a held run aside for good.

    Raises:
        RunUnknown, StorageConflict: if there is no such run, or it is not held.
    """
    with open_catalogue(settings) as database:
        held = _load_held(database, run_id)
        with database.write() as connection:
            reasons = (*held.reasons, "discarded by an operator")
            set_status(connection, held.id, status=RunStatus.DISCARDED, reasons=reasons, at=clock())
        publish_to(database, settings, clock())
        return load_stored(database, held.id)


def replay_run(run_id: str, settings: Settings, *, clock: Clock = utc_now) -> Run:
    """Ingest a run's spool again; it changes nothing unless the rules of processing have changed.

    Raises:
        RunUnknown: if neither the catalogue nor the spool folder has such a run.
        StorageConflict: if a later run of the source has been applied.
    """
    with open_catalogue(settings) as database:
        path = _find_spool(database, settings, run_id)
        spool = open_spool(path)
        with lock_source(settings.var_dir, spool.crawl.source_id):
            run = ingest_spool(spool, database, now=clock())
        publish_to(database, settings, clock())
        return run


def _load_held(database: Database, run_id: str) -> Run:
    run = load_stored(database, run_id)
    if run.status is not RunStatus.HELD:
        raise StorageConflict(
            f"run {run.id} is {run.status}, not held; only a held run waits for a decision",
            source_id=run.source_id,
        )
    return run


def _match_spools(folder: Path, run_id: str) -> list[Path]:
    """The finished spools whose run ids start or end with this."""
    names = [path.name for path in folder.glob("*") if not path.name.startswith(".")]
    return [folder / name for name in names if name.startswith(run_id) or name.endswith(run_id)]


def _find_spool(database: Database, settings: Settings, run_id: str) -> Path:
    """The spool of a run; the catalogue need not know the run, as when the database was lost."""
    exact = spool_of(settings, run_id)
    if exact.exists():
        return exact
    try:
        path = spool_of(settings, load_stored(database, run_id).id)
    except RunUnknown:
        kept = _match_spools(exact.parent, run_id)
        if len(kept) != 1:
            raise
        return kept[0]
    if not path.exists():
        raise RunUnknown(f"run {run_id} has left no spool at {path}; harvest the source again")
    return path
