"""Words of links that say nothing of the entry."""

import pytest

from text.link_words import is_link_label, says_only_link
from text.tables import read_phrase_table, words_of


@pytest.mark.parametrize(
    "text",
    ["Download", "» Download (PDF)", "PDF", "Télécharger le PDF", "PDF herunterladen", "View all", "—", ""],
)
def test_a_link_may_say_nothing(text: str) -> None:
    assert says_only_link(text)


@pytest.mark.parametrize("text", ["3 comments", "Comments (12)", "No comments", "コメント (2)", "Kommentare"])
def test_counts_of_comments_say_nothing_of_the_entry(text: str) -> None:
    assert says_only_link(text)
    assert not is_link_label(text)


@pytest.mark.parametrize(
    "text", ["Agenda 21", "Download speeds in Africa", "Handbook", "PDF accessibility guide"]
)
def test_titles_say_something(text: str) -> None:
    assert not says_only_link(text)


def test_every_label_is_known() -> None:
    sections = read_phrase_table("link_labels")
    assert len(words_of(sections["entry"])) >= 40
    assert len(words_of(sections["beside"])) >= 15
    assert all(map(is_link_label, words_of(sections["entry"])))
    assert all(is_link_label(f"{label} PDF") for label in words_of(sections["with_format"]))
    assert all(map(says_only_link, words_of(sections["beside"])))
    assert all(says_only_link(f"{label} (4)") for label in words_of(sections["counted"]))
