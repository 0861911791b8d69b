"""Harvests from start to end, and what an operator decides about them: plain functions, no flow engine."""

import secrets
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Protocol, TypeVar

from harvesters.crawl.parent import CrawlOrder, Progress, crawl_source
from harvesters.crawl.spool import Spool, discard_unfinished, open_spool
from models.errors import (
    DatabaseUnusable,
    FeedUnwritable,
    HarvestIncomplete,
    PubharvestError,
    SpoolDamaged,
    StorageConflict,
)
from models.run import Run, RunCounts, RunStatus
from models.source import Source
from services.harvest.locks import lock_source
from services.harvest.per_host import harvest_per_host
from services.harvest.previous_run import find_previous_run
from services.harvest.repair import keep_proposal
from services.ingest.ingest import ingest_spool
from services.session import Clock, load_stored, open_catalogue, publish_to, spool_of, utc_now
from services.settings import Settings
from storage.database import Connection, Database
from storage.runs import list_runs, list_unfinished, save_source, set_status, start_run
from text.failpoints import failpoint

T = TypeVar("T")


class RunWatch(Protocol):
    """Whoever looks on while sources are harvested."""

    def on_start(self, source: Source) -> None: ...

    def on_progress(self, source_id: str, progress: Progress) -> None: ...

    def on_log(self, source_id: str, level: str, line: str) -> None:
        """One line, safe for a terminal; ``level`` is info, warning or error."""

    def on_done(self, source: Source, run: Run) -> None: ...


class Perform(Protocol):
    """Whoever carries out the steps of a harvest: crawl, check, ingest, publish."""

    def __call__(self, step: str, source_id: str, work: Callable[[], T]) -> T:
        """What ``work`` returns; what it raises is passed on."""


