"""What operators write: read strictly, and laid on top without touching anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.change import JsonValue
from models.errors import EditInvalid
from models.publication import Publication
from transforms.publications.edits import EDITABLE, OPERATOR, apply_edits, read_edit


def make_publication(**given: object) -> Publication:
    empty: dict[str, object] = dict.fromkeys(Publication.__dataclass_fields__)
    lists = dict.fromkeys(("authors", "topics", "countries", "source_ids"), ())
    return Publication(**empty | lists | {"id": "p-1", "work_id": "w-1"} | given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("title", "  A\u200b guide ", "A guide"),
        ("language", "French", "fr"),
        ("year", "2019", 2019),
        ("published_on", "2019-06", "2019-06"),
        ("authors", "Doe, Jane; Roe, R.; Doe, Jane", ["Doe, Jane", "Roe, R."]),
        ("isbn", "978-92-9068-845-7", "9789290688457"),
        ("doi", "https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("url", "https://Agency.example/guide/", "https://agency.example/guide"),
        ("countries", "Kenya; UG", ["KE", "UG"]),
        ("title", " ", None),
        ("topics", "", []),
    ],
)
def test_value_is_stored_as_harvested_ones_are(field: str, value: str, stored: JsonValue) -> None:
    assert read_edit(field, value) == stored


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("colour", "red", "allowed: title, abstract, language"),
        ("id", "p-2", "allowed: title"),
        ("year", "19", "a year, such as 2024"),
        ("year", "3019", "a year"),
        ("published_on", "2019-13", "2024-06"),
        ("published_on", "June 2019", "2024-06"),
        ("language", "Klingon?", "such as fr"),
        ("isbn", "978-92-9068-845-1", "one valid ISBN"),
        ("doi", "none", "a DOI"),
        ("url", "javascript:alert(1)", "http or https"),
        ("title", "\u200b", "any text"),
    ],
)
def test_error_names_what_is_allowed(field: str, value: str, allowed: str) -> None:
    with pytest.raises(EditInvalid, match=allowed):
        read_edit(field, value)


def test_edited_field_is_from_the_operator_and_no_other_changes() -> None:
    before = make_publication(title="Old", language="en", authors=("A",))
    origins = {"title": "r-1", "language": "r-1", "authors": "r-1"}
    after, provenance = apply_edits(before, origins, {"title": "New", "authors": []})
    assert (after.title, after.language, after.authors) == ("New", "en", ())
    assert provenance == {"title": OPERATOR, "language": "r-1", "authors": OPERATOR}


def test_edited_date_gives_the_year_and_edited_year_drops_another_years_date() -> None:
    before = make_publication(year=2018, published_on="2018-05")
    dated, _ = apply_edits(before, {}, {"published_on": "2019-06-01"})
    assert (dated.year, dated.published_on) == (2019, "2019-06-01")
    other, provenance = apply_edits(before, {"published_on": "r-1"}, {"year": 2019})
    assert (other.year, other.published_on, provenance) == (2019, None, {"year": OPERATOR})
    same, _ = apply_edits(before, {}, {"year": 2018})
    assert same.published_on == "2018-05"


@given(st.dictionaries(st.sampled_from(EDITABLE), st.just("")))
def test_applying_edits_twice_is_applying_them_once(values: dict[str, str]) -> None:
    edits = {field: read_edit(field, value) for field, value in values.items()}
    once = apply_edits(
        make_publication(title="T", year=2018, published_on="2018-05"), {"title": "r-1"}, edits
    )
    assert apply_edits(*once, edits) == once
