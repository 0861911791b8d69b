"""The language of a record: as the site states it, else as detected in the text."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from models.record import RawFields
from text.languages.marks import is_bare_code, language_of_file, language_of_path, stated_language
from text.tables import read_table

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE_CHARS = 100
"""So much of a text is looked at, half of it where a letter is two bytes: more hardly tells more."""
_FEWEST_LETTERS = 3
_TELLING_TITLE = 40
_LEAST_CONFIDENCE = 0.7
_SURE = 0.9
# Measured on short titles: the right prior then mends most errors of the model, a wrong one makes few.
_PRIOR_WEIGHT = 3.0
_COMMON_WEIGHT = 2.0
_WORD_WEIGHT = 3.0
_MOST_WORDS = 3
_MOST_WEIGHT = _PRIOR_WEIGHT * _COMMON_WEIGHT * _WORD_WEIGHT**_MOST_WORDS
_COMMON = frozenset(("en", "fr", "es", "ar", "ru", "pt", "de"))

# Letters of scripts that one language of the sources uses, or a family of them that the model tells apart.
_SCRIPTS = {
    "latin": "a-zA-Z\u00c0-\u024f\u1e00-\u1eff",
    "cyrillic": "\u0400-\u052f",
    "arabic": "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "devanagari": "\u0900-\u097f",
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "ja": "\u3040-\u30ff",
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
    "ethiopic": "\u1200-\u137f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u05d0-\u05ea",
    "hy": "\u0530-\u058f",
    "ka": "\u10a0-\u10ff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17ff",
    "my": "\u1000-\u109f",
    "bn": "\u0980-\u09ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
    "or": "\u0b00-\u0b7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "bo": "\u0f00-\u0fff",
    "dv": "\u0780-\u07bf",
}
_FAMILIES = {
    name: frozenset(codes.split())
    for name, codes in {
        "latin": "en fr es pt de it nl pl ro tr sq sw so vi id tl ha hu cs sv fi da no hr sl sk lt lv et rw",
        "cyrillic": "ru uk bg sr be mk kk ky tg mn",
        "arabic": "ar fa ur ps ku",
        "devanagari": "hi ne mr",
    }.items()
}
TOLD_LANGUAGES = (
    frozenset(code for codes in _FAMILIES.values() for code in codes)
    | {"am", "ti", "zh"}
    | (frozenset(_SCRIPTS) - frozenset(_FAMILIES) - {"ethiopic", "han"})
)
"""What ``detect`` can tell."""
_WORD = re.compile(r"[^\W\d_][\w'\u0900-\u097f]*")
_LETTER = re.compile(
    "(?=[^\\W\\d_])(?:" + "|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _SCRIPTS.items()) + ")"
)
_TIGRINYA = re.compile(r"[\u1250-\u1257\u12b8-\u12bf]|\b(?:ናይ|ካብ|እዩ|ምስ|ኣብ|ንዳግም)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReading:
    """The language of a record; the code is ``None`` if it can't be told."""

    code: str | None
    is_stated: bool = False


def detect(text: str, *, prior: str | None = None) -> tuple[str, float] | None:
    """The language that a text is written in, and how sure that is (0..1); ``None``: nothing tells.

    The script decides where one language alone writes it. Among those that share one, a short text is given
    to ``prior``, the language that its surroundings are in, where that is nearly as likely as the best.
    """
    sample = text[:_SAMPLE_CHARS]
    script = _find_script(sample)
    if script is None or script not in (*_FAMILIES, "ethiopic", "han"):
        return (script, 1.0) if script else None
    if script == "ethiopic":
        return ("ti" if _TIGRINYA.search(sample) else "am", 1.0)
    if script == "han":
        return ("zh", 1.0)
    reach = _SAMPLE_CHARS if script == "latin" else _SAMPLE_CHARS // 2
    return _rank(sample[:reach], _FAMILIES[script], prior)


