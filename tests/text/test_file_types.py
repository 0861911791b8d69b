"""Files told from pages."""

import pytest

from text.file_types import (
    is_document,
    is_document_type,
    is_file,
    is_file_name,
    is_format,
    strip_file_label,
)
from text.tables import read_phrase_table


@pytest.mark.parametrize(
    "url",
    [
        "http://x/a/Guide.PDF?download=1",
        "https://x/a/guide.docx#page=2",
        "files/guide%2Epdf",
        "https://x/bitstream/handle/1/2",
        "https://x/items/1/download",
        "https://x/download/123",
        "https://x/attachments/12/download/a",
        "https://x/get?file=Guide.pdf",
        "http://[bad/x.pdf",
    ],
)
def test_addresses_of_documents_are_known(url: str) -> None:
    assert is_document(url)
    assert is_file(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#",
        "http://x/en/resources/manual/guide",
        "https://example.zip",
        "https://x/a?next=b",
        "https://x/guide.html",
        "https://x/a.b/pdf",
        "https://x/download/annual-report",
    ],
)
def test_addresses_of_pages_are_not(url: str) -> None:
    assert not is_file(url)
    assert not is_document(url)


def test_a_picture_is_a_file_and_no_document() -> None:
    assert is_file("https://x/cover.jpg")
    assert not is_document("https://x/cover.jpg")


def test_every_type_is_known_by_its_extension_and_media_types() -> None:
    sections = read_phrase_table("file_types")
    assert len(sections["documents"]) >= 20
    assert len(sections["images"]) >= 5
    for extension, media_types in sections["documents"].items():
        assert is_document(f"https://x/a.{extension}")
        assert is_format(extension.upper())
        assert all(map(is_document_type, media_types)), extension
    for section in sections.values():
        assert all(is_file_name(f"a_b.{extension}") for extension in section)


def test_media_types_may_have_parameters() -> None:
    assert is_document_type("Application/PDF; charset=binary")
    assert not is_document_type("text/html")
    assert not is_document_type(None)


def test_the_label_of_a_file_is_stripped_from_a_title() -> None:
    assert strip_file_label("Handbook (PDF, 2.3 MB)") == "Handbook"
    assert strip_file_label("Rapport [pdf – 1,2 Mo]") == "Rapport"
    assert strip_file_label("Handbook (IOM)") == "Handbook (IOM)"
    assert strip_file_label("Handbook (second edition)") == "Handbook (second edition)"
