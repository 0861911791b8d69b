"""Runs one spider in one subprocess. This side must not import Scrapy: its reactor runs once a process."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import orjson

from harvesters.crawl.spool import discard_unfinished, noun_adapter, spool_path, unfinished_path
from models.errors import HarvestIncomplete
from models.source import Source
from text.failpoints import armed_as
from text.printable import printable

GRACE_S = 20.0
"""A crawl stops itself at its time limit and leaves what it has; one that doesn't is killed this later."""

_ORDER = "order.json"
_CHUNK_BYTES = 1 << 16
_LONGEST_LOG_LINE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOrder:
    """All that a spider is told."""

    run_id: str
    source: Source
    var_dir: Path
    allow_hosts: tuple[str, ...]
    """Hosts that may be reached although their address is not public."""
    contact: str | None
    """Address or URL that the user agent names."""
    started_at: datetime
    is_full: bool = False
    """Fetch every page again, also those that say they have not changed."""
    previous: Path | None = None
    """Spool of an earlier run of the source: what its pages say again need not be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl has come."""

    pages: int
    rows: int
    elapsed_s: float


class Watch(Protocol):
    """Whoever looks on while a crawl runs. Called in the caller's own thread."""

    def on_progress(self, progress: Progress) -> None:
        """A few times a second at most, and once at the end."""

    def on_log(self, level: str, line: str) -> None:
        """One line, safe for a terminal; ``level`` is info, warning or error."""


def crawl_source(order: CrawlOrder, *, watch: Watch) -> Path:
    """The spool folder that the crawl left; it may say that the crawl is incomplete.

    Raises:
        HarvestIncomplete: the crawl broke so badly that it left no spool.
    """
    finished = spool_path(order.var_dir, order.run_id)
    if finished.exists():
        return finished
    try:
        with _start_spider(order) as spider:
            ending = _follow(spider, order.source.limits.max_run_s + GRACE_S, watch)
    finally:
        discard_unfinished(order.var_dir, order.run_id)
    if not finished.exists():
        raise HarvestIncomplete(f"{order.source.id}: {ending}", source_id=order.source.id)
    return finished


@contextlib.contextmanager
def _start_spider(order: CrawlOrder) -> Iterator["subprocess.Popen[bytes]"]:
    """The spider's process; whatever happens inside the ``with``, it and its children are gone afterwards."""
    path = _write_order(order)
    # ``-P`` keeps the working directory, which is the caller's, out of what the spider may import.
    command = [sys.executable, "-P", "-m", "harvesters.spiders.process", str(path), str(os.getpid())]
    command += filter(None, [armed_as()])
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, *_inherited_path()])}
    spider = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield spider
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(spider.pid, signal.SIGKILL)
        spider.communicate()


def _inherited_path() -> list[str]:
    path = os.environ.get("PYTHONPATH")
    return [path] if path else []


def _write_order(order: CrawlOrder) -> Path:
    path = unfinished_path(order.var_dir.resolve(), order.run_id) / _ORDER
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noun_adapter(CrawlOrder).dump_json(order))
    except OSError as error:
        raise HarvestIncomplete(
            f"{order.source.id}: the spool can't be written to {path.parent.parent}: {error.strerror}",
            source_id=order.source.id,
        ) from error
    return path


def read_order(path: Path) -> CrawlOrder:
    """The order in that file, which is gone afterwards: a finished spool holds no working papers."""
    order = noun_adapter(CrawlOrder).validate_json(path.read_bytes())
    path.unlink()
    return order


def _follow(spider: "subprocess.Popen[bytes]", limit_s: float, watch: Watch) -> str:
    """Passes on what the spider says until it ends or its time is over; how it ended, in words."""
    started = time.monotonic()
    deadline = started + limit_s
    last_words = ""
    for is_report, line in _read_lines(spider, deadline):
        if is_report:
            _pass_on(line, watch, time.monotonic() - started)
        else:
            last_words = printable(line.decode("utf-8", "replace"), _LONGEST_LOG_LINE) or last_words
            watch.on_log("warning", last_words)
    try:
        code = spider.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return f"the crawl was killed: it had not ended {limit_s:.0f} s after its start (limits.max_run_s)"
    if code < 0:
        return f"the crawl was killed by {signal.Signals(-code).name}; nothing of it was kept, harvest again"
    return f"the crawl broke (exit code {code}); nothing of it was kept: {last_words or 'it said nothing'}"


def _read_lines(spider: "subprocess.Popen[bytes]", deadline: float) -> Iterator[tuple[bool, bytes]]:
    """(is it a report, line) as the lines come, until both streams end or the deadline is reached."""
    assert spider.stdout is not None
    assert spider.stderr is not None
    with selectors.DefaultSelector() as ready:
        rests: dict[IO[bytes], bytes] = {spider.stdout: b"", spider.stderr: b""}
        for stream in rests:
            ready.register(stream, selectors.EVENT_READ)
        while ready.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in ready.select(left):
                stream = spider.stdout if key.fileobj is spider.stdout else spider.stderr
                chunk = os.read(stream.fileno(), _CHUNK_BYTES)
                *lines, rests[stream] = (rests[stream] + chunk).split(b"\n")
                if not chunk:
                    ready.unregister(stream)
                    lines = [rests[stream]]
                yield from ((stream is spider.stdout, line) for line in lines if line)


def _pass_on(report: bytes, watch: Watch, elapsed_s: float) -> None:
    try:
        said = orjson.loads(report)
    except orjson.JSONDecodeError:  # the spider was killed in the middle of a line
        return
    if "line" in said:
        watch.on_log(said["level"], said["line"])
    else:
        watch.on_progress(Progress(pages=said["pages"], rows=said["rows"], elapsed_s=elapsed_s))
