"""docs/sources.md names all that a source file may hold, and its examples are source files."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from harvesters.sources.schema import SourceTable, allowed_keys
from models.source import SourceKind
from tests.paths import ROOT

DOCUMENT = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.S)


def keys_below(path: tuple[str, ...] = ()) -> Iterator[str]:
    for key in allowed_keys(path):
        yield key
        if allowed_keys((*path, key)) != allowed_keys(path):
            yield from keys_below((*path, key))


@pytest.mark.parametrize("key", sorted(set(keys_below())))
def test_every_key_is_named(key: str) -> None:
    is_in_text = f"`{key}`" in DOCUMENT or f"`[{key}]`" in DOCUMENT
    assert is_in_text or re.search(rf"^\[?(?:\w+\.)?{key}(?: =|\])", DOCUMENT, re.M)


@pytest.mark.parametrize("kind", SourceKind)
def test_every_kind_is_told_with_an_example(kind: SourceKind) -> None:
    assert f"| `{kind}` |" in DOCUMENT
    assert re.search(rf"^### {kind}\n+(?:[^#]*\n)?```toml\n", DOCUMENT, re.M)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_source_file(example: str) -> None:
    assert SourceTable.model_validate(tomllib.loads(example)).source("example").id == "example"
