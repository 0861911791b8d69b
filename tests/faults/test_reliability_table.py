"""In ``docs/reliability.md`` every fault has its tests, each test exists, and each failpoint is described.

In ``mutations.toml`` every fault has a guard that can be switched off, and each is still there."""

import ast
import re
from pathlib import Path

from tests.faults.mutations import load_excused, load_mutations
from tests.paths import ROOT

TABLE = (ROOT / "docs" / "reliability.md").read_text()
LATER = {7}
"""Webhooks."""


def list_tests(name: str) -> set[str]:
    """Names of the tests in a file that is named as in the table."""
    folder, _, stem = name.rpartition("/")
    path = ROOT / "tests" / folder / f"{stem}.py" if folder else ROOT / "tests" / "faults" / f"test_{stem}.py"
    tree = ast.parse(path.read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`([\w/]+)/(test_\w+)`", TABLE)
    assert len(named) > 60
    assert [f"{file}/{test}" for file, test in named if test not in list_tests(file)] == []


def test_every_fault_has_a_test() -> None:
    covered = {int(number) for number in re.findall(r"^\| (\d+) \|.*/test_", TABLE, re.MULTILINE)}
    assert covered == set(range(1, 56)) - LATER


def test_every_test_of_a_fault_is_named() -> None:
    files = [path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")]
    tests = {test for file in files for test in list_tests(file) if test.startswith("test_")}
    assert len(tests) > 60
    assert sorted(test for test in tests - list_tests("reliability_table") if f"/{test}`" not in TABLE) == []


def test_every_failpoint_is_described() -> None:
    rooms = ("harvesters", "services", "flows", "feeds", "storage")
    sources = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    points = {name for path in sources for name in re.findall(r'failpoint\("(\w+)"\)', path.read_text())}
    assert len(points) > 5
    assert sorted(name for name in points if f"`{name}`" not in TABLE.partition("## Failing")[2]) == []


def test_every_fault_has_a_guard_that_can_be_switched_off() -> None:
    guarded = {row for mutation in load_mutations() for row in mutation.rows}
    assert guarded | load_excused().keys() == set(range(1, 56))
    assert guarded & load_excused().keys() == set()


def test_every_switch_fits_its_file() -> None:
    edits = [edit for mutation in load_mutations() for edit in mutation.edits]
    assert len(edits) > 40
    assert [edit for edit in edits if (ROOT / edit.file).read_text().count(edit.old) != 1] == []


def test_every_test_that_must_fail_without_its_guard_is_named() -> None:
    tests = {test.partition("[")[0] for mutation in load_mutations() for test in mutation.tests}
    assert len(tests) > 40
    assert sorted(test for test in tests if f"`{test}`" not in TABLE) == []
