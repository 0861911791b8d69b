"""One row of a bibliographic file as a description."""

import re
from collections.abc import Mapping

from models.record import Description
from transforms.folding import fold
from transforms.identifiers import read_doi, read_isbns
from transforms.vocabulary import vocabulary

COLUMNS = (
    *("title", "abstract", "author", "year", "language", "journal", "volume", "number", "pages", "publisher"),
    *("url", "doi", "isbn"),
)
"""What a row may state beside its id."""

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_THREE_LETTERS = {
    "eng": "en",
    "fre": "fr",
    "fra": "fr",
    "spa": "es",
    "ger": "de",
    "deu": "de",
    "ara": "ar",
    "rus": "ru",
    "por": "pt",
    "ita": "it",
    "chi": "zh",
    "zho": "zh",
    "amh": "am",
    "jpn": "ja",
    "kor": "ko",
    "tur": "tr",
    "ukr": "uk",
    "dut": "nl",
    "nld": "nl",
    "pol": "pl",
    "per": "fa",
    "fas": "fa",
}


def describe(row: Mapping[str, str]) -> Description:
    """What a row says; columns that are absent or blank say nothing."""
    stated = {column: row[column].strip() for column in COLUMNS if row.get(column)}
    year = _YEAR.search(stated.get("year", ""))
    url = stated.get("url")
    is_file = bool(url) and url is not None and url.lower().split("?")[0].endswith(".pdf")
    return Description(
        title=stated.get("title"),
        abstract=stated.get("abstract"),
        language=_language(stated.get("language")),
        is_language_stated=True,
        year=int(year[0]) if year else None,
        publisher=stated.get("publisher"),
        authors=(stated["author"],) if "author" in stated else (),
        isbns=read_isbns(stated["isbn"]).isbns if "isbn" in stated else (),
        doi=read_doi(stated["doi"]) if "doi" in stated else None,
        url=None if is_file else url,
        file_urls=(url,) if is_file and url else (),
        journal=stated.get("journal"),
        volume=stated.get("volume"),
        number=stated.get("number"),
        pages=stated.get("pages"),
    )


def _language(stated: str | None) -> str | None:
    """The code of a code or a name in any of the languages that titles name languages in."""
    folded = fold(stated or "", 40).split()
    if not folded:
        return None
    first = folded[0]
    return vocabulary().languages.get(first) or _THREE_LETTERS.get(first, first if len(first) == 2 else None)
