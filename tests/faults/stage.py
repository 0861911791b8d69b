"""A catalogue, a source file and the real command: what each fault is tried on."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cli.main import run
from storage.check import check_catalogue
from storage.database import open_database
from tests.faults.server import FaultServer
from tests.faults.shelf import Book, make_shelf
from tests.paths import ROOT

RULES = """
[listing]
row = "li.card"
next = "a.next"
follow = false
[listing.fields]
title = "h3"
teaser = "p"
detail_url = "h3 a::attr(href)"
date = "time"
"""

SNAPSHOTS = (
    "SELECT seq, op, entity, entity_id, label, changes_json FROM v1_changes ORDER BY seq",
    "SELECT id, native_key, status, description_json FROM v1_records ORDER BY id",
    "SELECT id, work_id, title, abstract, url, source_ids, withdrawn_at IS NULL "
    "FROM v1_publications ORDER BY id",
    "SELECT id, language, version, text FROM v1_notices ORDER BY id, language, version",
)
"""All that a reader can see, but for when and by which run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one command told its caller."""

    code: int
    runs: list[dict[str, Any]]
    errors: tuple[str, ...]
    """Lines of trouble on standard error."""

    @property
    def status(self) -> str:
        """That of the only run."""
        (only,) = self.runs
        return str(only["status"])

    @property
    def why(self) -> str:
        (only,) = self.runs
        return "; ".join(only["reasons"])


@dataclass(slots=True, kw_only=True)
class Stage:
    """One installation of pubharvest with one source, the shelf."""

    root: Path
    server: FaultServer
    capsys: pytest.CaptureFixture[str]
    database_url: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database_url = self.database_url or f"sqlite:///{self.var_dir / 'catalogue.db'}"
        self.sources_dir.mkdir(exist_ok=True)
        self.add_source("shelf", f"{self.server.url}/list")

    @property
    def var_dir(self) -> Path:
        return self.root / "var"

    @property
    def sources_dir(self) -> Path:
        return self.root / "sources"

    @property
    def settings(self) -> list[str]:
        """As flags."""
        return ["--database", self.database_url, "--var-dir", str(self.var_dir)]

    def add_source(
        self,
        source_id: str,
        url: str,
        *,
        head: str = 'kind = "listing"',
        rules: str = RULES,
        more: str = "",
        retries: int = 0,
        timeout_s: float = 3.0,
    ) -> None:
        """Writes a source file; ``more`` stands at its end."""
        pace = f"[politeness]\ndelay_s = 0\nretries = {retries}\ntimeout_s = {timeout_s}\n"
        path = self.sources_dir / f"{source_id}.toml"
        path.write_text(f'url = "{url}"\n{head}\n{rules}\n{pace}{more}\n', encoding="utf-8")

    def stock(self, books: Sequence[Book]) -> None:
        """Makes the site list these books."""
        for path, content in make_shelf(books).items():
            self.server[path] = content

    def harvest(self, *arguments: str) -> Told:
        """One harvest by the real command; the site's memory of requests begins anew."""
        self.server.forget()
        self.capsys.readouterr()
        code = run(["harvest", "--json", "--sources", str(self.sources_dir), *self.settings, *arguments])
        out, err = self.capsys.readouterr()
        return Told(code=code, runs=json.loads(out)["runs"] if out else [], errors=_troubles(err))

    def command(self, *arguments: str, failpoint: str | None = None) -> "subprocess.CompletedProcess[str]":
        """The real command in a process of its own, which may be killed."""
        with self.start(*arguments, failpoint=failpoint) as process:
            out, err = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def start(self, *arguments: str, failpoint: str | None = None) -> "subprocess.Popen[str]":
        """The real command in a process of its own, which is not waited for."""
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        if failpoint is not None:
            environment["PUBHARVEST_FAILPOINT"] = failpoint
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def harvest_until(self, failpoint: str) -> None:
        """A harvest that is killed at that point."""
        arguments = ["harvest", "--json", "--sources", str(self.sources_dir), *self.settings]
        done = self.command(*arguments, failpoint=failpoint)
        assert done.returncode == -signal.SIGKILL, done.stderr

    def snapshot(self) -> list[list[tuple[object, ...]]]:
        """All that readers see of a catalogue whose laws hold."""
        database = open_database(self.database_url)
        try:
            with database.read() as connection:
                assert check_catalogue(connection) == ()
                return [[tuple(row) for row in connection.execute(text(query))] for query in SNAPSHOTS]
        finally:
            database.close()

    def query(self, query: str) -> list[tuple[object, ...]]:
        database = open_database(self.database_url)
        try:
            with database.read() as connection:
                return [tuple(row) for row in connection.execute(text(query))]
        finally:
            database.close()

    @property
    def ops(self) -> list[str]:
        """Of the journal, in order."""
        return [str(row[1]) for row in self.snapshot()[0]]

    def published(self) -> list[tuple[object, ...]]:
        """What the change files say of each change, but for when and by which run."""
        files = sorted((self.var_dir / "feeds" / "changes").glob("*.jsonl"))
        lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        return [(line["seq"], line["op"], line["entity"], line["entity_id"]) for line in lines]

    def journalled(self) -> list[tuple[object, ...]]:
        """The same of the journal."""
        return [(row[0], row[1], row[2], row[3]) for row in self.snapshot()[0]]

    def copy_var(self, template: Path) -> None:
        """Begins where another stage has come to."""
        shutil.copytree(template, self.var_dir)


def _troubles(err: str) -> tuple[str, ...]:
    return tuple(line for line in err.splitlines() if line.startswith("pubharvest: "))
