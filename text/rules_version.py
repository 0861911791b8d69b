"""By which rules something was made: a digest of all that could have made it otherwise."""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder that holds our packages."""
_KINDS = (".py", ".toml", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides a result."""

    parts: tuple[str, ...]
    """Packages and modules, as paths below the folder of our packages."""
    libraries: tuple[str, ...]
    """Distributions that the parts call."""

    def files(self, root: Path = ROOT) -> Iterator[Path]:
        """Code and tables of the parts, each part's in the order of their names."""
        for part in self.parts:
            path = root / part
            found = path.rglob("*") if path.is_dir() else iter((path,))
            yield from sorted(each for each in found if each.suffix in _KINDS)


@cache
def rules_version(rules: Rules, root: Path = ROOT) -> str:
    """16 hexadecimal digits, others as soon as a file, a library or Python itself is another one."""
    digest = hashlib.blake2b(digest_size=8)
    for path in rules.files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    for library in rules.libraries:
        digest.update(f"{library} {_version_of(library)}\n".encode())
    digest.update(
        str(sys.version_info[:2]).encode()
    )  # its tables of Unicode and of HTML's entities count too
    return digest.hexdigest()


def _version_of(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
