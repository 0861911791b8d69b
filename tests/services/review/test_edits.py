"""What an operator writes over a field holds against later harvests, merges and splits."""

import json

import pytest

from models.errors import EditInvalid, EntryUnknown, StorageConflict
from models.matching import Verdict
from tests.factories import make_rows
from tests.services.operators import OTHERS, Operator, unsure

SAME = Verdict.SAME


def test_edit_holds_while_the_source_goes_on_changing(operator: Operator) -> None:
    operator.catalogue.ingest(make_rows(OTHERS))
    home = operator.homes()["legal-aid"]
    (change,) = operator.edit(home, "title", "Legal aid: a manual").changes
    assert [(one.field, one.before, one.after) for one in change.fields] == [
        ("title", "Legal aid", "Legal aid: a manual")
    ]
    assert (change.op, change.evidence.reason) == ("update", "an operator edited title")
    run = operator.catalogue.ingest(make_rows(OTHERS, title_raw="Renamed by the site"))
    assert operator.publication(home)["title"] == "Legal aid: a manual"
    assert run.counts.publications_updated == 3
    (provenance,) = {row["provenance_json"] for row in operator.records(home)}
    assert json.loads(provenance)["title"] == "operator"
    operator.undo_edit(home, "title")
    assert operator.publication(home)["title"] == "Renamed by the site"


def test_edit_outlives_a_merge_and_comes_back_with_a_split(operator: Operator) -> None:
    operator.catalogue.ingest([*unsure("one", "two"), *make_rows(OTHERS)])
    one, two = operator.homes()["one"], operator.homes()["two"]
    operator.edit(two, "year", "2019")
    (name,) = operator.rule(SAME, one, two).pairs
    assert operator.publication(one)["year"] == 2019
    operator.undo(name)
    assert (operator.publication(one)["year"], operator.publication(two)["year"]) == (None, 2019)
    operator.rule(SAME, one, two)
    operator.edit(two, "year", "2020")
    assert operator.publication(one)["year"] == 2020
    operator.undo_edit(one, "year")
    assert operator.publication(one)["year"] is None


def test_edit_of_a_withdrawn_publication_can_be_taken_back(operator: Operator) -> None:
    operator.catalogue.ingest(make_rows(OTHERS))
    for _ in range(2):
        operator.catalogue.ingest(make_rows(OTHERS[1:]))
    home = operator.homes()[OTHERS[0]]
    before = operator.state()
    operator.edit(home, "language", "fr")
    assert operator.publication(home)["language"] == "fr"
    operator.undo_edit(home, "language")
    assert operator.state() == before


def test_edit_that_says_what_stands_changes_nothing_and_undo_needs_one(operator: Operator) -> None:
    operator.catalogue.ingest(make_rows(OTHERS))
    home = operator.homes()["legal-aid"]
    assert operator.edit(home, "title", "Legal aid").changes == ()
    operator.undo_edit(home, "title")
    with pytest.raises(StorageConflict, match="was not edited"):
        operator.undo_edit(home, "title")
    with pytest.raises(EditInvalid, match="allowed: title"):
        operator.edit(home, "colour", "red")
    with pytest.raises(EntryUnknown, match="no record or publication"):
        operator.edit("p-none", "title", "x")