def _rank(sample: str, family: frozenset[str], prior: str | None) -> tuple[str, float] | None:
    words = _count_telling_words(sample)
    best, most, second = "", 0.0, 0.0
    for code, share in _identifier().rank(sample):
        if code not in family:
            continue
        weight = (
            share * (_PRIOR_WEIGHT if code == prior else 1.0) * (_COMMON_WEIGHT if code in _COMMON else 1.0)
        )
        if code in words:
            weight *= _WORD_WEIGHT ** min(words[code], _MOST_WORDS)
        if weight > most:
            best, most, second = code, weight, most
        elif weight > second:
            second = weight
        if share * _MOST_WEIGHT < second:
            break
    confidence = most / (most + second) if most else 0.0
    return (best, confidence) if confidence >= _LEAST_CONFIDENCE else None


def _count_telling_words(sample: str) -> dict[str, int]:
    telling = _telling_words()
    counts: dict[str, int] = {}
    for word in set(_WORD.findall(sample.lower())):
        for code in telling.get(word, ()):
            counts[code] = counts.get(code, 0) + 1
    return counts


@cache
def _telling_words() -> dict[str, tuple[str, ...]]:
    by_word: dict[str, tuple[str, ...]] = {}
    for code, words in read_table("telling_words").items():
        for word in words:
            by_word[word] = (*by_word.get(word, ()), code)
    return by_word


def _find_script(text: str) -> str | None:
    if text.isascii():
        return "latin" if sum(map(str.isalpha, text)) >= _FEWEST_LETTERS else None
    letters: Counter[str] = Counter()
    for run in _LETTER.finditer(text):
        # An ideograph or syllable says as much as two letters, and often stands beside a Latin acronym.
        letters[run.lastgroup or ""] += (run.end() - run.start()) * (
            2 if run.lastgroup in ("han", "ja", "ko") else 1
        )
    if letters["ja"] and letters["ja"] * 8 >= letters["han"]:
        letters["ja"] += letters.pop("han", 0)
    script, count = letters.most_common(1)[0] if letters else ("", 0)
    return script if count >= _FEWEST_LETTERS else None


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = {code for codes in _FAMILIES.values() for code in codes}
    columns = [index for index, code in enumerate(whole.nb_classes) if code in known]
    # Rebuilt, not restricted: a restricted one keeps the whole model, three times as much memory.
    return LanguageIdentifier(
        whole.nb_ptc[:, columns].astype("float32"),
        whole.nb_pc[columns],
        [whole.nb_classes[index] for index in columns],
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )


def read_language(
    raw: RawFields, *, title: str | None, text: str | None, chrome: str | None
) -> LanguageReading:
    """The language of a record.

    What the site states of the record comes first: in words, by the names of its files, by an address that
    is not in the language of the chrome. A bare code that is the chrome's own says little (themes print it on
    every page): there, as where nothing is stated, the text decides, with the chrome as a weak prior.
    """
    own = chrome.partition("-")[0].lower() if chrome else None
    stated = stated_language(raw.language_raw)
    if stated and (stated != own or not is_bare_code(raw.language_raw)):
        return LanguageReading(code=stated, is_stated=True)
    of_files = {language_of_file(url) for url in raw.file_urls}
    if len(of_files) == 1 and (code := of_files.pop()):
        return LanguageReading(code=code, is_stated=True)
    path = None if stated else language_of_path(raw.detail_url or "")
    if path and path != own:
        return LanguageReading(code=path, is_stated=True)
    detected = _detect_in(title or "", text or "", prior=stated or own)
    if stated and (detected is None or detected[1] < _SURE or detected[0] == stated):
        return LanguageReading(code=stated, is_stated=True)
    return LanguageReading(code=detected[0] if detected else None)


def _detect_in(title: str, text: str, *, prior: str | None) -> tuple[str, float] | None:
    """By a title of some length, as the rest may be in the site's language; else by both."""
    if len(title) >= _TELLING_TITLE or not text:
        by_title = detect(title, prior=prior)
        if not text or (by_title and by_title[1] >= _SURE):
            return by_title
    return detect(f"{title} {text}".strip(), prior=prior)
