"""The tables of words: none is empty, no word mixes scripts, none has two meanings."""

import unicodedata
from collections import Counter

import pytest

from text.folding import fold
from text.tables import read_phrase_table, read_table

# The least number of words; a table cut short by a slip must not pass.
_FLAT = {"countries": 3_000, "languages": 2_500, "publication_types": 400, "telling_words": 200}
_SECTIONED = {
    ("more_links", "phrases"): 110,
    ("more_links", "words"): 10,
    ("link_labels", "entry"): 40,
    ("link_labels", "with_format"): 12,
    ("link_labels", "beside"): 15,
    ("link_labels", "counted"): 8,
}
_TABLES = {
    **{name: (read_table(name), least) for name, least in _FLAT.items()},
    **{" ".join(key): (read_phrase_table(key[0])[key[1]], least) for key, least in _SECTIONED.items()},
}
# Japanese is written in three scripts at once, Korean in two.
_EAST_ASIAN = frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL"))


def _scripts(word: str) -> frozenset[str]:
    found = {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}
    # A modifier letter is part of the script that it stands in.
    found -= {"MODIFIER", "FEMININE", "MASCULINE"}
    return frozenset({"EAST ASIAN"} | (found - _EAST_ASIAN) if found & _EAST_ASIAN else found)


def test_mixed_scripts_are_seen() -> None:
    assert len(_scripts("הבא") | _scripts("التالي")) == 2
    assert len(_scripts("Аbc")) == 2
    assert len(_scripts("続きを読む")) == 1


@pytest.mark.parametrize("name", _TABLES)
def test_a_table_has_its_words(name: str) -> None:
    table, least = _TABLES[name]
    assert sum(map(len, table.values())) >= least
    assert all(table.values())
    assert all(word == " ".join(word.split()) and word for words in table.values() for word in words)


@pytest.mark.parametrize("name", _TABLES)
def test_each_word_is_of_one_script(name: str) -> None:
    parts = [
        part
        for words in _TABLES[name][0].values()
        for word in words
        for part in word.replace("-", " ").split()
    ]
    assert parts
    assert [part for part in parts if len(_scripts(part)) > 1] == []


@pytest.mark.parametrize("name", sorted(_TABLES.keys() - {"telling_words"}))
def test_no_word_stands_in_a_table_twice(name: str) -> None:
    words = Counter(word.casefold() for words in _TABLES[name][0].values() for word in words)
    assert words
    assert [word for word, count in words.items() if count > 1] == []


def test_a_word_tells_several_languages_but_each_once() -> None:
    for code, words in read_table("telling_words").items():
        assert len(words) >= 8, code
        assert len(words) == len(set(words)), code


@pytest.mark.parametrize("name", ["more_links phrases", "more_links words", "link_labels entry"])
def test_the_keys_are_languages(name: str) -> None:
    table = _TABLES[name][0]
    assert len(table) >= 10
    assert table.keys() <= read_table("languages").keys()


def test_sections_of_one_table_share_no_word() -> None:
    for name in ("more_links", "file_types"):
        words = Counter(
            word
            for section in read_phrase_table(name).values()
            for words in section.values()
            for word in words
        )
        assert len(words) >= 30, name
        assert max(words.values()) == 1, name


def test_words_that_mean_the_same_after_folding_agree() -> None:
    for name in ("countries", "languages", "publication_types"):
        meanings: dict[str, str] = {}
        for key, words in read_table(name).items():
            for word in words:
                assert meanings.setdefault(fold(word), key) == key, word
        assert len(meanings) >= 400
