from hypothesis import given
from hypothesis import strategies as st

from text.printable import printable


@given(st.text())
def test_nothing_that_a_terminal_acts_upon_is_left(text: str) -> None:
    assert printable(text).isprintable()


@given(st.text())
def test_legible_text_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once


def test_escape_sequences_and_reversed_writing_are_shown_as_what_they_are() -> None:
    assert printable("a\x1b[31mb\u202ec") == "a\\x1b[31mb\\u202ec"


def test_long_text_is_cut_visibly() -> None:
    assert printable("x" * 1000, 10) == "x" * 9 + "…"
