"""Deployments follow the source files, and a scheduled run of one goes all the way, worker and all."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from flows.deployments import enter_home
from models.errors import SettingsInvalid
from services.harvest.source_choice import read_sources
from tests.flow_api import FlowApi, wait_until
from tests.loopback import LoopbackSite
from tests.paths import ROOT

POOL = "loopback"
"""Of this test alone: a worker on the real pool would harvest real sites, were it run at the right minute."""

ENDED = {"COMPLETED", "FAILED", "CRASHED"}

SOURCE = """url = "{url}"
kind = "listing"
[listing]
row = ".row"
follow = false
[listing.fields]
title = "h3"
detail_url = "h3 a::attr(href)"
[politeness]
delay_s = 0
"""


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    """What ``prefect.yaml`` says."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    return content


def test_every_schedule_is_that_of_the_source_file(declared: dict[str, Any]) -> None:
    deployed = {
        deployment["parameters"]["source_id"]: deployment["schedules"]
        for deployment in declared["deployments"]
        if deployment["entrypoint"] == "flows.harvest.harvest_source"
    }
    assert deployed == {
        source.id: [{"cron": source.schedule, "timezone": source.timezone}]
        for source in read_sources(ROOT / "harvesters" / "sources")[0]
        if source.enabled and source.schedule
    }


def test_a_deployment_never_runs_twice_at_once(declared: dict[str, Any]) -> None:
    limits = [deployment["concurrency_limit"] for deployment in declared["deployments"]]
    assert limits == [{"limit": 1, "collision_strategy": "CANCEL_NEW"}] * len(limits)


def test_no_path_of_a_machine_is_deployed(declared: dict[str, Any]) -> None:
    assert re.findall(r'"[^"]*/[^"]*"', json.dumps(declared)) == []


def test_a_worker_enters_the_home_that_it_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setenv("PUBHARVEST_HOME", str(tmp_path))
    assert enter_home() == {"directory": str(tmp_path)}
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize("home", [None, "", "relative", "/no/such/folder"])
def test_a_worker_without_a_home_refuses_to_run(home: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if home is None:
        monkeypatch.delenv("PUBHARVEST_HOME", raising=False)
    else:
        monkeypatch.setenv("PUBHARVEST_HOME", home)
    with pytest.raises(SettingsInvalid, match=r"^PUBHARVEST_HOME: .* in the worker's environment$"):
        enter_home()


def run_prefect(arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    """A command of Prefect's, which has to succeed."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def worker_of(pool: str, log: Path, environment: dict[str, str]) -> Iterator[None]:
    """A worker, and nothing of it afterwards."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool]
    with log.open("wb") as out:
        worker = subprocess.Popen(
            command, env=environment, cwd=log.parent, stdout=out, stderr=out, start_new_session=True
        )
    family = [psutil.Process(worker.pid)]
    try:
        yield
    finally:
        family += family[0].children(recursive=True)
        worker.send_signal(signal.SIGINT)
        _, alive = psutil.wait_procs(family, timeout=20)
        for process in alive:
            process.kill()
        worker.wait()
        assert alive == []


def add_deployment(declared: dict[str, Any], source_id: str) -> dict[str, Any]:
    """What was declared, and one more deployment like the first one, for another source and pool."""
    another = declared["deployments"][0] | {
        "name": source_id,
        "parameters": {"source_id": source_id},
        "schedules": [{"interval": 20, "timezone": "UTC"}],
        "work_pool": {"name": POOL},
    }
    return declared | {"deployments": [*declared["deployments"], another]}


@pytest.mark.flow_engine
def test_a_scheduled_run_completes_and_shows_what_it_did(
    flow_server: str, declared: dict[str, Any], site: LoopbackSite, tmp_path: Path
) -> None:
    site["/manuals"] = "<main><div class='row'><h3><a href='/d/one'>A manual</a></h3></div></main>"
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "agency.toml").write_text(SOURCE.format(url=f"{site.url}/manuals"))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PREFECT_API_URL": flow_server,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PUBHARVEST_SOURCES_DIR": "sources",
        "PUBHARVEST_ALLOW_HOSTS": "127.0.0.1",
    }
    api = FlowApi(flow_server)
    for pool in (declared["deployments"][0]["work_pool"]["name"], POOL):
        run_prefect(["work-pool", "create", "--type", "process", pool], tmp_path, environment)
    declared = add_deployment(declared, "agency")
    (tmp_path / "prefect.yaml").write_text(yaml.safe_dump(declared))
    run_prefect(["deploy", "--all"], tmp_path, environment)
    assert {one["name"] for one in api.deployments()} >= {one["name"] for one in declared["deployments"]}

    with worker_of(POOL, tmp_path / "worker.log", environment | {"PUBHARVEST_HOME": str(tmp_path)}):
        flow_run = wait_until(
            lambda: next((run for run in api.flow_runs_of("agency") if run["state_type"] in ENDED), None), 90
        )
    assert (flow_run["state_name"], flow_run["auto_scheduled"]) == ("Completed", True), flow_run["state"]
    artifacts = api.artifacts(flow_run["id"])
    assert set(artifacts) == {"changes-agency", "counts-agency"}
    assert "A manual" in artifacts["changes-agency"]
    assert (tmp_path / "var" / "feeds" / "atom.xml").exists()
