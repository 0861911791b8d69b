"""Sources of different hosts go side by side, those of one host never."""

import os
import signal
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.run import Run, RunCounts, RunStatus
from models.source import Source
from services.harvest.per_host import AT_ONCE, group_by_host, harvest_per_host
from tests.factories import NOON, make_source

HOSTS = st.sampled_from(["a.example", "b.example", "c.example", "d.example"])


def source_on(host: str, number: int = 0, aliases: tuple[str, ...] = ()) -> Source:
    return make_source(f"{host[0]}{number}", url=f"https://{host}/{number}", host_aliases=aliases)


def run_of(source: Source) -> Run:
    return Run(
        id=f"run-{source.id}",
        source_id=source.id,
        status=RunStatus.COMPLETE,
        started_at=NOON,
        finished_at=NOON,
        reasons=(),
        counts=RunCounts(),
    )


@given(st.lists(st.tuples(HOSTS, st.lists(HOSTS, max_size=2))))
def test_every_source_is_in_one_lane_and_no_host_in_two(asked: list[tuple[str, list[str]]]) -> None:
    sources = [source_on(host, number, tuple(aliases)) for number, (host, aliases) in enumerate(asked)]
    lanes = group_by_host(sources)
    assert sorted(source.id for lane in lanes for source in lane) == sorted(source.id for source in sources)
    hosts = [
        {host for source in lane for host in (source.url.split("/")[2], *source.host_aliases)}
        for lane in lanes
    ]
    assert sum(map(len, hosts)) == len(set().union(*hosts))


def test_runs_come_in_the_order_of_the_sources() -> None:
    sources = [
        source_on(host, number) for number in range(2) for host in ("c.example", "a.example", "b.example")
    ]
    runs = harvest_per_host(sources, run_of, threading.Event())
    assert [run.source_id for run in runs] == [source.id for source in sources]


def test_two_hosts_are_harvested_at_the_same_time() -> None:
    meeting = threading.Barrier(AT_ONCE, timeout=10)

    def harvest(source: Source) -> Run:
        meeting.wait()
        return run_of(source)

    sources = [source_on("a.example"), source_on("b.example")]
    assert len(harvest_per_host(sources, harvest, threading.Event())) == AT_ONCE


def test_one_host_is_harvested_by_one_thread() -> None:
    threads: dict[str, int] = {}

    def harvest(source: Source) -> Run:
        threads[source.id] = threading.get_ident()
        return run_of(source)

    sources = [source_on("a.example", number) for number in range(20)] + [source_on("b.example")]
    harvest_per_host(sources, harvest, threading.Event())
    assert len({threads[source.id] for source in sources[:20]}) == 1


def test_a_signal_stops_what_is_under_way_and_is_passed_on() -> None:
    stop = threading.Event()
    meeting = threading.Barrier(AT_ONCE, timeout=10)
    stopped: list[str] = []

    def harvest(source: Source) -> Run:
        if meeting.wait() == 0:
            os.kill(os.getpid(), signal.SIGINT)  # as from outside: it reaches the main thread
        stop.wait(10)
        stopped.append(source.id)
        return run_of(source)

    sources = [source_on(host) for host in ("a.example", "b.example", "c.example", "d.example")]
    with pytest.raises(KeyboardInterrupt):
        harvest_per_host(sources, harvest, stop)
    assert sorted(stopped) == ["a0", "b0"]


def test_an_error_of_our_own_is_passed_on() -> None:
    def harvest(source: Source) -> Run:
        raise ZeroDivisionError(source.id)

    with pytest.raises(ZeroDivisionError):
        harvest_per_host([source_on("a.example"), source_on("b.example")], harvest, threading.Event())
