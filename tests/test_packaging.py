"""Whatever a module reads beside it is installed with it, and each tool knows each package."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from setuptools import Distribution
from setuptools.command.build_py import build_py
from setuptools.config.pyprojecttoml import apply_configuration

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES: list[str] = PROJECT["tool"]["mypy"]["packages"]
MODULES: list[str] = PROJECT["tool"]["setuptools"]["py-modules"]


@pytest.fixture(scope="module")
def installed() -> set[str]:
    """Files that a wheel installs, as paths from the checkout's root."""
    with contextlib.chdir(ROOT):
        distribution = Distribution({"script_name": "setup.py"})
        apply_configuration(distribution, ROOT / "pyproject.toml")
        distribution.include_package_data = False  # what the globs name, and nothing because git knows it
        command = build_py(distribution)
        command.build_lib = "wheel"
        command.ensure_finalized()
        outputs = command.get_outputs(include_bytecode=False)
    return {Path(output).relative_to("wheel").as_posix() for output in outputs}


def test_every_file_of_a_package_is_installed(installed: set[str]) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {Path(name).suffix for name in files} >= {".py", ".toml", ".txt", ".html", ".css", ".mako"}
    assert installed == files | {f"{module}.py" for module in MODULES}


def test_every_package_is_typed(installed: set[str]) -> None:
    assert PACKAGES
    assert {f"{package}/py.typed" for package in PACKAGES} <= installed


def test_every_package_is_named_to_every_tool() -> None:
    tools = PROJECT["tool"]
    assert {init.parent.name for init in ROOT.glob("*/__init__.py")} == {*PACKAGES, "tests"}
    assert {*tools["ruff"]["lint"]["isort"]["known-first-party"]} == {
        *PACKAGES,
        *MODULES,
        "tests",
        "benchmarks",
    }
    assert tools["importlinter"]["root_packages"] == PACKAGES
