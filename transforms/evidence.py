"""What two records say for and against being the same publication, before any score."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from models.publication import WorkLink
from transforms.block import MIN_TEXT
from transforms.fingerprint import Prepared
from transforms.vocabulary import vocabulary


class TitleMatch(StrEnum):
    """How the titles of two records stand to each other."""

    EQUAL = "equal"
    REORDERED = "reordered"
    """The same words in another order: a subtitle moved to the front."""
    MAIN_ONLY = "main only"
    """One lacks the subtitle of the other."""
    DIFFERENT = "different"
    ONE_MISSING = "one missing"
    BOTH_MISSING = "both missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One statement in which two records differ, so that they can't be the same publication."""

    kind: str
    words: str
    link: WorkLink
    """How they are linked if they are of one work."""


EQUAL_TITLES = (TitleMatch.EQUAL, TitleMatch.REORDERED)
_TITLE_WORDS = {
    TitleMatch.EQUAL: "the titles are equal",
    TitleMatch.REORDERED: "the titles have the same words in another order",
    TitleMatch.MAIN_ONLY: "one title lacks the subtitle of the other",
    TitleMatch.DIFFERENT: "the titles differ",
    TitleMatch.ONE_MISSING: "one has no title",
    TitleMatch.BOTH_MISSING: "neither has a title",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What two records say for and against each other."""

    titles: TitleMatch
    is_text_shared: bool
    """A long teaser or abstract of one is that of the other, or its beginning."""
    are_files_apart: bool
    """Both link files, and none is the same."""
    identities: tuple[str, ...]
    """Identifiers that both state, in words."""
    against: tuple[Contradiction, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """All but the contradictions, in words."""
        texts = ("the descriptions are the same text",) if self.is_text_shared else ()
        files = ("the files differ",) if self.are_files_apart else ()
        return (*self.identities, *texts, _TITLE_WORDS[self.titles], *files)


def gather_evidence(a: Prepared, b: Prepared) -> Evidence:
    """Everything that the rules look at, for one pair."""
    return Evidence(
        titles=match_titles(a, b),
        is_text_shared=share_text(a, b),
        are_files_apart=bool(a.files and b.files and not a.files & b.files),
        identities=find_identities(a, b),
        against=find_contradictions(a, b),
    )


def match_titles(a: Prepared, b: Prepared) -> TitleMatch:
    """How the titles, without their edition, part and year statements, stand to each other."""
    if not a.core or not b.core:
        return TitleMatch.ONE_MISSING if a.core or b.core else TitleMatch.BOTH_MISSING
    if a.squashed == b.squashed:
        return TitleMatch.EQUAL
    if len(a.words) > 3 and a.words == b.words and Counter(a.core.split()) == Counter(b.core.split()):
        return TitleMatch.REORDERED
    if a.main in (b.core, b.main) or b.main == a.core:
        return TitleMatch.MAIN_ONLY
    return TitleMatch.DIFFERENT


def is_generic(a: Prepared) -> bool:
    """Whether many publications could have this title: ``Annual report``, ``Newsletter 12``."""
    words = [word for word in a.words if not word.isdigit()]
    return all(word in vocabulary().generic for word in words) or len(a.squashed.encode()) < 5


def share_text(a: Prepared, b: Prepared) -> bool:
    """Whether one long teaser or abstract is the other, or its beginning where a site cut it off."""
    return (
        _is_prefix(a.teaser, a.is_teaser_cut, b.teaser, b.is_teaser_cut)
        or _is_prefix(a.abstract, False, b.abstract, False)
        or _is_prefix(a.teaser, True, b.abstract, False)
        or _is_prefix(a.abstract, False, b.teaser, True)
    )


def _is_prefix(left: str, is_left_cut: bool, right: str, is_right_cut: bool) -> bool:
    if min(len(left), len(right)) < MIN_TEXT:
        return False
    if left == right:
        return True
    short, is_cut, long = (
        (left, is_left_cut, right) if len(left) <= len(right) else (right, is_right_cut, left)
    )
    if not is_cut:
        return False
    whole_words = short.rsplit(" ", 1)[0] if " " in short else short
    return len(whole_words) >= MIN_TEXT - 10 and long.startswith(whole_words)


def find_contradictions(a: Prepared, b: Prepared) -> tuple[Contradiction, ...]:
    """Where the two records state different things, the most telling first."""
    found = [*_language(a, b), *_statements(a, b), *_years(a, b)]
    for kind, left, right in (("ISBN", a.isbns, b.isbns), ("DOI", {a.doi} - {None}, {b.doi} - {None})):
        if left and right and not left & right:
            found.append(
                _differ(kind, sorted(map(str, left))[0], sorted(map(str, right))[0], WorkLink.EDITION)
            )
    if a.reference and b.reference and a.reference != b.reference:
        found.append(_differ("reference number", a.reference, b.reference, WorkLink.EDITION))
    return tuple(found)


def _differ(kind: str, left: object, right: object, link: WorkLink) -> Contradiction:
    low, high = sorted((str(left), str(right)))
    return Contradiction(kind=kind, words=f"the {kind} differs: {low}, {high}", link=link)


def _language(a: Prepared, b: Prepared) -> list[Contradiction]:
    left, right = a.title_language or a.language, b.title_language or b.language
    if left and right and left.split("-")[0] != right.split("-")[0]:
        return [_differ("language", left, right, WorkLink.TRANSLATION)]
    return []


def _years(a: Prepared, b: Prepared) -> list[Contradiction]:
    if a.title_years and b.title_years and set(a.title_years) != set(b.title_years):
        left, right = ("/".join(map(str, sorted(years))) for years in (a.title_years, b.title_years))
        return [_differ("year in the title", left, right, WorkLink.EDITION)]
    if a.year and b.year and a.year != b.year:
        return [_differ("year", a.year, b.year, WorkLink.EDITION)]
    return []


_LINKS = {
    "edition": WorkLink.EDITION,
    "part": WorkLink.PART,
    "volume": WorkLink.PART,
    "number": WorkLink.PART,
    "version": WorkLink.VERSION,
}


def _statements(a: Prepared, b: Prepared) -> list[Contradiction]:
    if a.stated == b.stated:
        return []
    found: list[Contradiction] = []
    for kind, link in _LINKS.items():
        left = {value for stated, value in a.stated if stated == kind}
        right = {value for stated, value in b.stated if stated == kind}
        if left == right:
            continue
        if left and right:
            found.append(_differ(kind, "/".join(sorted(left)), "/".join(sorted(right)), link))
        else:
            value = "/".join(sorted(left or right))
            found.append(Contradiction(kind=kind, words=f"only one states {kind} {value}", link=link))
    return found


def find_identities(a: Prepared, b: Prepared) -> tuple[str, ...]:
    """Identifiers that both state, in words, the strongest first."""
    found: list[str] = []
    if a.doi and a.doi == b.doi:
        found.append(f"the same DOI {a.doi}")
    found.extend(f"the same ISBN {isbn}" for isbn in sorted(a.isbns & b.isbns)[:1])
    if len(a.reference) > 3 and a.reference == b.reference:
        found.append(f"the same reference number {a.reference}")
    found.extend(f"the same file {url}" for url in sorted(a.files & b.files)[:1])
    return tuple(found)
