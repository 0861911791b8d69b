"""Evidence for and against two records being the same publication, before any score."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.publication import WorkLink
from transforms.matching import thresholds as limits
from transforms.matching.features import PreparedPair, journal_level, share_authors, text_likeness
from transforms.matching.preparation.vocabulary import vocabulary
from transforms.matching.shared import are_by_same_people, find_identities, share_pages, share_text
from transforms.matching.titles import SAME_WORDS, TitleMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One statement in which two records differ, so that they can't be the same publication."""

    kind: str
    words: str
    link: WorkLink
    """Their link, if they are of one work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairEvidence:
    """Everything that the rules look at, for one pair."""

    pair: PreparedPair
    is_text_shared: bool
    """A long teaser or abstract of one record is that of the other, or its beginning."""
    are_pages_shared: bool
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
        citations = ("the pages of the journal are the same",) if self.are_pages_shared else ()
        files = ("the files differ",) if self.are_files_apart else ()
        return (*self.identities, *texts, *citations, self.pair.titles.match.words, *files)


def gather_evidence(pair: PreparedPair) -> PairEvidence:
    """All evidence on the pair."""
    a, b = pair.a, pair.b
    return PairEvidence(
        pair=pair,
        is_text_shared=share_text(a, b),
        are_pages_shared=share_pages(pair),
        are_files_apart=bool(a.files and b.files and not a.files & b.files),
        identities=find_identities(a, b),
        against=tuple(find_contradictions(pair)),
    )


def find_contradictions(pair: PreparedPair) -> Iterator[Contradiction]:
    """Where the two records state different things, the most telling first."""
    yield from _language(pair)
    yield from _statements(pair)
    yield from _remark(pair)
    if not pair.is_article:
        yield from _companion(pair)
        yield from _numbers(pair)
    yield from _years(pair)
    yield from _citations(pair)
    yield from _journals(pair)
    yield from _identifiers(pair)
    yield from _authors(pair)


def _is_one_doi(pair: PreparedPair) -> bool:
    return bool(pair.a.doi) and pair.a.doi == pair.b.doi


def _differ(kind: str, left: object, right: object, link: WorkLink) -> Contradiction:
    low, high = sorted((str(left), str(right)))
    return Contradiction(kind=kind, words=f"the {kind} differs: {low}, {high}", link=link)


def _is_article_doi(pair: PreparedPair) -> bool:
    """One DOI in proceedings or a journal, whose own ISBN differs between print and online."""
    return _is_one_doi(pair) and bool(pair.a.journal and pair.b.journal)


def _language(pair: PreparedPair) -> Iterator[Contradiction]:
    a, b = pair.a, pair.b
    left, right = a.title_language or a.language, b.title_language or b.language
    if not left or not right:
        named = a.title_language or b.title_language
        if named and not pair.is_article:
            words = f"only one states its language: {named}"
            yield Contradiction(kind="language", words=words, link=WorkLink.TRANSLATION)
        return
    if left.split("-")[0] != right.split("-")[0]:
        yield _differ("language", left, right, WorkLink.TRANSLATION)


def _years(pair: PreparedPair) -> Iterator[Contradiction]:
    """Differing years. A year apart is excused for publications that appear twice: online and then in print,
    at a conference and then in its proceedings. The citation or the journal must bear it out.
    """
    a, b = pair.a, pair.b
    if a.title_years and b.title_years and set(a.title_years) != set(b.title_years):
        left, right = ("/".join(map(str, sorted(years))) for years in (a.title_years, b.title_years))
        yield _differ("year in the title", left, right, WorkLink.EDITION)
    if a.year is None or b.year is None or a.year == b.year:
        return
    is_titled_by_year = bool(a.title_years) and a.title_years == b.title_years and not pair.is_article
    is_excused = abs(a.year - b.year) == 1 and (
        is_titled_by_year or _is_one_doi(pair) or _may_appear_twice(pair)
    )
    if not is_excused and not share_pages(pair):
        yield _differ("year", a.year, b.year, WorkLink.EDITION)


def _may_appear_twice(pair: PreparedPair) -> bool:
    if pair.citations.differ or not (pair.a.names.surnames and pair.b.names.surnames):
        return False
    if pair.citations.agree:
        return True
    journal, titles = journal_level(pair), pair.titles
    if titles.match not in SAME_WORDS or journal not in ("equal", "similar"):
        return False
    if titles.size == "long":
        return journal == "equal" or are_by_same_people(pair)
    return journal == "equal" and titles.size == "medium" and are_by_same_people(pair)


def _citations(pair: PreparedPair) -> Iterator[Contradiction]:
    """Another volume or issue, unless page, abstract or DOI is the same: then it is a slip."""
    citations, a, b = pair.citations, pair.a, pair.b
    if citations.pages or _is_one_doi(pair) or not (citations.volume is False or citations.number is False):
        return
    if a.journal == b.journal and (text_likeness(a, b) or 0) >= limits.CERTAIN_TEXT:
        return
    kind = "volume" if citations.volume is False else "issue"
    left, right = (
        citation.volume if kind == "volume" else citation.number for citation in (a.citation, b.citation)
    )
    yield _differ(f"journal's {kind}", left, right, WorkLink.VERSION)


def _journals(pair: PreparedPair) -> Iterator[Contradiction]:
    """Two journals, where a volume, issue or page is stated: a meeting's abstract is no article."""
    a, b = pair.a, pair.b
    if (
        pair.citations.agree >= limits.CITATION_PARTS
        or share_pages(pair)
        or _is_one_doi(pair)
        or not (a.citation.is_stated or b.citation.is_stated)
    ):
        return
    if journal_level(pair) == "differs":
        yield _differ("journal", a.journal, b.journal, WorkLink.VERSION)


