"""People and organisations as authors are printed: in any order, abbreviated, or by acronym."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from text.folding import fold
from transforms.matching.preparation.vocabulary import vocabulary

MAX_NAMES = 40
"""Names of a record that are read at most."""

_PARTS = re.compile(r"\s*;\s*|\s+&\s+|\s+and\s+|\s+et\s+al\b\.?|\s*\|\s*")
_OTHER_PARTS = re.compile(r"[;&|\t\n]| {2}| et ")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?|[A-Z][ -]?){1,4}|[^\W\d_]")
_SUFFIX = re.compile(r"[JS]r\.?|I{2,3}|M\.?D\.?|Ph\.?D\.?|eds?\.?|\(eds?\.?\)")
_BRACKETED = re.compile(r"\([^)]*\)")
_HAS_INITIALS = re.compile(r"^[^\W\d_]\.|^[^\W\d_] | [^\W\d_]\.?$| [A-Z]{2,3}$|\.[^\W\d_]\.?$")
"""A name in which something is abbreviated at its beginning or end."""
_ORGANISATION = re.compile(
    r"organi[sz]ation|ministry|agency|office|institut|universit|council|commission|committee|fund\b|programme|"
    r"program\b|network|foundation|department|united nations|world|international|"
    r"federation|association|cent(?:re|er)|"
    r"bureau|secretariat|organisation|ministerio|ministère|organización|организация|министерство|منظمة|وزارة",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who made a publication."""

    surnames: tuple[str, ...] = ()
    """Folded, in printed order; people only."""
    words: frozenset[str] = frozenset()
    """All words of people's names, initials left out."""
    bodies: frozenset[str] = frozenset()
    """Folded names and acronyms of organisations."""


_NOBODY = Names()


def read_names(authors: Sequence[str]) -> Names:
    """People and organisations among ``authors``; one entry may hold several names."""
    if not authors:
        return _NOBODY
    read = [_read_name(printed) for printed in _one_by_one(authors)]
    if len(read) == 1:
        return read[0]
    return Names(
        surnames=tuple(surname for name in read for surname in name.surnames),
        words=frozenset(chain.from_iterable(name.words for name in read)),
        bodies=frozenset(chain.from_iterable(name.bodies for name in read)),
    )


@lru_cache(maxsize=65_536)
def _read_name(printed: str) -> Names:
    """The one person or organisation that is printed."""
    if _is_organisation(printed):
        return Names(bodies=frozenset(body_names(printed)))
    surname, words = _read_person(printed)
    return Names(surnames=(surname,) if surname else (), words=frozenset(words))


def body_names(printed: str) -> set[str]:
    """The folded name of an organisation, with and without its acronym, and the acronym."""
    acronyms = {word.lower() for word in re.findall(r"\b[A-Z]{2,8}\b", printed)}
    end = printed.rfind(")") + 1  # behind it no bracket is closed, and a pattern would look for each anew
    bare = fold(_BRACKETED.sub(" ", printed[:end]) + printed[end:], 300)
    initials = "".join(word[0] for word in bare.split() if word not in vocabulary().small)
    names = {bare} if bare else set()
    if len(initials) > 2:
        names.add(initials)
    return names | acronyms


def _one_by_one(authors: Sequence[str]) -> list[str]:
    names: list[str] = []
    for entry in authors:
        entry = entry[:2_000]
        parts = _PARTS.split(entry) if _OTHER_PARTS.search(entry) else entry.split(" and ")
        is_listed = len(parts) > 1 and "," not in parts[-1] and " " in parts[-1].strip(" .")
        for part in parts:
            if "," in part and (" " in part.split(",", 1)[0].strip() or part.count(",") > 1):
                names.extend(_split_at_commas(part, is_listed))
            elif part and part.strip(" .,"):
                names.append(part)
        if len(names) >= MAX_NAMES:
            break
    return names[:MAX_NAMES]


def _split_at_commas(part: str, is_listed: bool) -> list[str]:
    """The names in a part in which commas may be between names, within names, or both.

    ``A. Bo, C. Du``, ``Bo A, Du C`` and ``Bo, A., Du, C.`` are two names each. ``Ana Bo, Ciro Du`` is two if
    ``is_listed``: what follows "and" is a name without a comma too. ``Bo Du, Ana Mia`` alone is one.
    """
    pieces = [piece for piece in map(str.strip, part.split(",")) if piece and not _SUFFIX.fullmatch(piece)]
    are_initials = [_INITIALS.fullmatch(piece) is not None for piece in pieces]
    if len(pieces) > 2 and any(are_initials):
        return _join_initials(pieces, are_initials)
    are_names = len(pieces) > 1 and not any(are_initials) and all(" " in piece for piece in pieces)
    if are_names and (is_listed or len(pieces) > 2 or all(_HAS_INITIALS.search(piece) for piece in pieces)):
        return [part] if any(_ORGANISATION.search(piece) for piece in pieces) else pieces
    return [part]


def _join_initials(pieces: list[str], are_initials: list[bool]) -> list[str]:
    """Each surname with the initials that follow it."""
    names: list[str] = []
    for piece, is_initials in zip(pieces, are_initials, strict=True):
        if is_initials and names and "," not in names[-1]:
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece)
    return names


def _is_organisation(printed: str) -> bool:
    if "," in printed and printed.split(",", 1)[0].count(" ") < 2:
        return False
    words = printed.count(" ") + 1
    if words < 3 and len(printed) < 13 and not printed.isupper():
        return False
    if _ORGANISATION.search(printed):
        return True
    return words > 5 or (printed.isupper() and printed.isalpha() and 2 < len(printed) < 8)


def _read_person(printed: str) -> tuple[str, tuple[str, ...]]:
    """The folded surname, and all folded words of the name but its initials."""
    head, comma, rest = printed.partition(",")
    if comma and len(head) > 3 and head.isascii() and head.isalpha():
        surname = head.lower()
        given = fold(rest, 200).split() if len(rest) > 4 else []
        return surname, (surname, *(word for word in given if len(word) > 1))
    folded = fold(printed, 200).split()
    plain = [word for word in head.replace(".", " ").split() if not (len(word) < 5 and word.isupper())]
    candidates = fold(" ".join(plain), 200).split() or fold(head, 200).split() or folded
    long_words = [word for word in candidates if len(word) > 2] or candidates
    return long_words[-1] if long_words else "", tuple(word for word in folded if len(word) > 1)
