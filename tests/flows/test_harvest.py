"""Flows end in a state that an operator sees at once, show what a run did, and leave no crawl behind."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from models.errors import SettingsInvalid, SourceUnknown
from models.run import Run, RunCounts, RunStatus
from services.settings import Settings
from tests.factories import NOON
from tests.flow_api import FlowApi, wait_until
from tests.loopback import Answer, LoopbackSite, Request
from tests.paths import ROOT
from tests.processes import find_spiders

CARDS = "".join(
    f"<div class='row'><h3><a href='/d/{slug}'>A manual of {slug}</a></h3><p>All about {slug}.</p></div>"
    for slug in ("one", "two")
)
LISTING = f"<html lang='en'><main>{CARDS}</main></html>"

SOURCE = """url = "{url}"
kind = "listing"
[listing]
row = ".row"
follow = false
[listing.fields]
title = "h3"
teaser = "p"
detail_url = "h3 a::attr(href)"
[politeness]
delay_s = 0
retries = 0
timeout_s = 20
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    sources = tmp_path / "sources"
    sources.mkdir()
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'catalogue.db'}",
        var_dir=tmp_path / "var",
        sources_dir=sources,
        allow_hosts=("127.0.0.1", "localhost"),
    )


def add_source(settings: Settings, source_id: str, url: str) -> str:
    (settings.sources_dir / f"{source_id}.toml").write_text(SOURCE.format(url=url))
    return source_id


def ended(status: RunStatus, *reasons: str) -> Run:
    return Run(
        id="run-1",
        source_id="agency",
        status=status,
        started_at=NOON,
        finished_at=NOON,
        reasons=reasons,
        counts=RunCounts(records_listed=2),
    )


@pytest.mark.parametrize(
    "status", [RunStatus.HELD, RunStatus.INCOMPLETE, RunStatus.FAILED, RunStatus.DISCARDED]
)
def test_a_run_that_needs_attention_makes_a_failed_state_named_for_it(status: RunStatus) -> None:
    from flows.harvest import conclude

    state = conclude([ended(status, "page 2 answered 500")])
    assert state.is_failed()
    assert state.name == status.value.capitalize()
    assert state.message == f"agency: {status.value}: page 2 answered 500"


def test_complete_runs_make_a_completed_state() -> None:
    from flows.harvest import conclude

    state = conclude([ended(RunStatus.COMPLETE), ended(RunStatus.COMPLETE)])
    assert state.is_completed()


def test_of_several_sources_those_that_need_attention_are_told() -> None:
    from flows.harvest import conclude

    held = replace(ended(RunStatus.HELD, "too few"), source_id="library")
    state = conclude([ended(RunStatus.COMPLETE), held, ended(RunStatus.FAILED, "broke")])
    assert (state.is_failed(), state.name) == (True, "Failed")
    assert state.message == "library: held: too few\nagency: failed: broke"


def test_every_source_id_makes_an_artifact_key() -> None:
    from prefect.client.schemas.actions import ArtifactCreate

    from flows.artifacts import artifact_key

    assert ArtifactCreate(key=artifact_key("changes", "a.b_c-1")).key == "changes-a-b-c-1"


@pytest.mark.flow_engine
def test_a_refresh_shows_its_steps_counts_and_changes(
    flow_server: str, settings: Settings, site: LoopbackSite, capfd: pytest.CaptureFixture[str]
) -> None:
    from flows.harvest import run_refresh

    site["/manuals"] = LISTING
    ids = [
        add_source(settings, "b-manuals", f"{site.url}/manuals"),
        add_source(settings, "a-manuals", f"{site.url}/manuals?"),
    ]
    runs = run_refresh(ids, settings)
    assert [(run.source_id, run.status) for run in runs] == [
        (source_id, RunStatus.COMPLETE) for source_id in ids
    ]
    assert capfd.readouterr().out == ""

    api = FlowApi(flow_server)
    flow_run = api.newest_run_of("refresh-catalogue")
    assert flow_run["parameters"] == {"source_ids": ids, "is_full": False}
    tasks = wait_until(lambda: len(found := api.tasks(flow_run["id"])) == 4 * len(ids) and found)
    steps = ("crawl", "check", "ingest", "publish")
    assert {task["name"] for task in tasks} == {f"{step} {source_id}" for step in steps for source_id in ids}
    artifacts = api.artifacts(flow_run["id"])
    shown = {f"{what}-{source_id}" for what in ("changes", "counts") for source_id in ids}
    assert set(artifacts) == shown | {"counts-refresh-catalogue"}
    assert "A manual of one" in artifacts["changes-b-manuals"]
    counts = json.loads(artifacts["counts-refresh-catalogue"])
    assert [(row["source"], row["records_listed"]) for row in counts] == [("b-manuals", 2), ("a-manuals", 2)]


