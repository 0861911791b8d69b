"""Reads the corpus of our own writing: each folder of it holds a page, or an answer, and what it says."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.paths import CORPUS


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One folder of the corpus."""

    folder: Path
    expected: dict[str, Any]
    """What a person reads on the page: ``expected.json``."""

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
    return [
        SavedPage(folder=folder, expected=json.loads((folder / "expected.json").read_text("utf-8")))
        for folder in folders
    ]
