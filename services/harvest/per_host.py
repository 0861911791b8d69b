"""Several sources at once, but never two of one host."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from contextvars import copy_context
from itertools import chain
from threading import Event, Thread

from models.run import Run
from models.source import Source
from text.urls import host_of

AT_ONCE = 2

STOP_S = 5.0
"""What is stopped gets this long to write down that it was."""

HEAR_S = 0.5

Lane = tuple[Source, ...]
"""Sources that share a host and so are harvested one after the other."""


def group_by_host(sources: Iterable[Source]) -> tuple[Lane, ...]:
    """Every source in exactly one lane; no host, alias included, in more than one."""
    lanes: list[tuple[frozenset[str], Lane]] = []
    for source in sources:
        hosts = frozenset((host_of(source.url), *source.host_aliases))
        joined = [lane for lane in lanes if lane[0] & hosts]
        lanes = [lane for lane in lanes if not lane[0] & hosts]
        members = (*chain.from_iterable(lane for _, lane in joined), source)
        lanes.append((hosts.union(*(others for others, _ in joined)), members))
    return tuple(lane for _, lane in lanes)


def harvest_per_host(
    sources: Sequence[Source], harvest_one: Callable[[Source], Run], stop: Event
) -> tuple[Run, ...]:
    """One run a source, in the order of the sources.

    What ends the caller, such as a signal, is passed on; before that ``stop`` is set, which ``harvest_one``
    has to heed. Crawls that don't end in time end with this process.
    """
    lanes = group_by_host(sources)
    if len(lanes) == 1:
        # Signals are raised in the main thread: there a crawl is ended at once.
        return tuple(map(harvest_one, sources))
    runs: dict[str, Run] = {}
    waiting = iter(lanes)

    def work(ending: Future[None]) -> None:
        try:
            while not stop.is_set() and (lane := next(waiting, None)):
                runs.update((source.id, harvest_one(source)) for source in lane)
            ending.set_result(None)
        except BaseException as error:
            stop.set()
            ending.set_exception(error)

    _work_side_by_side(work, stop)
    return tuple(runs[source.id] for source in sources)


def _work_side_by_side(work: Callable[[Future[None]], None], stop: Event) -> None:
    endings: list[Future[None]] = [Future() for _ in range(AT_ONCE)]
    try:
        for ending in endings:
            # In the flow's context; a daemon, since a crawl that hangs must not keep the process from ending.
            Thread(target=copy_context().run, args=(work, ending), daemon=True).start()
        # Not one long wait: a signal that came in the moment before it began would be heard at its end only.
        while wait(endings, HEAR_S).not_done:
            pass
    except BaseException:
        stop.set()
        wait(endings, STOP_S)
        raise
    for ending in endings:
        ending.result()
