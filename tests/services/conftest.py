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
