"""A record turned into the description that matching, merging and the catalogue work with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.errors import RecordRejected
from models.record import Description, PartialDate, RawFields, Record
from models.source import Source
from text.cleaning import clean_text, clean_title
from text.dates.reading import decide_day_first, read_date
from text.identifiers import find_isbns, find_reference, read_doi, read_isbns, read_reference
from text.languages.language import LanguageReading, read_language
from text.names import find_type, name_countries, name_type
from text.rules_version import Rules, rules_version
from text.teasers import strip_cut_off
from text.urls import canonical_url

PROCESSING_RULES = Rules(
    parts=("models", "text", "transforms/records"),
    libraries=("ftfy", "idna", "orjson", "py3langid", "python-stdnum", "rapidfuzz"),
)
"""What decides how a record is described, and which rows are one record."""

MAX_TEXT_CHARS = 1_000_000
"""A longer teaser or abstract is refused with its record: no description of a publication is a whole book."""

BROKEN = "\ufffd"
"""What decoding puts in the place of bytes that are no character in the page's charset."""


def processing_version() -> int:
    """Another number whenever a record may be described otherwise than before; it fits 31 bits."""
    return int(rules_version(PROCESSING_RULES), 16) % 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """What is known of a source before its records are looked at."""

    source_id: str
    publisher: str | None = None
    """Of records that state none."""
    language: str | None = None
    """Of the chrome: says little about the language of a record."""
    host: str | None = None
    """As in canonical URLs, with a port that is not the scheme's own."""
    host_aliases: tuple[str, ...] = ()
    is_day_first: bool | None = None
    """How the source prints 07/11/2019; ``None``: unknown."""


def context_of(source: Source, dates: Iterable[str | None]) -> SourceContext:
    """The context of all records harvested together; ``dates``, as printed, show how to read dates."""
    return SourceContext(
        source_id=source.id,
        publisher=clean_text(source.publisher) or None,
        language=source.language,
        host=_host_of(source.url),
        host_aliases=tuple(map(_host_of, source.host_aliases)),
        is_day_first=decide_day_first(dates, source.language),
    )


def _host_of(address: str) -> str:
    """The host, and the port that is not the scheme's own, of an address or of a bare host name."""
    url = address if "://" in address else f"https://{address}"
    return canonical_url(url).split("/")[2]


def normalise(record: Record, context: SourceContext) -> Description:
    """The record's description; whatever could not be used is in its notes.

    Raises:
        RecordRejected: Its row was rejected; it has neither title nor text; its title is broken; none of its
            links can be used; or a text is too long.
    """
    if record.row.rejection is not None:
        raise _rejected(record, record.row.rejection)
    try:
        return _describe(record.row.raw, context)
    except RecordRejected as rejection:
        raise _rejected(record, str(rejection)) from rejection


def _rejected(record: Record, reason: str) -> RecordRejected:
    return RecordRejected(reason, source_id=record.source_id, record=record.native_key)


def _describe(raw: RawFields, context: SourceContext) -> Description:
    notes: list[str] = []
    title = _unbroken(clean_title(raw.title_raw))
    teaser, is_cut = strip_cut_off(_clean_body(raw.teaser_raw, "teaser"))
    abstract = _clean_body(raw.abstract_raw, "abstract")
    if not (title or teaser or abstract):
        raise RecordRejected("the entry has neither a title nor a text")
    url, file_urls = _links(raw, context, notes)
    language = read_language(raw, title=title, text=teaser or abstract, chrome=context.language)
    published_on = _date(raw, language, context, notes)
    isbns = read_isbns(raw.isbn_raw)
    notes.extend(isbns.notes)
    return Description(
        title=title,
        teaser=teaser or None,
        is_teaser_cut=is_cut,
        abstract=abstract or None,
        language=language.code,
        is_language_stated=language.is_stated,
        publication_type=_publication_type(raw, url),
        published_on=published_on,
        year=published_on.year if published_on else None,
        publisher=clean_text(raw.publisher_raw) or context.publisher,
        authors=_names(raw.authors_raw),
        isbns=isbns.isbns or find_isbns(f"{teaser} {abstract}"),
        doi=_doi(raw, notes),
        reference_number=read_reference(raw.reference_raw) or find_reference(f"{teaser} {abstract}"),
        url=url,
        file_urls=file_urls,
        topics=_topics(raw.topics_raw),
        countries=name_countries(raw.countries_raw),
        page_count=_page_count(raw.pages_raw, notes),
        notes=tuple(dict.fromkeys(notes)),
    )


