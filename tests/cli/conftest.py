"""What the commands find where they are run."""

import os
from pathlib import Path

import pytest

from storage.database import open_database
from storage.migrate import upgrade_database
from tests.catalogues import Catalogue


@pytest.fixture
def bare_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """An empty catalogue where commands look for it: in the working folder, and no setting says otherwise."""
    for name in [name for name in os.environ if name.startswith(("PUBHARVEST_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    database = open_database(f"sqlite:///{tmp_path / 'var' / 'catalogue.db'}")
    upgrade_database(database)
    return Catalogue(database, tmp_path / "var")
