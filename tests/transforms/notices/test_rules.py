"""The rule files: each is whole, in one script, and every phrase finds what it is written for."""

import tomllib
import unicodedata
from importlib.resources import files

import pytest

from models.notice import NoticeKind
from text.folding import fold
from transforms.notices import rules
from transforms.notices.rules import compile_phrase, read_kind_rules, read_stamp_rules

TABLES = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
    for file in files(rules).iterdir()
    if file.name.endswith(".toml")
}
LANGUAGES = sorted(TABLES.keys() - {"common"})
SCRIPTS = {"ar": {"ARABIC"}, "ru": {"CYRILLIC", "LATIN"}, "zh": {"CJK"}}
"""Of the words in a file; Latin letters where nothing else is said. ``cookies`` is a Russian word too."""
KEYS = {kind.value: {"labels", "strong", "weak"} for kind in NoticeKind} | {
    "dates": {"months", "weekdays"},
    "stamps": {"phrases", "links"},
}


def phrases_of(language: str) -> list[str]:
    kinds = [table for name, table in TABLES[language].items() if name in set(NoticeKind)]
    return [phrase for table in kinds for phrases in table.values() for phrase in phrases]


def test_there_is_a_file_for_each_language_and_each_has_the_known_keys() -> None:
    assert LANGUAGES == ["ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "zh"]
    for language in LANGUAGES:
        for name, table in TABLES[language].items():
            assert table.keys() <= KEYS[name], (language, name)
    assert {key for table in TABLES["common"].values() for key in table} == {"patterns"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_mixes_scripts(language: str) -> None:
    phrases = phrases_of(language)
    assert phrases
    for word in " ".join(phrases).replace("|", " ").split():
        scripts = {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}
        assert len(scripts) <= 1, word
        assert scripts <= SCRIPTS.get(language, {"LATIN"}), word


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_found_in_the_plainest_text_that_has_it(language: str) -> None:
    phrases = phrases_of(language)
    assert phrases
    for phrase in phrases:
        words = (word.split("|")[0].strip("*") for word in phrase.split() if word != "...")
        assert compile_phrase(phrase).find(fold(" ".join(words))) == 0, phrase


def test_the_merged_rules_have_every_phrase_of_every_file() -> None:
    assert [kind_rules.kind for kind_rules in read_kind_rules()] == [
        kind for kind in NoticeKind if kind is not NoticeKind.OTHER
    ]
    for kind_rules in read_kind_rules():
        tables = [table.get(kind_rules.kind.value, {}) for table in TABLES.values()]
        assert len(kind_rules.labels) == sum(len(table.get("labels", ())) for table in tables) > 0
        assert len(kind_rules.strong) == sum(len(table.get("strong", ())) for table in tables) > 0
        assert len(kind_rules.weak) == sum("weak" in table for table in tables) > 0
    written = sum(len(TABLES[language]["stamps"]["phrases"]) for language in LANGUAGES)
    assert len(read_stamp_rules().phrases.split("|")) >= written > 0
