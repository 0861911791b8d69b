"""Which rows are one entry: by the strongest key that their rows agree on."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.record import KeyKind, RawFields, Record, Row, Sighting
from transforms.records.identity import BLANK_ROW, identify
from transforms.records.normalise import SourceContext

_LISTING = "https://example.org/en/resources/manual?page=0"
_CONTEXT = SourceContext(source_id="s", host="example.org", host_aliases=("old.example.org",))


def _row(*, position: int = 1, rejection: str | None = None, **raw: Any) -> Row:
    sighting = Sighting(
        page_url=_LISTING,
        page_number=1,
        position=position,
        seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        capture_id=None,
    )
    return Row(source_id="s", raw=RawFields(**raw), sighting=sighting, rejection=rejection)


def _identify(*rows: Row) -> tuple[Record, ...]:
    return identify(rows, _CONTEXT)


def test_the_strongest_key_that_a_row_has_is_taken() -> None:
    link, file = "https://old.example.org/a/?utm_source=x#top", "https://example.org/a.pdf"
    records = _identify(
        _row(native_id="oai:1", detail_url="https://example.org/1", title_raw="One"),
        _row(detail_url=link, file_urls=(file,), title_raw="Two"),
        _row(file_urls=("https://example.org/b.pdf",), title_raw="Three"),
        _row(title_raw="Four", row_text="Four"),
    )
    assert [(record.key_kind, record.native_key) for record in records[:3]] == [
        (KeyKind.NATIVE_ID, "oai:1"),
        (KeyKind.DETAIL_URL, "//example.org/a"),
        (KeyKind.FILE_URL, "//example.org/b.pdf"),
    ]
    assert records[3].key_kind is KeyKind.TEXT_HASH


def test_a_row_listed_again_is_counted() -> None:
    rows = [_row(position=n, detail_url="https://example.org/a", title_raw="One") for n in (1, 2, 3)]
    again = _row(position=4, detail_url="http://example.org/a/", title_raw=" One ")
    (record,) = _identify(*rows, again)
    assert record.repeats == 3
    assert record.variants == ()
    assert record.row.sighting.position == 1


def test_rows_of_one_key_with_other_texts_are_kept_behind_the_fullest() -> None:
    short = _row(
        detail_url="https://example.org/a", title_raw="Reintegration Handbook", teaser_raw="Guidance on …"
    )
    full = _row(
        detail_url="https://example.org/a",
        title_raw="Reintegration handbook",
        teaser_raw="Guidance on the design of reintegration assistance.",
    )
    (record,) = _identify(short, full, short)
    assert record.row is full
    assert record.variants == (short,)
    assert record.repeats == 1


def test_one_landing_page_for_all_cards_identifies_none_of_them() -> None:
    titles = ("Reintegration Handbook", "Fact sheet: Ghana", "Annual Report 2019")
    rows = [
        _row(detail_url="https://example.org/library", title_raw=title, row_text=title) for title in titles
    ]
    records = _identify(*rows)
    assert [record.row.raw.title_raw for record in records] == list(titles)
    assert {record.key_kind for record in records} == {KeyKind.TEXT_HASH}


def test_a_link_to_the_listing_itself_identifies_nothing() -> None:
    (record,) = _identify(_row(detail_url=f"{_LISTING}#", title_raw="Handbook", row_text="Handbook"))
    assert record.key_kind is KeyKind.TEXT_HASH


def test_titles_that_differ_in_a_number_are_different_entries() -> None:
    rows = [
        _row(
            detail_url="https://example.org/series",
            title_raw=f"Training manual, volume {n}",
            row_text=f"v{n}",
        )
        for n in (1, 2)
    ]
    assert len(_identify(*rows)) == 2


def test_languages_of_one_page_are_different_entries_known_by_their_files() -> None:
    rows = [
        _row(
            detail_url="https://example.org/handbook",
            title_raw="Handbook",
            language_raw=language,
            file_urls=(f"https://example.org/handbook_{language}.pdf",),
        )
        for language in ("en", "fr")
    ]
    records = _identify(*rows)
    assert [record.key_kind for record in records] == [KeyKind.FILE_URL, KeyKind.FILE_URL]


def test_cards_without_titles_are_told_apart_by_their_teasers() -> None:
    teasers = (
        "Practical guidance on the design and monitoring of reintegration assistance.",
        "Este manual reúne recomendaciones para albergues de personas migrantes.",
    )
    rows = [
        _row(detail_url="https://example.org/x", teaser_raw=teaser, row_text=teaser) for teaser in teasers
    ]
    assert len(_identify(*rows)) == 2
    assert (
        len(_identify(rows[0], _row(detail_url="https://example.org/x", teaser_raw=teasers[0][:40] + "…")))
        == 1
    )


def test_rejected_and_blank_rows_stay_as_records_of_their_own() -> None:
    good = _row(detail_url="https://example.org/a", title_raw="One", row_text="One")
    refused = _row(detail_url="https://example.org/a", title_raw="One", row_text="One", rejection="too deep")
    blank = _row(row_text="\u200b ")
    records = _identify(good, refused, blank)
    assert [record.row.rejection for record in records] == [None, "too deep", BLANK_ROW]
    assert [record.key_kind for record in records[1:]] == [KeyKind.TEXT_HASH] * 2


def test_the_scheme_is_no_part_of_the_key() -> None:
    (old,) = _identify(_row(detail_url="http://example.org/a", title_raw="One"))
    (new,) = _identify(_row(detail_url="https://www.example.org/a", title_raw="One"))
    assert old.native_key == new.native_key


_ROWS = st.builds(
    _row,
    position=st.integers(1, 50),
    title_raw=st.sampled_from([None, "", "Handbook", "Handbook 2", "Manuel", "Report on X"]),
    detail_url=st.sampled_from([None, "#", "https://example.org/a", "https://example.org/b", "javascript:x"]),
    file_urls=st.sampled_from([(), ("https://example.org/a.pdf",), ("https://example.org/b.pdf",)]),
    row_text=st.sampled_from(["", "text", "other text"]),
    rejection=st.sampled_from([None, None, None, "broken"]),
)


@given(st.lists(_ROWS, max_size=12))
def test_no_row_is_lost_and_no_key_is_given_twice(rows: list[Row]) -> None:
    records = _identify(*rows)
    assert sum(1 + len(record.variants) + record.repeats for record in records) == len(rows)
    assert len({record.native_key for record in records}) == len(records)
    assert _identify(*rows) == records


@given(st.lists(_ROWS, max_size=8))
def test_rows_listed_twice_are_the_same_records_seen_again(rows: list[Row]) -> None:
    once, twice = _identify(*rows), _identify(*rows, *rows)
    assert [record.native_key for record in twice] == [record.native_key for record in once]
    assert [record.variants for record in twice] == [record.variants for record in once]
