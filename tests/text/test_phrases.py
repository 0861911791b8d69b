"""Tables of phrases: what a table has to be like, and how its phrases are found."""

import re
from collections.abc import Iterator

import pytest

from tests.scripts import scripts_of
from text.phrases import Phrases, fold_words, phrase_pattern, spell_out
from text.tables import read_phrase_table

TABLES = {"pager_words": 350, "field_labels": 300, "type_words": 130, "date_lines": 600}
"""Each table, and how many phrases it has at least when they are spelt out."""


def phrases_of(table: str) -> Iterator[tuple[str, str, str]]:
    """(kind, language, phrase) of every phrase as it is in the file."""
    for kind, languages in read_phrase_table(table).items():
        for language, phrases in languages.items():
            for phrase in phrases:
                yield kind, language, phrase


def sample_of(phrase: str) -> str:
    """A text that the phrase means."""
    return phrase.replace("_", "word").replace("#", "7").replace("*", "")


@pytest.mark.parametrize("table", TABLES)
def test_every_word_is_of_one_script(table: str) -> None:
    words = {word for _, _, phrase in phrases_of(table) for word in re.split(r"[\s\[\]|]+", phrase)}
    assert words
    assert {word for word in words if len(scripts_of(word)) > 1} == set()


@pytest.mark.parametrize("table", TABLES)
def test_every_phrase_is_of_its_own_kind_and_of_no_other(table: str) -> None:
    phrases, count = Phrases(table), 0
    for kind, language, phrase in phrases_of(table):
        for spelt in spell_out(phrase):
            count += 1
            assert phrases.kind_of(sample_of(spelt)) == kind, (language, spelt)
            assert phrases.kind_of(f"» {sample_of(spelt).upper()}: ") == kind, (language, spelt)
            others = [other for other in read_phrase_table(table) if other != kind]
            assert not [other for other in others if is_whole(table, other, sample_of(spelt))], spelt
    assert count >= TABLES[table]


def is_whole(table: str, kind: str, text: str) -> bool:
    listed = (phrase for phrases in read_phrase_table(table)[kind].values() for phrase in phrases)
    return re.fullmatch(phrase_pattern(listed), fold_words(text)) is not None


@pytest.mark.parametrize("table", TABLES)
def test_no_phrase_is_listed_twice_in_a_language(table: str) -> None:
    seen: set[tuple[str, str]] = set()
    for _, language, phrase in phrases_of(table):
        spelt = {(language, each) for each in spell_out(phrase)}
        assert not spelt & seen, phrase
        seen |= spelt
    assert seen


def test_choices_and_missing_words_are_spelt_out() -> None:
    assert list(spell_out("show|load more [_]")) == ["show more", "show more _", "load more", "load more _"]


@pytest.mark.parametrize("text", ["Next", "NEXT »", "Page suivante", "Dalsi", "следующая", "अगला"])
def test_case_accents_and_marks_do_not_count(text: str) -> None:
    assert Phrases("pager_words").kind_of(text) == "next"


@pytest.mark.parametrize("text", ["nextdoor", "the next chapter", "次回", "अगलाक", ""])
def test_a_text_that_says_more_is_no_phrase(text: str) -> None:
    assert Phrases("pager_words").kind_of(text) is None


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Go on to the next page of news", True),
        ("a nextdoor page", False),
        ("перейти далее туда", True),
        ("наддалее", False),
        ("記事の続きを見るには", True),  # no spaces around words
        ("第二次世界大戦", False),  # one character is part of too many words
        ("ไปหน้าถัดไปครับ", True),
        ("अगला पृष्ठ", True),
        ("अगलाक पृष्ठ", False),
    ],
)
def test_phrases_are_found_within_text_as_whole_words(text: str, is_found: bool) -> None:
    assert Phrases("pager_words").has("next", text) is is_found
