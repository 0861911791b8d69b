"""What classes and values in a row tell of their field: its name, a language, a type of publication."""

from functools import lru_cache

from text.field_labels import NameKind, field_of_name
from text.names import find_language, find_type
from text.phrases import Phrases, fold_words

_LONGEST_NAME = 40
"""In characters: names of languages and of types are shorter."""
_SHORT_LABELS = frozenset(
    (
        *("en", "fr", "es", "de", "ar", "ru", "pt", "it", "zh", "nl", "pl", "uk", "tr", "fa"),
        *("EN", "FR", "ES", "DE", "AR", "RU", "PT", "IT", "ZH", "NL", "PL", "UK", "TR", "FA"),
        *("ENG", "FRE", "SPA", "ARA", "RUS", "CHI", "Lao", "Luo", "Twi", "Ewe"),
    )
)
"""Short labels of languages, spelt as sites print them. Other codes are words: "no", "May", "New"."""
_SHORTEST_NAME = 4
"""In Latin letters: a shorter text may be any code, so that only those listed count."""


@lru_cache(maxsize=4096)
def field_of_class(names: str) -> str | None:
    """The field that an element's classes name, such as ``field--name-field-language``."""
    fields = (field_of_name(name, NameKind.CLASS) for name in names.split())
    return next((field for field in fields if field), None)


@lru_cache(maxsize=4096)
def is_language(text: str) -> bool:
    """Whether a text is the name of a language, or a code that sites print, and nothing else."""
    text = text.strip("[]() ")
    if text.isascii() and len(text) < _SHORTEST_NAME:
        return text in _SHORT_LABELS
    return 1 < len(text) <= _LONGEST_NAME and find_language(text) is not None


@lru_cache(maxsize=4096)
def is_publication_type(text: str) -> bool:
    """Whether a text names a type of publication and nothing else."""
    if len(text) > _LONGEST_NAME:
        return False
    first, _, rest = fold_words(text).partition(" ")
    is_qualified = _type_word(first) in ("adjective", "either") and _type_word(rest) in ("noun", "either")
    return is_qualified or _type_word(text) in ("noun", "either") or find_type(text) is not None


def _type_word(text: str) -> str | None:
    return Phrases("type_words").kind_of(text)
