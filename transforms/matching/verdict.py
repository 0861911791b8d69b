"""How alike two descriptions are, the verdict, and why."""

from models.matching import Score, Verdict
from models.publication import WorkLink
from transforms.matching import thresholds as limits
from transforms.matching.evidence import PairEvidence, gather_evidence
from transforms.matching.features import PreparedPair, prepare_pair, read_levels, text_likeness
from transforms.matching.preparation.prepared import Prepared
from transforms.matching.shared import are_by_same_people, is_left_open, may_share_evidence, share_evidence
from transforms.matching.titles import SAME_WORDS, TitleMatch, are_in_two_scripts, is_generic, match_titles
from transforms.matching.weights import shipped_weights, weigh

_MORE = frozenset({TitleMatch.MAIN_ONLY, TitleMatch.CONTAINED})
_OF_ONE_WORK = frozenset({"language", "edition", "part", "version"})
"""Contradictions between editions of a work, even where a word or two were added to a title."""
_UNLIKE = Score(
    value=limits.NOTHING_ALIKE, verdict=Verdict.DISTINCT, reasons=("nothing that both state is alike",)
)


def compare(a: Prepared, b: Prepared) -> Score:
    """The verdict on two records; symmetric.

    In this order: contradictions never give ``same``; an identifier that both state; the same pages; the same
    long text; then the weighed score where there are authors or a journal, title and year everywhere else.
    """
    titles = match_titles(a, b)
    is_alike = titles.match is not TitleMatch.CLASHING or titles.likeness >= limits.ALIKE_AT_ALL
    if not is_alike and not may_share_evidence(a, b):
        return _UNLIKE
    pair = prepare_pair(a, b, titles)
    if not is_alike and not share_evidence(pair):
        return _UNLIKE
    evidence = gather_evidence(pair)
    if evidence.against:
        return _contradicted(evidence)
    if evidence.identities and _is_borne_out(evidence):
        return Score(value=limits.SAME_BY_IDENTIFIER, verdict=Verdict.SAME, reasons=evidence.reasons)
    if evidence.are_pages_shared:
        return Score(value=limits.SAME_BY_PAGES, verdict=Verdict.SAME, reasons=evidence.reasons)
    if evidence.is_text_shared and (not _is_bibliographic(pair) or pair.titles.match in SAME_WORDS):
        return _by_text(evidence)
    if _is_bibliographic(pair) and is_alike:
        return _by_weight(evidence)
    return _by_title(evidence)


def _is_bibliographic(pair: PreparedPair) -> bool:
    """Whether the weights apply: both have authors, or one has a journal."""
    return pair.is_article or bool(pair.a.names.surnames and pair.b.names.surnames)


def _is_borne_out(evidence: PairEvidence) -> bool:
    """Whether the titles allow that a shared identifier decides: chapters share the ISBN of their book."""
    titles = evidence.pair.titles
    if evidence.is_text_shared or are_in_two_scripts(evidence.pair.a, evidence.pair.b):
        return True
    return titles.match is not TitleMatch.CLASHING or titles.likeness >= limits.BEARS_OUT_IDENTIFIER


def _contradicted(evidence: PairEvidence) -> Score:
    """Never ``same``; ``edition`` where something links the two to one work, which articles never have."""
    pair = evidence.pair
    is_same_publisher = bool(pair.a.publisher) and pair.a.publisher == pair.b.publisher
    is_own_title = pair.titles.match in SAME_WORDS and (is_same_publisher or not is_generic(pair.a))
    if is_same_publisher and pair.titles.match in _MORE and pair.titles.size == "long":
        is_own_title = evidence.against[0].kind in _OF_ONE_WORK
    reasons = (*(contradiction.words for contradiction in evidence.against), *evidence.reasons)
    if _may_be_slip_of_year(evidence):
        return Score(value=limits.UNSURE_BY_YEAR, verdict=Verdict.UNSURE, reasons=reasons)
    if not pair.is_article and (is_own_title or evidence.identities or evidence.is_text_shared):
        link = evidence.against[0].link.value
        return Score(
            value=limits.EDITION_BY_CONTRADICTION, verdict=Verdict.EDITION, reasons=reasons, link=link
        )
    return Score(value=limits.NOTHING_ALIKE, verdict=Verdict.DISTINCT, reasons=reasons)


