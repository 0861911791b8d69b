"""Which field a label means, printed or as a name in code."""

import re

import pytest

from text.field_labels import NameKind, field_of_label, field_of_name, split_label
from text.tables import read_phrase_table


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Langue :", "language"),
        ("FECHA DE PUBLICACIÓN", "date"),
        ("Published on", "date"),
        ("(Herausgeber)", "publisher"),
        ("Авторы", "authors"),
        ("No.", "reference"),
        ("ISBN-13", "isbn"),
        ("Title ▲", "title"),
        ("关键词", "topics"),
        ("Publisher's remarks", None),
        ("", None),
        ("date " * 20_000, None),
    ],
)
def test_a_label_names_a_field_whatever_its_language(label: str, field: str | None) -> None:
    assert field_of_label(label) == field


def test_a_value_is_parted_from_the_label_that_is_known() -> None:
    assert split_label("Langue : anglais") == ("language", "anglais")
    assert split_label("Lesson: what we learnt") == (None, "Lesson: what we learnt")


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    [
        ("field--name-field-language", NameKind.CLASS, "language"),
        ("publicationDate", NameKind.KEY, "date"),
        ("document_type", NameKind.KEY, "type"),
        ("type_of_document", NameKind.KEY, "type"),
        ("tipo", NameKind.KEY, None),
        ("number_of_pages", NameKind.KEY, "pages"),
        ("file_language", NameKind.KEY, "language"),
        ("language_file", NameKind.KEY, "language"),
        ("summary_pdf", NameKind.KEY, "files"),
        ("cover_image_file", NameKind.KEY, "image"),
        ("author_photo", NameKind.KEY, "image"),
        ("node--type-article", NameKind.CLASS, None),
        ("reading_time", NameKind.KEY, None),
        ("entry-time", NameKind.CLASS, "date"),
        ("documents-list", NameKind.CLASS, None),
        ("pages", NameKind.CLASS, None),
        ("update", NameKind.CLASS, None),
    ],
)
def test_the_last_word_that_tells_decides_what_a_name_in_code_means(
    name: str, kind: NameKind, field: str | None
) -> None:
    assert field_of_name(name, kind) == field


def test_every_word_of_names_means_one_field() -> None:
    sections = read_phrase_table("field_names")
    assert set(sections) == {"any", *(kind.value for kind in NameKind)}
    words = [word for fields in sections.values() for listed in fields.values() for word in listed]
    assert len(words) == len(set(words)) >= 100
    assert all(re.fullmatch("[a-z]+", word) for word in words)
    for section, kinds in (("any", (NameKind.KEY,)), *((kind.value, (kind,)) for kind in NameKind)):
        for field, listed in sections[section].items():
            assert {field_of_name(word, kind) for word in listed for kind in kinds} == {field}


def test_labels_of_readers_and_names_in_code_have_the_same_fields() -> None:
    named = {field for fields in read_phrase_table("field_names").values() for field in fields}
    labelled = set(read_phrase_table("field_labels"))
    assert named - labelled == {"image", "files"}
    assert labelled - named == {"title", "file_urls"}
