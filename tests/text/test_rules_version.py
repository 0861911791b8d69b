"""Whatever decides a result is part of its rules, and any change of it is another version."""

import ast
import shutil
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from harvesters.crawl.previous_pages import READING_RULES, reading_version
from pubharvest import PACKAGES
from text import rules_version as under_test
from text.rules_version import ROOT, Rules, rules_version
from transforms.records.normalise import PROCESSING_RULES, processing_version

RULES = {"processing": PROCESSING_RULES, "reading": READING_RULES}
STARTS = {
    "processing": (
        "transforms/records/normalise.py",
        "transforms/records/identity.py",
        "transforms/records/rows.py",
    ),
    "reading": (
        *("harvesters/html", "harvesters/protocols", "harvesters/sources/kinds.py"),
        *("harvesters/spiders/listing_end.py", "harvesters/spiders/answer_end.py"),
    ),
}
"""Where a result is made; what these import has its say too."""


@pytest.fixture(params=RULES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of our packages."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_file_that_decides_changes_the_version(kind: str, tree: Path) -> None:
    before = _version(RULES[kind], tree)
    files = list(RULES[kind].files(tree))
    assert len(files) > 30
    assert {path.suffix for path in files} >= {".py", ".toml"}
    for path in files[:: max(1, len(files) // 25)]:
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        assert _version(RULES[kind], tree) != before, path
        path.write_bytes(content)
    assert _version(RULES[kind], tree) == before == rules_version(RULES[kind])


def test_a_file_that_is_new_gone_or_renamed_changes_the_version(kind: str, tree: Path) -> None:
    versions = {_version(RULES[kind], tree)}
    for move in (lambda: (tree / "text" / "new.py").touch(), lambda: _rename(tree / "text" / "new.py")):
        move()
        versions.add(_version(RULES[kind], tree))
    assert len(versions) == 3


def test_a_file_that_decides_nothing_changes_nothing(kind: str, tree: Path) -> None:
    before = _version(RULES[kind], tree)
    for name in ("cli/main.py", "feeds/atom.py", "storage/tables.py", "harvesters/crawl/ledger.py"):
        with (tree / name).open("a") as file:
            file.write("# another line\n")
    (tree / "text" / "__pycache__").mkdir()
    (tree / "text" / "__pycache__" / "cleaning.cpython-311.pyc").touch()
    assert _version(RULES[kind], tree) == before


def test_another_version_of_a_library_or_of_python_changes_the_version(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _version(RULES[kind], ROOT)
    with monkeypatch.context() as patch:
        patch.setattr(under_test, "version", lambda name: "99" if name == RULES[kind].libraries[-1] else "1")
        other = _version(RULES[kind], ROOT)
        patch.setattr(under_test, "version", lambda name: "1")
        assert len({before, other, _version(RULES[kind], ROOT)}) == 3


def test_what_the_deciding_modules_import_is_part_of_the_rules(kind: str) -> None:
    covered = {path.resolve() for path in RULES[kind].files()}
    reached = _closure(path for start in STARTS[kind] for path in _modules_of(start))
    assert len(reached) > 10
    assert sorted(str(path.relative_to(ROOT)) for path in reached - covered) == []


def test_the_libraries_that_the_deciding_modules_import_are_part_of_the_rules(kind: str) -> None:
    reached = _closure(path for start in STARTS[kind] for path in _modules_of(start))
    known = packages_distributions()
    imported = {name.partition(".")[0] for path in reached for name in _imports(path)}
    needed = {known[name][0].lower() for name in imported if name in known and name not in PACKAGES}
    assert needed - {"pubharvest"} <= set(RULES[kind].libraries)


def test_versions_are_cheap_and_fit_where_they_are_kept() -> None:
    started = time.process_time()
    for rules in RULES.values():
        _version(rules, ROOT)
    assert time.process_time() - started < 0.5
    assert 0 <= processing_version() < 2**31
    assert len(reading_version()) == 16


def _version(rules: Rules, root: Path) -> str:
    rules_version.cache_clear()
    return rules_version(rules, root)


def _rename(path: Path) -> None:
    path.rename(path.with_name("newer.py"))


def _modules_of(start: str) -> Iterable[Path]:
    path = ROOT / start
    return path.rglob("*.py") if path.is_dir() else (path,)


def _closure(starts: Iterable[Path]) -> set[Path]:
    """Our modules that these import, themselves included."""
    waiting, reached = list(starts), set()
    while waiting:
        path = waiting.pop().resolve()
        if path not in reached:
            reached.add(path)
            waiting.extend(own for name in _imports(path) if (own := _own_module(name)))
    return reached


def _imports(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, also within its functions; what only types need is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    ]
    left_out = {id(inner) for node in guarded for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and id(node) not in left_out:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and id(node) not in left_out:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _own_module(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in candidates if name.partition(".")[0] in PACKAGES and each.is_file()), None)