@pytest.mark.flow_engine
def test_a_failing_source_fails_the_refresh_but_stops_no_other(
    flow_server: str, settings: Settings, site: LoopbackSite
) -> None:
    from flows.harvest import run_refresh

    site["/manuals"] = LISTING
    site["/broken"] = Answer(status=500)
    ids = [
        add_source(settings, "broken", f"{site.url}/broken"),
        add_source(settings, "manuals", f"{site.url}/manuals"),
    ]
    broken, manuals = run_refresh(ids, settings)
    assert (broken.status, manuals.status) == (RunStatus.INCOMPLETE, RunStatus.COMPLETE)

    api = FlowApi(flow_server)
    flow_run = api.newest_run_of("refresh-catalogue")
    assert (flow_run["state_type"], flow_run["state_name"]) == ("FAILED", "Incomplete")
    assert flow_run["state"]["message"].startswith("broken: incomplete: ")
    line = f"broken: page 1 ({site.url}/broken) answered 500"
    wait_until(lambda: (logging.WARNING, line) in api.log(flow_run["id"]))


@pytest.mark.flow_engine
def test_what_stops_a_refresh_before_any_site_is_touched_is_raised(
    flow_server: str, settings: Settings, site: LoopbackSite
) -> None:
    from flows.harvest import run_refresh

    add_source(settings, "manuals", f"{site.url}/manuals")
    with pytest.raises(SourceUnknown, match="no source 'manual'; did you mean 'manuals'"):
        run_refresh(["manual"], settings)
    assert site.requests == []


def test_a_flow_server_that_does_not_answer_is_named(settings: Settings) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.engine import flow_engine

    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(SettingsInvalid, match=r"127\.0\.0\.1:9/api can't be used"),
        flow_engine(),
    ):
        pytest.fail("there is no server")


STARTER = """
import json, sys
from pathlib import Path
from flows.harvest import run_refresh
from services.settings import Settings

sources, var_dir, ids = sys.argv[1:]
run_refresh(ids.split(","), Settings(
    database_url=f"sqlite:///{var_dir}/catalogue.db", var_dir=Path(var_dir), sources_dir=Path(sources),
    allow_hosts=("127.0.0.1", "localhost"),
))
"""


@pytest.fixture
def hanging(site: LoopbackSite) -> Iterator[threading.Event]:
    """``/slow`` answers only once the event is set, which it is when the test has ended."""
    go_on = threading.Event()

    def answer(_: Request) -> Answer:
        go_on.wait(60)
        return Answer(body=LISTING.encode())

    site["/slow"] = answer
    yield go_on
    go_on.set()


@pytest.mark.flow_engine
@pytest.mark.parametrize("hosts", [["127.0.0.1"], ["127.0.0.1", "localhost"]])
def test_a_terminated_flow_takes_its_spiders_with_it(
    flow_server: str, settings: Settings, site: LoopbackSite, hanging: threading.Event, hosts: list[str]
) -> None:
    ids = [
        add_source(settings, f"slow-{host.replace('.', '-')}", site.url.replace("127.0.0.1", host) + "/slow")
        for host in hosts
    ]
    arguments = [str(settings.sources_dir), str(settings.var_dir), ",".join(ids)]
    environment = {**os.environ, "PREFECT_API_URL": flow_server, "PYTHONPATH": str(ROOT)}
    settings.var_dir.mkdir()
    flow = subprocess.Popen(
        [sys.executable, "-c", STARTER, *arguments], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: site.paths_asked.count("/slow") == len(hosts))
        spiders = find_spiders(flow.pid)
        assert len(spiders) == len(hosts)
        flow.send_signal(signal.SIGTERM)
        assert flow.wait(20) != 0
        _, alive = psutil.wait_procs(spiders, timeout=5)
        assert alive == []
    finally:
        flow.kill()
        flow.wait()
    if len(hosts) == 1:
        assert stored_runs(settings) == [("failed", ("stopped from outside before its crawl had ended",))]


def stored_runs(settings: Settings) -> list[tuple[str, tuple[str, ...]]]:
    from services.session import open_catalogue
    from storage.runs import list_runs

    local = replace(settings, database_url=f"sqlite:///{settings.var_dir}/catalogue.db")
    with open_catalogue(local) as database, database.read() as connection:
        return [(run.status.value, run.reasons) for run in list_runs(connection)]
