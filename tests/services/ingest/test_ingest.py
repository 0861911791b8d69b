"""What a spool does to the catalogue, on both databases."""

import json
from dataclasses import replace

import pytest

from models.errors import StorageConflict
from models.record import RawFields, Row
from models.run import EndProof, RunStatus
from models.source import Expectations
from tests.catalogues import Catalogue
from tests.factories import (
    make_notice_page,
    make_notice_source,
    make_row,
    make_rows,
    make_source,
    make_spool,
)

SLUGS = ["case-management", "child-protection", "data-protection", "border-control", "legal-aid"]


def test_first_run_creates_a_publication_for_each_record(catalogue: Catalogue) -> None:
    run = catalogue.ingest(make_rows(SLUGS))
    assert run.status is RunStatus.COMPLETE
    assert (run.counts.records_listed, run.counts.records_new, run.counts.publications_created) == (5, 5, 5)
    assert catalogue.ops() == ["create"] * 5
    assert [change.seq for change in catalogue.changes()] == [1, 2, 3, 4, 5]
    assert (run.first_seq, run.last_seq) == (1, 5)
    titles = catalogue.rows("SELECT title FROM v1_publications ORDER BY updated_seq")
    assert [row["title"] for row in titles] == [
        "Case management",
        "Child protection",
        *(
            "Data protection",
            "Border control",
            "Legal aid",
        ),
    ]


def test_entry_listed_twice_gives_two_records_and_one_publication(catalogue: Catalogue) -> None:
    teaser = (
        "This handbook tells practitioners how to support returnees from their first contact onwards. " * 2
    )
    twice = [
        make_row("return-handbook", title_raw=None, teaser_raw=teaser),
        make_row("return-handbook-0", title_raw=None, teaser_raw=teaser),
    ]
    run = catalogue.ingest([*make_rows(SLUGS), *twice])
    assert (run.counts.records_listed, run.counts.publications_created, run.counts.publications_merged) == (
        7,
        6,
        1,
    )
    (merge,) = (change for change in catalogue.changes() if change.op == "merge")
    assert merge.evidence.reason
    (redirect,) = catalogue.rows("SELECT * FROM v1_redirects")
    assert redirect == {"from_id": merge.entity_id, "to_id": merge.redirect_to}


def test_second_run_of_the_same_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    run = catalogue.ingest(make_rows(SLUGS))
    assert run.counts.records_listed == 5
    assert (run.counts.records_new, run.first_seq) == (0, None)
    assert len(catalogue.ops()) == 5


def test_replay_of_the_same_spool_changes_no_row(catalogue: Catalogue) -> None:

    catalogue.runs = 1
    spool = make_spool(catalogue.var_dir, [*make_rows(SLUGS), make_row("bad", rejection="unreadable")])
    catalogue.ingest_spool(spool)
    before = {
        name: catalogue.rows(f"SELECT * FROM v1_{name} ORDER BY id")
        for name in ("records", "publications", "runs")
    }
    catalogue.ingest_spool(spool)
    assert before == {name: catalogue.rows(f"SELECT * FROM v1_{name} ORDER BY id") for name in before}
    assert len(catalogue.ops()) == 5


