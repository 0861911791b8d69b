"""The whole catalogue matched again by several processes: records and ranges of keys as mapped tasks."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from math import ceil
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.engine import flow_engine
from models.errors import StorageConflict
from models.matching import Judgement
from services.matching.blocking_keys import thin_blocks
from services.matching.rematch import Rematched, index_apart, judge_apart, judge_duplicates, settle
from services.matching.rematch_shares import Share, check_apart, share_records
from services.session import Clock, open_catalogue, publish_to, utc_now
from services.settings import Settings
from storage.blocks import KeyRange, count_records, page_records, split_keys
from storage.database import Connection, Database
from storage.journal import read_head
from storage.runs import list_runs
from text.batches import BATCH
from transforms.matching.watch import watch_nothing

T = TypeVar("T")

RECORDS_A_TASK = 20 * BATCH
"""At most: it bounds the memory of a task, not the outcome."""

_AS_TASK: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "result_serializer": "pickle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every task of a rematch is given."""

    settings: Settings
    now: datetime
    pool: Executor | None
    """Where tasks have their work done; ``None``: where they run themselves."""

    def perform(self, work: Callable[..., T], *given: Any) -> T:
        return self.pool.submit(work, *given).result() if self.pool else work(*given)


def rematch_in_parts(
    settings: Settings, parts: int, *, runner: TaskRunner[Any] | None = None, clock: Clock = utc_now
) -> Rematched:
    """The same as ``rematch``, judged in independent parts; the outcome does not depend on their number.

    Args:
        runner: where the tasks run and do their work, such as a Dask or Ray runner whose machines reach the
            database; default: here, with as many processes for the work as there are parts.

    Raises:
        StorageConflict: if the catalogue was changed while the parts were judged; nothing is changed then.
    """
    with ExitStack() as stack:
        pool = None
        if runner is None:
            # Not forked: connections and threads of this process are not for a child to inherit.
            spawn = multiprocessing.get_context("spawn")
            pool = stack.enter_context(ProcessPoolExecutor(parts, mp_context=spawn))
            runner = ThreadPoolTaskRunner(max_workers=parts)
        stack.enter_context(flow_engine())
        done = _as_flow(Job(settings=settings, now=clock(), pool=pool), parts, runner)
    with open_catalogue(settings) as database:
        publish_to(database, settings, clock())
    return done


def _as_flow(job: Job, parts: int, runner: TaskRunner[Any]) -> Rematched:
    # The settings may hold the database's password, so that they are no parameter of the flow.
    @flow(name="rematch-catalogue", task_runner=runner, persist_result=False, result_serializer="pickle")
    def rematch_catalogue() -> Rematched:
        return _rematch(job, parts)

    return rematch_catalogue()


def _rematch(job: Job, parts: int) -> Rematched:
    log = get_run_logger()
    with open_catalogue(job.settings) as database:
        with database.read() as connection:
            size = share_out(count_records(connection), parts)
            pages = tuple(page_records(connection, size=size))
        index_page.map(pages, unmapped(job)).result()
        with database.write() as connection:
            thin_blocks(connection)
        log.info("indexed %s pages of records", len(pages))
        with database.read() as connection:
            before = _state(connection)
            ranges = split_keys(connection, parts)
        judged: list[list[Judgement]] = judge_part.map(ranges, unmapped(job)).result()
        log.info("judged %s ranges of blocking keys", len(ranges))
        with database.read() as connection:
            judged += judge_duplicates(connection, job.now)
            shares = share_records(connection, chain.from_iterable(judged), parts)
        changing = frozenset[str]().union(*check_part.map(shares, unmapped(job)).result())
        log.info("%s records are in publications that change", len(changing))
        return _settle(database, judged, changing, before, job)


def share_out(records: int, parts: int) -> int:
    """Records a task, so that every part gets as many tasks, and no task more than ``RECORDS_A_TASK``."""
    rounds = max(1, ceil(records / (parts * RECORDS_A_TASK)))
    return max(1, ceil(records / (parts * rounds)))


def _settle(
    database: Database,
    judged: list[list[Judgement]],
    changing: frozenset[str],
    before: tuple[object, ...],
    job: Job,
) -> Rematched:
    with database.write() as connection:
        if _state(connection) != before:
            raise StorageConflict("the catalogue was changed while it was matched again; start once more")
        return settle(connection, judged, watch_nothing, job.now, changing=changing)


def _state(connection: Connection) -> tuple[object, ...]:
    """Differs if anything was ingested or decided in between."""
    head = read_head(connection)
    newest = list_runs(connection, limit=1)
    return head.seq, head.epoch, [(run.id, run.status) for run in newest]


@task(name="index", **_AS_TASK)
def index_page(record_ids: tuple[str, ...], job: Job) -> None:
    """Bring the blocking keys of these records to today's rules."""
    job.perform(index_apart, job.settings, record_ids)


@task(name="judge", **_AS_TASK)
def judge_part(within: KeyRange, job: Job) -> list[Judgement]:
    """The engine's judgements on the pairs of the range, without ``distinct``."""
    return job.perform(judge_apart, job.settings, within, job.now)


@task(name="check", **_AS_TASK)
def check_part(share: Share, job: Job) -> frozenset[str]:
    """The records of the share whose publications change."""
    return job.perform(check_apart, job.settings, share, job.now)
