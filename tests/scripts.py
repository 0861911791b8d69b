"""Which scripts a word is written in."""

import unicodedata

WRITTEN_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK", "IDEOGRAPHIC": "CJK"}


def scripts_of(word: str) -> set[str]:
    """The scripts of a word's letters, as Unicode names them; Chinese and Japanese count as one."""
    names = {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}
    return {WRITTEN_TOGETHER.get(name, name) for name in names} - {"MODIFIER"}
