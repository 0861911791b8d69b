"""The flow server that flow runs are reported to: the one that is configured, else one for this process."""

import contextlib
import http
import http.client
import logging
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import (
    PREFECT_API_AUTH_STRING,
    PREFECT_API_KEY,
    PREFECT_API_URL,
    PREFECT_HOME,
    temporary_settings,
)

from models.errors import SettingsInvalid
from text.secrets import hide_in_url, hide_secrets

ROOT = Path(__file__).resolve().parents[1]

LONGEST_START_S = 600.0
"""A server with an empty home makes its database first: minutes on a busy machine, but not for ever."""

TOLD_EVERY_S = 10.0

MOST_PORTS = 5
"""Ports that are tried, if other processes take the ones that were free a moment ago."""

SERVER = (sys.executable, "-P", "-m", "flows.engine")
"""The command that serves on the port that is its last argument."""

Tell = Callable[[str], None]
"""Gets a line about what is waited for."""

STOP_S = 10.0

LOG_FILE = "server.log"

SERVER_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}


def log_wait(line: str) -> None:
    """For callers without a terminal."""
    logging.getLogger(__name__).info(line)


@contextlib.contextmanager
def flow_engine(home: Path | None = None, *, tell: Tell = log_wait) -> Iterator[None]:
    """Flow runs inside the ``with`` are reported to a server that lives as long.

    Without ``home``, it is that of an outer ``with``, or the one that ``PREFECT_API_URL`` or the Prefect
    profile names. Where there is none, or with ``home``, a server of our own is started; without ``home``,
    its home is ``PREFECT_HOME``, else a folder that is thrown away. ``tell`` hears while it starts.

    Raises:
        SettingsInvalid: if the server does not answer.
    """
    url = PREFECT_API_URL.value()
    if home is None and url:
        _require_answer(url)
        yield
        return
    with contextlib.ExitStack() as stack:
        if home is None and "PREFECT_HOME" in os.environ:
            home = PREFECT_HOME.value()
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pubharvest-flows-")))
        url = stack.enter_context(_run_server(folder.absolute(), tell))
        updates = {PREFECT_API_URL: url, PREFECT_HOME: folder.absolute()}
        with temporary_settings(updates, restore_defaults={PREFECT_API_AUTH_STRING, PREFECT_API_KEY}):
            try:
                yield
            finally:
                _send_what_waits()


def _require_answer(url: str) -> None:
    with get_client(sync_client=True) as client:
        try:
            client.api_version()
        except Exception as error:
            raise SettingsInvalid(
                f"PREFECT_API_URL: the flow server at {hide_in_url(url)} can't be used "
                f"({hide_secrets(str(error)) or type(error).__name__}); start it, or harvest with --no-flow"
            ) from error


@contextlib.contextmanager
def _run_server(home: Path, tell: Tell) -> Iterator[str]:
    """The API URL of a server of our own, whatever the environment says of another one."""
    home.mkdir(parents=True, exist_ok=True)
    server, port = _start_on_a_port(home, tell)
    try:
        yield f"http://127.0.0.1:{port}/api"
    finally:
        _end(server)


def _start_on_a_port(home: Path, tell: Tell) -> "tuple[subprocess.Popen[bytes], int]":
    """A server that answers, and its port."""
    log = home / LOG_FILE
    for _ in range(MOST_PORTS):
        port = _free_port()
        server = _start_server(home, port)
        try:
            if _await_server(server, port, log, tell):
                return server, port
        except BaseException:
            _end(server)
            raise
        _end(server)
        if not _is_taken(port):
            raise SettingsInvalid(
                f"the flow server ended before it answered (exit code {server.returncode}), {log} says why; "
                "or harvest with --no-flow"
            )
        tell(f"another process took port {port}; the flow server starts again on another one")
    raise SettingsInvalid(
        f"the flow server found no port in {MOST_PORTS} tries, {log} says why; or harvest with --no-flow"
    )


def _start_server(home: Path, port: int) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {**SERVER_SETTINGS, "PREFECT_HOME": str(home)}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with (home / LOG_FILE).open("ab") as log:
        return subprocess.Popen(
            [*SERVER, str(port)],
            cwd=home,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: connections that have ended do not take the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def _await_server(server: "subprocess.Popen[bytes]", port: int, log: Path, tell: Tell) -> bool:
    """Whether the server answers; not, once its process has ended.

    Raises:
        SettingsInvalid: if it lives but still does not answer after ``LONGEST_START_S``.
    """
    started, told = time.monotonic(), 0
    while not _is_healthy(port):
        if server.poll() is not None:
            return False
        waited = time.monotonic() - started
        if waited > LONGEST_START_S:
            raise SettingsInvalid(
                f"the flow server did not answer within {waited:.0f} s, {log} says why; "
                "or harvest with --no-flow"
            )
        if waited // TOLD_EVERY_S > told:
            told = int(waited // TOLD_EVERY_S)
            tell(f"waiting for the flow server to start ({waited:.0f} s so far; its log is {log})")
        time.sleep(0.1)
    # Whoever answers need not be the server that was started.
    return server.poll() is None


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):  # not there yet, or another program's port
        return False
    finally:
        connection.close()


def _end(server: "subprocess.Popen[bytes]") -> None:
    assert server.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        server.stdin.close()
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _send_what_waits() -> None:
    """Log lines and events are sent in the background; without their server they would be retried aloud."""
    with contextlib.suppress(RuntimeError):  # nothing was logged
        APILogWorker.instance().drain()
    EventsWorker.drain_all()


def serve(port: int) -> None:
    """Run a server on loopback until standard input ends: whoever started it has gone, or wants it gone."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    sys.argv = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


def _end_with_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
