"""Rows are sorted by what the catalogue knows of them; absences are counted once a run."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import StoredState
from models.record import KeyKind, Record, Row
from tests.factories import make_row
from transforms.records.rows import count_absences, hash_row, sort_rows


def identify(rows: Iterable[Row]) -> list[Record]:
    """One record for each detail URL, as the real one does for plain rows."""
    records: dict[str, Record] = {}
    for row in rows:
        url = row.raw.detail_url or ""
        if url in records:
            records[url] = replace(records[url], variants=(*records[url].variants, row))
        else:
            records[url] = Record(source_id="agency", native_key=url, key_kind=KeyKind.DETAIL_URL, row=row)
    return list(records.values())


def standing_of(record: Record, **given: object) -> StoredState:
    defaults = {
        "record_id": f"r-{record.native_key.rpartition('/')[2]}",
        "native_key": record.native_key,
        "hashes": tuple(hash_row(row) for row in (record.row, *record.variants)),
        "processing_version": 1,
        "is_withdrawn": False,
        "is_rejected": False,
        "absences": 0,
        "absent_in_run": None,
    }
    return StoredState(**defaults | given)  # type: ignore[arg-type]


SLUGS = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True)


@given(SLUGS, SLUGS, st.sets(st.sampled_from(["a", "b", "c", "d"])))
def test_every_row_is_seen_or_fresh(before: list[str], now: list[str], edited: set[str]) -> None:
    states = [standing_of(record) for record in identify(map(make_row, before))]
    rows = [make_row(slug, teaser_raw="Edited") if slug in edited else make_row(slug) for slug in now]
    sightings = sort_rows(lambda: rows, states, identify)
    known = {slug for slug in now if slug in before and slug not in edited}
    assert sightings.seen == {f"r-{slug}" for slug in known}
    assert [record.row for record in sightings.fresh] == [
        row for row, slug in zip(rows, now, strict=True) if slug not in known
    ]


def test_new_text_beside_a_known_one_is_judged_together_with_it() -> None:
    known, other = make_row("guide"), make_row("guide", teaser_raw="A longer text about the very same guide.")
    states = [standing_of(record) for record in identify([known])]
    sightings = sort_rows(lambda: [known, other], states, identify)
    assert sightings.seen == frozenset()
    (record,) = sightings.fresh
    assert (record.row, record.variants) == (known, (other,))


def test_known_variants_are_seen_without_being_read_anew() -> None:
    rows = [make_row("guide"), make_row("guide", teaser_raw="Another text.")]
    sightings = sort_rows(lambda: rows, [standing_of(identify(rows)[0])], identify)
    assert (sightings.seen, sightings.fresh) == ({"r-guide"}, ())


def test_where_and_when_a_row_was_seen_does_not_change_its_hash() -> None:
    row = make_row("guide")
    moved = replace(row, sighting=replace(row.sighting, page_number=9, position=3))
    assert hash_row(moved) == hash_row(row)
    assert hash_row(replace(row, rejection="odd")) != hash_row(row)


def test_absence_counts_once_a_run_and_withdraws_at_the_second() -> None:
    (record,) = identify([make_row("guide")])
    first = count_absences([standing_of(record)], frozenset(), "run-2")
    assert (dict(first.counted), first.withdrawn) == ({"r-guide": 1}, frozenset())
    counted = standing_of(record, absences=1, absent_in_run="run-2")
    again = count_absences([counted], frozenset(), "run-2")
    assert (dict(again.counted), again.withdrawn) == ({}, frozenset())
    second = count_absences([counted], frozenset(), "run-3")
    assert second.withdrawn == {"r-guide"}


def test_listed_and_withdrawn_records_are_not_absent() -> None:
    (record,) = identify([make_row("guide")])
    assert not count_absences([standing_of(record)], frozenset({"r-guide"}), "run-2").counted
    assert not count_absences([standing_of(record, is_withdrawn=True)], frozenset(), "run-2").counted
