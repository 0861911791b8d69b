"""Each module has a test file of its own, or CONTRIBUTING.md says where its behaviour is tested."""

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
_HEADING = "## Where modules without a test file of their own are tested\n"


def list_modules() -> list[str]:
    """Paths of the modules that hold code, ``text/dates/reading.py``."""
    paths = [path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    names = [str(path) for path in paths if path.name not in ("__init__.py", "__main__.py")]
    return sorted(names)


def read_table() -> list[tuple[str, tuple[str, ...]]]:
    """(pattern of modules, the test files that hold their tests) of each line."""
    _, _, section = (ROOT / "CONTRIBUTING.md").read_text().partition(_HEADING)
    lines = re.findall(r"^\| `([^`]+)` \| (.+) \|$", section.partition("\n## ")[0], re.M)
    return [(pattern, tuple(re.findall(r"`([^`]+)`", tests))) for pattern, tests in lines]


def own_file_of(module: str) -> Path:
    path = Path(module)
    return ROOT / "tests" / path.parent / f"test_{path.name}"


def is_named(module: str, pattern: str) -> bool:
    """Whether the pattern names the module; a star stays within its folder."""
    return Path(module).parent == Path(pattern).parent and fnmatch(module, pattern)


def files_for(module: str) -> list[str]:
    return [test for pattern, tests in TABLE if is_named(module, pattern) for test in tests]


MODULES, TABLE = list_modules(), read_table()
SHARED_TESTS = [module for module in MODULES if not own_file_of(module).is_file()]


@cache
def imports_of(path: Path) -> frozenset[Path]:
    """The checkout's files that a file imports anywhere in its text, or names in a string to be imported."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(_files_of(node.module), *(_files_of(f"{node.module}.{a.name}") for a in node.names))
        elif isinstance(node, ast.Import):
            found.update(*(_files_of(alias.name) for alias in node.names))
        elif isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]+(?:\.\w+)+", str(node.value)):
            found.update(_files_of(node.value), _files_of(node.value.rpartition(".")[0]))
    return frozenset(found)


def _files_of(name: str) -> Iterator[Path]:
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    if path.is_file():
        yield path


@cache
def reached_from(test: str) -> frozenset[Path]:
    """All files of the checkout that a test file imports, by way of others too."""
    reached, waiting = set[Path](), [ROOT / test]
    while waiting:
        for path in imports_of(waiting.pop()) - reached:
            reached.add(path)
            waiting.append(path)
    return frozenset(reached)


@pytest.mark.parametrize("module", SHARED_TESTS)
def test_a_module_without_tests_of_its_own_is_in_the_table_of_contributing(module: str) -> None:
    assert files_for(module), f"write {own_file_of(module).relative_to(ROOT)}, or a line in CONTRIBUTING.md"


@pytest.mark.parametrize("module", [module for module in SHARED_TESTS if "/migrations/" not in module])
def test_a_test_file_that_is_named_for_a_module_reaches_it(module: str) -> None:
    """Migrations are found by Alembic in their folder, and imported by nobody."""
    reached = frozenset[Path]().union(*(reached_from(test) for test in files_for(module)))
    assert ROOT / module in reached, f"none of {files_for(module)} imports it"


@pytest.mark.parametrize(("pattern", "tests"), TABLE)
def test_every_line_of_the_table_names_modules_and_test_files_that_exist(
    pattern: str, tests: tuple[str, ...]
) -> None:
    assert any(is_named(module, pattern) for module in MODULES)
    assert tests
    assert [test for test in tests if not (ROOT / test).is_file()] == []


def test_the_packages_have_modules() -> None:
    assert all(any(module.startswith(f"{package}/") for module in MODULES) for package in PACKAGES)
