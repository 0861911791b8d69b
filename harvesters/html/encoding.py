"""Which charset the bytes of a page are really in: declarations count as far as the bytes bear them out."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

from models.errors import PageUnreadable
from text.plurals import name_count

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What sites really use and do not always declare. Others would only add ways to guess wrong.
_WEB_ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "koi8_r", "cp874"),
    *("gb18030", "big5", "cp949", "cp932", "euc_jp"),
]
# Where several Latin charsets fit the bytes, the page's language says which one its writers use.
_REGIONS = {
    "cp1252": re.compile(r"af|ca|da|de|en|es|eu|fi|fr|ga|gl|is|it|nb|nl|nn|no|pt|sv|sw"),
    "cp1250": re.compile(r"bs|cs|hr|hu|pl|ro|sk|sl|sq"),
    "cp1254": re.compile(r"tr|az"),
    "cp1257": re.compile(r"et|lt|lv"),
    "cp1258": re.compile(r"vi"),
}
_LANGUAGE = re.compile(rb"<html[^>]*\slang\s*=\s*[\"']?([a-z]{2})", re.I)
_TAG_START = re.compile(rb"<(?:(script)\b|(style)\b|(!--))?", re.I)
_ENDS = (None, re.compile(rb"</script\s*>", re.I), re.compile(rb"</style\s*>", re.I), re.compile(b"-->"))
_TAG_END = re.compile(b">")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SYMBOL_IN_WORD = re.compile(r"[a-z][¡-¿×÷][a-z]", re.I)
# One broken character in a page of text is damage; more than one in a hundred is another charset.
_DAMAGE_SHARE = 0.01
_DAMAGE_FREE = 3
_EVIDENCE_BYTES = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A page's text and how it was come by."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode_body(body: bytes, *, http_charset: str | None) -> Decoded:
    """Text of a page: BOM, then the declared charsets as far as the bytes agree, then evidence.

    Args:
        body: As received, content encoding undone.
        http_charset: Value of ``charset`` in the ``Content-Type`` header, or the whole header.

    Raises:
        PageUnreadable: No charset is both declared or evident and borne out by the bytes.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _decode_after_bom(body[len(bom) :], encoding)
    declared = list(_declared_encodings(body, http_charset))
    strict = _decode_as_utf8(body, declared)
    if strict is not None:
        return strict
    notes: list[str] = [f"unknown charset {label!r} ignored" for label, known in declared if not known]
    for label, known in declared:
        text = _decode_if_borne_out(body, known) if known else None
        if text is not None:
            damage = _damage_note(text, label)
            return Decoded(text=text, encoding=str(known), notes=(*notes, *damage))
        if known:
            notes.append(f"declared charset {label!r} contradicts the bytes")
    return _decode_by_evidence(body, notes)


def _decode_after_bom(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, errors="replace")
    if text.count("\ufffd") > _tolerated(len(text)):
        raise PageUnreadable(f"the page starts with a {encoding} byte order mark but is not {encoding}")
    return Decoded(text=text, encoding=encoding, notes=_damage_note(text, encoding))


def _declared_encodings(body: bytes, http_charset: str | None) -> Iterator[tuple[str, str | None]]:
    """(label as declared, codec name or None if nobody knows it), HTTP's before the page's own, each once."""
    seen: set[str] = set()
    in_page = _declared_label(body[:4096])
    for label in (_http_label(http_charset), in_page):
        if label and label.lower() not in seen:
            seen.add(label.lower())
            yield label, resolve_encoding(label)


def _http_label(http_charset: str | None) -> str | None:
    if http_charset and "charset" in http_charset.lower():
        return http_content_type_encoding(http_charset)
    return http_charset.strip(" \"';") if http_charset else None


