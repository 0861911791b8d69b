"""What a class or a value in a row tells of its field."""

import pytest

from harvesters.html.listing.field_words import field_of_class, is_language, is_publication_type


def test_of_several_classes_the_first_that_tells_decides() -> None:
    assert field_of_class("views-field node__meta--author date") == "authors"
    assert field_of_class("col-12 wrapper") is None


@pytest.mark.parametrize(
    "text", ["English", "français", "[EN]", "fr", "ENG", "العربية", "中文", "Lao", "norsk"]
)
def test_a_language_is_told_by_its_name_or_a_code_that_sites_print(text: str) -> None:
    assert is_language(text)


@pytest.mark.parametrize("text", ["May", "no", "is", "New", "Run", "English report", "", "x" * 100_000])
def test_other_words_are_no_language_though_they_are_codes(text: str) -> None:
    assert not is_language(text)


@pytest.mark.parametrize(
    "text", ["Annual report", "Policy briefing", "Leitfaden", "fact sheets", "报告", "Guidance"]
)
def test_a_type_of_publication_is_told_by_its_name(text: str) -> None:
    assert is_publication_type(text)


@pytest.mark.parametrize("text", ["Annual", "Report on return counselling", "", "report " * 20_000])
def test_a_text_that_says_more_is_no_type(text: str) -> None:
    assert not is_publication_type(text)
