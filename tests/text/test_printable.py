import json

from hypothesis import given
from hypothesis import strategies as st

from text.printable import drop_unsafe, escape_unsafe_json, printable, strip_unprintable


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


@given(st.text())
def test_json_that_is_safe_to_print_says_the_same(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    assert json.loads(escape_unsafe_json(written)) == text
    assert drop_unsafe(escape_unsafe_json(written)) == escape_unsafe_json(written)


def test_what_hides_or_reorders_text_is_dropped_and_joiners_stay() -> None:
    assert drop_unsafe("a\x1bb\u202ec\u200bd\U000e0041e\ufeff") == "abcde"
    assert drop_unsafe("می\u200cخواهم") == "می\u200cخواهم"


def test_documents_keep_their_lines() -> None:
    assert strip_unprintable("a\tb\nc\x00\x1b\x85\ud800\ufdd0\U0001ffffd") == "a\tb\ncd"