def test_edited_teaser_is_one_update_that_tells_both_texts(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    edited = make_row(SLUGS[0], teaser_raw="A second, thoroughly revised look at case management.")
    run = catalogue.ingest([edited, *make_rows(SLUGS[1:])])
    assert run.counts.publications_updated == 1
    (change,) = catalogue.changes(since=5)
    assert change.op == "update"
    assert [(field.field, field.after) for field in change.fields] == [("abstract", edited.raw.teaser_raw)]


def test_absence_withdraws_only_after_two_complete_runs(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    catalogue.ingest(make_rows(SLUGS[1:]))
    assert catalogue.ops(since=5) == []
    catalogue.ingest(make_rows(SLUGS[1:]), reasons=("page 2 answered 500",))
    assert catalogue.ops(since=5) == []
    run = catalogue.ingest(make_rows(SLUGS[1:]))
    assert run.counts.publications_withdrawn == 1
    (change,) = catalogue.changes(since=5)
    assert (change.op, change.label) == ("withdraw", "Case management")
    (row,) = catalogue.rows("SELECT title FROM v1_publications WHERE withdrawn_at IS NOT NULL")
    assert row["title"] == "Case management"


def test_withdrawn_entry_that_is_listed_again_is_restored_under_its_id(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    catalogue.ingest(make_rows(SLUGS[1:]))
    catalogue.ingest(make_rows(SLUGS[1:]))
    catalogue.ingest(make_rows(SLUGS))
    withdrawn, restored = catalogue.changes(since=5)
    assert (withdrawn.op, restored.op) == ("withdraw", "restore")
    assert withdrawn.entity_id == restored.entity_id
    assert {field.field for field in restored.fields} >= {"title", "abstract", "url"}


def test_incomplete_run_updates_what_it_saw_and_withdraws_nothing(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    for _ in range(3):
        run = catalogue.ingest(
            [make_row(SLUGS[0], title_raw="Case management, revised")], reasons=("page 2 failed",)
        )
    assert run.status is RunStatus.INCOMPLETE
    assert catalogue.ops(since=5) == ["update"]


def test_run_that_would_withdraw_too_much_is_held_until_approved(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))

    catalogue.runs += 1
    spool = make_spool(catalogue.var_dir, make_rows(SLUGS[:1]), number=2)
    held = catalogue.ingest_spool(spool)
    assert held.status is RunStatus.HELD
    assert "4 of 5 records" in held.reasons[0]
    assert catalogue.ops(since=5) == []
    (planned,) = catalogue.rows("SELECT planned FROM runs WHERE status = 'held'")
    assert [change["op"] for change in json.loads(planned["planned"])] == ["withdraw"] * 4
    approved = catalogue.ingest_spool(spool, is_approved=True)
    assert approved.status is RunStatus.COMPLETE
    assert [(one.op, one.cause) for one in catalogue.changes(since=5)] == [("withdraw", "operator")] * 4


def test_later_good_run_supersedes_a_held_one(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    held = catalogue.ingest(make_rows(SLUGS[:1]))
    catalogue.ingest(make_rows(SLUGS))
    (row,) = catalogue.rows(f"SELECT status FROM v1_runs WHERE id = '{held.id}'")
    assert row["status"] == "discarded"


@pytest.mark.parametrize(
    ("end_proof", "status"), [(EndProof.NO_NEXT, RunStatus.HELD), (EndProof.STATED_EMPTY, RunStatus.HELD)]
)
def test_listing_that_became_empty_is_held(
    catalogue: Catalogue, end_proof: EndProof, status: RunStatus
) -> None:
    catalogue.ingest(make_rows(SLUGS))
    assert catalogue.ingest([], end_proof=end_proof).status is status


def test_listing_that_says_it_is_empty_is_believed_when_little_is_lost(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS[:3]))
    assert catalogue.ingest([], end_proof=EndProof.STATED_EMPTY).status is RunStatus.COMPLETE


def test_first_run_that_finds_no_rows_is_incomplete(catalogue: Catalogue) -> None:
    run = catalogue.ingest([])
    assert run.status is RunStatus.INCOMPLETE
    assert "no rows found" in run.reasons[0]


def test_run_whose_titles_are_gone_is_incomplete_and_applies_nothing(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    run = catalogue.ingest(make_rows(SLUGS, title_raw=None))
    assert run.status is RunStatus.INCOMPLETE
    assert "title" in run.reasons[0]
    assert catalogue.ops(since=5) == []


def test_fewer_rows_than_the_source_file_expects_hold_the_run(catalogue: Catalogue) -> None:
    source = make_source(expect=Expectations(min_records=6))
    run = catalogue.ingest(make_rows(SLUGS), source=source)
    assert (run.status, catalogue.ops()) == (RunStatus.HELD, [])


def test_rejected_row_is_kept_with_its_reason(catalogue: Catalogue) -> None:
    run = catalogue.ingest([*make_rows(SLUGS), make_row("odd", rejection="link is no web address")])
    assert (run.counts.records_rejected, run.counts.publications_created) == (1, 5)
    (row,) = catalogue.rows("SELECT rejection, raw_json FROM v1_records WHERE status = 'rejected'")
    assert row["rejection"] == "link is no web address"
    assert json.loads(row["raw_json"])["title_raw"] == "Odd"


def test_accepted_record_whose_new_text_is_refused_keeps_the_last_good_one(catalogue: Catalogue) -> None:
    catalogue.ingest(make_rows(SLUGS))
    run = catalogue.ingest([make_row(SLUGS[0], title_raw="x" * 2_000_000), *make_rows(SLUGS[1:])])
    assert run.counts.records_rejected == 1
    assert catalogue.ops(since=5) == []


def test_same_publication_of_two_sources_is_one_with_both_as_sources(catalogue: Catalogue) -> None:
    catalogue.ingest([make_row("guide", isbn_raw="978-92-9068-845-7")])
    other = make_source("ngo")
    run = catalogue.ingest(
        [make_row("our-guide", source_id="ngo", isbn_raw="9789290688457", title_raw="Guide")], source=other
    )
    assert (run.counts.records_new, run.counts.publications_created) == (1, 0)
    (row,) = catalogue.rows("SELECT source_ids FROM v1_publications")
    assert json.loads(row["source_ids"]) == ["agency", "ngo"]


def test_outdated_spool_is_refused(catalogue: Catalogue) -> None:

    old = make_spool(catalogue.var_dir, make_rows(SLUGS[:1]), number=1)
    catalogue.runs = 1
    catalogue.ingest(make_rows(SLUGS))
    with pytest.raises(StorageConflict, match="older than run"):
        catalogue.ingest_spool(old)


def test_notice_gets_a_version_only_when_its_words_change(catalogue: Catalogue) -> None:
    source = make_notice_source()
    funding = "This handbook was produced with the financial assistance of the European Union."
    catalogue.ingest([make_notice_page(funding)], source=source)
    catalogue.ingest([make_notice_page(funding.replace(" ", "  "))], source=source)
    assert catalogue.ops() == ["create"]
    run = catalogue.ingest(
        [make_notice_page(funding.replace("European Union", "Kingdom of Norway"))], source=source
    )
    assert run.counts.notices_changed == 1
    versions = catalogue.rows(
        "SELECT kind, language, version, valid_to, text FROM v1_notices ORDER BY version"
    )
    assert [(row["kind"], row["version"], row["valid_to"] is None) for row in versions] == [
        ("funding", 1, False),
        ("funding", 2, True),
    ]


def test_notice_is_withdrawn_after_two_complete_runs_without_it(catalogue: Catalogue) -> None:
    source = make_notice_source()
    funding = "This handbook was funded by the European Union."
    disclaimer = (
        "The opinions expressed are those of the authors and do not necessarily reflect the views of IOM."
    )
    catalogue.ingest([make_notice_page(funding, disclaimer)], source=source)
    catalogue.ingest([make_notice_page(funding)], source=source)
    assert catalogue.ops() == ["create", "create"]
    catalogue.ingest([make_notice_page(funding)], source=source)
    catalogue.ingest([make_notice_page(funding)], source=source)
    assert catalogue.ops() == ["create", "create", "withdraw"]
    current = catalogue.rows("SELECT kind FROM v1_notices WHERE valid_to IS NULL")
    assert [row["kind"] for row in current] == ["funding"]


def test_record_whose_detail_page_failed_keeps_its_last_good_text(catalogue: Catalogue) -> None:
    whole = make_row("guide", abstract_raw="The whole text, as its own page has it.")
    catalogue.ingest([whole, *make_rows(SLUGS)])
    partial = replace(make_row("guide"), is_partial=True)
    catalogue.ingest([partial, *make_rows(SLUGS)], reasons=("detail page answered 500",))
    assert catalogue.ops(since=6) == []
    (row,) = catalogue.rows("SELECT status, notes_json FROM v1_records WHERE notes_json <> '[]'")
    assert row["status"] == "listed"
    assert "not updated: its detail page could not be read" in row["notes_json"]


def make_identified(slug: str, *, is_deleted: bool = False) -> Row:
    row = make_row(slug, native_id=f"oai:agency.example:{slug}")
    return replace(
        row, is_deleted=is_deleted, raw=RawFields(native_id=row.raw.native_id) if is_deleted else row.raw
    )


def test_entry_that_the_source_says_it_deleted_is_withdrawn_at_once(catalogue: Catalogue) -> None:
    catalogue.ingest([make_identified(slug) for slug in SLUGS])
    rest = [make_identified(slug) for slug in SLUGS[1:]]
    run = catalogue.ingest([make_identified(SLUGS[0], is_deleted=True), *rest])
    assert (run.status, run.counts.records_rejected) == (RunStatus.COMPLETE, 0)
    assert catalogue.ops(since=5) == ["withdraw"]


def test_absence_from_a_window_means_nothing(catalogue: Catalogue) -> None:
    catalogue.ingest([make_identified(slug) for slug in SLUGS])
    for _ in range(3):
        run = catalogue.ingest([make_identified("brand-new")], is_windowed=True)
        assert run.status is RunStatus.COMPLETE
    assert catalogue.ops(since=5) == ["create"]
    catalogue.ingest([make_identified(SLUGS[0], is_deleted=True)], is_windowed=True)
    assert catalogue.ops(since=6) == ["withdraw"]


def test_window_that_says_too_many_are_deleted_is_held(catalogue: Catalogue) -> None:
    catalogue.ingest([make_identified(slug) for slug in SLUGS])
    run = catalogue.ingest([make_identified(slug, is_deleted=True) for slug in SLUGS], is_windowed=True)
    assert run.status is RunStatus.HELD
    assert catalogue.ops(since=5) == []
