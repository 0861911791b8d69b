"""A flow server is waited for as long as it lives, aloud, and gets another port where its own was taken."""

import sys
from pathlib import Path

import pytest

from models.errors import SettingsInvalid

SLOW = """
import http.server, sys, time
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
time.sleep({delay_s})
http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Healthy).serve_forever()
"""

TAKEN = """
import pathlib, socket, subprocess, sys, time
tried = pathlib.Path("tried")
if not tried.exists():
    tried.write_text("once")
    # Another process listens on the port, which outlives this one and says nothing that is HTTP.
    keep = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); "
    keep += "print(flush=True); time.sleep(20)"
    other = subprocess.Popen([sys.executable, "-c", keep, sys.argv[-1]], stdout=subprocess.PIPE)
    other.stdout.readline()
    sys.exit(1)
"""


def start(home: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], str]:
    """What is told while a server that is this script starts, and its URL."""
    from flows import engine

    monkeypatch.setattr(engine, "SERVER", (sys.executable, "-c", script))
    told: list[str] = []
    with engine._run_server(home, told.append) as url:
        return told, url


def test_a_slow_server_is_waited_for_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.engine.TOLD_EVERY_S", 0.5)
    told, url = start(tmp_path, SLOW.format(delay_s=3), monkeypatch)
    assert url.startswith("http://127.0.0.1:")
    assert len(told) >= 2
    assert "waiting for the flow server" in told[0]
    assert str(tmp_path / "server.log") in told[0]


def test_a_port_that_was_taken_meanwhile_is_given_up_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, _ = start(tmp_path, TAKEN + SLOW.format(delay_s=0), monkeypatch)
    (line,) = told
    assert "another process took port" in line


def test_a_server_that_ends_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsInvalid, match=r"exit code 3.*server\.log says why"):
        start(tmp_path, "raise SystemExit(3)", monkeypatch)


def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.engine.LONGEST_START_S", 1.0)
    monkeypatch.setattr("flows.engine.STOP_S", 0.5)
    with pytest.raises(SettingsInvalid, match="did not answer within 1 s"):
        start(tmp_path, "import time; time.sleep(60)", monkeypatch)
