"""What is harvested, and by which rules."""

from dataclasses import dataclass, field
from enum import StrEnum


class SourceKind(StrEnum):
    """How a source is read."""

    LISTING = "listing"
    NOTICE = "notice"
    FEED = "feed"
    OAI_PMH = "oai-pmh"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"
    DRUPAL_JSONAPI = "drupal-jsonapi"
    RELIEFWEB = "reliefweb"
    DSPACE = "dspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """Where one field of a row or a detail page stands."""

    name: str
    """A field of ``RawFields`` without its ``_raw`` suffix: title, teaser, detail_url, file_urls, date…"""
    selectors: tuple[str, ...]
    """CSS, ``css::attr(name)`` or ``css::text``; the first that matches wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRules:
    """How to read a listing. What is empty is detected from the page."""

    row: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    follow: bool | None = None
    """Whether detail pages are visited; ``None``: only where the row's teaser is cut off."""
    fields: tuple[FieldRule, ...] = ()
    detail_fields: tuple[FieldRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """How to read a notice page."""

    scope: tuple[str, ...] = ()
    """CSS of the element that holds the text, the first that matches wins; empty: detected."""
    translations: tuple[tuple[str, str], ...] = ()
    """(language, URL) of the same page in other languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How gently a site is asked."""

    delay_s: float = 1.0
    concurrency: int = 1
    """Requests under way to one host."""
    timeout_s: float = 60.0
    """For one request, from its start to the last byte."""
    retries: int = 2
    refresh_details_days: int = 30
    """Days after which a detail page is asked again although its row has not changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a run stops, whatever the site says; reaching one makes the run incomplete."""

    max_pages: int = 2_000
    """Pages of the listing; detail pages are bounded by the rows."""
    max_records: int = 200_000
    max_body_bytes: int = 32 * 1024 * 1024
    max_run_s: float = 6 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """The bounds that hold a run (law 3 of the architecture document)."""

    min_records: int | None = None
    max_records: int | None = None
    max_withdrawn_ratio: float = 0.10
    max_withdrawn_count: int = 3
    """A run is held only when it would withdraw more than this *and* more than the ratio."""
    min_coverage: tuple[tuple[str, float], ...] = ()
    """(field, share 0..1 of records that must have it); without an entry, half of the last applied share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One listing, feed, endpoint or notice page that is harvested."""

    id: str
    url: str
    kind: SourceKind | None = None
    """``None``: detected from the answer."""
    publisher: str | None = None
    language: str | None = None
    """BCP 47 code of the site's chrome; each record's own language is detected."""
    schedule: str | None = None
    """Cron expression, five fields, in ``timezone``."""
    timezone: str = "UTC"
    enabled: bool = True
    host_aliases: tuple[str, ...] = ()
    """Other hosts that serve the same pages; their URLs are mapped to the host of ``url``."""
    trust: int = 0
    """Where records of one publication differ, the word of the source with the higher trust counts."""
    listing: ListingRules = field(default_factory=ListingRules)
    notice: NoticeRules = field(default_factory=NoticeRules)
    politeness: Politeness = field(default_factory=Politeness)
    limits: Limits = field(default_factory=Limits)
    expect: Expectations = field(default_factory=Expectations)
