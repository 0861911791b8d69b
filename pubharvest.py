"""The ``pubharvest`` command, for a process that finds its own packages whatever else is called like them.

They have plain names, since this is an application and no library: ``models`` or ``text`` may well stand on
somebody's ``PYTHONPATH`` too. See docs/decisions/0008-an-application-with-plain-package-names.md.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

ROOT = str(Path(__file__).resolve().parent)
PACKAGES = frozenset(
    ("models", "text", "transforms", "harvesters", "storage", "feeds", "services", "flows", "cli")
)


class OwnPackages(MetaPathFinder):
    """Finds the packages that stand beside this file; asked before ``sys.path`` is."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_own = path is None and fullname in PACKAGES
        return PathFinder.find_spec(fullname, [ROOT], target) if is_own else None


def put_own_packages_first() -> None:
    """From now on this process imports its own packages, and nobody's of the same name."""
    if not any(isinstance(finder, OwnPackages) for finder in sys.meta_path):
        sys.meta_path.insert(0, OwnPackages())


def main() -> None:
    put_own_packages_first()
    from cli.main import main as run

    run()


if __name__ == "__main__":
    main()
