"""Which earlier run of a source spares the next one pages that have not changed."""

from pathlib import Path

from harvesters.crawl.spool import read_crawl, spool_path
from models.errors import SpoolDamaged
from models.run import Run, RunStatus
from storage.database import Database
from storage.runs import list_runs

LOOKED_AT = 50
"""Runs; one further back would know too little that still holds."""


def find_previous_run(database: Database, var_dir: Path, source_id: str) -> Path | None:
    """The spool whose pages the next crawl need not be sent again; ``None``: all are fetched.

    Of the last complete run and the incomplete ones after it, the one that listed most, the newest of
    several. What a page said is known, whatever became of others: a source of which one page is broken for
    good is not asked for everything every day.
    """
    with database.read() as connection:
        recent = list_runs(connection, source_id=source_id, limit=LOOKED_AT)
    useful: list[Run] = []
    for run in recent:
        if _is_useful(run, spool_path(var_dir, run.id)):
            useful.append(run)
        if run.status is RunStatus.COMPLETE:
            break
    best = max(useful, key=lambda run: (run.counts.records_listed, run.started_at), default=None)
    return spool_path(var_dir, best.id) if best else None


def _is_useful(run: Run, spool: Path) -> bool:
    """Whether the run's pages were read as they are meant to be."""
    if run.status is not RunStatus.INCOMPLETE:
        return run.status is RunStatus.COMPLETE and spool.exists()
    try:
        # A reason that the crawl did not give is a doubt about what was read: then it is to be read anew.
        return read_crawl(spool).reasons == run.reasons
    except SpoolDamaged:
        return False
