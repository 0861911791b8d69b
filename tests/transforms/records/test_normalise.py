"""Records as descriptions: what is stated is used or noted, and nothing else is said."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RecordRejected
from models.record import Description, KeyKind, RawFields, Record, Row, Sighting
from models.source import Source
from transforms.records.normalise import MAX_TEXT_CHARS, SourceContext, context_of, normalise

_CONTEXT = SourceContext(
    source_id="s", publisher="International Organization for Migration", language="en", host="example.org"
)


def _row(rejection: str | None = None, **raw: Any) -> Row:
    sighting = Sighting(
        page_url="https://example.org/en",
        page_number=1,
        position=1,
        seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        capture_id=None,
    )
    return Row(source_id="s", raw=RawFields(**raw), sighting=sighting, rejection=rejection)


def _record(rejection: str | None = None, **raw: Any) -> Record:
    return Record(source_id="s", native_key="k", key_kind=KeyKind.TEXT_HASH, row=_row(rejection, **raw))


def _normalise(context: SourceContext = _CONTEXT, **raw: Any) -> Description:
    return normalise(_record(**raw), context)


def test_a_whole_card_is_described() -> None:
    description = _normalise(
        title_raw=" Reintegration&nbsp;Handbook (PDF, 2 MB) ",
        teaser_raw="Practical guidance on the design, implementation and monitoring of … Read more",
        detail_url="https://www.example.org/en/resources/manual/reintegration-handbook/?utm_source=x",
        file_urls=(
            "https://example.org/files/handbook_EN.pdf",
            "https://example.org/files/handbook_EN.pdf#p",
        ),
        date_raw="7 November 2019",
        isbn_raw="978-92-9068-823-5",
        doi_raw="https://doi.org/10.1000/ABC",
        reference_raw="Ref: PUB2019/012/R",
        countries_raw=("Kenya, Uganda",),
        topics_raw=("Return", "return", "Shelter, land and property"),
        pages_raw="248 pages",
        authors_raw=("Ana Pérez", " "),
    )
    assert description.title == "Reintegration Handbook"
    assert description.teaser == "Practical guidance on the design, implementation and monitoring of"
    assert description.is_teaser_cut
    assert description.url == "https://example.org/en/resources/manual/reintegration-handbook"
    assert description.file_urls == ("https://example.org/files/handbook_EN.pdf",)
    assert (description.language, description.is_language_stated) == ("en", True)
    assert description.publication_type == "manual"
    assert description.published_on is not None
    assert (description.published_on.iso, description.year) == ("2019-11-07", 2019)
    assert description.publisher == "International Organization for Migration"
    assert description.isbns == ("9789290688235",)
    assert description.doi == "10.1000/abc"
    assert description.reference_number == "PUB2019/012/R"
    assert description.countries == ("KE", "UG")
    assert description.topics == ("Return", "Shelter, land and property")
    assert description.authors == ("Ana Pérez",)
    assert description.page_count == 248
    assert description.notes == ()


def test_a_teaser_alone_is_enough() -> None:
    description = _normalise(teaser_raw="Este manual ofrece orientación práctica sobre la reintegración.")
    assert description.title is None
    assert (description.language, description.is_language_stated) == ("es", False)


def test_what_is_stated_wins_over_the_defaults() -> None:
    description = _normalise(
        title_raw="Handbook",
        publisher_raw="Caritas",
        type_raw="Toolkits",
        detail_url="https://example.org/en/resources/manual/handbook",
    )
    assert (description.publisher, description.publication_type) == ("Caritas", "toolkit")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({}, "neither a title nor a text"),
        ({"title_raw": "Download", "teaser_raw": "Read more"}, "neither a title nor a text"),
        ({"title_raw": "x" * 1_000_000}, "characters"),
        ({"title_raw": "x", "abstract_raw": "x" * (MAX_TEXT_CHARS + 1)}, "characters"),
        ({"title_raw": "x", "detail_url": "javascript:alert(1)"}, "not a web address"),
        ({"title_raw": "x", "file_urls": ("data:text/html,x", "file:///etc/passwd")}, "not a web address"),
        ({"title_raw": "x", "detail_url": "https://user:pw@example.org/"}, "names a user"),
    ],
)
def test_what_can_not_be_catalogued_is_refused_with_a_reason(raw: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordRejected, match=reason) as refusal:
        _normalise(**raw)
    assert (refusal.value.source_id, refusal.value.record) == ("s", "k")


def test_a_rejected_row_stays_rejected() -> None:
    with pytest.raises(RecordRejected, match="too deep"):
        normalise(_record("too deep", title_raw="Handbook"), _CONTEXT)


def test_what_can_not_be_used_is_noted() -> None:
    description = _normalise(
        title_raw="Handbook on return",
        detail_url="javascript:void(0)",
        file_urls=("https://example.org/a.pdf",),
        date_raw="30 February 2019",
        isbn_raw="978-92-9068-823-4",
        doi_raw="pending",
        pages_raw="many",
    )
    assert description.url is None
    assert description.published_on is None
    assert description.isbns == ()
    assert [
        any(word in note for note in description.notes)
        for word in ("javascript", "February", "ISBN", "DOI", "many")
    ] == ([True] * 5)


def test_order_of_dates_and_host_come_from_the_source() -> None:
    source = Source(
        id="s", url="https://Example.org:443/en/list", language="fr", host_aliases=("OLD.example.org",)
    )
    rows = [_row(title_raw="x", date_raw="07/11/2019"), _row(title_raw="y", date_raw="12/25/2019")]
    context = context_of(source, [row.raw.date_raw for row in rows])
    assert (context.host, context.host_aliases, context.is_day_first) == (
        "example.org",
        ("old.example.org",),
        False,
    )
    description = _normalise(
        context, title_raw="x", date_raw="07/11/2019", detail_url="http://old.example.org/a"
    )
    assert description.published_on is not None
    assert description.published_on.iso == "2019-07-11"
    assert description.url == "http://example.org/a"


_WORDS = st.sampled_from(
    ["", " ", "Handbook", "Guía práctica…", "7 November 2019", "https://example.org/a", "ISBN 1", "\u200b"]
)
_TEXTS = st.lists(_WORDS | st.text(max_size=8), max_size=4).map(" ".join)
_RAWS = st.builds(
    RawFields,
    title_raw=_TEXTS,
    teaser_raw=_TEXTS,
    abstract_raw=_TEXTS,
    detail_url=_TEXTS,
    file_urls=st.tuples(_TEXTS),
    date_raw=_TEXTS,
    language_raw=_TEXTS,
    type_raw=_TEXTS,
    isbn_raw=_TEXTS,
    doi_raw=_TEXTS,
    countries_raw=st.tuples(_TEXTS),
    pages_raw=_TEXTS,
)


def _describe(raw: RawFields) -> Description | None:
    record = _record()
    try:
        return normalise(replace(record, row=replace(record.row, raw=raw)), _CONTEXT)
    except RecordRejected:
        return None


@given(_RAWS)
def test_any_record_is_described_or_refused(raw: RawFields) -> None:
    description = _describe(raw)
    assert description is None or description.title or description.teaser or description.abstract


@given(_RAWS)
def test_texts_that_were_normalised_stay_as_they_are(raw: RawFields) -> None:
    once = _describe(raw)
    if once is None:
        return
    again = _describe(RawFields(title_raw=once.title, teaser_raw=once.teaser, abstract_raw=once.abstract))
    assert again is not None
    assert (again.title, again.abstract) == (once.title, once.abstract)
