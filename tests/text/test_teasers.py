"""Teasers that a site cut off, in every language of the table of links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.cleaning import clean_text
from text.link_words import TITLE_FOLLOWS, is_link_label, says_only_link
from text.tables import read_phrase_table, words_of
from text.teasers import leads_on, strip_cut_off

_PHRASES = [
    phrase.removesuffix(TITLE_FOLLOWS) for phrase in words_of(read_phrase_table("more_links")["phrases"])
]
_WORDS = words_of(read_phrase_table("more_links")["words"])
_PIECES = st.sampled_from(("…", "...", "[", "]", "Read more", "lees meer", " ", "İ", ".", "更多"))
_TEXTS = st.lists(_PIECES | st.text(max_size=4), max_size=12).map("".join)


def test_the_table_has_phrases_of_many_languages() -> None:
    assert len(_PHRASES) >= 100
    assert len(read_phrase_table("more_links")["phrases"]) >= 35


@pytest.mark.parametrize("phrase", _PHRASES)
def test_every_phrase_is_a_link_that_cuts_a_teaser_off(phrase: str) -> None:
    assert says_only_link(phrase)
    assert is_link_label(f"{phrase.upper() if phrase.isascii() else phrase} »")
    for teaser in (f"A text on {phrase.capitalize()}", f"A text on… {phrase}", f"A text on [...] {phrase} »"):
        assert leads_on(teaser), teaser
        assert strip_cut_off(teaser) == ("A text on", True), teaser


@pytest.mark.parametrize("word", _WORDS)
def test_words_of_running_text_are_links_only_where_the_text_has_ended(word: str) -> None:
    assert says_only_link(word)
    assert strip_cut_off(f"A text on… {word}") == ("A text on", True)
    assert strip_cut_off(f"A whole sentence. {word.capitalize()} »") == ("A whole sentence.", False)
    assert strip_cut_off(f"A text on {word.capitalize()}") == (f"A text on {word.capitalize()}", False)


@pytest.mark.parametrize(
    "teaser",
    [
        "This guide is…",
        "This guide is ...",
        "This [...]",
        "Whole. Read more",
        "Le guide. Lire la suite »",
        "…",
    ],
)
def test_what_a_site_prints_to_lead_on_is_recognised(teaser: str) -> None:
    assert leads_on(teaser)


@pytest.mark.parametrize(
    "teaser", [None, "", "This guide is whole.", "Wait … there is a stop.", "On the site you can read more"]
)
def test_a_whole_teaser_leads_nowhere(teaser: str | None) -> None:
    assert not leads_on(teaser)


@pytest.mark.parametrize(
    ("teaser", "text", "is_cut"),
    [
        ("Guidance on the design of …", "Guidance on the design of", True),
        ("Guidance on the design of...", "Guidance on the design of", True),
        ("Guidance on the design of […]", "Guidance on the design of", True),
        ("Guidance on [...] Continue reading →", "Guidance on", True),
        ("Guidance on the design Read more", "Guidance on the design", True),
        ("Guidance on… Read more about Handbook on return", "Guidance on", True),
        ("Des conseils pour Lire la suite", "Des conseils pour", True),
        ("Orientaciones sobre Leer más", "Orientaciones sobre", True),
        ("Hinweise zur Weiterlesen »", "Hinweise zur", True),
        ("إرشادات حول اقرأ المزيد", "إرشادات حول", True),
        ("本手册提供…更多", "本手册提供", True),
        ("A whole sentence. Read more", "A whole sentence.", False),
        ("A whole sentence.", "A whole sentence.", False),
        ("On the site you can read more", "On the site you can read more", False),
        ("Read more", "", False),
        ("…", "", False),
        ("", "", False),
    ],
)
def test_cut_off_teasers_are_recognised(teaser: str, text: str, is_cut: bool) -> None:
    assert strip_cut_off(teaser) == (text, is_cut)


@given(_TEXTS.map(clean_text))
def test_stripping_never_adds_to_a_teaser(teaser: str) -> None:
    text, _ = strip_cut_off(teaser)
    assert teaser.startswith(text)
