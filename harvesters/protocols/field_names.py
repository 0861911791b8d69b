"""Which of our fields a site's own name for a field means."""

import re

_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")
# In this order: "document_type" is a type, "file_language" a language, "cover_image_file" an image.
_MEANINGS = (
    ("isbn", "isbn"),
    ("doi", "doi"),
    ("type", "type types format genre kind"),
    ("language", "language languages lang langcode idioma langue sprache"),
    ("date", "date year published issued fecha datum publicationdate releasedate"),
    ("countries", "country countries pais paises pays location locations"),
    ("authors", "author authors autor autores auteur auteurs"),
    (
        "publisher",
        "publisher publishers organisation organisations organization organizations agency agencies",
    ),
    ("pages", "pages pagecount"),
    ("reference", "reference symbol refno docno"),
    ("image", "image images thumbnail cover photo picture banner hero logo"),
    ("files", "file files attachment attachments download downloads pdf document documents media"),
)
_WORDS = tuple((meaning, frozenset(words.split())) for meaning, words in _MEANINGS)


def field_of(name: str) -> str | None:
    """One of isbn, doi, type, language, date, countries, authors, publisher, pages, reference, image, files.

    ``None``: the name tells nothing.
    """
    words = {word.lower() for word in _SPLIT.split(name) if word}
    return next((meaning for meaning, known in _WORDS if words & known), None)
