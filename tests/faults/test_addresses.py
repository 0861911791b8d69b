"""Rows 53 and 54: a source or a redirect leads to an address that is none of its business."""

from pathlib import Path

import pytest

from tests.faults import lies
from tests.faults.names import PUBLIC, NameServer
from tests.faults.server import Canary, FaultServer, page
from tests.faults.shelf import make_books, make_shelf, path_of
from tests.faults.stage import Stage
from tests.faults.verdicts import CREATED, assert_complete, assert_incomplete, assert_unharmed

PRIVATE = ("2130706433", "[::ffff:127.0.0.1]")
"""Other names of loopback than the one that is allowed."""


def test_a_source_on_an_address_that_is_not_public_is_not_connected_to(stage: Stage, canary: Canary) -> None:
    (stage.sources_dir / "shelf.toml").unlink()
    for number, host in enumerate(PRIVATE):
        stage.add_source(f"source-{number}", f"http://{host}:{canary.port}/list")
    told = stage.harvest()
    assert (told.code, {run["status"] for run in told.runs}) == (1, {"incomplete"})
    for run in told.runs:
        assert "is not an address on the public internet" in run["reasons"][0]
        assert "PUBHARVEST_ALLOW_HOSTS" in run["reasons"][0]
    assert canary.is_alive
    assert stage.ops == []


def test_a_source_on_the_metadata_address_is_not_connected_to(stage: Stage) -> None:
    stage.add_source("shelf", "http://169.254.169.254/latest/meta-data/")
    assert_incomplete(stage.harvest(), "169.254.169.254 is not an address on the public internet")
    assert stage.ops == []


@pytest.mark.parametrize("host", ["2130706433", "169.254.169.254"])
def test_a_redirect_to_an_address_that_is_not_public_is_not_followed(
    harvested: Stage, canary: Canary, host: str
) -> None:
    """Not even where the source file calls the host the source's own."""
    harvested.add_source(
        "shelf",
        f"{harvested.server.url}/list",
        head=f'kind = "listing"\nhost_aliases = ["{host}:{canary.port}"]',
    )
    harvested.server[path_of(3)] = lies.redirect(f"http://{host}:{canary.port}/list")
    assert_incomplete(harvested.harvest(), "page 3", f"{host}", "not an address on the public internet")
    assert canary.is_alive
    assert_unharmed(harvested)


def test_a_name_that_leads_elsewhere_the_second_time_is_connected_where_it_was_checked(
    stage: Stage, server: FaultServer, canary: Canary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_source("shelf", f"http://rebound.example:{canary.port}/list")
    for path, content in make_shelf(make_books()).items():
        server[path] = lies.ending(page(content))
    with NameServer(PUBLIC, "127.0.0.1") as names:
        monkeypatch.setenv("PYTHONPATH", str(names.install(tmp_path, server.port)))
        assert_complete(stage.harvest())
        assert canary.is_alive
        assert (names.asked, stage.ops) == (1, CREATED)
        assert_incomplete(stage.harvest(), "rebound.example (127.0.0.1) is not an address on the public")
    assert canary.is_alive
    assert stage.ops == CREATED
