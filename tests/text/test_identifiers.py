"""Identifiers as publishers print them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn

from text.identifiers import (
    find_doi_raw,
    find_isbn_raw,
    find_isbns,
    find_reference,
    find_stated_doi_raw,
    is_isbn_13_like,
    read_doi,
    read_isbns,
    read_reference,
)


@pytest.mark.parametrize(
    ("printed", "isbns"),
    [
        ("978-92-9068-823-5", ("9789290688235",)),
        ("ISBN 978–92–9068–823–5 (PDF)", ("9789290688235",)),
        ("978 92 9068 823 5", ("9789290688235",)),
        ("0-306-40615-2", ("9780306406157",)),
        ("978-92-9268-010-7 (print), 978-92-9068-823-5 (PDF)", ("9789292680107", "9789290688235")),
        ("0-306-40615-2; 978-0-306-40615-7", ("9780306406157",)),
    ],
)
def test_isbns_of_both_forms_become_isbn_13(printed: str, isbns: tuple[str, ...]) -> None:
    reading = read_isbns(printed)
    assert reading.isbns == isbns
    assert reading.notes == ()


@pytest.mark.parametrize("printed", ["978-92-9068-823-4", "123456", "97892906882359789290688235"])
def test_broken_isbns_are_noted_and_not_used(printed: str) -> None:
    reading = read_isbns(printed)
    assert reading.isbns == ()
    assert printed in reading.notes[0]


@given(st.integers(0, 999_999_999))
def test_any_isbn_is_the_same_in_both_forms(number: int) -> None:
    digits = f"978{number:09}"
    thirteen = digits + ean.calc_check_digit(digits)
    assert read_isbns(thirteen).isbns == (thirteen,)
    assert read_isbns(isbn.to_isbn10(thirteen)).isbns == (thirteen,)


@pytest.mark.parametrize("nothing", [None, "", "n/a"])
def test_no_isbn_is_nothing_to_note(nothing: str | None) -> None:
    assert read_isbns(nothing).notes == ()


def test_isbns_in_a_text_count_only_where_it_says_so() -> None:
    assert find_isbns("Handbook. ISBN 978-0-306-40615-7, e-ISBN: 978-92-9068-823-5.") == (
        "9780306406157",
        "9789290688235",
    )
    assert find_isbns("Call 978-0-306-40615-7 now") == ()


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("https://doi.org/10.1000/XYZ.(2019)12.", "10.1000/xyz.(2019)12"),
        ("(doi:10.1016/S0140-6736(19)32596-6)", "10.1016/s0140-6736(19)32596-6"),
        ("https://dx.doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("10.18356/abc/1;", "10.18356/abc/1"),
        ("none", None),
        (None, None),
    ],
)
def test_dois_lose_resolver_and_punctuation(printed: str | None, doi: str | None) -> None:
    assert read_doi(printed) == doi


@pytest.mark.parametrize(
    ("text", "isbn_raw"),
    [
        ("A guide. ISBN: 978-92-9068-823-5, free", "978-92-9068-823-5"),
        ("ISBN-13 (print)\n978 92 9068 823 5", "978 92 9068 823 5"),
        ("urn:isbn:0306406152", "0306406152"),
        ("ISBN 978–92–9068–823–5", "978-92-9068-823-5"),
        ("ISBN 978-92-9068-8", "978-92-9068-8"),
        ("Call 978-0-306-40615-7 now", None),
        ("ISBN pending", None),
    ],
)
def test_an_isbn_is_found_behind_its_label_as_printed(text: str, isbn_raw: str | None) -> None:
    assert find_isbn_raw(text) == isbn_raw


def test_a_value_that_is_an_isbn_needs_no_label() -> None:
    assert is_isbn_13_like("978-92-9068-823-4")
    assert not is_isbn_13_like("0306406152")
    assert not is_isbn_13_like("979 pages")


@pytest.mark.parametrize(
    ("text", "anywhere", "stated"),
    [
        ("10.1000/abc", "10.1000/abc", "10.1000/abc"),
        ("See (doi: 10.1000/A(1)).", "10.1000/A(1)", "10.1000/A(1)"),
        ("https://doi.org/10.1000.10/abc", "10.1000.10/abc", "10.1000.10/abc"),
        ("https://x.org/item/10.1000/abc", "10.1000/abc", None),
        ("Room 10.1000", None, None),
    ],
)
def test_dois_are_found_as_printed(text: str, anywhere: str | None, stated: str | None) -> None:
    assert find_doi_raw(text) == anywhere
    assert find_stated_doi_raw(text) == stated


@pytest.mark.parametrize("piece", ["10.1234.", "10.1234/", "10.1234/)", "ISBN ", "978-", "doi:/ "])
def test_cost_grows_with_the_length_only(piece: str) -> None:
    text = piece * 50_000
    started = time.process_time()
    for find in (find_doi_raw, find_stated_doi_raw, find_isbn_raw, find_isbns, find_reference):
        find(text)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("printed", "reference"),
    [
        ("HS/2019/12", "HS/2019/12"),
        ("Ref: PUB2021/012/R", "PUB2021/012/R"),
        ("Reference number: DFE-00123-2019", "DFE-00123-2019"),
        ("Ref. No. 12/34", "12/34"),
        ("Cote : E/CN.5/2019/2", "E/CN.5/2019/2"),
        ("not available", None),
        ("1" * 200, None),
    ],
)
def test_reference_numbers_lose_their_label(printed: str, reference: str | None) -> None:
    assert read_reference(printed) == reference


def test_references_in_a_text_count_only_behind_a_label() -> None:
    assert find_reference("A guide. Ref: PUB2021/012/R. Free.") == "PUB2021/012/R"
    assert find_reference("See and/or: A/RES/73/195 in 2019/2020") is None
