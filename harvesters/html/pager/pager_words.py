"""How pagers say next, back and last: in words of ``pager_words.toml``, in glyphs and in names of classes."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from text.phrases import Phrases

NEXT_GLYPHS = re.compile(r"[»›>→▶►⟩❯⇒＞≫▸➔➡⯈]{1,2}")
DOUBLE_GLYPHS = re.compile(r"»|>>|≫|⏭|>\|")
_BACK_GLYPHS = re.compile(r"\W*[«‹<←＜≪]\W*")
_LONGEST_LABEL = 200
"""In characters: labels of links are shorter, and a longer text is not looked at."""


@lru_cache(maxsize=4096)
def meaning_of(text: str) -> str | None:
    """``next``, ``back`` or ``last`` if a link's whole text says so, as "Next page 2 of 5" does."""
    if len(text) > _LONGEST_LABEL:
        return None
    if _BACK_GLYPHS.fullmatch(text):
        return "back"
    phrases = Phrases("pager_words")
    kind = phrases.kind_of(text)
    if kind is None:
        kind = phrases.kind_of(phrases.cut_ending("position", text))
        return kind if kind in ("next", "back") else None
    return kind if kind != "position" else None


def has_words(meaning: str, text: str) -> bool:
    """Whether words that mean ``next``, ``back`` or ``last`` are anywhere in the text."""
    return len(text) <= _LONGEST_LABEL and Phrases("pager_words").has(meaning, text)


def is_named(kind: str, names: str) -> bool:
    """Whether classes and ids have a name of this kind: a key of ``class_names.toml``."""
    return bool(names) and _name_patterns()[kind].search(names) is not None


@cache
def _name_patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files(__package__).joinpath("class_names.toml").read_text("utf-8"))
    return {kind: re.compile(_name_pattern(kind, names), re.I) for kind, names in table.items()}


_ANY_LETTERS = r"[\w-]{0,40}"
"""More than any name has; without a bound, a huge class would be read anew from each of its parts."""


def _name_pattern(kind: str, names: list[str]) -> str:
    listed = "|".join(re.escape(name).replace(r"\*", _ANY_LETTERS) for name in names)
    # An icon may be the last part of a picture's address.
    return rf"(?:^|[-_{'/' * (kind == 'icon')}\s])(?:{listed})(?:$|[-_\s\d])"
