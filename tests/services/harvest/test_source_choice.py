"""Which sources are meant, where some files are broken."""

from pathlib import Path

from services.harvest.source_choice import choose_sources


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
