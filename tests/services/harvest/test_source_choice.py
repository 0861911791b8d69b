"""Which sources are meant, where some files are broken, and what is said where there is none."""

from pathlib import Path

import pytest

from models.errors import SourceInvalid, SourceUnknown
from services.harvest.source_choice import choose_sources, read_sources, require_sources


def write(folder: Path, name: str, text: str = 'url = "https://example.org/"\n') -> None:
    (folder / f"{name}.toml").write_text(text)


def test_all_that_are_enabled_come_with_what_is_wrong_with_other_files(tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "off", 'url = "https://example.org/"\nenabled = false\n')
    write(tmp_path, "bad", "url = 3\n")
    chosen = choose_sources(tmp_path, [])
    assert [source.id for source in chosen.sources] == ["good"]
    assert ["bad.toml" in str(error) for error in chosen.broken] == [True]


def test_a_broken_file_does_not_matter_to_a_source_that_was_named(tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "bad", "url = 3\n")
    assert choose_sources(tmp_path, ["good"]).broken == ()


def ids(folder: Path, *wanted: str) -> list[str]:
    return [source.id for source in require_sources(folder, wanted)]


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
            require_sources(tmp_path, wanted)


def test_an_unknown_name_is_told_with_the_nearest_or_all(tmp_path: Path) -> None:
    write(tmp_path, "manuals")
    with pytest.raises(SourceUnknown, match="did you mean 'manuals'"):
        require_sources(tmp_path, ["manual"])
    with pytest.raises(SourceUnknown, match="there are: manuals"):
        require_sources(tmp_path, ["xyz"])


def test_nothing_enabled_is_told(tmp_path: Path) -> None:
    write(tmp_path, "off", 'url = "https://example.org/"\nenabled = false\n')
    with pytest.raises(SourceUnknown, match="no source is enabled"):
        require_sources(tmp_path, [])


def test_good_and_broken_files_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "bad", "url = 3\n")
    sources, broken = read_sources(tmp_path)
    assert [source.id for source in sources] == ["good"]
    assert list(broken) == ["bad"]
