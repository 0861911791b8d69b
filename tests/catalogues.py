"""A catalogue that tests ingest runs into."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from harvesters.crawl.spool import Spool
from models.change import Change
from models.run import Run
from services.ingest.ingest import ingest_spool
from storage.check import check_catalogue
from storage.database import Database
from storage.journal import read_changes
from tests.factories import NOON, make_spool


class Catalogue:
    """A catalogue that runs are ingested into; the laws are proven after each."""

    def __init__(self, database: Database, var_dir: Path) -> None:
        self.database = database
        self.var_dir = var_dir
        self.runs = 0

    def ingest(self, listed: Sequence[Any], **spool: Any) -> Run:
        """One more run that listed this."""
        self.runs += 1
        return self.ingest_spool(make_spool(self.var_dir, listed, number=self.runs, **spool))

    def ingest_spool(self, spool: Spool, *, is_approved: bool = False) -> Run:
        now = NOON + timedelta(days=self.runs)
        run = ingest_spool(spool, self.database, now=now, is_approved=is_approved)
        with self.database.read() as connection:
            assert check_catalogue(connection) == ()
        return run

    def changes(self, since: int = 0) -> tuple[Change, ...]:
        with self.database.read() as connection:
            return tuple(read_changes(connection, since=since))

    def ops(self, since: int = 0) -> list[str]:
        return [change.op.value for change in self.changes(since)]

    def rows(self, query: str) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            return [dict(row) for row in connection.execute(text(query)).mappings()]
