"""What links of pagers say, in words and in the names of their classes."""

import re
import tomllib
from importlib.resources import files

import pytest

from harvesters.html.pager.pager_words import has_words, is_named, meaning_of


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Next page 2 of 5", "next"),
        ("nächste Seite 3 von 12 »", "next"),
        ("Back (2/9)", "back"),
        ("« Назад", "back"),
        ("<", "back"),
        ("Последняя", "last"),
        ("بعدی", "next"),
        ("Page 2 of 5", None),
        ("Next steps in asylum policy", None),
        ("2", None),
        ("", None),
    ],
)
def test_what_a_link_says_is_told_by_its_whole_text(text: str, meaning: str | None) -> None:
    assert meaning_of(text) == meaning


def test_a_text_of_any_length_is_no_label() -> None:
    assert meaning_of("next " * 50_000) is None
    assert not has_words("next", "next " * 50_000)


def test_every_class_name_is_found_as_a_part_and_not_within_a_word() -> None:
    table = tomllib.loads(files("harvesters.html.pager").joinpath("class_names.toml").read_text("utf-8"))
    assert set(table) == {"pager", "next", "back", "off", "current", "icon"}
    for kind, names in table.items():
        assert len(names) == len(set(names)) >= 2
        for name in names:
            sample = name.replace("*", "")
            assert re.fullmatch(r"[a-z_.-]+", sample)
            assert is_named(kind, f"block {sample} wide")
            assert is_named(kind, f"x-{sample.upper()}")
            if not name.startswith("*"):
                assert not is_named(kind, f"q{sample}q") or "-" in sample


def test_a_picture_of_an_arrow_is_told_by_its_address() -> None:
    assert is_named("icon", "/img/next_page.gif")
    assert not is_named("icon", "/img/context.gif")
