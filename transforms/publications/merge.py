"""The records of a publication merged to a catalogue entry: which record's value counts, field by field.

Where records differ, the more complete statement wins; between equally complete ones that of the more trusted
source, then that of the record seen later, then that of the lower record id. What "complete" means:

- title: not cut off, not in capitals throughout; then the trusted source's wording.
- abstract: the detail page's full text, then a whole teaser, then the longest of the cut-off ones.
- language: stated by the site before detected from the text.
- year: by trust alone; published_on: the most precise date within that year.
- authors: the longest list. topics, countries: all that any record states, the trusted source's first.
- url, file_url: on the publisher's own site (its acronym or name is part of the host name), else by trust.
- isbn, doi, reference_number, publisher, publication_type: by trust alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from models.record import DatePrecision, Description
from text.folding import fold
from text.urls import host_of
from transforms.matching.preparation.names import body_names

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One record of a publication."""

    record_id: str
    source_id: str
    description: Description
    first_seen_at: datetime
    trust: int
    """Higher is more trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationFields:
    """A ``Publication`` without its ids."""

    title: str | None
    abstract: str | None
    language: str | None
    publication_type: str | None
    year: int | None
    published_on: str | None
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
    """Sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The catalogue entry, and which record gave each field."""

    fields: PublicationFields
    provenance: Mapping[str, str]
    """Field to record id, for each field that has a value; of a list the first record that gave an item."""


_PRECISION = {DatePrecision.YEAR: 0, DatePrecision.MONTH: 1, DatePrecision.DAY: 2}


def merge(members: Sequence[Member]) -> Merged:
    """The catalogue entry of the records, whatever their order; there is at least one member."""
    choice = _Choice(members)
    year = choice.first("year", _year)
    publisher = choice.first("publisher", lambda d: d.publisher)
    own_names = body_names(publisher) if publisher else set()
    fields = PublicationFields(
        title=choice.best("title", lambda d: d.title, _title_completeness),
        abstract=choice.best("abstract", lambda d: d.abstract or d.teaser, _abstract_completeness),
        language=choice.best("language", lambda d: d.language, lambda d: (d.is_language_stated,)),
        publication_type=choice.first("publication_type", lambda d: d.publication_type),
        year=year,
        published_on=choice.best("published_on", lambda d: _date_within(d, year), _date_completeness),
        publisher=publisher,
        authors=choice.best("authors", lambda d: d.authors or None, lambda d: (len(d.authors),)) or (),
        isbn=choice.first("isbn", lambda d: d.isbns[0] if d.isbns else None),
        doi=choice.first("doi", lambda d: d.doi),
        reference_number=choice.first("reference_number", lambda d: d.reference_number),
        url=choice.best("url", lambda d: d.url, lambda d: (_is_on_own_site(d.url, own_names),)),
        file_url=choice.best("file_url", _main_file, lambda d: (_is_on_own_site(_main_file(d), own_names),)),
        topics=choice.every("topics", lambda d: d.topics),
        countries=choice.every("countries", lambda d: d.countries),
        source_ids=tuple(sorted({member.source_id for member in members})),
    )
    return Merged(fields=fields, provenance=choice.provenance)


class _Choice:
    """Picks values from the members in their order of rank and remembers who gave which."""

    def __init__(self, members: Sequence[Member]) -> None:
        by_id = sorted(members, key=lambda member: member.record_id)
        self._ranked = sorted(by_id, key=lambda m: (m.trust, m.first_seen_at), reverse=True)
        self.provenance: dict[str, str] = {}

    def first(self, field: str, read: Callable[[Description], T | None]) -> T | None:
        """The value of the highest-ranked member that has one."""
        return self.best(field, read, lambda _: ())

    def best(
        self,
        field: str,
        read: Callable[[Description], T | None],
        completeness: Callable[[Description], tuple[int, ...]],
    ) -> T | None:
        """The value of the member whose statement is the most complete; rank decides between equals."""
        if len(self._ranked) == 1:
            return self._only(field, read)
        chosen: tuple[tuple[int, ...], T] | None = None
        for member in self._ranked:
            value = read(member.description)
            if value is None:
                continue
            weight = completeness(member.description)
            if chosen is None or weight > chosen[0]:
                chosen = weight, value
                self.provenance[field] = member.record_id
        return chosen[1] if chosen else None

    def _only(self, field: str, read: Callable[[Description], T | None]) -> T | None:
        """The value of the only member."""
        value = read(self._ranked[0].description)
        if value is not None:
            self.provenance[field] = self._ranked[0].record_id
        return value

    def every(self, field: str, read: Callable[[Description], tuple[str, ...]]) -> tuple[str, ...]:
        """All items of all members in order of rank, one spelling of each."""
        items: dict[str, str] = {}
        for member in self._ranked:
            for item in read(member.description):
                items.setdefault(fold(item) or item, item)
                self.provenance.setdefault(field, member.record_id)
        return tuple(items.values())


def _year(description: Description) -> int | None:
    date = description.published_on
    return description.year if description.year is not None or date is None else date.year


def _title_completeness(description: Description) -> tuple[int, ...]:
    title = description.title or ""
    return (not title.rstrip(" .]").endswith("…") and not title.endswith("..."), not title.isupper())


def _abstract_completeness(description: Description) -> tuple[int, ...]:
    if description.abstract:
        return (2, 0)
    return (0, len(description.teaser or "")) if description.is_teaser_cut else (1, 0)


def _date_within(description: Description, year: int | None) -> str | None:
    date = description.published_on
    return date.iso if date is not None and date.year == year else None


def _date_completeness(description: Description) -> tuple[int, ...]:
    return (_PRECISION[description.published_on.precision] if description.published_on else -1,)


def _main_file(description: Description) -> str | None:
    return description.file_urls[0] if description.file_urls else None


def _is_on_own_site(url: str | None, own_names: set[str]) -> bool:
    labels = host_of(url).split(".") if url else []
    squashed = {name.replace(" ", "") for name in own_names}
    return any(label in squashed for label in labels)
