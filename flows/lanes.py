"""Several sources at once, but never two of one host."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import chain
from threading import Event
from urllib.parse import urlsplit

from models.run import Run
from models.source import Source

AT_ONCE = 2

Lane = tuple[Source, ...]
"""Sources that share a host and so are harvested one after the other."""


def group_by_host(sources: Iterable[Source]) -> tuple[Lane, ...]:
    """Every source in exactly one lane; no host, alias included, in more than one."""
    lanes: list[tuple[frozenset[str], Lane]] = []
    for source in sources:
        hosts = frozenset((urlsplit(source.url).hostname or "", *source.host_aliases))
        joined = [lane for lane in lanes if lane[0] & hosts]
        lanes = [lane for lane in lanes if not lane[0] & hosts]
        members = (*chain.from_iterable(lane[1] for lane in joined), source)
        lanes.append((hosts.union(*(lane[0] for lane in joined)), members))
    return tuple(lane for _, lane in lanes)


def harvest_in_lanes(
    sources: Iterable[Source], harvest_one: Callable[[Source], Run], stop: Event
) -> tuple[Run, ...]:
    """One run a source, in the order of the sources.

    What ends the caller, such as a signal, sets ``stop``, which ``harvest_one`` has to heed, and is passed on
    when the harvests under way have ended.
    """
    ordered = tuple(sources)
    lanes = group_by_host(ordered)
    if len(lanes) == 1:
        # Signals are raised in the main thread, so that a lone crawl is ended at once.
        return tuple(harvest_one(source) for source in ordered)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="lane") as pool:
        # Each lane its own copy: a context can't be entered twice.
        waiting = [pool.submit(copy_context().run, _harvest_lane, lane, harvest_one) for lane in lanes]
        try:
            runs = {run.source_id: run for future in waiting for run in future.result()}
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(runs[source.id] for source in ordered)


def _harvest_lane(lane: Lane, harvest_one: Callable[[Source], Run]) -> tuple[Run, ...]:
    return tuple(harvest_one(source) for source in lane)
