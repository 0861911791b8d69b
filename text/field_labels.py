"""Which field of a publication a label means: printed for readers, or as a name in code."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache

from text.phrases import Phrases
from text.tables import read_phrase_table

_LABEL = re.compile(r"\s*([^:：|]{2,30}?)\s*[:：]\s*(?=\S)")
_LONGEST_LABEL = 60
"""In characters: a longer text is no label, whatever it says."""
_PARTS = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_OF = frozenset(("of", "de", "del", "di", "do", "der"))
_HOLDERS = ("files", "topics", "teaser")
"""Any other field comes first, then these in order: "language_file" is a language, "summary_pdf" a file."""


class NameKind(Enum):
    """Where a name in code is from."""

    CLASS = "class"
    """An element's class: there, files and pages are what the page is made of."""
    KEY = "key"
    """A key in an interface's answer."""


_NOT_BY_CLASS = frozenset(("image", "files", "pages"))


@lru_cache(maxsize=4096)
def field_of_label(label: str) -> str | None:
    """The field that a printed label or column head names; ``None`` for other words."""
    if len(label) > _LONGEST_LABEL:
        return None
    return Phrases("field_labels").kind_of(label)


def is_label(text: str) -> bool:
    """Whether a text only announces what comes behind it, as "Date and time:" does."""
    return text.rstrip().endswith((":", "："))


@lru_cache(maxsize=4096)
def split_label(text: str) -> tuple[str | None, str]:
    """(field, value) of a text such as ``Language: French``; the field is ``None`` without a known label."""
    label = _LABEL.match(text)
    field = field_of_label(label[1]) if label else None
    return (field, text[label.end() :]) if label and field else (None, text)


@lru_cache(maxsize=4096)
def field_of_name(name: str, kind: NameKind) -> str | None:
    """The field that a name in code means, such as ``field_publication_date``; ``None``: it tells nothing.

    The last word that tells decides: "document_language" is a language. What follows "of" only describes:
    "type_of_document" is a type.
    """
    words = [word.lower() for word in _PARTS.split(name) if word]
    head = next((words[:at] for at, word in enumerate(words) if word in _OF and at), words)
    return _field_of_words(head, kind) or _field_of_words(words, kind)


def _field_of_words(words: list[str], kind: NameKind) -> str | None:
    known = _fields_by_word(kind)
    # "node--type-article" and "type-post" are of a type, but the text in them does not tell it.
    found = [known.get(word) for word in words[:-1] if known.get(word) != "type"]
    found += [known.get(word) for word in words[-1:]]
    fields = [field for field in reversed(found) if field]
    telling = [field for field in fields if field not in _HOLDERS]
    return next(iter(telling or sorted(fields, key=_HOLDERS.index)), None)


@cache
def _fields_by_word(kind: NameKind) -> dict[str, str]:
    return {word: field for field, word in _named_words(kind)}


def _named_words(kind: NameKind) -> Iterator[tuple[str, str]]:
    table = read_phrase_table("field_names")
    for section in ("any", kind.value):
        for field, words in table[section].items():
            if kind is NameKind.KEY or field not in _NOT_BY_CLASS:
                yield from ((field, word) for word in words)
