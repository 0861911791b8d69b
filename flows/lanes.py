"""Several sources at once, but never two of one host."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from itertools import chain
from threading import Event, Thread
from urllib.parse import urlsplit

from models.run import Run
from models.source import Source

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
        hosts = frozenset((urlsplit(source.url).hostname or "", *source.host_aliases))
        joined = [lane for lane in lanes if lane[0] & hosts]
        lanes = [lane for lane in lanes if not lane[0] & hosts]
        members = (*chain.from_iterable(lane for _, lane in joined), source)
        lanes.append((hosts.union(*(others for others, _ in joined)), members))
    return tuple(lane for _, lane in lanes)


def harvest_in_lanes(
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
    errors: list[BaseException] = []
    waiting = iter(lanes)

    def work() -> None:
        try:
            while not stop.is_set() and (lane := next(waiting, None)):
                runs.update((source.id, harvest_one(source)) for source in lane)
        except BaseException as error:
            errors.append(error)
            stop.set()

    with _stopping(stop) as threads:
        for _ in range(AT_ONCE):
            # In the flow's context; a daemon, since a crawl that hangs must not keep the process from ending.
            threads.append(Thread(target=copy_context().run, args=(work,), daemon=True))
            threads[-1].start()
        # Not one long wait: a signal that came in the moment before it began would be heard at its end only.
        for thread in threads:
            while thread.is_alive():
                thread.join(HEAR_S)
    if errors:
        raise errors[0]
    return tuple(runs[source.id] for source in sources)


@contextmanager
def _stopping(stop: Event) -> Iterator[list[Thread]]:
    """Threads to be started and waited for in the ``with``; what ends it early stops them, if they let it."""
    threads: list[Thread] = []
    try:
        yield threads
    except BaseException:
        stop.set()
        deadline = time.monotonic() + STOP_S
        for thread in threads:
            if thread.ident is not None:  # else it was never started
                thread.join(max(0.0, deadline - time.monotonic()))
        raise
