"""The language that a site states: in words, in an address, in the name of a file."""

import re
from functools import cache
from urllib.parse import unquote

from text.cleaning import clean_text
from text.file_types import is_file_name
from text.names import find_language
from text.tables import read_table


def stated_language(raw: str | None) -> str | None:
    """The one language that a statement names: a code, a name, a path segment or the name of a file.

    ``None`` where it names none, or several.
    """
    stated = clean_text(raw)
    if not stated:
        return None
    if code := find_language(stated):
        return code
    if "/" in stated:
        return language_of_path(stated) or language_of_file(stated)
    named = {_find_code(part) for part in _LIST.split(stated) if part} - {None}
    if len(named) == 1 and not is_file_name(stated):
        return named.pop()
    return language_of_file(stated) if is_file_name(stated) else None


_LIST = re.compile(r"\s*[;,|&+·•،、]\s*|\s+(?:and|et|y|und|e|и|و|/)\s+")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")


def is_bare_code(raw: str | None) -> bool:
    """Whether a statement is a language tag only, such as markup carries."""
    return _TAG.fullmatch(clean_text(raw)) is not None


def _find_code(stated: str) -> str | None:
    """By a name, or a language tag such as ``pt-BR``."""
    tag = _TAG.fullmatch(stated)
    return find_language(stated) or (find_language(tag[1]) if tag else None)


# Words that are codes of languages too; as a segment or at the end of a name they mean something else.
_NO_CODES = frozenset(
    (
        "id",
        "it",
        "no",
        "is",
        "my",
        "to",
        "so",
        "am",
        "as",
        "or",
        "st",
        "la",
        "et",
        "mt",
        "ne",
        "be",
        "he",
        "hi",
        "si",
        "om",
        "pa",
        "ha",
        "sn",
        "do",
        "da",
        "br",
    )
)
_PATH_TAG = re.compile(r"(?:^|/)([a-z]{2})(?:[-_](?:[a-z]{2}|[a-z]{4}|419))?(?=/|$)", re.IGNORECASE)
_QUERY_TAG = re.compile(r"[?&](?:lang|language|langcode|locale|hl|lng)=([A-Za-z]{2,3})\b")


def language_of_path(url: str) -> str | None:
    """The language that an address names in its first two segments, or as a parameter."""
    path, _, query = (
        url.partition("://")[2].partition("/")[2].partition("?") if "://" in url else url.partition("?")
    )
    if query and (match := _QUERY_TAG.search(f"?{query}")):
        return find_language(match[1])
    head = "/".join(path.lstrip("/").split("/")[:2])
    codes = (match[1].lower() for match in _PATH_TAG.finditer(head))
    return next((code for code in codes if code in _two_letter_codes() and code not in _NO_CODES), None)


@cache
def _two_letter_codes() -> frozenset[str]:
    return frozenset(code for code in read_table("languages") if len(code) == 2)


_FILE_WORD = re.compile(r"[\s_.()\[\]+,-]+")
_FILE_NOISE = re.compile(
    r"\d{1,2}|v\d+|web|online|print|final|version|ver|digital|low|high|lowres|hires|res|rev|new|updated|compressed"
    r"|spreads?|pages?|screen"
)
_SURE_CODES = frozenset(
    ("en", "fr", "es", "ru", "eng", "fra", "fre", "spa", "rus", "ara", "por", "deu", "ger", "zho")
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\d{2,4})?")


def language_of_file(url: str) -> str | None:
    """The language that a file's name ends in: ``_FR.pdf``, ``-spanish.pdf``, ``_EN_web_0.pdf``."""
    name = unquote(url.partition("?")[0].rstrip("/").rpartition("/")[2])
    stem, has_end, _ = name.rpartition(".")
    words = [word for word in _FILE_WORD.split((stem if has_end else name).casefold()) if word]
    while len(words) > 1 and _FILE_NOISE.fullmatch(words[-1]):
        words.pop()
    if len(words) > 1 and _YEAR.fullmatch(words[-1]):
        return find_language(words[-2]) if words[-2] in _SURE_CODES else None
    if len(words) < 2 or words[-1].isdigit() or words[-1] in _NO_CODES or _is_part_mark(words, name):
        return None
    code = find_language(words[-1])
    # "_EN_FR.pdf" holds both.
    return code if code and not (words[-2] in _SURE_CODES and find_language(words[-2]) != code) else None


def _is_part_mark(words: list[str], name: str) -> bool:
    """Whether "pt" is a part ("handbook_pt1", "handbook-pt-1.pdf") and no Portuguese."""
    return words[-1] == "pt" and re.search(r"pt[\s_.-]*\d", name, re.IGNORECASE) is not None
