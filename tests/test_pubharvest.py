"""Our packages are imported, and nobody's of the same names."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from pubharvest import PACKAGES
from tests.loopback import LoopbackSite

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture
def strangers(tmp_path: Path) -> Path:
    """A folder with a package of each of our names; each raises when it is imported."""
    folder = tmp_path / "strangers"
    for name in PACKAGES:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"raise RuntimeError('a stranger was imported: {name}')\n")
    (folder / "sources").mkdir()
    return folder


def run(
    folder: Path, command: Sequence[str], *path: Path, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "PUBHARVEST_ALLOW_HOSTS": "127.0.0.1",
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_package_is_guarded_and_shipped() -> None:
    tools = PROJECT["tool"]
    shipped = {name.rstrip("*") for name in tools["setuptools"]["packages"]["find"]["include"]}
    assert (
        PACKAGES == shipped == set(tools["importlinter"]["root_packages"]) == set(tools["mypy"]["packages"])
    )
    assert tools["setuptools"]["py-modules"] == ["pubharvest"]
    assert PROJECT["project"]["scripts"] == {"pubharvest": "pubharvest:main"}


SCRIPT = "import sys; sys.argv[0] = 'pubharvest'; from pubharvest import main; sys.exit(main())"
"""What the script does that an installation makes."""


@pytest.mark.parametrize("command", [["-c", SCRIPT], ["-m", "pubharvest"], [str(ROOT / "pubharvest.py")]])
def test_a_harvest_is_not_disturbed_by_packages_of_our_names(
    command: list[str], strangers: Path, site: LoopbackSite
) -> None:
    site["/list"] = "<main><div class='row'><h3><a href='/d/one'>A manual</a></h3></div></main>"
    rules = "[listing]\nrow = '.row'\nnext = 'a.next'\nfields = { title = 'h3', detail_url = 'a' }\n"
    pace = "[politeness]\ndelay_s = 0\nretries = 0\n"
    head = f"url = '{site.url}/list'\nkind = 'listing'\n"
    (strangers / "sources" / "a.toml").write_text(head + rules + pace)
    done = run(strangers, [*command, "harvest", "--sources", "sources"], strangers, ROOT)
    assert (done.returncode, "stranger" in done.stderr) == (0, False), done.stderr
    assert run(strangers, [*command, "db", "check"], strangers, ROOT).stdout == "all laws hold\n"


def test_python_m_cli_uses_what_stands_beside_it(strangers: Path) -> None:
    (strangers / "cli" / "__init__.py").unlink()
    (strangers / "cli").rmdir()
    done = run(strangers, ["-m", "cli", "--version"], strangers, ROOT)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.flow_engine
def test_a_flow_server_of_our_own_is_not_disturbed(strangers: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    strangers.rename(home)  # the server's working directory is its home
    code = (
        "import pubharvest; pubharvest.put_own_packages_first();"
        "from pathlib import Path; from flows.engine import _run_server\n"
        f"with _run_server(Path({str(home)!r}), lambda line: None) as url: print(url)"
    )
    done = run(tmp_path, ["-c", code], home, ROOT)
    assert (done.returncode, done.stdout[:7]) == (0, "http://"), done.stderr
