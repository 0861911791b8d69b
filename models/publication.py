"""A catalogue entry and the work that it belongs to."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One edition in one language, merged from the records that describe it.

    Field order is that of the view ``v1_publications`` up to ``source_ids``.
    """

    id: str
    work_id: str
    title: str | None
    abstract: str | None
    language: str | None
    publication_type: str | None
    year: int | None
    published_on: str | None
    """ISO 8601, reduced to the precision that is known: ``2019``, ``2024-06``, ``2019-11-07``."""
    publisher: str | None
    authors: tuple[str, ...]
    isbn: str | None
    doi: str | None
    reference_number: str | None
    url: str | None
    file_url: str | None
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    source_ids: tuple[str, ...]


class WorkLink(StrEnum):
    """How two publications of one work differ."""

    TRANSLATION = "translation"
    EDITION = "edition"
    PART = "part"
    VERSION = "version"
