"""What an operator decides holds against the engine and later harvests, and can be taken back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.change import Cause, Change
from models.errors import EditInvalid, EntryUnknown, StorageConflict
from models.matching import Verdict
from models.publication import WorkLink
from models.record import Row
from services.review.pair_views import PairView, view_pair, view_pairs
from services.review.rulings import (
    Reviewed,
    Ruling,
    edit_publication,
    rule_pair,
    split_publication,
    undo_edit,
    undo_ruling,
)
from services.settings import Settings
from storage.check import check_catalogue
from storage.database import open_database
from storage.migrate import upgrade_database
from storage.rulings import PairQuery
from tests.catalogues import Catalogue
from tests.factories import NOON, make_row, make_rows, make_source

SAME, EDITION, DISTINCT = Verdict.SAME, Verdict.EDITION, Verdict.DISTINCT
OTHERS = ("border-control", "legal-aid", "family-tracing", "cash-assistance")


def summarise(change: Change) -> tuple[Any, ...]:
    fields = {field.field: (field.before, field.after) for field in change.fields}
    return change.op, change.entity_id, change.redirect_to, change.evidence, fields


class Desk:
    """Where an operator sits: everything that can be decided about one catalogue."""

    def __init__(self, catalogue: Catalogue, url: str) -> None:
        self.catalogue = catalogue
        self.settings = Settings(
            database_url=url, var_dir=catalogue.var_dir, sources_dir=catalogue.var_dir / "sources"
        )
        self.decisions = 0

    def clock(self) -> datetime:
        self.decisions += 1
        return NOON + timedelta(days=self.catalogue.runs, minutes=self.decisions)

    def rule(self, verdict: Verdict, *names: str, **given: Any) -> Reviewed:
        ruling = Ruling(verdict=verdict, **given)
        return self.sound(rule_pair(names, ruling, self.settings, clock=self.clock))

    def undo(self, *names: str) -> Reviewed:
        return self.sound(undo_ruling(names, self.settings, clock=self.clock))

    def split(self, name: str, *record_names: str) -> Reviewed:
        return self.sound(split_publication(name, self.settings, record_names=record_names, clock=self.clock))

    def edit(self, name: str, field: str, value: str) -> Reviewed:
        return self.sound(edit_publication(name, field, value, self.settings, clock=self.clock))

    def undo_edit(self, name: str, field: str) -> Reviewed:
        return self.sound(undo_edit(name, field, self.settings, clock=self.clock))

    def sound(self, reviewed: Reviewed) -> Reviewed:
        """The laws hold, and the journal has exactly these changes, by an operator."""
        with self.catalogue.database.read() as connection:
            assert check_catalogue(connection) == ()
        count = len(reviewed.changes)
        assert {one.cause for one in reviewed.changes} <= {Cause.OPERATOR}
        told = self.catalogue.changes()[-count:] if count else ()
        assert [summarise(one) for one in told] == [summarise(one) for one in reviewed.changes]
        return reviewed

    def show(self, *names: str) -> PairView:
        with self.catalogue.database.read() as connection:
            return view_pair(connection, names, now=NOON)

    def listed(self, **query: Any) -> list[str]:
        with self.catalogue.database.read() as connection:
            return [pair.name for pair in view_pairs(connection, PairQuery(**query), now=NOON).pairs]

    def state(self) -> dict[str, list[dict[str, Any]]]:
        """All that readers see, but for the journal."""
        views = {
            "publications": "SELECT * FROM v1_publications ORDER BY id",
            "works": "SELECT * FROM v1_works ORDER BY id",
            "records": "SELECT * FROM v1_records ORDER BY id",
            "redirects": "SELECT * FROM v1_redirects ORDER BY from_id",
        }
        rows = {name: self.catalogue.rows(query) for name, query in views.items()}
        for row in (*rows["publications"], *rows["works"]):
            del row["updated_seq"]
        return rows

    def homes(self) -> dict[str, str]:
        """Slug → publication."""
        rows = self.catalogue.rows("SELECT native_key, publication_id FROM v1_records")
        return {row["native_key"].rpartition("/")[2]: row["publication_id"] for row in rows}

    def records(self, home: str) -> list[dict[str, Any]]:
        return self.catalogue.rows(f"SELECT * FROM v1_records WHERE publication_id = '{home}' ORDER BY id")

    def publication(self, home: str) -> dict[str, Any]:
        (row,) = self.catalogue.rows(f"SELECT * FROM v1_publications WHERE id = '{home}'")
        return row

    def record_ids(self) -> dict[str, str]:
        """Slug → record."""
        rows = self.catalogue.rows("SELECT id, native_key FROM v1_records")
        return {row["native_key"].rpartition("/")[2]: row["id"] for row in rows}

    def work(self, slug: str) -> str:
        works = self.catalogue.rows("SELECT id, work_id FROM v1_publications")
        return next(str(row["work_id"]) for row in works if row["id"] == self.homes()[slug])


@pytest.fixture
def desk(catalogue: Catalogue, database_url: str) -> Desk:
    return Desk(catalogue, database_url)


def alike(*slugs: str) -> list[Row]:
    """Entries that the engine takes for one publication."""
    return [make_row(slug, title_raw="Return handbook", isbn_raw="978-92-9068-845-7") for slug in slugs]


def unsure(*slugs: str) -> list[Row]:
    """Entries with one title and different texts, so that the engine leaves them to an operator."""
    texts = ("How to plan a return.", "What to do before departure.", "Whom to ask for help after arrival.")
    return [
        make_row(slug, title_raw="Return and reintegration counselling", teaser_raw=text)
        for slug, text in zip(slugs, texts, strict=False)
    ]


def test_uncertain_pairs_are_listed_until_an_operator_rules(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    (name,) = desk.listed()
    view = desk.show(name)
    assert view.engine.verdict is Verdict.UNSURE
    assert view.engine.reasons
    assert (view.ruling, view.is_one_publication, view.is_one_work) == (None, False, False)
    desk.rule(DISTINCT, name)
    assert desk.listed() == []
    assert desk.listed(is_ruled=True) == [name]
    desk.undo(name)
    assert desk.listed() == [name]


def test_pair_has_a_short_name_of_which_a_unique_start_is_enough(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    (name,) = desk.listed()
    view = desk.show(name)
    assert len(name) == 13
    for short in (name[:4], name[:9], f"{view.left.id[2:]}-{view.right.id[2:]}"):
        assert desk.show(short).name == name
    by_ids = desk.show(str(view.right.publication_id), view.left.id)
    assert by_ids.name == name
    for wrong in ("zzzzzz", "", "-", "r-", "%", "_"):
        with pytest.raises(EntryUnknown, match="review list"):
            desk.show(wrong)
    with pytest.raises(EntryUnknown, match="no record or publication starts with"):
        desk.show(f"{name[:6]}-zz")
    with pytest.raises(EntryUnknown, match="is one record, not two"):
        desk.show(view.left.id, view.left.id)


def test_same_merges_at_once_and_the_journal_says_who_and_why(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    before = desk.homes()
    reviewed = desk.rule(SAME, before["one"], before["two"], note="compared the PDFs")
    (merge,) = (change for change in reviewed.changes if change.op == "merge")
    assert (merge.entity_id, merge.redirect_to) == (before["two"], before["one"])
    assert merge.evidence.reason == (
        "an operator ruled that they are the same publication (compared the PDFs)"
    )
    assert desk.homes()["two"] == before["one"]
    assert (desk.settings.var_dir / "feeds" / "report.html").exists()


def test_undo_restores_what_was_before(desk: Desk) -> None:
    desk.catalogue.ingest([*alike("one", "two"), *unsure("three", "four"), *make_rows(OTHERS)])
    before, ids = desk.state(), desk.record_ids()
    for verdict in (SAME, EDITION, DISTINCT):
        for left, right in (("one", "two"), ("three", "four"), ("one", "three")):
            (name,) = desk.rule(verdict, ids[left], ids[right]).pairs
            assert desk.show(name).ruling is not None
            desk.undo(name)
            assert desk.state() == before


def test_distinct_parts_what_the_engine_merged_and_holds_in_every_later_run(desk: Desk) -> None:
    rows = [*alike("one", "two"), *make_rows(OTHERS)]
    desk.catalogue.ingest(rows)
    home = desk.homes()["one"]
    assert desk.homes()["two"] == home
    (name,) = desk.listed(record_ids=tuple(record["id"] for record in desk.records(home)))
    reviewed = desk.rule(DISTINCT, name)
    assert "split" in [change.op for change in reviewed.changes]
    parted = desk.homes()
    assert parted["one"] != parted["two"]
    changed = [replace(row, raw=replace(row.raw, teaser_raw="Other words now.")) for row in rows]
    for listed in (rows, changed, rows):
        desk.catalogue.ingest(listed)
        assert desk.homes() == parted


def test_edition_links_into_one_work_with_its_kind(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    homes = desk.homes()
    (name,) = desk.rule(EDITION, homes["one"], homes["two"], link=WorkLink.PART).pairs
    assert desk.homes() == homes
    assert desk.work("one") == desk.work("two")
    ruling = desk.show(name).ruling
    assert ruling is not None
    assert ruling.link == "part"
    desk.undo(name)
    assert desk.work("one") != desk.work("two")


def test_operator_joins_entries_that_the_engine_never_compared(desk: Desk) -> None:
    desk.catalogue.ingest(make_rows(OTHERS))
    homes = desk.homes()
    desk.rule(SAME, homes["legal-aid"], homes["border-control"])
    assert len(set(desk.homes().values())) == 3
    desk.catalogue.ingest(make_rows(OTHERS, teaser_raw="New words, which are matched again."))
    assert len(set(desk.homes().values())) == 3


def test_later_ruling_on_a_pair_replaces_the_earlier_one(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    (name,) = desk.listed()
    desk.rule(SAME, name)
    desk.rule(EDITION, name)
    assert len(set(desk.homes().values())) == 6
    assert desk.work("one") == desk.work("two")


def test_ruling_that_contradicts_an_earlier_one_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk.catalogue.ingest(make_rows(OTHERS))
    a, b, c = (desk.homes()[slug] for slug in OTHERS[:3])
    apart = desk.rule(DISTINCT, a, c).pairs[0]
    desk.rule(SAME, a, b)
    before = desk.state()
    with pytest.raises(StorageConflict, match=r"contradicts what an operator ruled before: [0-9a-f]{6}-"):
        desk.rule(SAME, f"r-{b[2:]}", c)
    assert desk.state() == before
    assert len(desk.listed(is_ruled=True)) == 2
    desk.undo(apart)
    desk.rule(SAME, f"r-{b[2:]}", c)
    with pytest.raises(StorageConflict, match="contradicts"):
        desk.rule(EDITION, f"r-{a[2:]}", f"r-{c[2:]}")


def test_check_names_a_ruling_that_the_catalogue_does_not_keep(desk: Desk) -> None:
    desk.catalogue.ingest(make_rows(OTHERS))
    a, b = (desk.homes()[slug] for slug in OTHERS[:2])
    desk.rule(DISTINCT, a, b)
    with desk.catalogue.database.write() as connection:
        connection.exec_driver_sql("UPDATE judgements SET verdict = 'same'")
    with desk.catalogue.database.read() as connection:
        (breach,) = check_catalogue(connection)
    assert breach.law == "people outrank the engine"


def test_undo_of_what_nobody_ruled_is_refused(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    with pytest.raises(StorageConflict, match="no operator has ruled"):
        desk.undo(desk.listed()[0])


def test_split_restores_the_original_ids(desk: Desk) -> None:
    desk.catalogue.ingest(unsure("one", "two", "three"))
    before = desk.state()
    one, two, three = (desk.homes()[slug] for slug in ("one", "two", "three"))
    pairs = [*desk.rule(SAME, one, two).pairs, *desk.rule(SAME, f"r-{two[2:]}", three).pairs]
    assert set(desk.homes().values()) == {one}
    reviewed = desk.split(one)
    assert len(reviewed.pairs) == 2
    # What an operator called the same stays together; the founder parts from it.
    assert desk.homes() == {"one": one, "two": two, "three": two}
    assert [change.op for change in reviewed.changes if change.entity_id == two] == ["split"]
    for pair in {*pairs, *reviewed.pairs}:
        desk.undo(pair)
    assert desk.state() == before


def test_split_by_an_id_that_was_merged_away_takes_that_one_out(desk: Desk) -> None:
    desk.catalogue.ingest([*alike("one", "two", "three"), *make_rows(OTHERS)])
    home = desk.homes()["one"]
    lost = next(
        row["from_id"] for row in desk.catalogue.rows("SELECT * FROM v1_redirects") if row["to_id"] == home
    )
    desk.split(lost)
    assert sorted(desk.homes().values()).count(home) == 2
    assert lost in desk.homes().values()
    left = [record["id"] for record in desk.records(home)]
    desk.split(home, left[-1])
    assert len(set(desk.homes().values())) == 7
    with pytest.raises(StorageConflict, match="nothing can part"):
        desk.split(home)
    with pytest.raises(StorageConflict, match="is no record of"):
        desk.split(home, lost)


def test_rulings_on_withdrawn_records_change_the_catalogue_soundly(desk: Desk) -> None:
    rows = [*alike("one", "two"), *unsure("three", "four"), *make_rows(OTHERS)]
    desk.catalogue.ingest(rows)
    names = desk.listed()
    for _ in range(2):
        desk.catalogue.ingest([rows[0], rows[2], *rows[4:]])
    assert desk.listed() == []
    assert desk.listed(with_withdrawn=True) == names
    home = desk.homes()["one"]
    reviewed = desk.split(home)
    assert [change.op for change in reviewed.changes if change.entity_id != home] == ["split", "withdraw"]
    (three_four,) = names
    assert "merge" in [change.op for change in desk.rule(SAME, three_four).changes]
    desk.undo(three_four)
    desk.catalogue.ingest(rows)
    assert desk.catalogue.rows("SELECT id FROM v1_publications WHERE withdrawn_at IS NOT NULL") == []


def test_edit_holds_while_the_source_goes_on_changing(desk: Desk) -> None:
    desk.catalogue.ingest(make_rows(OTHERS))
    home = desk.homes()["legal-aid"]
    (change,) = desk.edit(home, "title", "Legal aid: a manual").changes
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("title", "Legal aid", "Legal aid: a manual")
    ]
    assert (change.op, change.evidence.reason) == ("update", "an operator edited title")
    run = desk.catalogue.ingest(make_rows(OTHERS, title_raw="Renamed by the site"))
    assert desk.publication(home)["title"] == "Legal aid: a manual"
    assert run.counts.publications_updated == 3
    (provenance,) = {row["provenance_json"] for row in desk.records(home)}
    assert json.loads(provenance)["title"] == "operator"
    desk.undo_edit(home, "title")
    assert desk.publication(home)["title"] == "Renamed by the site"


def test_edit_outlives_a_merge_and_comes_back_with_a_split(desk: Desk) -> None:
    desk.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    one, two = desk.homes()["one"], desk.homes()["two"]
    desk.edit(two, "year", "2019")
    (name,) = desk.rule(SAME, one, two).pairs
    assert desk.publication(one)["year"] == 2019
    desk.undo(name)
    assert (desk.publication(one)["year"], desk.publication(two)["year"]) == (None, 2019)
    desk.rule(SAME, one, two)
    desk.edit(two, "year", "2020")
    assert desk.publication(one)["year"] == 2020
    desk.undo_edit(one, "year")
    assert desk.publication(one)["year"] is None


def test_edit_of_a_withdrawn_publication_can_be_taken_back(desk: Desk) -> None:
    desk.catalogue.ingest(make_rows(OTHERS))
    for _ in range(2):
        desk.catalogue.ingest(make_rows(OTHERS[1:]))
    home = desk.homes()[OTHERS[0]]
    before = desk.state()
    desk.edit(home, "language", "fr")
    assert desk.publication(home)["language"] == "fr"
    desk.undo_edit(home, "language")
    assert desk.state() == before


def test_edit_that_says_what_stands_changes_nothing_and_undo_needs_one(desk: Desk) -> None:
    desk.catalogue.ingest(make_rows(OTHERS))
    home = desk.homes()["legal-aid"]
    assert desk.edit(home, "title", "Legal aid").changes == ()
    desk.undo_edit(home, "title")
    with pytest.raises(StorageConflict, match="was not edited"):
        desk.undo_edit(home, "title")
    with pytest.raises(EditInvalid, match="allowed: title"):
        desk.edit(home, "colour", "red")
    with pytest.raises(EntryUnknown, match="no record or publication"):
        desk.edit("p-none", "title", "x")


def test_more_trusted_source_gives_the_words(desk: Desk) -> None:
    ours = make_row("guide", isbn_raw="9789290688457", title_raw="Guide to returns", teaser_raw=None)
    theirs = make_row(
        "our-guide", source_id="ngo", isbn_raw="9789290688457", title_raw="Guide to Returns", teaser_raw=None
    )
    desk.catalogue.ingest([ours], source=make_source("agency", trust=5))
    desk.catalogue.ingest([theirs], source=make_source("ngo"))
    assert [row["title"] for row in desk.catalogue.rows("SELECT title FROM v1_publications")] == [
        "Guide to returns"
    ]
    again = replace(theirs, raw=replace(theirs.raw, date_raw="2019"))
    desk.catalogue.ingest([again], source=make_source("ngo", trust=9))
    assert [row["title"] for row in desk.catalogue.rows("SELECT title FROM v1_publications")] == [
        "Guide to Returns"
    ]


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A catalogue of look-alikes for many decisions in a row."""
    folder: Path = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'catalogue.db'}"
    database = open_database(url)
    upgrade_database(database)
    catalogue = Catalogue(database, folder / "var")
    catalogue.ingest([*alike("one", "two"), *unsure("three", "four", "five"), make_row("six")])
    yield Desk(catalogue, url)
    database.close()


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([SAME, EDITION, DISTINCT])),
        min_size=1,
        max_size=5,
    ),
    # Drawn before the test begins: what is drawn in its midst may end it there, with rulings that stay.
    st.permutations(range(5)),
)
def test_all_rulings_hold_at_once_and_undoing_them_in_any_order_restores_the_groups(
    open_desk: Desk, wishes: list[tuple[int, int, Verdict]], order: list[int]
) -> None:
    records = sorted(row["id"] for row in open_desk.catalogue.rows("SELECT id FROM v1_records"))
    before = groups(open_desk)
    held: dict[str, Verdict] = {}
    for left, right, verdict in wishes:
        if left != right:
            try:
                wish = Ruling(verdict=verdict)
                done = rule_pair(
                    (records[left], records[right]), wish, open_desk.settings, clock=open_desk.clock
                )
                held[done.pairs[0]] = verdict
            except StorageConflict:
                continue
    for name, verdict in held.items():
        view = open_desk.show(name)
        assert view.ruling is not None
        assert view.ruling.verdict is verdict
        assert view.is_one_publication is (verdict is SAME)
        assert view.is_one_work is (verdict is not DISTINCT)
    for _, name in sorted(zip(order, sorted(held), strict=False)):
        undo_ruling([name], open_desk.settings, clock=open_desk.clock)
    assert groups(open_desk) == before
    with open_desk.catalogue.database.read() as connection:
        assert check_catalogue(connection) == ()


def groups(desk: Desk) -> set[frozenset[str]]:
    homes: dict[str, set[str]] = {}
    for row in desk.catalogue.rows("SELECT id, publication_id FROM v1_records"):
        homes.setdefault(row["publication_id"], set()).add(row["id"])
    return set(map(frozenset, homes.values()))