def _may_be_slip_of_year(evidence: PairEvidence) -> bool:
    """Whether all that differs is a year by one, in two records of the same people and long title."""
    pair, years = evidence.pair, (evidence.pair.a.year, evidence.pair.b.year)
    if [contradiction.kind for contradiction in evidence.against] != ["year"] or None in years:
        return False
    is_next = abs((years[0] or 0) - (years[1] or 0)) == 1
    is_own_title = pair.titles.match in SAME_WORDS and pair.titles.size == "long"
    return is_next and is_own_title and not pair.citations.differ and are_by_same_people(pair)


def _by_text(evidence: PairEvidence) -> Score:
    """The same long text decides only together with the titles."""
    match = evidence.pair.titles.match
    if evidence.are_files_apart or not (match in SAME_WORDS or "missing" in match.value):
        link = WorkLink.EDITION.value
        return Score(
            value=limits.EDITION_BY_TEXT, verdict=Verdict.EDITION, reasons=evidence.reasons, link=link
        )
    if match is TitleMatch.ONE_MISSING:
        return Score(value=limits.UNSURE_BY_TEXT, verdict=Verdict.UNSURE, reasons=evidence.reasons)
    return Score(value=limits.SAME_BY_TEXT, verdict=Verdict.SAME, reasons=evidence.reasons)


def _by_title(evidence: PairEvidence) -> Score:
    """Equal titles and an equal year; a title that many publications have needs the publisher as well."""
    a, b, titles = evidence.pair.a, evidence.pair.b, evidence.pair.titles
    year = a.year if a.year == b.year else None
    if a.title_years and a.title_years == b.title_years:
        year = year or max(a.title_years)
    is_year_equal = year is not None
    is_publisher_equal = bool(a.publisher) and a.publisher == b.publisher
    is_slip = titles.match is TitleMatch.MISTYPED and titles.size == "long" and is_publisher_equal
    is_equal = titles.match in (TitleMatch.EQUAL, TitleMatch.REORDERED)
    if (is_equal or is_slip) and is_year_equal and _is_of_one_body(evidence):
        reasons = (*evidence.reasons, f"both are of {year}")
        return Score(value=limits.SAME_BY_TITLE, verdict=Verdict.SAME, reasons=reasons)
    if titles.match is TitleMatch.CLASHING or (evidence.identities and not titles.length):
        return Score(value=limits.DISTINCT_BY_CLASH, verdict=Verdict.DISTINCT, reasons=evidence.reasons)
    if is_equal or (is_year_equal and not is_generic(a) and not is_generic(b)):
        return Score(value=limits.UNSURE_BY_TITLE, verdict=Verdict.UNSURE, reasons=evidence.reasons)
    return Score(value=limits.DISTINCT_BY_TITLE, verdict=Verdict.DISTINCT, reasons=evidence.reasons)


def _is_of_one_body(evidence: PairEvidence) -> bool:
    """Whether the publishers allow a single publication.

    They must be equal if many publications have such a title, or if the texts differ.
    """
    a, b = evidence.pair.a, evidence.pair.b
    if a.publisher and a.publisher == b.publisher:
        return True
    likeness = text_likeness(a, b)
    has_other_text = likeness is not None and likeness < limits.OTHER_TEXT and not evidence.is_text_shared
    return not is_generic(a) and not (a.publisher and b.publisher and has_other_text)


def _by_weight(evidence: PairEvidence) -> Score:
    """The shipped weights decide where nothing contradicts."""
    weights = shipped_weights()
    value, reasons = weigh(read_levels(evidence.pair), weights)
    value = round(value, 6)
    if value >= weights.same and is_left_open(evidence.pair):
        return Score(value=weights.unsure, verdict=Verdict.UNSURE, reasons=reasons)
    if value < weights.same and _are_equal_throughout(evidence.pair):
        return Score(
            value=limits.SAME_BY_EQUALITY,
            verdict=Verdict.SAME,
            reasons=("everything that they state is equal", *reasons),
        )
    if value >= weights.same:
        return Score(value=value, verdict=Verdict.SAME, reasons=reasons)
    verdict = Verdict.UNSURE if value >= weights.unsure else Verdict.DISTINCT
    return Score(value=value, verdict=verdict, reasons=reasons)


def _are_equal_throughout(pair: PreparedPair) -> bool:
    """Whether nothing differs between two records that state enough: title, people, and year or journal."""
    a = pair.a
    states_enough = bool(a.names.surnames) and (a.year is not None or bool(a.journal))
    return states_enough and a == pair.b and not is_generic(a)
