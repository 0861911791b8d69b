"""Reads the corpus of our own writing: each folder of it holds a page, or an answer, and what it says."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.paths import CORPUS


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One folder of the corpus."""

    folder: Path
    expected: dict[str, Any]
    """What a person reads on the page: ``expected.json``."""

    def __str__(self) -> str:
        return f"{self.folder.parent.name}/{self.name}"

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def url(self) -> str:
        return str(self.expected["url"])

    @property
    def body(self) -> bytes:
        """The page's bytes."""
        return self.read_body("page")

    def read_body(self, stem: str) -> bytes:
        """The bytes of the folder's only file of that name, whatever its suffix."""
        (path,) = self.folder.glob(f"{stem}.*")
        return path.read_bytes()


def saved_pages(kind: str) -> list[SavedPage]:
    """The folders below ``tests/corpus/<kind>``, by name."""
    folders = sorted(path for path in (CORPUS / kind).iterdir() if path.is_dir())
    assert folders, f"there is no folder below {CORPUS / kind}"
    return [
        SavedPage(folder=folder, expected=json.loads((folder / "expected.json").read_text("utf-8")))
        for folder in folders
    ]


def each_field(pages: Sequence[SavedPage], fields: Callable[[SavedPage], Iterable[str]]) -> list[Any]:
    """Parameters (page, field); what ``expected.json`` knows to be misread has to fail until it is mended."""
    return [
        pytest.param(saved, name, id=f"{saved.name}-{name}", marks=_known_failure(saved, name))
        for saved in pages
        for name in fields(saved)
    ]


def _known_failure(saved: SavedPage, field: str) -> list[pytest.MarkDecorator]:
    reason = saved.expected.get("misread", {}).get(field)
    return [pytest.mark.xfail(reason=reason, strict=True)] if reason else []


def as_json(value: object) -> Any:
    """A field's value as JSON has it: lists instead of tuples."""
    return [as_json(each) for each in value] if isinstance(value, tuple) else value
