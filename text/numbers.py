"""Numbers as sites write them: in the digits of any script, in Roman numerals."""

import re
import unicodedata

ROMAN_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
"""1 to 12, in order."""
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_VALUES = {numeral: str(value) for value, numeral in enumerate(ROMAN_NUMERALS, start=1) if len(numeral) > 1}
ROMAN_WORDS = frozenset(_VALUES)
"""Those of two letters or more: a single letter is rather a letter."""


def ascii_digits(text: str) -> str:
    """The text with decimal digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)


def arabic_numeral(word: str) -> str:
    """``"3"`` for ``"iii"``; any other word as it is, single letters too."""
    return _VALUES.get(word, word)
