"""Adds to lock files a second pin of a package, with the extra by which another package asks for it.

pip looks for ``name[extra]`` on its own and takes the newest release for it, whose hash the lock lacks,
unless both are pinned. Usage: ``python .ci/pin_extra.py NAME EXTRA LOCK…``
"""

import re
import sys
from pathlib import Path


def pin_extra(lock: str, name: str, extra: str) -> str:
    """The lock with the extra pinned like the package itself."""
    pin = re.compile(rf"^{re.escape(name)}(==.*\n(?:    --hash=.*\n)+)", re.MULTILINE)
    return pin.sub(lambda match: f"{match[0].rstrip()}\n{name}[{extra}]{match[1]}", lock, count=1)


def main(name: str, extra: str, *locks: str) -> None:
    for lock in map(Path, locks):
        lock.write_text(pin_extra(lock.read_text(), name, extra))


if __name__ == "__main__":
    main(*sys.argv[1:])
