"""The flows: one source, or all of them, harvested by ``services.harvest`` as tasks of the flow engine."""

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import show_counts, show_run
from flows.engine import Tell, flow_engine, log_wait
from harvesters.crawl.parent import Progress
from models.errors import SourceInvalid
from models.run import Run, RunStatus
from models.source import Source
from services.harvest.harvest import Harvest, harvest_sources
from services.harvest.run_text import tell_run, tell_trouble
from services.harvest.source_choice import choose_sources
from services.session import open_catalogue, utc_now
from services.settings import Settings, load_settings
from storage.database import Database

T = TypeVar("T")

TOLD_EVERY_S = 60.0
"""How often a crawl under way is told of in the flow's log."""

MAX_MESSAGE = 2_000
"""Characters; the log has the rest."""

LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


@flow(name="harvest-source", flow_run_name="{source_id}", persist_result=False, result_serializer="json")
def harvest_source(
    source_id: str,
    sources_dir: Path | None = None,
    var_dir: Path | None = None,
    database_secret: str | None = None,
    is_full: bool = False,
) -> State[Any]:
    """Harvest one source: crawl, check, ingest, publish.

    Args:
        source_id: as its file says.
        sources_dir: folder of the source files; default: as the environment says.
        var_dir: where spool, captures and feeds are kept; default: as the environment says.
        database_secret: name of a Secret block that holds the database URL; default: as the environment says.
        is_full: fetch every page again, also those that have not changed.
    """
    settings = _load_settings(sources_dir, var_dir, database_secret)
    return _refresh([source_id], settings, is_full=is_full)


@flow(name="refresh-catalogue", persist_result=False, result_serializer="json")
def refresh_catalogue(
    source_ids: list[str] | None = None,
    sources_dir: Path | None = None,
    var_dir: Path | None = None,
    database_secret: str | None = None,
    is_full: bool = False,
) -> State[Any]:
    """Harvest the named sources, by default all that are enabled; one that fails does not stop the others.

    Args:
        source_ids: as their files say; default: all that are enabled.
        sources_dir: folder of the source files; default: as the environment says.
        var_dir: where spool, captures and feeds are kept; default: as the environment says.
        database_secret: name of a Secret block that holds the database URL; default: as the environment says.
        is_full: fetch every page again, also those that have not changed.
    """
    settings = _load_settings(sources_dir, var_dir, database_secret)
    return _refresh(source_ids or (), settings, is_full=is_full)


def run_refresh(
    source_ids: Sequence[str],
    settings: Settings,
    *,
    is_full: bool = False,
    tell: Tell = log_wait,
) -> tuple[Run, ...]:
    """What ``refresh_catalogue`` does, with these settings instead of the environment's; one run a source.

    Several calls inside one ``with flow_engine()`` share its server. ``tell`` hears while a server starts.

    Raises:
        SettingsInvalid: if the configured flow server does not answer.
        SourceUnknown, SourceInvalid, DatabaseUnusable: before any site is touched.
    """

    # The settings may hold the database's password, so that they are no parameter of the flow.
    @flow(name=refresh_catalogue.name, persist_result=False, result_serializer="json")
    def refresh(source_ids: list[str], is_full: bool) -> State[Any]:
        return _refresh(source_ids, settings, is_full=is_full)

    with flow_engine(tell=tell):
        state = refresh(list(source_ids), is_full, return_state=True)
    runs: Any = state.result(raise_on_failure=False)
    if isinstance(runs, BaseException):
        raise runs
    return tuple(runs)


def _load_settings(sources_dir: Path | None, var_dir: Path | None, database_secret: str | None) -> Settings:
    url = cast(Secret[Any], Secret.load(database_secret)).get() if database_secret else None
    return load_settings(database_url=url, var_dir=var_dir, sources_dir=sources_dir)


def _refresh(source_ids: Sequence[str], settings: Settings, *, is_full: bool) -> State[Any]:
    chosen = choose_sources(settings.sources_dir, source_ids)
    with open_catalogue(settings) as database:
        watch = FlowWatch(database)
        harvest = Harvest(
            database=database, settings=settings, watch=watch, is_full=is_full, perform=perform_as_task
        )
        runs = harvest_sources(chosen.sources, harvest)
        watch.on_all_done(runs)
    return conclude(runs, chosen.broken)


def conclude(runs: Sequence[Run], broken: Sequence[SourceInvalid] = ()) -> State[Any]:
    """``Completed`` if every run is complete; else of type Failed, and named for what an operator will find.

    The name is the run's status, such as ``Held``; where more than one source needs attention, ``Failed``.
    """
    troubled = [run for run in runs if run.status is not RunStatus.COMPLETE]
    told = [*filter(None, map(tell_trouble, runs)), *map(str, broken)]
    if not told:
        return Completed(message=_join(map(tell_run, runs)) or "no source is enabled", data=runs)
    name = troubled[0].status.value.capitalize() if troubled and len(told) == 1 else "Failed"
    return Failed(name=name, message=_join(told), data=runs)


def _join(told: Iterable[str]) -> str:
    text = "\n".join(told)
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} …"


def perform_as_task(step: str, source_id: str, work: Callable[[], T]) -> T:
    """Carry out a harvest's step as a task of the flow; in this thread, where signals reach it."""
    as_task = task(
        name=step,
        task_run_name=f"{step} {source_id}",
        cache_policy=NO_CACHE,
        persist_result=False,
        result_serializer="json",
    )
    return as_task(work)()


class FlowWatch:
    """Tells the flow's log what happens, and leaves artifacts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log = get_run_logger()
        self._told_at_s: dict[str, float] = {}

    def on_start(self, source: Source) -> None:
        self._log.info("%s: harvesting %s", source.id, source.url)

    def on_progress(self, source_id: str, progress: Progress) -> None:
        if progress.elapsed_s - self._told_at_s.get(source_id, 0.0) >= TOLD_EVERY_S:
            self._told_at_s[source_id] = progress.elapsed_s
            self._log.info("%s: %s pages, %s records so far", source_id, progress.pages, progress.rows)

    def on_log(self, source_id: str, level: str, line: str) -> None:
        self._log.log(LEVELS[level], "%s: %s", source_id, line)

    def on_done(self, source: Source, run: Run) -> None:
        level = logging.INFO if run.status is RunStatus.COMPLETE else logging.ERROR
        self._log.log(level, "%s", tell_trouble(run) or tell_run(run))
        self._try_to_show(lambda: show_run(run, self._database, now=utc_now()))

    def on_all_done(self, runs: Sequence[Run]) -> None:
        if len(runs) > 1:
            self._try_to_show(lambda: show_counts(runs, key="counts-refresh-catalogue"))

    def _try_to_show(self, show: Callable[[], None]) -> None:
        try:
            show()
        except Exception:  # what is done and stored must not fail because it can't be shown
            self._log.warning("artifacts could not be left", exc_info=True)
