"""Each notice page of the corpus is read word for word, sorted, and compared with its later version."""

import pytest

from harvesters.html.markup import open_markup
from harvesters.html.notice.notice import read_notice
from models.source import NoticeRules
from tests.harvesters.html.notice.versions import add_surroundings, make_new_version, read_page
from tests.saved_pages import SavedPage, each_field, saved_pages
from transforms.notices.notices_of_page import sort_paragraphs

NOTICES = saved_pages("notices")
PAIRS = [saved for saved in NOTICES if "later_is_new_version" in saved.expected]
each_notice = pytest.mark.parametrize("saved", NOTICES, ids=lambda saved: saved.name)
each_pair = pytest.mark.parametrize("saved", PAIRS, ids=lambda saved: saved.name)


def test_the_corpus_has_notices_in_several_languages_and_versions_of_both_kinds() -> None:
    assert len(NOTICES) >= 7
    assert len({saved.expected["language"] for saved in NOTICES}) >= 4
    changed = [saved.expected["later_is_new_version"] for saved in PAIRS]
    assert min(changed.count(True), changed.count(False)) >= 3


@pytest.mark.parametrize(("saved", "field"), each_field(NOTICES, lambda _: ["paragraphs"]))
def test_paragraphs_are_read_word_for_word_and_nothing_else_is(saved: SavedPage, field: str) -> None:
    found = read_notice(open_markup(saved.body, saved.url), NoticeRules())
    assert found.title == saved.expected["title"]
    assert found.language == saved.expected["language"]
    expected = saved.expected[field]
    assert list(found.paragraphs) == [paragraph["text"] for paragraph in expected]
    assert list(found.headings) == [paragraph.get("is_heading", False) for paragraph in expected]


@pytest.mark.parametrize(("saved", "_"), each_field(NOTICES, lambda _: ["kinds"]))
def test_each_paragraph_is_of_the_kind_that_a_person_would_say(saved: SavedPage, _: str) -> None:
    page = read_page(saved.body)
    texts = [
        (kind, text)
        for kind, text, is_heading in zip(sort_paragraphs(page), page.paragraphs, page.headings, strict=True)
        if not is_heading
    ]
    expected = [each for each in saved.expected["paragraphs"] if not each.get("is_heading")]
    assert texts == [(each["kind"], each["text"]) for each in expected]


@each_pair
def test_other_words_make_a_new_version_and_another_form_makes_none(saved: SavedPage) -> None:
    is_new = make_new_version(saved.body, saved.read_body("later"))
    assert is_new is saved.expected["later_is_new_version"]


@each_notice
def test_what_surrounds_the_text_of_a_page_makes_no_new_version(saved: SavedPage) -> None:
    assert read_page(add_surroundings(saved.body)).paragraphs == read_page(saved.body).paragraphs
