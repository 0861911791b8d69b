"""A site that moves its entries keeps them: one update each, with the old and the new key."""

from dataclasses import replace
from typing import Any

import pytest

from models.change import Change
from models.record import Row
from models.run import RunStatus
from storage.check import check_catalogue
from tests.catalogues import Catalogue
from tests.factories import make_row, make_rows, make_source, make_spool

SLUGS = ["case-management", "child-protection", "data-protection", "border-control", "legal-aid"]


def moved(row: Row, **raw: Any) -> Row:
    """The row with its detail page elsewhere."""
    url = str(row.raw.detail_url).replace("/en/manuals/", "/index.php/en/resources/")
    return replace(row, raw=replace(row.raw, **{"detail_url": url} | raw))


def ids(catalogue: Catalogue) -> dict[str, str]:
    rows = catalogue.rows("SELECT id, title FROM v1_publications WHERE withdrawn_at IS NULL")
    return {row["title"]: row["id"] for row in rows}


def fields_of(change: Change) -> dict[str, tuple[Any, Any]]:
    return {field.field: (field.before, field.after) for field in change.fields}


def test_site_that_renames_all_its_urls_is_not_held_and_yields_updates_only(catalogue: Catalogue) -> None:
    rows = make_rows(SLUGS)
    catalogue.ingest(rows)
    before = ids(catalogue)
    run = catalogue.ingest([moved(row) for row in rows])
    assert run.status is RunStatus.COMPLETE
    assert (run.counts.records_new, run.counts.publications_updated) == (0, 5)
    assert catalogue.ops(since=5) == ["update"] * 5
    assert ids(catalogue) == before
    change = next(one for one in catalogue.changes(since=5) if one.label == "Legal aid")
    assert fields_of(change) == {
        "url": (
            "https://agency.example/en/manuals/legal-aid",
            "https://agency.example/index.php/en/resources/legal-aid",
        )
    }
    assert change.evidence.reason == (
        "listed as agency.example/index.php/en/resources/legal-aid "
        "instead of agency.example/en/manuals/legal-aid"
    )
    keys = {row["native_key"] for row in catalogue.rows("SELECT native_key FROM v1_records")}
    assert keys == {f"//agency.example/index.php/en/resources/{slug}" for slug in SLUGS}


def test_entries_listed_twice_move_together_and_moving_back_restores_the_keys(catalogue: Catalogue) -> None:
    teaser = "This handbook tells practitioners how to support returnees from their first contact onwards. "
    twice = [make_row(f"handbook{end}", title_raw=None, teaser_raw=teaser * 2) for end in ("", "-0")]
    rows = [*make_rows(SLUGS), *twice]
    catalogue.ingest(rows)
    before = catalogue.rows("SELECT id, native_key, publication_id FROM v1_records ORDER BY id")
    seq = len(catalogue.ops())
    for listed in ([moved(row) for row in rows], rows):
        catalogue.ingest(listed)
    assert set(catalogue.ops(since=seq)) == {"update"}
    assert catalogue.rows("SELECT id, native_key, publication_id FROM v1_records ORDER BY id") == before


def test_same_run_ingested_again_changes_nothing_more(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    catalogue.runs += 1
    spool = make_spool(catalogue.var_dir, [moved(row) for row in make_rows(SLUGS)], number=2)
    catalogue.ingest_spool(spool)
    count = len(catalogue.ops())
    catalogue.ingest_spool(spool)
    assert len(catalogue.ops()) == count


def test_edited_text_of_an_entry_that_is_known_by_its_text_is_an_update(catalogue: Catalogue) -> None:
    rows = make_rows(SLUGS, detail_url=None)
    catalogue.ingest(rows)
    before = ids(catalogue)
    edited = make_row(SLUGS[0], detail_url=None, teaser_raw="A second, thoroughly revised look at the cases.")
    catalogue.ingest([edited, *rows[1:]])
    (change,) = catalogue.changes(since=5)
    assert (change.op, change.entity_id) == ("update", before["Case management"])
    assert fields_of(change)["abstract"][1] == "A second, thoroughly revised look at the cases."
    assert str(change.evidence.reason).startswith("listed as ")


def test_renumbered_entries_are_told_although_nothing_else_changes(catalogue: Catalogue) -> None:
    catalogue.ingest([make_row(slug, native_id=f"node/{n}") for n, slug in enumerate(SLUGS)])
    run = catalogue.ingest([make_row(slug, native_id=f"node/{n}") for n, slug in enumerate(SLUGS, start=100)])
    assert run.counts.records_new == 0
    changes = catalogue.changes(since=5)
    assert [(change.op, change.fields) for change in changes] == [("update", ())] * 5
    assert "listed as node/100 instead of node/0" in [change.evidence.reason for change in changes]


def test_staging_host_that_gets_into_the_links_is_no_new_site(catalogue: Catalogue) -> None:
    rows = make_rows(SLUGS)
    catalogue.ingest(rows)
    staged = [
        replace(row, raw=replace(row.raw, detail_url=str(row.raw.detail_url).replace("agency", "staging")))
        for row in rows
    ]
    catalogue.ingest(staged)
    catalogue.ingest(rows)
    assert set(catalogue.ops(since=5)) == {"update"}


def test_entry_that_was_missed_once_may_come_back_elsewhere(catalogue: Catalogue) -> None:
    rows = make_rows(SLUGS)
    catalogue.ingest(rows)
    catalogue.ingest(rows[1:])
    catalogue.ingest([moved(rows[0]), *rows[1:]])
    assert catalogue.ops(since=5) == ["update"]


@pytest.mark.parametrize("reasons", [(), ("page 2 answered 500",)])
def test_another_entry_in_the_place_of_one_is_created(catalogue: Catalogue, reasons: tuple[str, ...]) -> None:
    catalogue.ingest(make_rows(SLUGS))
    other = make_row("family-tracing")
    catalogue.ingest([other, *make_rows(SLUGS[1:])], reasons=reasons)
    assert catalogue.ops(since=5) == ["create"]


def test_nothing_moves_in_a_run_that_did_not_see_everything(catalogue: Catalogue) -> None:
    rows = make_rows(SLUGS)
    catalogue.ingest(rows)
    catalogue.ingest([moved(rows[0])], reasons=("page 2 answered 500",))
    keys = {row["native_key"] for row in catalogue.rows("SELECT native_key FROM v1_records")}
    assert len(keys) == 6


def test_moved_entry_of_two_sources_keeps_its_publication(catalogue: Catalogue) -> None:
    rows = [make_row("guide", isbn_raw="9789290688457", title_raw="Guide to returns"), *make_rows(SLUGS)]
    theirs = make_row("our-guide", source_id="ngo", isbn_raw="9789290688457", title_raw="Guide to returns")
    catalogue.ingest(rows)
    catalogue.ingest([theirs], source=make_source("ngo"))
    before = ids(catalogue)
    seq = len(catalogue.ops())
    catalogue.ingest([moved(rows[0]), *rows[1:]])
    assert catalogue.ops(since=seq) == ["update"]
    assert ids(catalogue) == before
    with catalogue.database.read() as connection:
        assert check_catalogue(connection) == ()
