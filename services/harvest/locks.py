"""One harvest of a source at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import RunInProgress


def lock_file(var_dir: Path, source_id: str) -> Path:
    """What is locked; it is there once the source has been harvested, and says nothing by being there."""
    return var_dir / "locks" / f"{source_id}.lock"


@contextmanager
def lock_source(var_dir: Path, source_id: str) -> Iterator[None]:
    """Hold the source's lock; it is the operating system's and goes with its holder, however that ends.

    Raises:
        RunInProgress: if another process holds it. Nothing is waited for.
    """
    path = lock_file(var_dir, source_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunInProgress(
                f"{source_id}: another harvest of it is under way; wait for it to end", source_id=source_id
            ) from error
        yield
