"""An empty catalogue in each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from storage.migrate import upgrade_database
from tests.catalogues import Catalogue


@pytest.fixture
def catalogue(database_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    database = open_database(database_url)
    upgrade_database(database)
    yield Catalogue(database, tmp_path / "var")
    database.close()


@pytest.fixture(scope="session")
def flow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """API URL of a flow server that lives as long as the test session; flows of this process report to it."""
    from prefect.settings import PREFECT_API_URL

    from flows.engine import flow_engine

    with flow_engine(tmp_path_factory.mktemp("flow-server")):
        yield PREFECT_API_URL.value()