def _remark(pair: PreparedPair) -> Iterator[Contradiction]:
    """One is about the other: an erratum, a reply, a comment; unless both have the same citation."""
    a, b = pair.a, pair.b
    if a.words == b.words:
        return
    if pair.citations.agree >= limits.CITATION_PARTS and pair.citations.pages and not pair.citations.differ:
        return
    suspects = (a.words ^ b.words) & vocabulary().remarks
    for word in sorted(suspects):
        titled = (a if word in a.words else b).core.split()
        if word in titled[:1] or (pair.is_article and (word in titled[:2] or word in titled[-2:])):
            yield Contradiction(kind="remark", words=f"only one is titled {word}", link=WorkLink.PART)
            return


def _companion(pair: PreparedPair) -> Iterator[Contradiction]:
    """One goes with the other: its summary, its poster."""
    a, b = pair.a, pair.b
    suspects = (a.words ^ b.words) & vocabulary().companions
    for word in sorted(suspects):
        own, other = (a, b) if word in a.words else (b, a)
        if pair.titles.match is not TitleMatch.CLASHING or other.words <= own.words:
            yield Contradiction(kind="part", words=f"only one is titled {word}", link=WorkLink.PART)
            return


def _numbers(pair: PreparedPair) -> Iterator[Contradiction]:
    """Each title has a number or month of its own, as two issues have: ``Report 7``, ``Report 8``."""
    if pair.titles.match is TitleMatch.EQUAL:
        return
    left, right = pair.a.numbers - pair.b.numbers, pair.b.numbers - pair.a.numbers
    if left and right:
        yield _differ("number", "/".join(sorted(left)), "/".join(sorted(right)), WorkLink.PART)
    months = vocabulary().months
    own, others = (
        {months[word] for word in words if word in months} for words in (pair.a.words, pair.b.words)
    )
    if own - others and others - own:
        yield _differ("month", "/".join(sorted(own)), "/".join(sorted(others)), WorkLink.PART)


def _authors(pair: PreparedPair) -> Iterator[Contradiction]:
    """Not one of several people in common; where the titles differ too, not one person."""
    left, right = pair.a.names.surnames, pair.b.names.surnames
    least = limits.SEVERAL_AUTHORS if pair.titles.match in SAME_WORDS else 1
    if min(len(left), len(right)) >= least and not _is_one_doi(pair) and share_authors(pair) == 0:
        yield _differ("authors", left[0], right[0], WorkLink.VERSION)


def _is_one_citation(pair: PreparedPair) -> bool:
    if pair.citations.differ or pair.a.year != pair.b.year:
        return False
    return pair.citations.agree >= limits.CITATION_PARTS or (
        bool(pair.citations.pages) and (text_likeness(pair.a, pair.b) or 0) >= limits.CERTAIN_TEXT
    )


def _identifiers(pair: PreparedPair) -> Iterator[Contradiction]:
    """Differing identifiers. Articles with the same citation are the same, whatever their DOIs."""
    a, b = pair.a, pair.b
    if not _is_one_citation(pair):
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


def _is_series(pair: PreparedPair) -> bool:
    """Whether one title is the other with a series before it: ``Working paper 41: Gender and return``."""
    short, long = sorted((pair.a.squashed, pair.b.squashed), key=len)
    return len(short) >= limits.SERIES_TITLE and len(long) > len(short) and long.endswith(short)


def _statements(pair: PreparedPair) -> Iterator[Contradiction]:
    a, b = pair.a, pair.b
    if a.stated == b.stated:
        return
    for kind, link in _LINKS.items():
        left = {value for stated, value in a.stated if stated == kind}
        right = {value for stated, value in b.stated if stated == kind}
        if left and right and left != right:
            yield _differ(kind, "/".join(sorted(left)), "/".join(sorted(right)), link)
        elif left != right and kind == "number" and _is_series(pair):
            continue
        elif left != right and not (pair.is_article and kind in ("volume", "number")):
            value = "/".join(sorted(left or right))
            yield Contradiction(kind=kind, words=f"only one states {kind} {value}", link=link)