def perform_plainly(step: str, source_id: str, work: Callable[[], T]) -> T:
    return work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Everything that the harvests of one call share."""

    database: Database
    settings: Settings
    watch: RunWatch
    clock: Clock = utc_now
    is_full: bool = False
    perform: Perform = perform_plainly


@dataclass(frozen=True, slots=True)
class CrawlWatch:
    """Passes on what one crawl says, with the name of its source."""

    source_id: str
    watch: RunWatch

    def on_progress(self, progress: Progress) -> None:
        self.watch.on_progress(self.source_id, progress)

    def on_log(self, level: str, line: str) -> None:
        self.watch.on_log(self.source_id, level, line)


@dataclass(frozen=True, slots=True)
class StoppableWatch:
    """Passes on what is told, and ends a crawl that tells anything once all are to stop."""

    watch: RunWatch
    stop: Event

    def on_start(self, source: Source) -> None:
        self._heed_stop(source.id)
        self.watch.on_start(source)

    def on_progress(self, source_id: str, progress: Progress) -> None:
        self._heed_stop(source_id)
        self.watch.on_progress(source_id, progress)

    def on_log(self, source_id: str, level: str, line: str) -> None:
        self._heed_stop(source_id)
        self.watch.on_log(source_id, level, line)

    def on_done(self, source: Source, run: Run) -> None:
        self.watch.on_done(source, run)

    def _heed_stop(self, source_id: str) -> None:
        if self.stop.is_set():
            raise HarvestIncomplete(f"{source_id}: stopped with the other harvests", source_id=source_id)


def run_harvests(
    sources: Sequence[Source],
    settings: Settings,
    *,
    watch: RunWatch,
    is_full: bool = False,
    clock: Clock = utc_now,
) -> tuple[Run, ...]:
    """Open the catalogue and harvest the sources; one run a source, in the order of the sources.

    Raises:
        DatabaseUnusable: before any site is touched, if the catalogue can't be opened.
    """
    with open_catalogue(settings) as database:
        harvest = Harvest(database=database, settings=settings, watch=watch, clock=clock, is_full=is_full)
        return harvest_sources(sources, harvest)


def harvest_sources(sources: Sequence[Source], harvest: Harvest) -> tuple[Run, ...]:
    """Harvest several hosts at a time; a source that fails does not stop the others.

    What ends the caller, such as a signal, also ends the crawls under way.
    """
    stop = Event()
    stoppable = replace(harvest, watch=StoppableWatch(harvest.watch, stop))
    return harvest_per_host(sources, lambda source: run_harvest(source, stoppable), stop)


def run_harvest(source: Source, harvest: Harvest) -> Run:
    """Crawl, ingest and publish one source; a failure is told by the run that is returned."""
    harvest.watch.on_start(source)
    started_at = harvest.clock()
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{source.id}-{secrets.token_hex(3)}"
    try:
        with lock_source(harvest.settings.var_dir, source.id):
            run = _harvest_locked(source, harvest, run_id, started_at)
    except PubharvestError as error:
        run = _broken(run_id, source, started_at, _status_after(error), str(error))
    except Exception as error:  # one source must never stop the others, whatever breaks
        for line in traceback.format_exc().splitlines():
            harvest.watch.on_log(source.id, "error", line)
        run = _broken(run_id, source, started_at, RunStatus.FAILED, f"broke: {type(error).__name__}: {error}")
    harvest.watch.on_done(source, run)
    return run


def _harvest_locked(source: Source, harvest: Harvest, run_id: str, started_at: datetime) -> Run:
    pending = _find_pending(source, harvest)
    if pending is None:
        order = _register(source, harvest, run_id, started_at)
        try:
            pending = _crawl(order, harvest)
        except PubharvestError as error:
            _mark(harvest, run_id, _status_after(error), str(error))
            _publish(harvest, source)
            return load_stored(harvest.database, run_id)
    return _ingest_and_publish(pending, source, harvest)


def _register(source: Source, harvest: Harvest, run_id: str, started_at: datetime) -> CrawlOrder:
    """The order for a new run, which the catalogue knows as running from now on."""
    previous = find_previous_run(harvest.database, harvest.settings.var_dir, source.id)
    with harvest.database.write() as connection:
        save_source(connection, source)
        started_at = _after_the_last(connection, source, started_at)
        start_run(connection, run_id=run_id, source_id=source.id, started_at=started_at)
    return CrawlOrder(
        run_id=run_id,
        source=source,
        var_dir=harvest.settings.var_dir,
        allow_hosts=harvest.settings.allow_hosts,
        contact=harvest.settings.contact,
        started_at=started_at,
        is_full=harvest.is_full,
        previous=previous,
    )


def _after_the_last(connection: Connection, source: Source, started_at: datetime) -> datetime:
    """When the run starts: after the last one of its source, even if the clock has stepped back since."""
    last = next(iter(list_runs(connection, source_id=source.id, limit=1)), None)
    return max(started_at, last.started_at + timedelta(microseconds=1)) if last else started_at


def _crawl(order: CrawlOrder, harvest: Harvest) -> Path:
    watch = CrawlWatch(order.source.id, harvest.watch)
    try:
        return harvest.perform("crawl", order.source.id, lambda: crawl_source(order, watch=watch))
    except BaseException as stop:
        # Ctrl-C or a signal: the catalogue must not show the run as under way until the next one.
        if not isinstance(stop, Exception) and not spool_of(harvest.settings, order.run_id).exists():
            _mark(harvest, order.run_id, RunStatus.FAILED, "stopped from outside before its crawl had ended")
        raise


def _find_pending(source: Source, harvest: Harvest) -> Path | None:
    """A finished spool that a run left without being ingested; runs that left nothing are ended.

    Only the holder of the source's lock may ask: no run of the source is under way then.
    """
    with harvest.database.read() as connection:
        unfinished = list_unfinished(connection, source.id)
    pending = [path for run_id in unfinished if (path := spool_of(harvest.settings, run_id)).exists()]
    for run_id in unfinished:
        if not spool_of(harvest.settings, run_id).exists():
            discard_unfinished(harvest.settings.var_dir, run_id)
            _mark(harvest, run_id, RunStatus.FAILED, "ended without a spool: its process was killed")
    return pending[-1] if pending else None


def _ingest_and_publish(spool: Path, source: Source, harvest: Harvest) -> Run:
    failpoint("before_ingest")
    try:
        run = _check_and_ingest(spool, source, harvest)
    except StorageConflict as error:
        _mark(harvest, spool.name, RunStatus.DISCARDED, str(error))
        return load_stored(harvest.database, spool.name)
    except SpoolDamaged as error:
        # Ended for good: left as running, the same spool would be tried again instead of a new crawl.
        _mark(harvest, spool.name, RunStatus.FAILED, str(error))
        return load_stored(harvest.database, spool.name)
    except DatabaseUnusable as error:
        # The spool stays: the next harvest of the source ingests it without a new crawl.
        reason = f"not ingested yet: {error}"
        return _broken(spool.name, source, harvest.clock(), RunStatus.INCOMPLETE, reason)
    try:
        _publish(harvest, source)
    except FeedUnwritable as error:
        return replace(run, status=RunStatus.INCOMPLETE, reasons=(*run.reasons, f"applied, but {error}"))
    return run


def _check_and_ingest(path: Path, source: Source, harvest: Harvest) -> Run:
    def ingest() -> Run:
        run = ingest_spool(spool, harvest.database, now=harvest.clock())
        if run.status is RunStatus.INCOMPLETE and keep_proposal(
            spool, harvest.database, harvest.settings.var_dir
        ):
            return load_stored(harvest.database, run.id)
        return run

    spool: Spool = harvest.perform("check", source.id, lambda: open_spool(path))
    return harvest.perform("ingest", source.id, ingest)


def _mark(harvest: Harvest, run_id: str, status: RunStatus, reason: str) -> None:
    with harvest.database.write() as connection:
        set_status(connection, run_id, status=status, reasons=(reason,), at=harvest.clock())


def _publish(harvest: Harvest, source: Source) -> None:
    def publish() -> None:
        publish_to(harvest.database, harvest.settings, harvest.clock())

    harvest.perform("publish", source.id, publish)


def _status_after(error: PubharvestError) -> RunStatus:
    """Incomplete where another run may well see what this one could not."""
    passes = (HarvestIncomplete, DatabaseUnusable, FeedUnwritable)
    return RunStatus.INCOMPLETE if isinstance(error, passes) else RunStatus.FAILED


def _broken(run_id: str, source: Source, started_at: datetime, status: RunStatus, reason: str) -> Run:
    """A run that the catalogue could not write down."""
    return Run(
        id=run_id,
        source_id=source.id,
        status=status,
        started_at=started_at,
        finished_at=None,
        reasons=(reason,),
        counts=RunCounts(),
    )
