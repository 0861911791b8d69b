"""The tables of a source file and the model that comes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from harvesters.crawl.site import site_of
from harvesters.html.listing.fields import FIELD_NAMES
from harvesters.sources.checks import (
    Count,
    Hosts,
    Id,
    Kind,
    Language,
    Limit,
    Schedule,
    Selectors,
    Share,
    Text,
    TimeZone,
    Url,
)
from harvesters.sources.kinds import stated_kind
from models.source import (
    Expectations,
    FieldRule,
    Limits,
    ListingRules,
    NoticeRules,
    Politeness,
    Source,
    SourceKind,
)

_OTHER_NAMES = {"file_url": "file_urls"}
_POLITENESS = Politeness()
_LIMITS = Limits()
_EXPECTATIONS = Expectations()


class Table(BaseModel):
    """A table of a source file: no key that is not named here, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _table_of_fields(name: str, value: Any) -> type[Table]:
    keys: dict[str, Any] = dict.fromkeys(FIELD_NAMES, (value | None, None))
    return create_model(name, __base__=Table, **keys)


FieldsTable = _table_of_fields("FieldsTable", Selectors)
CoverageTable = _table_of_fields("CoverageTable", Share)


class ListingTable(Table):
    """``[listing]``."""

    row: Selectors = ()
    next: Selectors = ()
    follow: bool | None = None
    fields: FieldsTable = FieldsTable()  # type: ignore[valid-type]
    detail_fields: FieldsTable = FieldsTable()  # type: ignore[valid-type]

    def rules(self) -> ListingRules:
        return ListingRules(
            row=self.row,
            next=self.next,
            follow=self.follow,
            fields=_field_rules(self.fields),
            detail_fields=_field_rules(self.detail_fields),
        )


class NoticeTable(Table):
    """``[notice]``."""

    scope: Selectors = ()
    translations: dict[Language, Url] = Field(default_factory=dict)

    def rules(self) -> NoticeRules:
        return NoticeRules(scope=self.scope, translations=tuple(self.translations.items()))


class PolitenessTable(Table):
    """``[politeness]``."""

    delay_s: float = Field(default=_POLITENESS.delay_s, ge=0.0, le=3600.0)
    concurrency: int = Field(default=_POLITENESS.concurrency, ge=1, le=16)
    timeout_s: float = Field(default=_POLITENESS.timeout_s, gt=0.0, le=3600.0)
    retries: int = Field(default=_POLITENESS.retries, ge=0, le=10)
    refresh_details_days: int = Field(default=_POLITENESS.refresh_details_days, ge=0, le=3650)


class LimitsTable(Table):
    """``[limits]``."""

    max_pages: Limit = _LIMITS.max_pages
    max_records: Limit = _LIMITS.max_records
    max_body_bytes: Limit = _LIMITS.max_body_bytes
    max_run_s: float = Field(default=_LIMITS.max_run_s, gt=0.0)


class ExpectTable(Table):
    """``[expect]``."""

    min_records: Count | None = None
    max_records: Count | None = None
    max_withdrawn_ratio: Share = _EXPECTATIONS.max_withdrawn_ratio
    max_withdrawn_count: Count = _EXPECTATIONS.max_withdrawn_count
    min_coverage: CoverageTable = CoverageTable()  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if (
            self.min_records is not None
            and self.max_records is not None
            and self.min_records > self.max_records
        ):
            raise ValueError("min_records is larger than max_records; allowed: at most as large")
        return self

    def expectations(self) -> Expectations:
        shares = {_OTHER_NAMES.get(name, name): share for name, share in _given(self.min_coverage)}
        return Expectations(**{**dict(self), "min_coverage": tuple(shares.items())})


class SourceTable(Table):
    """A whole source file."""

    url: Url
    id: Id | None = None
    kind: Kind | None = None
    publisher: Text | None = None
    language: Language | None = None
    schedule: Schedule | None = None
    timezone: TimeZone = "UTC"
    enabled: bool = True
    host_aliases: Hosts = ()
    trust: int = Field(default=0, ge=-100, le=100)
    listing: ListingTable | None = None
    notice: NoticeTable | None = None
    politeness: PolitenessTable = PolitenessTable()
    limits: LimitsTable = LimitsTable()
    expect: ExpectTable = ExpectTable()

    @model_validator(mode="after")
    def _check_tables(self) -> Self:
        if self.listing and self.notice and self.kind is None:
            raise ValueError(
                "has both [listing] and [notice]; allowed: one of them, or a kind that says which"
            )
        return self

    def source(self, default_id: str) -> Source:
        """The source that the file describes.

        Raises:
            ValueError: a translation stands on a host that the source does not name.
        """
        kind = self.kind or (SourceKind.NOTICE if self.notice else None)
        source = Source(
            id=self.id or default_id,
            url=self.url,
            kind=kind,
            publisher=self.publisher,
            language=self.language,
            schedule=self.schedule,
            timezone=self.timezone,
            enabled=self.enabled,
            host_aliases=self.host_aliases,
            trust=self.trust,
            listing=(self.listing or ListingTable()).rules(),
            notice=(self.notice or NoticeTable()).rules(),
            politeness=Politeness(**dict(self.politeness)),
            limits=Limits(**dict(self.limits)),
            expect=self.expect.expectations(),
        )
        _check_translations(source)
        return replace(source, kind=stated_kind(source))


def allowed_keys(path: Sequence[str | int]) -> tuple[str, ...]:
    """The keys of the table at that place of a source file."""
    table: type[BaseModel] = SourceTable
    for name in path:
        field = table.model_fields.get(str(name))
        inner = (
            next((kind for kind in _kinds_of(field.annotation) if issubclass(kind, BaseModel)), None)
            if field
            else None
        )
        if inner is None:
            break
        table = inner
    return tuple(table.model_fields)


def _kinds_of(annotation: Any) -> tuple[type, ...]:
    return tuple(kind for kind in (get_args(annotation) or (annotation,)) if isinstance(kind, type))


def _check_translations(source: Source) -> None:
    site = site_of(source)
    for language, url in source.notice.translations:
        refusal = site.refusal(url)
        if refusal:
            raise ValueError(
                f"notice.translations.{language}: {refusal}; allowed: the host of url or of host_aliases"
            )


def _field_rules(table: Table) -> tuple[FieldRule, ...]:
    rules: dict[str, tuple[str, ...]] = {}
    for name, selectors in _given(table):
        name = _OTHER_NAMES.get(name, name)
        rules[name] = (*rules.get(name, ()), *selectors)
    return tuple(FieldRule(name=name, selectors=selectors) for name, selectors in rules.items())


def _given(table: Table) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in table if value is not None)