def _unbroken(title: str | None) -> str | None:
    if title and BROKEN in title:
        raise RecordRejected(f"the title {title[:120]!r} has broken characters: its charset is another one")
    return title


def _clean_body(body_raw: str | None, name: str) -> str:
    if body_raw and len(body_raw) > MAX_TEXT_CHARS:
        raise RecordRejected(f"the {name} has {len(body_raw):,} characters; {MAX_TEXT_CHARS:,} are allowed")
    return clean_text(body_raw)


def _links(raw: RawFields, context: SourceContext, notes: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """The canonical addresses of detail page and files; what can't be used is noted, unless all is such."""
    refusals: list[str] = []

    def canonical(link: str) -> str | None:
        try:
            return canonical_url(link, host_aliases=context.host_aliases, host=context.host)
        except RecordRejected as refusal:
            refusals.append(str(refusal))
            return None

    url = canonical(raw.detail_url) if raw.detail_url else None
    files = tuple(dict.fromkeys(filter(None, map(canonical, raw.file_urls))))
    if refusals and not url and not files:
        raise RecordRejected(refusals[0])
    notes.extend(refusals)
    return url, files


def _date(
    raw: RawFields, language: LanguageReading, context: SourceContext, notes: list[str]
) -> PartialDate | None:
    languages = tuple(dict.fromkeys(filter(None, (context.language, language.code))))
    reading = read_date(raw.date_raw, languages=languages, is_day_first=context.is_day_first)
    if reading.note:
        notes.append(reading.note)
    return reading.value


_TYPE_SEGMENT = re.compile(
    r"/(?:resources?|publications?|documents?|library|types?|ressources|recursos)/([a-z][a-z-]+)/"
)


def _publication_type(raw: RawFields, url: str | None) -> str | None:
    """As stated, else by the address: ``/resources/{type}/{slug}``."""
    if stated := name_type(raw.type_raw):
        return stated
    segment = _TYPE_SEGMENT.search(url) if url else None
    return find_type(segment[1].replace("-", " ")) if segment else None


def _doi(raw: RawFields, notes: list[str]) -> str | None:
    links = (link for link in (raw.doi_raw, raw.detail_url, *raw.file_urls) if link)
    doi = next(
        filter(None, (read_doi(link) for link in links if link is raw.doi_raw or "doi.org/" in link)), None
    )
    if raw.doi_raw and not doi:
        notes.append(f"{clean_text(raw.doi_raw)[:80]!r} is no DOI")
    return doi


def _names(raws: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean_text, raws))))


_TOPIC_MARK = re.compile(r"\s*[;|•·#\n]\s*")


def _topics(raws: tuple[str, ...]) -> tuple[str, ...]:
    """Each topic once, as first written; commas are part of names ("Shelter, land and property")."""
    topics: dict[str, str] = {}
    for topic in (part for raw in raws for part in _TOPIC_MARK.split(clean_text(raw)) if part):
        topics.setdefault(topic.casefold(), topic)
    return tuple(topics.values())


_PAGES = re.compile(r"(?<!\d)(\d{1,3}(?:[., ]\d{3})+|\d{1,5})(?!\d)")


def _page_count(pages_raw: str | None, notes: list[str]) -> int | None:
    """The number of pages; of a range ("pp. 12-34") how many it spans."""
    text = clean_text(pages_raw)
    numbers = [int(re.sub(r"\D", "", number)) for number in _PAGES.findall(text)]
    if len(numbers) == 1 and numbers[0] > 0:
        return numbers[0]
    if len(numbers) == 2 and 0 < numbers[0] <= numbers[1]:
        return numbers[1] - numbers[0] + 1
    if text:
        notes.append(f"{text[:80]!r} is no number of pages")
    return None
