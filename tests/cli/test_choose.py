"""Which sources a command is about, and what is said where there is none."""

from pathlib import Path

import pytest

from cli.choose import choose_sources, read_sources
from harvesters.sources.files import find_source_file
from models.errors import SourceInvalid, SourceUnknown


def write(folder: Path, name: str, text: str = 'url = "https://example.org/"\n') -> None:
    (folder / f"{name}.toml").write_text(text)


def ids(folder: Path, *wanted: str) -> list[str]:
    return [source.id for source in choose_sources(folder, wanted)]


def test_all_enabled_sources_come_by_id(tmp_path: Path) -> None:
    write(tmp_path, "b")
    write(tmp_path, "a")
    write(tmp_path, "off", 'url = "https://example.org/"\nenabled = false\n')
    assert ids(tmp_path) == ["a", "b"]


def test_named_sources_come_once_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path, name)
    assert ids(tmp_path, "c", "a", "c") == ["c", "a"]


def test_a_broken_file_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "bad", "url = 3\n")
    assert ids(tmp_path, "good") == ["good"]
    for wanted in ((), ("bad",)):
        with pytest.raises(SourceInvalid, match=r"bad\.toml"):
            choose_sources(tmp_path, wanted)


def test_an_unknown_name_is_told_with_the_nearest_or_all(tmp_path: Path) -> None:
    write(tmp_path, "manuals")
    with pytest.raises(SourceUnknown, match="did you mean 'manuals'"):
        choose_sources(tmp_path, ["manual"])
    with pytest.raises(SourceUnknown, match="there are: manuals"):
        choose_sources(tmp_path, ["xyz"])


def test_nothing_enabled_is_told(tmp_path: Path) -> None:
    write(tmp_path, "off", 'url = "https://example.org/"\nenabled = false\n')
    with pytest.raises(SourceUnknown, match="no source is enabled"):
        choose_sources(tmp_path, [])


def test_good_and_broken_files_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "bad", "url = 3\n")
    sources, broken = read_sources(tmp_path)
    assert [source.id for source in sources] == ["good"]
    assert list(broken) == ["bad"]


@pytest.mark.parametrize(
    "deep", ["a = " + "[" * 50_000, "a." * 50_000 + "b = 1", "url." + "a." * 50_000 + "b = 1"]
)
def test_a_file_that_nests_too_deeply_is_told_by_name_and_the_others_are_read(
    tmp_path: Path, deep: str
) -> None:
    write(tmp_path, "good")
    write(tmp_path, "deep", deep)
    sources, broken = read_sources(tmp_path)
    assert ([source.id for source in sources], list(broken)) == (["good"], ["deep"])
    assert "deep.toml: is no TOML: it nests" in str(broken["deep"])
    assert ids(tmp_path, "good") == ["good"]
    with pytest.raises(SourceInvalid, match=r"deep\.toml"):
        choose_sources(tmp_path, [])
    assert find_source_file(tmp_path, "good") == tmp_path / "good.toml"
