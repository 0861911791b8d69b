"""What an operator decides holds against the engine and later harvests, and can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import EntryUnknown, StorageConflict
from models.matching import Verdict
from models.publication import WorkLink
from services.review.rulings import (
    Ruling,
    rule_pair,
    undo_ruling,
)
from storage.check import check_catalogue
from storage.database import open_database
from storage.migrate import upgrade_database
from tests.catalogues import Catalogue
from tests.factories import make_row, make_rows, make_source
from tests.services.operators import OTHERS, Operator, alike, unsure

SAME, EDITION, DISTINCT = Verdict.SAME, Verdict.EDITION, Verdict.DISTINCT


def test_uncertain_pairs_are_listed_until_an_operator_rules(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    (name,) = operator.listed()
    view = operator.show(name)
    assert view.engine.verdict is Verdict.UNSURE
    assert view.engine.reasons
    assert (view.ruling, view.is_one_publication, view.is_one_work) == (None, False, False)
    operator.rule(DISTINCT, name)
    assert operator.listed() == []
    assert operator.listed(is_ruled=True) == [name]
    operator.undo(name)
    assert operator.listed() == [name]


def test_pair_has_a_short_name_of_which_a_unique_start_is_enough(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    (name,) = operator.listed()
    view = operator.show(name)
    assert len(name) == 13
    for short in (name[:4], name[:9], f"{view.left.id[2:]}-{view.right.id[2:]}"):
        assert operator.show(short).name == name
    by_ids = operator.show(str(view.right.publication_id), view.left.id)
    assert by_ids.name == name
    for wrong in ("zzzzzz", "", "-", "r-", "%", "_"):
        with pytest.raises(EntryUnknown, match="review list"):
            operator.show(wrong)
    with pytest.raises(EntryUnknown, match="no record or publication starts with"):
        operator.show(f"{name[:6]}-zz")
    with pytest.raises(EntryUnknown, match="is one record, not two"):
        operator.show(view.left.id, view.left.id)


def test_same_merges_at_once_and_the_journal_says_who_and_why(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    before = operator.homes()
    reviewed = operator.rule(SAME, before["one"], before["two"], note="compared the PDFs")
    (merge,) = (change for change in reviewed.changes if change.op == "merge")
    assert (merge.entity_id, merge.redirect_to) == (before["two"], before["one"])
    assert merge.evidence.reason == (
        "an operator ruled that they are the same publication (compared the PDFs)"
    )
    assert operator.homes()["two"] == before["one"]
    assert (operator.settings.var_dir / "feeds" / "report.html").exists()


def test_undo_restores_what_was_before(operator: Operator) -> None:
    operator.catalogue.ingest([*alike("one", "two"), *unsure("three", "four"), *make_rows(OTHERS)])
    before, ids = operator.state(), operator.record_ids()
    for verdict in (SAME, EDITION, DISTINCT):
        for left, right in (("one", "two"), ("three", "four"), ("one", "three")):
            (name,) = operator.rule(verdict, ids[left], ids[right]).pairs
            assert operator.show(name).ruling is not None
            operator.undo(name)
            assert operator.state() == before


def test_distinct_parts_what_the_engine_merged_and_holds_in_every_later_run(operator: Operator) -> None:
    rows = [*alike("one", "two"), *make_rows(OTHERS)]
    operator.catalogue.ingest(rows)
    home = operator.homes()["one"]
    assert operator.homes()["two"] == home
    (name,) = operator.listed(record_ids=tuple(record["id"] for record in operator.records(home)))
    reviewed = operator.rule(DISTINCT, name)
    assert "split" in [change.op for change in reviewed.changes]
    parted = operator.homes()
    assert parted["one"] != parted["two"]
    changed = [replace(row, raw=replace(row.raw, teaser_raw="Other words now.")) for row in rows]
    for listed in (rows, changed, rows):
        operator.catalogue.ingest(listed)
        assert operator.homes() == parted


def test_edition_links_into_one_work_with_its_kind(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    homes = operator.homes()
    (name,) = operator.rule(EDITION, homes["one"], homes["two"], link=WorkLink.PART).pairs
    assert operator.homes() == homes
    assert operator.work("one") == operator.work("two")
    ruling = operator.show(name).ruling
    assert ruling is not None
    assert ruling.link == "part"
    operator.undo(name)
    assert operator.work("one") != operator.work("two")


def test_operator_joins_entries_that_the_engine_never_compared(operator: Operator) -> None:
    operator.catalogue.ingest(make_rows(OTHERS))
    homes = operator.homes()
    operator.rule(SAME, homes["legal-aid"], homes["border-control"])
    assert len(set(operator.homes().values())) == 3
    operator.catalogue.ingest(make_rows(OTHERS, teaser_raw="New words, which are matched again."))
    assert len(set(operator.homes().values())) == 3


def test_later_ruling_on_a_pair_replaces_the_earlier_one(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    (name,) = operator.listed()
    operator.rule(SAME, name)
    operator.rule(EDITION, name)
    assert len(set(operator.homes().values())) == 6
    assert operator.work("one") == operator.work("two")


def test_ruling_that_contradicts_an_earlier_one_is_refused_and_changes_nothing(operator: Operator) -> None:
    operator.catalogue.ingest(make_rows(OTHERS))
    a, b, c = (operator.homes()[slug] for slug in OTHERS[:3])
    apart = operator.rule(DISTINCT, a, c).pairs[0]
    operator.rule(SAME, a, b)
    before = operator.state()
    with pytest.raises(StorageConflict, match=r"contradicts what an operator ruled before: [0-9a-f]{6}-"):
        operator.rule(SAME, f"r-{b[2:]}", c)
    assert operator.state() == before
    assert len(operator.listed(is_ruled=True)) == 2
    operator.undo(apart)
    operator.rule(SAME, f"r-{b[2:]}", c)
    with pytest.raises(StorageConflict, match="contradicts"):
        operator.rule(EDITION, f"r-{a[2:]}", f"r-{c[2:]}")


def test_check_names_a_ruling_that_the_catalogue_does_not_keep(operator: Operator) -> None:
    operator.catalogue.ingest(make_rows(OTHERS))
    a, b = (operator.homes()[slug] for slug in OTHERS[:2])
    operator.rule(DISTINCT, a, b)
    with operator.catalogue.database.write() as connection:
        connection.exec_driver_sql("UPDATE judgements SET verdict = 'same'")
    with operator.catalogue.database.read() as connection:
        (breach,) = check_catalogue(connection)
    assert breach.law == "people outrank the engine"


def test_undo_of_what_nobody_ruled_is_refused(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    with pytest.raises(StorageConflict, match="no operator has ruled"):
        operator.undo(operator.listed()[0])


def test_split_restores_the_original_ids(operator: Operator) -> None:
    operator.catalogue.ingest(unsure("one", "two", "three"))
    before = operator.state()
    one, two, three = (operator.homes()[slug] for slug in ("one", "two", "three"))
    pairs = [*operator.rule(SAME, one, two).pairs, *operator.rule(SAME, f"r-{two[2:]}", three).pairs]
    assert set(operator.homes().values()) == {one}
    reviewed = operator.split(one)
    assert len(reviewed.pairs) == 2
    # What an operator called the same stays together; the founder parts from it.
    assert operator.homes() == {"one": one, "two": two, "three": two}
    assert [change.op for change in reviewed.changes if change.entity_id == two] == ["split"]
    for pair in {*pairs, *reviewed.pairs}:
        operator.undo(pair)
    assert operator.state() == before


def test_split_by_an_id_that_was_merged_away_takes_that_one_out(operator: Operator) -> None:
    operator.catalogue.ingest([*alike("one", "two", "three"), *make_rows(OTHERS)])
    home = operator.homes()["one"]
    lost = next(
        row["from_id"]
        for row in operator.catalogue.rows("SELECT * FROM v1_redirects")
        if row["to_id"] == home
    )
    operator.split(lost)
    assert sorted(operator.homes().values()).count(home) == 2
    assert lost in operator.homes().values()
    left = [record["id"] for record in operator.records(home)]
    operator.split(home, left[-1])
    assert len(set(operator.homes().values())) == 7
    with pytest.raises(StorageConflict, match="nothing can part"):
        operator.split(home)
    with pytest.raises(StorageConflict, match="is no record of"):
        operator.split(home, lost)


def test_rulings_on_withdrawn_records_change_the_catalogue_soundly(operator: Operator) -> None:
    rows = [*alike("one", "two"), *unsure("three", "four"), *make_rows(OTHERS)]
    operator.catalogue.ingest(rows)
    names = operator.listed()
    for _ in range(2):
        operator.catalogue.ingest([rows[0], rows[2], *rows[4:]])
    assert operator.listed() == []
    assert operator.listed(with_withdrawn=True) == names
    home = operator.homes()["one"]
    reviewed = operator.split(home)
    assert [change.op for change in reviewed.changes if change.entity_id != home] == ["split", "withdraw"]
    (three_four,) = names
    assert "merge" in [change.op for change in operator.rule(SAME, three_four).changes]
    operator.undo(three_four)
    operator.catalogue.ingest(rows)
    assert operator.catalogue.rows("SELECT id FROM v1_publications WHERE withdrawn_at IS NOT NULL") == []


def test_more_trusted_source_gives_the_words(operator: Operator) -> None:
    ours = make_row("guide", isbn_raw="9789290688457", title_raw="Guide to returns", teaser_raw=None)
    theirs = make_row(
        "our-guide", source_id="ngo", isbn_raw="9789290688457", title_raw="Guide to Returns", teaser_raw=None
    )
    operator.catalogue.ingest([ours], source=make_source("agency", trust=5))
    operator.catalogue.ingest([theirs], source=make_source("ngo"))
    assert [row["title"] for row in operator.catalogue.rows("SELECT title FROM v1_publications")] == [
        "Guide to returns"
    ]
    again = replace(theirs, raw=replace(theirs.raw, date_raw="2019"))
    operator.catalogue.ingest([again], source=make_source("ngo", trust=9))
    assert [row["title"] for row in operator.catalogue.rows("SELECT title FROM v1_publications")] == [
        "Guide to Returns"
    ]


@pytest.fixture(scope="module")
def open_operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A catalogue of look-alikes for many decisions in a row."""
    folder: Path = tmp_path_factory.mktemp("operator")
    url = f"sqlite:///{folder / 'catalogue.db'}"
    database = open_database(url)
    upgrade_database(database)
    catalogue = Catalogue(database, folder / "var")
    catalogue.ingest([*alike("one", "two"), *unsure("three", "four", "five"), make_row("six")])
    yield Operator(catalogue, url)
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
    open_operator: Operator, wishes: list[tuple[int, int, Verdict]], order: list[int]
) -> None:
    records = sorted(row["id"] for row in open_operator.catalogue.rows("SELECT id FROM v1_records"))
    before = groups(open_operator)
    held: dict[str, Verdict] = {}
    for left, right, verdict in wishes:
        if left != right:
            try:
                wish = Ruling(verdict=verdict)
                done = rule_pair(
                    (records[left], records[right]), wish, open_operator.settings, clock=open_operator.clock
                )
                held[done.pairs[0]] = verdict
            except StorageConflict:
                continue
    for name, verdict in held.items():
        view = open_operator.show(name)
        assert view.ruling is not None
        assert view.ruling.verdict is verdict
        assert view.is_one_publication is (verdict is SAME)
        assert view.is_one_work is (verdict is not DISTINCT)
    for _, name in sorted(zip(order, sorted(held), strict=False)):
        undo_ruling([name], open_operator.settings, clock=open_operator.clock)
    assert groups(open_operator) == before
    with open_operator.catalogue.database.read() as connection:
        assert check_catalogue(connection) == ()


def groups(operator: Operator) -> set[frozenset[str]]:
    homes: dict[str, set[str]] = {}
    for row in operator.catalogue.rows("SELECT id, publication_id FROM v1_records"):
        homes.setdefault(row["publication_id"], set()).add(row["id"])
    return set(map(frozenset, homes.values()))
