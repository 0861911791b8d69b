"""One row of a bibliographic file as a description."""

import re
from collections.abc import Mapping

from models.record import Description
from text.file_types import is_document
from text.folding import fold
from text.identifiers import read_doi, read_isbns
from transforms.matching.preparation.vocabulary import vocabulary

COLUMNS = (
    *("title", "abstract", "author", "year", "language", "journal", "volume", "number", "pages", "publisher"),
    *("url", "doi", "isbn"),
)
"""What a row may state beside its id."""

_ALIASES = {
    "id": "record_id recordid record key",
    "title": "titles article_title document_title primary_title",
    "abstract": "abstracts",
    "author": "authors creator creators author_names author_full_names",
    "year": "years publication_year pub_year published_year date publication_date published",
    "language": "lang languages",
    "journal": """journal_title source_title publication_title container_title journal_name secondary_title
    booktitle venue""",
    "volume": "vol",
    "number": "issue no issue_number",
    "pages": "page page_range start_page",
    "publisher": "publishers institution",
    "url": "urls link links",
    "doi": "dois digital_object_identifier",
    "isbn": "isbns isbn_13 isbn13",
}
_COLUMN_OF = {alias: column for column, aliases in _ALIASES.items() for alias in aliases.split()}
_NOTHING = frozenset({"na", "n/a", "nan", "none", "null", "nil", "<na>", "#n/a", "-", "--", "?", "unknown"})
"""What programs write into a cell that has no value."""
_NUMERIC = ("year", "volume", "number", "pages")
_FLOAT = re.compile(r"(?<![\d.])(\d+)\.0+(?!\d)")
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


def column_of(name: str) -> str:
    """The column that a name in a file's first row means; the name itself where it is none of them."""
    plain = "_".join(name.lower().replace("-", " ").replace("_", " ").split())
    return _COLUMN_OF.get(plain, plain)


def _stated(row: Mapping[str, str], column: str) -> str:
    """What a cell says; numbers without the ``.0`` that spreadsheets' libraries add."""
    value = (row.get(column) or "").strip()
    if value.lower() in _NOTHING:
        return ""
    return _FLOAT.sub(r"\1", value) if column in _NUMERIC else value


def describe(row: Mapping[str, str]) -> Description:
    """What a row says; columns that are absent or blank say nothing."""
    stated = {column: value for column in COLUMNS if (value := _stated(row, column))}
    year = _YEAR.search(stated.get("year", ""))
    url = stated.get("url")
    leads_to_file = url is not None and is_document(url)
    return Description(
        title=stated.get("title"),
        abstract=stated.get("abstract"),
        language=_language(stated.get("language")),
        is_language_stated=True,
        year=int(year[0]) if year else None,
        publisher=stated.get("publisher"),
        authors=(stated["author"],) if "author" in stated else (),
        isbns=_isbns(stated),
        doi=read_doi(stated["doi"]) if "doi" in stated else None,
        url=None if leads_to_file else url,
        file_urls=(url,) if leads_to_file and url else (),
        journal=stated.get("journal"),
        volume=stated.get("volume"),
        number=stated.get("number"),
        pages=stated.get("pages"),
    )


def _isbns(stated: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the column, or that which stands where a DOI should."""
    if "isbn" in stated:
        return read_isbns(stated["isbn"]).isbns
    doi = stated.get("doi", "")
    return read_isbns(doi).isbns if doi and "10." not in doi else ()


def _language(stated: str | None) -> str | None:
    """The code of a code or a name in any of the languages that titles name languages in."""
    folded = fold(stated or "", 40).split()
    if not folded:
        return None
    first = folded[0]
    return vocabulary().languages.get(first) or _THREE_LETTERS.get(first, first if len(first) == 2 else None)
