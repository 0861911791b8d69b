"""What two records say for and against being the same publication, before any score."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.publication import WorkLink
from transforms.block import MIN_TEXT
from transforms.features import Pair, journal_level, share_authors, text_likeness
from transforms.fingerprint import Prepared
from transforms.titles import SAME_WORDS, TitleMatch
from transforms.vocabulary import vocabulary

_ALIKE = 65
"""Titles that are less alike than this, letter by letter, are those of two articles on one page range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One statement in which two records differ, so that they can't be the same publication."""

    kind: str
    words: str
    link: WorkLink
    """How they are linked if they are of one work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What two records say for and against each other."""

    pair: Pair
    is_text_shared: bool
    """A long teaser or abstract of one is that of the other, or its beginning."""
    is_place_shared: bool
    """Both fill the same pages of the same journal and have the same authors, whatever their titles."""
    are_files_apart: bool
    """Both link files, and none is the same."""
    identities: tuple[str, ...]
    """Identifiers that both state, in words."""
    against: tuple[Contradiction, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """All but the contradictions, in words."""
        texts = ("the descriptions are the same text",) if self.is_text_shared else ()
        places = ("the pages of the journal are the same",) if self.is_place_shared else ()
        files = ("the files differ",) if self.are_files_apart else ()
        return (*self.identities, *texts, *places, self.pair.titles.match.words, *files)


def may_be_tied(a: Prepared, b: Prepared) -> bool:
    """Whether it is worth asking ``are_tied``: cheap, and never wrong when it says no."""
    return bool(a.place.last_page and a.place.last_page == b.place.last_page) or _share_more_than_titles(a, b)


def are_tied(pair: Pair) -> bool:
    """Whether anything but the titles could make the two one."""
    return _share_place(pair) or _share_more_than_titles(pair.a, pair.b)


def _share_more_than_titles(a: Prepared, b: Prepared) -> bool:
    has_one_identifier = (a.doi and a.doi == b.doi) or (a.reference and a.reference == b.reference)
    if has_one_identifier or not a.isbns.isdisjoint(b.isbns) or not a.files.isdisjoint(b.files):
        return True
    return share_text(a, b)


def gather_evidence(pair: Pair) -> Evidence:
    """Everything that the rules look at, for one pair."""
    a, b = pair.a, pair.b
    return Evidence(
        pair=pair,
        is_text_shared=share_text(a, b),
        is_place_shared=_share_place(pair),
        are_files_apart=bool(a.files and b.files and not a.files & b.files),
        identities=find_identities(a, b),
        against=tuple(find_contradictions(pair)),
    )


def _share_place(pair: Pair) -> bool:
    """Whether both fill the same pages and are by the same people.

    Where the journal is named otherwise, or by one only, year and titles have to bear it out.
    """
    a, b, places = pair.a.place, pair.b.place, pair.places
    is_whole_range = bool(a.last_page) and a.last_page == b.last_page and a.last_page != a.first_page
    if not places.pages or not is_whole_range or places.differ:
        return False
    left, right = pair.a.names.surnames, pair.b.names.surnames
    if not left or not right or left[0] != right[0] or share_authors(pair) != 1:
        return False
    journal = journal_level(pair)
    if pair.a.year != pair.b.year:
        is_slip = bool(places.volume) and pair.titles.match is not TitleMatch.CLASHING
        return journal == "equal" and is_slip
    if journal == "equal" and places.agree > 1:
        return True
    if journal == "differs":
        return pair.titles.match in SAME_WORDS
    return pair.titles.match is not TitleMatch.CLASHING or pair.titles.likeness >= _ALIKE


def share_text(a: Prepared, b: Prepared) -> bool:
    """Whether one long teaser or abstract is the other, or its beginning where a site cut it off."""
    if not (a.teaser or a.abstract) or not (b.teaser or b.abstract):
        return False
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


def find_contradictions(pair: Pair) -> Iterator[Contradiction]:
    """Where the two records state different things, the most telling first."""
    a, b = pair.a, pair.b
    yield from _language(a, b)
    yield from _statements(pair)
    yield from _remark(pair)
    yield from _years(pair)
    yield from _places(pair)
    yield from _journals(pair)
    yield from _identifiers(pair)
    yield from _authors(pair)


def _is_one_doi(pair: Pair) -> bool:
    return bool(pair.a.doi) and pair.a.doi == pair.b.doi


def _differ(kind: str, left: object, right: object, link: WorkLink) -> Contradiction:
    low, high = sorted((str(left), str(right)))
    return Contradiction(kind=kind, words=f"the {kind} differs: {low}, {high}", link=link)


def _is_article_doi(pair: Pair) -> bool:
    """One DOI in proceedings or a journal, whose own ISBN differs between print and online."""
    return _is_one_doi(pair) and bool(pair.a.journal and pair.b.journal)


def _language(a: Prepared, b: Prepared) -> Iterator[Contradiction]:
    left, right = a.title_language or a.language, b.title_language or b.language
    if left and right and left.split("-")[0] != right.split("-")[0]:
        yield _differ("language", left, right, WorkLink.TRANSLATION)


def _years(pair: Pair) -> Iterator[Contradiction]:
    """Differing years. One year apart is excused for what appears twice: online and then in print, at a
    conference and then in its proceedings. The place or the journal must bear it out.
    """
    a, b = pair.a, pair.b
    if a.title_years and b.title_years and set(a.title_years) != set(b.title_years):
        left, right = ("/".join(map(str, sorted(years))) for years in (a.title_years, b.title_years))
        yield _differ("year in the title", left, right, WorkLink.EDITION)
    if a.year is None or b.year is None or a.year == b.year:
        return
    is_excused = abs(a.year - b.year) == 1 and (_is_one_doi(pair) or _may_appear_twice(pair))
    if not is_excused and not _share_place(pair):
        yield _differ("year", a.year, b.year, WorkLink.EDITION)


def _may_appear_twice(pair: Pair) -> bool:
    if pair.places.differ or not (pair.a.names.surnames and pair.b.names.surnames):
        return False
    if pair.places.agree:
        return True
    journal, titles = journal_level(pair), pair.titles
    if titles.match not in SAME_WORDS or journal not in ("equal", "similar"):
        return False
    if are_by_same_people(pair):
        return titles.size != "short"
    return journal == "equal" and titles.size == "long"


def are_by_same_people(pair: Pair) -> bool:
    """Whether both name the same two or more people."""
    count = len(pair.a.names.surnames)
    return count > 1 and count == len(pair.b.names.surnames) and share_authors(pair) == 1


def _places(pair: Pair) -> Iterator[Contradiction]:
    """Another volume or issue, unless page, abstract or DOI is the same: then it is a slip."""
    places, a, b = pair.places, pair.a, pair.b
    if places.pages or _is_one_doi(pair) or not (places.volume is False or places.number is False):
        return
    if a.journal == b.journal and (text_likeness(a, b) or 0) >= 95:
        return
    kind = "volume" if places.volume is False else "issue"
    left, right = (place.volume if kind == "volume" else place.number for place in (a.place, b.place))
    yield _differ(f"journal's {kind}", left, right, WorkLink.VERSION)


def _journals(pair: Pair) -> Iterator[Contradiction]:
    """Two journals, where one states the place: a meeting's abstract is not the article made of it."""
    a, b = pair.a, pair.b
    if (
        pair.places.agree > 1
        or _share_place(pair)
        or _is_one_doi(pair)
        or not (a.place.is_stated or b.place.is_stated)
    ):
        return
    if journal_level(pair) == "differs":
        yield _differ("journal", a.journal, b.journal, WorkLink.VERSION)


def _remark(pair: Pair) -> Iterator[Contradiction]:
    """One is about the other: an erratum, a reply, a comment. On one page they are one."""
    a, b = pair.a, pair.b
    if a.words == b.words:
        return
    if pair.places.agree > 1 and pair.places.pages and not pair.places.differ:
        return
    suspects = (a.words ^ b.words) & vocabulary().remarks
    for word in sorted(suspects):
        titled = (a if word in a.words else b).core.split()
        if word in titled[:2] or word in titled[-2:]:
            yield Contradiction(kind="remark", words=f"only one is titled {word}", link=WorkLink.PART)
            return


def _authors(pair: Pair) -> Iterator[Contradiction]:
    """Not one of several people in common; where the titles differ too, not one person."""
    left, right = pair.a.names.surnames, pair.b.names.surnames
    least = 2 if pair.titles.match in SAME_WORDS else 1
    if min(len(left), len(right)) >= least and not _is_one_doi(pair) and share_authors(pair) == 0:
        yield _differ("authors", left[0], right[0], WorkLink.VERSION)


def _is_one_place(pair: Pair) -> bool:
    if pair.places.differ or pair.a.year != pair.b.year:
        return False
    return pair.places.agree > 1 or (bool(pair.places.pages) and (text_likeness(pair.a, pair.b) or 0) >= 95)


def _identifiers(pair: Pair) -> Iterator[Contradiction]:
    """Differing identifiers. Two articles in one place of a journal are one, whatever DOI they got."""
    a, b = pair.a, pair.b
    if not _is_one_place(pair):
        if a.isbns and b.isbns and not a.isbns & b.isbns and not _is_article_doi(pair):
            yield _differ("ISBN", min(a.isbns), min(b.isbns), WorkLink.EDITION)
        if a.doi and b.doi and a.doi != b.doi:
            yield _differ("DOI", a.doi, b.doi, WorkLink.EDITION)
    if a.reference and b.reference and a.reference != b.reference:
        yield _differ("reference number", a.reference, b.reference, WorkLink.EDITION)


_LINKS = {
    "edition": WorkLink.EDITION,
    "part": WorkLink.PART,
    "volume": WorkLink.PART,
    "number": WorkLink.PART,
    "version": WorkLink.VERSION,
}


def _statements(pair: Pair) -> Iterator[Contradiction]:
    a, b = pair.a, pair.b
    if a.stated == b.stated:
        return
    for kind, link in _LINKS.items():
        left = {value for stated, value in a.stated if stated == kind}
        right = {value for stated, value in b.stated if stated == kind}
        if left and right and left != right:
            yield _differ(kind, "/".join(sorted(left)), "/".join(sorted(right)), link)
        elif left != right and not (pair.is_article and kind in ("volume", "number")):
            value = "/".join(sorted(left or right))
            yield Contradiction(kind=kind, words=f"only one states {kind} {value}", link=link)


def find_identities(a: Prepared, b: Prepared) -> tuple[str, ...]:
    """Identifiers that both state, in words, the strongest first."""
    found: list[str] = []
    if a.doi and a.doi == b.doi:
        found.append(f"the same DOI {a.doi}")
    if not a.isbns.isdisjoint(b.isbns):
        found.append(f"the same ISBN {min(a.isbns & b.isbns)}")
    if len(a.reference) > 3 and a.reference == b.reference:
        found.append(f"the same reference number {a.reference}")
    if not a.files.isdisjoint(b.files):
        found.append(f"the same file {min(a.files & b.files)}")
    return tuple(found)
