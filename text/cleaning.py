"""Text as people read it: encoding errors repaired, white space folded, invisible characters removed."""

import html
import re
import unicodedata
from functools import cache

from models.errors import RecordRejected
from text.characters import DIRECTION_MARKS, FORMATTING, JOINERS, NONCHARACTERS, SURROGATES
from text.file_types import strip_file_label
from text.link_words import is_link_label

MAX_TITLE_CHARS = 10_000
"""A longer title is no title but a broken page or an attack: the longest real ones have some 1,000."""

# Joiners change how letters of these scripts look and what they mean; anywhere else they are litter.
_JOINING_SCRIPTS = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
# White space among the controls is folded, not removed.
_ALWAYS_REMOVED = f"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{FORMATTING}{NONCHARACTERS}{SURROGATES}"
_HAS_INVISIBLE = re.compile(f"[{_ALWAYS_REMOVED}{JOINERS}{DIRECTION_MARKS}]")
_REMOVED = re.compile(f"[{_ALWAYS_REMOVED}]+")
_DIRECTION_MARK = re.compile(f"[{DIRECTION_MARKS}]+")
_LOOSE_JOINER = re.compile(
    f"(?<![{_JOINING_SCRIPTS}{JOINERS}])[{JOINERS}]+|[{JOINERS}]+(?![{_JOINING_SCRIPTS}{JOINERS}])"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06fa-\u08ff"
    "\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]"
)
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TERMINAL_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_ENTITY = re.compile(r"&(?:amp;)*(?:#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7})|[a-zA-Z][a-zA-Z0-9]{1,31});")
_MAY_BE_MOJIBAKE = re.compile("[^\x00-\x7f]{2}|[ÂÃ\x80-\x84\x86-\x9f]")


def clean_text(raw: str | None) -> str:
    """The text as a reader sees it; empty for ``None``. Cleaning a cleaned text changes nothing.

    In this order, until nothing changes any more: terminal escapes go, entities that were escaped twice are
    resolved, bytes that were read in the wrong encoding are mended (and only those: quotes, ligatures and
    full-width letters stay), invisible characters go, Unicode is composed (NFC), white space is folded to
    single spaces. Joiners stay between letters of the scripts that need them; direction marks stay in
    right-to-left text.
    """
    if not raw:
        return ""
    if raw.isascii() and "&" not in raw and raw.isprintable():
        return " ".join(raw.split())
    text = raw
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    text = _TERMINAL_ESCAPE.sub("", text) if "\x1b" in text else text
    text = _ENTITY.sub(_resolve_entity, text) if "&" in text else text
    text = _mend(text)
    text = _remove_invisible(text) if _HAS_INVISIBLE.search(text) else text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _resolve_entity(match: re.Match[str]) -> str:
    # "&amp;amp;eacute;" was escaped three times; all of it is one match, so that a long chain costs one step.
    name = match[0][1:]
    while name.startswith("amp;") and name != "amp;":
        name = name.removeprefix("amp;")
    return html.unescape("&" + name)


def _remove_invisible(text: str) -> str:
    text = _SURROGATE_PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    text = _REMOVED.sub("", text)
    if not _RIGHT_TO_LEFT.search(text):
        text = _DIRECTION_MARK.sub("", text)
    return _LOOSE_JOINER.sub("", text)


def _mend(text: str) -> str:
    """The text with mojibake undone; ftfy is asked only where there are signs of it, as it is slow."""
    if text.isascii() or not _MAY_BE_MOJIBAKE.search(text) or not _mojibake_signs().search(text):
        return text
    from ftfy import TextFixerConfig, fix_encoding

    return fix_encoding(text, TextFixerConfig(explain=False))


@cache
def _mojibake_signs() -> re.Pattern[str]:
    """Matches the last byte of a UTF-8 sequence whose bytes were all read in an encoding that ftfy undoes.

    It is found from its end: most letters of some script can be a first byte, few characters a last one.
    """
    import ftfy.bad_codecs  # noqa: F401  (registers the "sloppy" codecs)

    pages = (1250, 1251, 1252, 1253, 1254, 1257)
    encodings = ("latin-1", "iso-8859-2", "macroman", "cp437", *(f"sloppy-windows-{page}" for page in pages))
    sequences = {"(?<=â€)", "(?<=вЂ)"}
    lasts = ""
    for encoding in encodings:
        last = _characters(0x80, 0xBF, encoding)
        sequences.add(f"(?<=[{_characters(0xC2, 0xDF, encoding)}][{last}])")
        sequences.add(f"(?<=[{_characters(0xE0, 0xF4, encoding)}][{last}]{{2}})")
        lasts += last
    return re.compile(f"[\x80-\x84\x86-\x9f]|[ÂÃ] |[{lasts}](?:{'|'.join(sorted(sequences))})")


def _characters(first: int, last: int, encoding: str) -> str:
    return re.escape(bytes(range(first, last + 1)).decode(encoding, "ignore"))


def clean_title(raw: str | None) -> str | None:
    """The title without the file's type and size at its end; ``None``: none, or only a word like "Download".

    Raises:
        RecordRejected: It is longer than ``MAX_TITLE_CHARS``.
    """
    if raw and len(raw) > MAX_TITLE_CHARS:
        raise RecordRejected(f"the title has {len(raw):,} characters; {MAX_TITLE_CHARS:,} are allowed")
    title = strip_file_label(clean_text(raw))
    return title if title and not is_link_label(title) else None
