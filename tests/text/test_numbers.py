"""Numbers in any script and in Roman numerals."""

from hypothesis import given
from hypothesis import strategies as st

from text.numbers import ROMAN_NUMERALS, arabic_numeral, ascii_digits


def test_digits_of_every_script_become_ascii_digits() -> None:
    assert ascii_digits("٢٠١٩ / २०१९ / 2019 / ๒๐๑๙") == "2019 / 2019 / 2019 / 2019"


@given(st.text())
def test_other_characters_stay_in_their_place(text: str) -> None:
    folded = ascii_digits(text)
    assert len(folded) == len(text)
    assert all(old == new or old.isdecimal() for old, new in zip(text, folded, strict=True))


def test_roman_numerals_of_two_letters_or_more_have_a_value() -> None:
    assert len(ROMAN_NUMERALS) == 12
    for value, numeral in enumerate(ROMAN_NUMERALS, start=1):
        assert arabic_numeral(numeral) == (str(value) if len(numeral) > 1 else numeral)
