"""No command ever prints the password of the database, of a source or of the flow server."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.paths import ROOT

SECRET = "s3cr3tw0rd"
URLS = {
    "another kind of database": f"mysql://me:{SECRET}@db/pub",
    "no URL": f"host=db password={SECRET} dbname=pub",
    "nobody listens": f"postgresql://me:{SECRET}@127.0.0.1:1/pub",
    "password as a parameter": f"postgresql://me@127.0.0.1:1/pub?password={SECRET}",
    "parameter misspelt": f"postgresql://me@127.0.0.1:1/pub?pasword={SECRET}",
    "key's password": f"postgresql://me@127.0.0.1:1/pub?sslmode=nonsense&sslpassword={SECRET}",
    "no @": f"postgresql://me:{SECRET}/pub",
    "an @ in the password": f"postgresql://me:{SECRET}@{SECRET}@127.0.0.1:1/pub",
    "a slash in the password": f"postgresql://me:{SECRET}/{SECRET}@127.0.0.1:1/pub",
    "a broken port": f"postgresql://me@127.0.0.1:{SECRET}/pub",
    "SQLite with a user": f"sqlite://me:{SECRET}@/x.db",
}
COMMANDS = (
    ["harvest", "--json"],
    ["runs", "list"],
    ["db", "check"],
    ["--debug", "db", "upgrade"],
    ["sources", "preview", "a"],
    ["report", "--debug"],
)


def run(folder: Path, arguments: Sequence[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PUBHARVEST_VAR_DIR": str(folder / "var"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_untold(done: "subprocess.CompletedProcess[str]", *, code: int = 2) -> None:
    assert done.returncode == code, done
    assert SECRET not in done.stdout + done.stderr
    assert "pubharvest: " in done.stderr
    assert "***" in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.toml").write_text('url = "http://127.0.0.1:1/list"\nkind = "listing"\n')
    return tmp_path


@pytest.mark.parametrize("told", URLS)
def test_an_error_shows_no_password_of_the_database(told: str, folder: Path) -> None:
    command = COMMANDS[list(URLS).index(told) % len(COMMANDS)]
    sources = ["--sources", "sources"] if command[0] in ("harvest", "sources") else []
    assert_untold(run(folder, [*command, *sources, "--database", URLS[told]]))
    assert_untold(run(folder, ["--debug", "db", "check"], PUBHARVEST_DATABASE_URL=URLS[told]))


@pytest.mark.parametrize("command", [["db", "check"], ["--debug", "db", "upgrade"]])
def test_what_the_server_says_shows_no_password(
    command: list[str], postgres_server: str, folder: Path
) -> None:
    url = postgres_server.replace("postgres:@", f"postgres:{SECRET}@").replace("/postgres?", "/nowhere?")
    assert SECRET in url
    done = run(folder, [*command, "--database", f"{url}&sslpassword={SECRET}"])
    assert_untold(done)
    assert 'database "nowhere" does not exist' in done.stderr


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_printed_after_success_shows_no_password(database_url: str, folder: Path) -> None:
    url = database_url.replace("postgres:@", f"postgres:{SECRET}@")
    assert SECRET in url
    done = run(folder, ["db", "upgrade", "--database", url])
    assert (done.returncode, SECRET in done.stdout + done.stderr) == (0, False)


def test_a_source_file_is_told_without_its_password(folder: Path) -> None:
    (folder / "sources" / "b.toml").write_text(f'url = "https://me:{SECRET}@site.example/list"\n')
    for arguments in (
        ["sources", "check"],
        ["sources", "check", "--json"],
        ["sources", "list"],
        ["harvest", "b"],
    ):
        done = run(folder, [*arguments, "--sources", "sources"])
        assert_untold(done)
    (folder / "sources" / "b.toml").write_text(f'url = "https://127.0.0.1:1/list?api_key={SECRET}"\n')
    done = run(folder, ["sources", "list", "--sources", "sources"])
    assert "api_key=***" in done.stdout
    done = run(folder, ["harvest", "b", "--sources", "sources"])
    assert (done.returncode, SECRET in done.stdout + done.stderr) == (1, False)
    assert "api_key=***" in done.stderr


@pytest.mark.flow_engine
def test_the_flow_server_is_told_without_its_password(folder: Path) -> None:
    api_url = f"http://me:{SECRET}@127.0.0.1:1/api"
    done = run(folder, ["harvest", "--sources", "sources"], PREFECT_API_URL=api_url, PREFECT_HOME=str(folder))
    assert_untold(done)
    assert "PREFECT_API_URL" in done.stderr
