"""Switches guards off, one after the other, and runs the tests that must then fail.

``python -m tests.faults.mutations [ROW ...]``: each guard of ``mutations.toml``, or those of the rows, in a
copy of the checkout. Prints a Markdown table, and how each test failed to standard error; 1 if one did not.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.paths import ROOT

GUARDS = Path(__file__).with_name("mutations.toml")
TIMEOUT_S = 120
FAILS, PASSES, UNTRIED = "fails without it", "STILL PASSES", "could not be tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One textual change."""

    file: str
    old: str
    new: str

    def apply(self, root: Path) -> None:
        """Makes the change below that folder."""
        path = root / self.file
        path.write_text(path.read_text().replace(self.old, self.new, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A guard, and what switches it off; after one of several edits another guard would still do its work."""

    rows: tuple[int, ...]
    guard: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    """Named as in ``docs/reliability.md``, some with the case in brackets; each must fail."""

    @property
    def files(self) -> str:
        return ", ".join(f"`{file}`" for file in dict.fromkeys(edit.file for edit in self.edits))


def load_mutations() -> tuple[Mutation, ...]:
    return tuple(
        Mutation(
            rows=tuple(entry["rows"]),
            guard=entry["guard"],
            edits=tuple(Edit(**edit) for edit in entry["edits"]),
            tests=tuple(entry["tests"]),
        )
        for entry in _read_guards()["mutation"]
    )


def load_excused() -> dict[int, str]:
    """Rows without a guard of ours that could be switched off, and why."""
    return {entry["row"]: entry["why"] for entry in _read_guards()["excused"]}


def find_test(name: str) -> tuple[Path, str]:
    """(file, relative to the checkout; the test's name within it) of a test that is named as in the table."""
    file, _, test = name.rpartition("/test_")
    folder, _, stem = file.rpartition("/")
    path = Path("tests", folder, f"{stem}.py") if folder else Path("tests/faults", f"test_{stem}.py")
    return path, f"test_{test}"


def main(arguments: Sequence[str]) -> int:
    rows = set(map(int, arguments))
    wanted = [mutation for mutation in load_mutations() if not rows or rows & set(mutation.rows)]
    print("| row | guard | file | test | |\n|---|---|---|---|---|")
    has_passed = False
    for mutation in wanted:
        for test, verdict in try_without(mutation):
            has_passed |= verdict != FAILS
            numbers = ", ".join(map(str, mutation.rows))
            print(f"| {numbers} | {mutation.guard} | {mutation.files} | `{test}` | {verdict} |", flush=True)
    return int(has_passed)


def try_without(mutation: Mutation) -> Iterator[tuple[str, str]]:
    """(test, what became of it) for each test, once the guard is gone."""
    with tempfile.TemporaryDirectory(prefix="pubharvest-mutation-") as folder:
        root = Path(folder, "checkout")
        copy_checkout(root)
        for edit in mutation.edits:
            edit.apply(root)
        nodes = ["::".join(map(str, find_test(test))) for test in mutation.tests]
        said = run_tests(root, [f"--basetemp={folder}/tests", *nodes])
    for test, node in zip(mutation.tests, nodes, strict=True):
        yield test, judge(node, said)


def judge(node: str, said: str) -> str:
    """What became of a test, or of its cases together; one whose set-up broke proves nothing."""
    verdicts = re.findall(rf"^(FAILED|ERROR) {re.escape(node)}(?:$|\[| - )", said, re.MULTILINE)
    return FAILS if "FAILED" in verdicts else UNTRIED if verdicts else PASSES


def copy_checkout(root: Path) -> None:
    """All files but the ignored ones, as they stand."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)


def run_tests(root: Path, arguments: Sequence[str]) -> str:
    """What pytest says of the tests; why they failed goes to standard error."""
    command = [sys.executable, "-m", "pytest", "-rfE", "--tb=no", "--color=no", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, f"--timeout={TIMEOUT_S}", *arguments],
        cwd=root,
        env=os.environ | {"COLUMNS": "400"},  # else no room is left for the reasons
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    print(*(line for line in lines if line.startswith(("FAILED", "ERROR"))), sep="\n", file=sys.stderr)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"the tests could not be run: {done.stdout}{done.stderr}")
    return done.stdout


def _read_guards() -> dict[str, Any]:
    return tomllib.loads(GUARDS.read_text())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