def _declared_label(head: bytes) -> str | None:
    known = html_body_declared_encoding(head)
    if known:
        return known
    unknown = re.search(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", head, re.I)
    return unknown[1].decode("ascii", errors="replace") if unknown else None


def _decode_as_utf8(body: bytes, declared: list[tuple[str, str | None]]) -> Decoded | None:
    """The page as UTF-8, if it is valid and nothing better founded speaks against it."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    labels = [label for label, known in declared if known not in (None, "utf-8", "ascii")]
    characters = len(text) - len(_NON_ASCII.sub(b"", body))
    if labels and 0 < characters < _DAMAGE_FREE and declared[0][1] not in (None, "utf-8"):
        return None  # one or two characters can be valid UTF-8 by chance: the declaration is asked first
    notes = tuple(f"declared charset {label!r} contradicts the bytes: they are UTF-8" for label in labels)
    return Decoded(text=text, encoding="utf-8", notes=notes if characters else ())


def _decode_if_borne_out(body: bytes, encoding: str | None) -> str | None:
    """The page in a declared charset, unless too many bytes or words make no sense in it."""
    if encoding is None:
        return None
    text = body.decode(encoding, errors="replace")
    if text.count("\ufffd") > _tolerated(len(_NON_ASCII.findall(body))):
        return None
    return None if _is_other_script(body, encoding) else text


def _tolerated(characters: int) -> int:
    return max(_DAMAGE_FREE, int(characters * _DAMAGE_SHARE))


def _is_other_script(body: bytes, encoding: str) -> bool:
    """Whether Latin text is another script's bytes: it has whole words of accents, or signs inside words."""
    if not encoding.startswith(("cp1252", "iso8859-1", "latin", "iso8859_1", "cp1254", "iso8859-15")):
        return False
    text = _evidence(body).decode(encoding, errors="replace")
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    foreign = sum(not any(letter.isascii() for letter in word) for word in words)
    signs = len(_SYMBOL_IN_WORD.findall(text))
    return foreign > max(2, len(words) // 2) or signs > max(4, len(words) // 4)


def _evidence(body: bytes) -> bytes:
    """The visible text's bytes: markup is ASCII and says nothing about the charset."""
    pieces: list[bytes] = []
    size = position = 0
    for start, end in _find_markup(body):
        pieces.append(body[position:start])
        size += start - position + 1
        position = end
        if size >= _EVIDENCE_BYTES:
            break
    return b" ".join([*pieces, body[position : position + _EVIDENCE_BYTES]])[:_EVIDENCE_BYTES]


def _find_markup(body: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of scripts, styles, comments and tags.

    An end that the rest has not is looked for once: markup without end costs its length and no more.
    """
    missing: set[re.Pattern[bytes]] = set()

    def find_end(pattern: re.Pattern[bytes] | None, position: int) -> int | None:
        if pattern is None or pattern in missing:
            return None
        found = pattern.search(body, position)
        if found is None:
            missing.add(pattern)
        return found.end() if found else None

    position = 0
    while (opened := _TAG_START.search(body, position)) is not None:
        end = find_end(_ENDS[opened.lastindex or 0], opened.end()) or find_end(_TAG_END, opened.start())
        if end is None:
            return
        yield opened.start(), end
        position = end


def _decode_by_evidence(body: bytes, notes: list[str]) -> Decoded:
    matches = [match for match in _plausible_matches(_evidence(body)) if match.chaos <= 0.1]
    if not matches:
        raise PageUnreadable("the charset of the page can't be told from its bytes")
    rivals = [match for match in matches if not _is_weaker(match, matches[0])]
    encoding = _choose_encoding(rivals, _stated_language(body))
    text = body.decode(encoding, errors="replace")
    if text.count("\ufffd") > _tolerated(len(_NON_ASCII.findall(body))):
        raise PageUnreadable(f"the page looks like {encoding} but has bytes that it does not know")
    note = f"charset not declared or not true; by the bytes it is {encoding}"
    return Decoded(text=text, encoding=encoding, notes=(*notes, note))


def _choose_encoding(rivals: list[CharsetMatch], language: str | None) -> str:
    """The one charset left, or the one of the page's stated language where several fit equally well."""
    names = sorted((match.encoding for match in rivals), key=_WEB_ENCODINGS.index)
    if len({str(match) for match in rivals}) == 1:
        return names[0]
    regional = next((name for name, codes in _REGIONS.items() if codes.fullmatch(language or "")), None)
    if regional in names:
        return str(regional)
    raise PageUnreadable(
        f"the charset of the page can't be told from its bytes: it may be {', '.join(names[:3])}"
    )


def _stated_language(body: bytes) -> str | None:
    stated = _LANGUAGE.search(body[:4096])
    return stated[1].decode("ascii").lower() if stated else None


def _plausible_matches(evidence: bytes) -> list[CharsetMatch]:
    found = from_bytes(evidence, cp_isolation=_WEB_ENCODINGS, preemptive_behaviour=False)
    expanded = [match for best in found for match in (best, *best.submatch)]
    return sorted(expanded, key=lambda match: (round(match.chaos, 2), -match.coherence))


def _is_weaker(match: CharsetMatch, best: CharsetMatch) -> bool:
    return match.chaos > best.chaos + 0.04 or match.coherence < best.coherence - 0.15


def _damage_note(text: str, label: str) -> tuple[str, ...]:
    broken = text.count("\ufffd")
    return (f"{name_count(broken, 'character')} broken in charset {label!r}",) if broken else ()
