"""One server for all faults, and a stage that begins with a good harvest."""

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from cli.main import run
from tests.faults.server import Canary, FaultServer
from tests.faults.shelf import make_books, make_shelf, reword
from tests.faults.stage import Stage


@pytest.fixture(scope="session")
def fault_server() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture
def server(fault_server: FaultServer) -> FaultServer:
    """The session's server without any page."""
    fault_server.clear()
    return fault_server


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as canary:
        yield canary


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but the test's own; only loopback by number may be reached."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "VAR_DIR", "SOURCES_DIR", "CONTACT", "FAILPOINT"):
        monkeypatch.delenv(f"PUBHARVEST_{name}", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PUBHARVEST_ALLOW_HOSTS", "127.0.0.1")


@pytest.fixture
def stage(tmp_path: Path, server: FaultServer, capsys: pytest.CaptureFixture[str]) -> Stage:
    """Nothing harvested yet; the site lists its fifteen books."""
    stage = Stage(root=tmp_path, server=server, capsys=capsys)
    stage.stock(make_books())
    return stage


@pytest.fixture(scope="session")
def harvested_var(fault_server: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """The var folder that a first good harvest of the shelf left; made once a session."""
    root = tmp_path_factory.mktemp("harvested")

    def make() -> Path:
        if not (root / "var").exists():
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                _harvest_once(fault_server, root)
        return root / "var"

    return make


@pytest.fixture
def harvested(stage: Stage, harvested_var: Callable[[], Path]) -> Stage:
    """A first good harvest of all fifteen books lies behind."""
    stage.copy_var(harvested_var())
    stage.server.forget()
    return stage


@pytest.fixture
def harvested_anywhere(harvested: Stage, database_url: str) -> Stage:
    """The same in either database: the first harvest's spool is replayed into it."""
    harvested.database_url = database_url
    (spool,) = (harvested.var_dir / "spool").iterdir()
    assert run(["runs", "replay", spool.name, *harvested.settings]) == 0
    return harvested


@pytest.fixture
def waiting(harvested_anywhere: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Since then one entry was reworded and two were added; a spool that says so waits to be ingested."""
    stage = harvested_anywhere
    books = make_books()
    stage.stock([reword(books[0]), *books[1:], *make_books(["Brand New", "Newer Still"])])
    with monkeypatch.context() as patch:
        patch.setenv("PUBHARVEST_FAILPOINT", "before_ingest:EIO")
        stage.harvest()
    stage.server.forget()
    return stage


def _harvest_once(server: FaultServer, root: Path) -> None:
    for path, content in make_shelf(make_books()).items():
        server[path] = content
    stage = Stage(root=root, server=server, capsys=None)  # type: ignore[arg-type]
    assert run(["harvest", "--sources", str(stage.sources_dir), *stage.settings]) == 0
