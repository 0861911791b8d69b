"""Files told from pages: by the end of an address, by its path, by a stated media type."""

import re
from functools import cache
from urllib.parse import unquote

from text.tables import read_phrase_table

_PARTS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_LONGEST_ENDING = 12
# Repositories and content managers serve files under these paths, whatever the address ends in.
_FILE_PATH = re.compile(r"/bitstreams?/|/download/?$|/downloads?/\d|/attachments?/\d{1,20}/download", re.I)
_FILE_PARAMETER = re.compile(r"(?:^|&)(?:download|file|filename|attachment)=([^&]*)", re.I)
_LABEL = re.compile(
    r"\s*[\[(]\s*([a-z0-9]{2,5})\b"
    r"(?:[\s,;:/|·–—-]{0,9}\d{1,9}(?:[.,]\d{1,9})?\s*(?:[kmg]i?[bo]|bytes|octets|[км]б))?\s*[\])]$",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60


def is_document(url: str) -> bool:
    """Whether a URL leads to a file that may be a publication; a picture is none."""
    return _leads_to(url, _extensions("documents"))


def is_file(url: str) -> bool:
    """Whether a URL leads to a file, pictures included, rather than to a page."""
    return _leads_to(url, _extensions("documents", "images"))


def is_document_type(media_type: str | None) -> bool:
    """Whether a stated media type ("application/pdf") is that of a file that may be a publication."""
    return (media_type or "").partition(";")[0].strip().casefold() in _document_types()


def is_file_name(text: str) -> bool:
    """Whether a text ends as a file's name does ("Handbook_FR.pdf"), a saved page's included."""
    return _ending(text.rstrip()) in _extensions("documents", "images", "pages")


def is_format(word: str) -> bool:
    """Whether a word is the name of a format, as links print it: "PDF", "docx"."""
    return word.strip().casefold() in _extensions("documents", "pages")


def strip_file_label(title: str) -> str:
    """The title without the type and size of its file at its end: "(PDF, 2.3 MB)"."""
    if not title.endswith((")", "]")):
        return title
    label = _LABEL.search(title, max(0, len(title) - _LONGEST_LABEL))
    return title[: label.start()] if label and label[1].casefold() in _extensions("documents") else title


def _leads_to(url: str, extensions: frozenset[str]) -> bool:
    parts = _PARTS.match(url)
    path, query = (unquote(parts[1]), parts[2] or "") if parts else ("", "")
    if _ending(path) in extensions or _FILE_PATH.search(path):
        return True
    return any(_ending(unquote(value)) in extensions for value in _FILE_PARAMETER.findall(query))


def _ending(name: str) -> str:
    """What follows the last dot, in lower case; empty without a dot near the end."""
    return name[-_LONGEST_ENDING:].rpartition(".")[2].casefold() if "." in name[-_LONGEST_ENDING:] else ""


@cache
def _extensions(*sections: str) -> frozenset[str]:
    return frozenset(
        extension for section in sections for extension in read_phrase_table("file_types")[section]
    )


@cache
def _document_types() -> frozenset[str]:
    return frozenset(
        name for names in read_phrase_table("file_types")["documents"].values() for name in names
    )
