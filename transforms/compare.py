"""How alike two descriptions are, the verdict, and why."""

from models.matching import Score, Verdict
from models.publication import WorkLink
from transforms.evidence import (
    EQUAL_TITLES,
    Evidence,
    TitleMatch,
    gather_evidence,
    is_generic,
)
from transforms.fingerprint import Prepared, prepare

__all__ = ["Prepared", "compare", "prepare"]


def compare(a: Prepared, b: Prepared) -> Score:
    """The verdict on two records; symmetric."""
    evidence = gather_evidence(a, b)
    if evidence.against:
        return _contradicted(a, b, evidence)
    if evidence.identities:
        return _identified(a, b, evidence)
    if evidence.is_text_shared:
        return _by_text(evidence)
    return _by_title(a, b, evidence)


def _contradicted(a: Prepared, b: Prepared, evidence: Evidence) -> Score:
    """Never ``same``; ``edition`` where something ties the two to one work."""
    is_title_equal = evidence.titles in EQUAL_TITLES
    is_own_title = is_title_equal and (not is_generic(a) or bool(a.publisher and a.publisher == b.publisher))
    reasons = (*(contradiction.words for contradiction in evidence.against), *evidence.reasons)
    if is_own_title or evidence.identities or evidence.is_text_shared:
        return Score(value=0.3, verdict=Verdict.EDITION, reasons=reasons, link=evidence.against[0].link.value)
    return Score(value=0.0, verdict=Verdict.DISTINCT, reasons=reasons)


def _identified(a: Prepared, b: Prepared, evidence: Evidence) -> Score:
    """An identifier says ``same``, unless nothing in the titles bears it out."""
    is_borne_out = evidence.is_text_shared or not (a.words and b.words) or a.words & b.words
    if evidence.titles is TitleMatch.DIFFERENT and not is_borne_out:
        return Score(value=0.5, verdict=Verdict.UNSURE, reasons=evidence.reasons)
    return Score(value=0.99, verdict=Verdict.SAME, reasons=evidence.reasons)


def _by_text(evidence: Evidence) -> Score:
    """The same long text decides only together with the titles."""
    if evidence.are_files_apart or evidence.titles in (TitleMatch.DIFFERENT, TitleMatch.MAIN_ONLY):
        link = WorkLink.EDITION.value
        return Score(value=0.4, verdict=Verdict.EDITION, reasons=evidence.reasons, link=link)
    if evidence.titles is TitleMatch.ONE_MISSING:
        return Score(value=0.6, verdict=Verdict.UNSURE, reasons=evidence.reasons)
    return Score(value=0.97, verdict=Verdict.SAME, reasons=evidence.reasons)


def _by_title(a: Prepared, b: Prepared, evidence: Evidence) -> Score:
    """Equal titles and an equal year; a title that many publications have needs the publisher as well."""
    if evidence.titles not in EQUAL_TITLES:
        return Score(value=0.1, verdict=Verdict.DISTINCT, reasons=evidence.reasons)
    is_year_equal = a.year is not None and a.year == b.year
    is_publisher_equal = bool(a.publisher) and a.publisher == b.publisher
    if is_year_equal and (is_publisher_equal or not is_generic(a)):
        return Score(value=0.95, verdict=Verdict.SAME, reasons=(*evidence.reasons, f"both are of {a.year}"))
    return Score(value=0.6, verdict=Verdict.UNSURE, reasons=evidence.reasons)
