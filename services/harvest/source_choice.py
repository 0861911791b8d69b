"""Which sources are meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from harvesters.sources.files import check_source_files, load_source
from models.errors import SourceInvalid, SourceUnknown
from models.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Sources, and what keeps others from being among them."""

    sources: tuple[Source, ...]
    broken: tuple[SourceInvalid, ...] = ()
    """What is wrong with files that may well be meant, as no source was named."""


def choose_sources(folder: Path, ids: Sequence[str]) -> Chosen:
    """The named sources in the order of the names; without names, all that are enabled.

    A broken file that was not asked for does not matter.

    Raises:
        SourceInvalid: if a file that was asked for is broken.
        SourceUnknown: if there is no source of that name.
    """
    sources, broken = read_sources(folder)
    if not ids:
        return Chosen(sources=tuple(one for one in sources if one.enabled), broken=tuple(broken.values()))
    known = {source.id: source for source in sources}
    for wanted in ids:
        if wanted not in known:
            raise broken.get(wanted) or _unknown(wanted, folder, tuple(known) + tuple(broken))
    return Chosen(sources=tuple(known[wanted] for wanted in dict.fromkeys(ids)))


def require_sources(folder: Path, ids: Sequence[str]) -> tuple[Source, ...]:
    """The same for a person, to whom a broken file, or nothing to harvest, is an error.

    Raises:
        SourceInvalid: if a file that may be meant is broken.
        SourceUnknown: if there is no source of that name, or nothing is enabled.
    """
    chosen = choose_sources(folder, ids)
    for error in chosen.broken:
        raise error
    if not chosen.sources:
        raise SourceUnknown(f"{folder}: no source is enabled; name one, or set 'enabled = true' in a file")
    return chosen.sources


def read_sources(folder: Path) -> tuple[tuple[Source, ...], dict[str, SourceInvalid]]:
    """The sources of a folder by id, and what is wrong with each broken file by its name without suffix."""
    checked = check_source_files(folder)
    sources = [load_source(path) for path, error in checked if error is None]
    broken = {path.stem: error for path, error in checked if error is not None}
    return tuple(sorted(sources, key=lambda source: source.id)), broken


def _unknown(wanted: str, folder: Path, known: tuple[str, ...]) -> SourceUnknown:
    close = get_close_matches(wanted, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known) or 'none'}"
    return SourceUnknown(f"{folder}: no source {wanted!r}; {hint}")
