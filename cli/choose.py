"""Which sources a command is about; what only a schedule may pass over is an error here."""

from collections.abc import Sequence
from pathlib import Path

from models.errors import SourceInvalid, SourceUnknown
from models.source import Source


def choose_sources(folder: Path, ids: Sequence[str]) -> tuple[Source, ...]:
    """The named sources in the order of the names; without names, all that are enabled.

    Raises:
        SourceInvalid: if a file that was asked for is broken.
        SourceUnknown: if there is no source of that name, or nothing is enabled.
    """
    from services.harvest import source_choice

    chosen = source_choice.choose_sources(folder, ids)
    for error in chosen.broken:
        raise error
    if not chosen.sources:
        raise SourceUnknown(f"{folder}: no source is enabled; name one, or set 'enabled = true' in a file")
    return chosen.sources


def read_sources(folder: Path) -> tuple[tuple[Source, ...], dict[str, SourceInvalid]]:
    """The sources of a folder by id, and what is wrong with each broken file by its name without suffix."""
    from services.harvest import source_choice

    return source_choice.read_sources(folder)
