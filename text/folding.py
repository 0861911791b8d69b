"""Text reduced to what matching compares: no case, accents, punctuation or markup."""

import html
import re
import unicodedata
from collections.abc import Sequence

from text.characters import INVISIBLE
from text.numbers import ROMAN_WORDS, arabic_numeral, ascii_digits

_WORD = re.compile(r"[^\W_]+")
# Only marks that writers leave out at will: Latin, Greek and Cyrillic accents, Arabic and Hebrew vowel
# points. The vowel signs of Indic and Thai script are letters and stay.
_OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_CJK_RUN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")
_APOSTROPHE = re.compile("(?<=[^\\W\\d_])['’ʼ`](?=s\\b)")
_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "µ": "mu", "μ": "mu",
        "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "&": " and ", "№": " no ",
    }
    # Amharic writes one sound with letters of several series.
    | {chr(0x1220 + n): chr(0x1230 + n) for n in range(8)}
    | {chr(row + n): chr(0x1200 + (0 if n == 3 else n)) for row in (0x1200, 0x1210, 0x1280) for n in range(7)}
    | {chr(row + n): chr(0x12A0 + (0 if n == 3 else n)) for row in (0x12A0, 0x12D0) for n in range(7)}
    | {chr(0x1340 + n): chr(0x1338 + n) for n in range(7)}
)  # fmt: skip
_ASCII = bytes(ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(128)) + b" " * 128
_GREEK_WORD = re.compile("[\u0370-\u03ff]{2,}")
_NO_NUMBERS: frozenset[str] = frozenset()
_DIGITS = re.compile("[0-9]+")


def fold(text: str, limit: int = 4_000) -> str:
    """Lower-case words parted by single spaces; no accents, punctuation, markup or invisible characters.

    Digits of every script become ASCII digits. ``limit`` is in characters of ``text``, so that a text of any
    length costs the same; the word that it cuts is left out.
    """
    if not text:
        return ""
    if len(text) > limit:
        text = (text[:limit].rsplit(None, 1) or [""])[0]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        if "'" in text or "`" in text:
            text = _APOSTROPHE.sub("", text)
        if "&" in text:
            text = text.replace("&", " and ")
        return " ".join(text.encode("ascii").translate(_ASCII).decode("ascii").split())
    return " ".join(_WORD.findall(_fold_letters(text)))


def _fold_letters(text: str) -> str:
    text = _APOSTROPHE.sub("", _INVISIBLE.sub("", text).casefold())
    text = _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFKD", text))
    # Mathematical and other styled letters become plain capitals only here.
    text = unicodedata.normalize("NFKC", text).casefold()
    if not _GREEK_WORD.search(text):
        text = text.translate(_LETTERS)
    return ascii_digits(text)


def split_words(folded: str) -> list[str]:
    """The words of a folded text in order; runs of Chinese and Japanese, which have no spaces, as pairs."""
    words = folded.split()
    if folded.isascii():
        return words
    parted: list[str] = []
    for word in words:
        if word.isascii() or not _CJK_RUN.search(word):
            parted.append(word)
        else:
            parted.extend(_character_pairs(word))
    return parted


def _character_pairs(word: str) -> list[str]:
    pairs: list[str] = []
    position = 0
    for run in _CJK_RUN.finditer(word):
        if run.start() > position:
            pairs.append(word[position : run.start()])
        text = run.group()
        pairs.extend(text[index : index + 2] for index in range(len(text) - 1))
        position = run.end()
    if position < len(word):
        pairs.append(word[position:])
    return pairs


def numbers_in(words: Sequence[str]) -> frozenset[str]:
    """All numbers among and within the words, without leading zeros; Roman ones from two letters on."""
    found = _DIGITS.findall(" ".join(words))
    if not found and ROMAN_WORDS.isdisjoint(words):
        return _NO_NUMBERS
    roman = (arabic_numeral(word) for word in words if word in ROMAN_WORDS)
    return frozenset((*roman, *(digits.lstrip("0") or "0" for digits in found)))
