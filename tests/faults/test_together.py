"""Rows 13, 14, 16 and 19: harvests at the same time, and by a clock that steps back."""

import asyncio
import fcntl
import signal
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest
from prefect.server.schemas.schedules import CronSchedule

from harvesters.crawl.parent import Progress
from harvesters.sources.files import load_source
from models.run import Run
from models.source import Source
from services.harvest.harvest import Harvest, run_harvest
from services.session import open_catalogue
from services.settings import Settings
from tests.faults import lies
from tests.faults.server import FaultServer
from tests.faults.shelf import make_books, path_of, reword
from tests.faults.stage import Stage
from tests.faults.verdicts import CREATED, assert_complete, assert_unharmed


def test_a_second_harvest_at_once_says_so_and_a_lock_goes_with_its_holder(
    harvested: Stage, server: FaultServer
) -> None:
    harvested.add_source("shelf", f"{server.url}/list", timeout_s=60)
    server[path_of(2)] = lies.hanging
    arguments = ("harvest", "--sources", str(harvested.sources_dir), *harvested.settings)
    with harvested.start(*arguments) as first:
        while path_of(2) not in server.paths_asked:
            assert first.poll() is None
        spiders = psutil.Process(first.pid).children(recursive=True)
        assert len(spiders) == 1
        told = harvested.harvest()
        assert (told.code, told.status) == (1, "failed")
        assert told.errors == (
            "pubharvest: shelf: failed: shelf: another harvest of it is under way; wait for it to end",
        )
        assert server.requests == []
        first.send_signal(signal.SIGKILL)
        first.communicate()
    assert not psutil.wait_procs(spiders, timeout=5)[1], "the spider has died with its command"
    harvested.stock(make_books())
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Looks away."""

    def on_start(self, source: Source) -> None: ...

    def on_progress(self, source_id: str, progress: Progress) -> None: ...

    def on_log(self, source_id: str, level: str, line: str) -> None: ...

    def on_done(self, source: Source, run: Run) -> None: ...


def harvest_at(stage: Stage, *moments: datetime) -> list[Run]:
    """One harvest at each of the times that a clock shows."""
    settings = Settings(
        database_url=stage.database_url,
        var_dir=stage.var_dir,
        sources_dir=stage.sources_dir,
        allow_hosts=("127.0.0.1",),
    )
    source = load_source(stage.sources_dir / "shelf.toml")
    runs = []
    with open_catalogue(settings) as database:
        for number, moment in enumerate(moments):
            stage.stock([*map(reword, make_books()[:number]), *make_books()[number:]])
            harvest = Harvest(
                database=database, settings=settings, watch=Unwatched(), clock=lambda moment=moment: moment  # type: ignore[misc]
            )  # fmt: skip
            runs.append(run_harvest(source, harvest))
    return runs


def test_a_clock_that_steps_back_neither_stops_harvests_nor_turns_their_order(stage: Stage) -> None:
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    runs = harvest_at(stage, noon, noon - timedelta(hours=1), noon - timedelta(days=400))
    assert [run.status for run in runs] == ["complete"] * 3
    assert stage.ops == [*CREATED, "update", "update"]
    by_time = stage.query("SELECT id FROM runs ORDER BY started_at")
    assert by_time == [(run.id,) for run in runs]
    seqs = stage.query("SELECT first_seq, last_seq FROM runs ORDER BY started_at")
    assert seqs == [(1, 15), (16, 16), (17, 17)]
    assert {str(at)[-1] for (at,) in stage.query("SELECT at FROM v1_changes")} == {"Z"}


@pytest.mark.parametrize("first_day", [date(2026, 3, 27), date(2026, 10, 23)], ids=["gap", "fold"])
def test_a_schedule_fires_once_a_day_where_an_hour_is_missing_or_comes_twice(first_day: date) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    schedule = CronSchedule(cron="30 2 * * *", timezone="Europe/Berlin")
    dates = asyncio.run(schedule.get_dates(5, start=datetime.combine(first_day, time(12), berlin)))
    assert [at.date() for at in dates] == [first_day + timedelta(days=number) for number in range(1, 6)]


def test_a_lock_file_that_was_left_behind_keeps_nobody_out(harvested: Stage) -> None:
    lock: Path = harvested.var_dir / "locks" / "shelf.lock"
    assert lock.exists()
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    assert_complete(harvested.harvest())
