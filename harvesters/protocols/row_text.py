"""Puts an entry's strings together, with the text of the whole row."""

from collections.abc import Iterable
from dataclasses import replace

from harvesters.protocols.fragments import join_text
from models.record import RawFields


def with_row_text(raw: RawFields, *more: str | None) -> RawFields:
    """The fields, and as the row's text all that they say, and ``more``."""
    texts = (
        *(raw.title_raw, *raw.authors_raw, raw.date_raw, raw.type_raw, raw.language_raw, raw.publisher_raw),
        *(raw.teaser_raw, raw.abstract_raw, *raw.countries_raw, *raw.topics_raw),
        *(raw.isbn_raw, raw.doi_raw, raw.reference_raw, raw.pages_raw),
    )
    return replace(raw, row_text=join_text((*texts, *more)))


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """Each that says anything, once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
