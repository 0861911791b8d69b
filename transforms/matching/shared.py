"""What two records share beside their titles: identifiers, text, citation and people."""

from transforms.matching import thresholds as limits
from transforms.matching.features import (
    PreparedPair,
    is_reworded,
    journal_level,
    share_authors,
    text_likeness,
)
from transforms.matching.preparation.prepared import Prepared
from transforms.matching.titles import SAME_WORDS, TitleMatch


def may_share_evidence(a: Prepared, b: Prepared) -> bool:
    """Whether ``share_evidence`` need be asked: cheap, and never wrong when it is ``False``."""
    return bool(
        a.citation.last_page and a.citation.last_page == b.citation.last_page
    ) or _share_more_than_titles(a, b)


def share_evidence(pair: PreparedPair) -> bool:
    """Whether anything but the titles could make the two the same."""
    return share_pages(pair) or _share_more_than_titles(pair.a, pair.b)


def _share_more_than_titles(a: Prepared, b: Prepared) -> bool:
    has_one_identifier = (a.doi and a.doi == b.doi) or (a.reference and a.reference == b.reference)
    if has_one_identifier or not a.isbns.isdisjoint(b.isbns) or not a.files.isdisjoint(b.files):
        return True
    return share_text(a, b)


def share_pages(pair: PreparedPair) -> bool:
    """Whether both fill the same pages and are by the same people.

    Where the journals' names differ, or one is missing, year and titles have to bear it out.
    """
    a, b, citations = pair.a.citation, pair.b.citation, pair.citations
    is_whole_range = bool(a.last_page) and a.last_page == b.last_page and a.last_page != a.first_page
    if not citations.pages or not is_whole_range or citations.differ:
        return False
    left, right = pair.a.names.surnames, pair.b.names.surnames
    if not left or not right or left[0] != right[0] or share_authors(pair) != 1:
        return False
    journal = journal_level(pair)
    if pair.a.year != pair.b.year:
        is_slip = bool(citations.volume) and pair.titles.match is not TitleMatch.CLASHING
        return journal == "equal" and is_slip
    if journal == "equal" and citations.agree >= limits.CITATION_PARTS:
        return True
    if journal == "differs":
        return pair.titles.match in SAME_WORDS
    return pair.titles.match is not TitleMatch.CLASHING or pair.titles.likeness >= limits.BEARS_OUT_PAGES


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
    if min(len(left), len(right)) < limits.LONG_TEXT:
        return False
    if left == right:
        return True
    short, is_cut, long = (
        (left, is_left_cut, right) if len(left) <= len(right) else (right, is_right_cut, left)
    )
    if not is_cut:
        return False
    whole_words = short.rsplit(" ", 1)[0] if " " in short else short
    return len(whole_words) >= limits.LONG_TEXT - limits.LONG_TEXT_SLACK and long.startswith(whole_words)


def are_by_same_people(pair: PreparedPair) -> bool:
    """Whether both name the same two or more people."""
    count = len(pair.a.names.surnames)
    return (
        count >= limits.SEVERAL_AUTHORS and count == len(pair.b.names.surnames) and share_authors(pair) == 1
    )


def is_left_open(pair: PreparedPair) -> bool:
    """Whether the pair stays ``unsure`` whatever its weight, since the two share nothing but people.

    Titles differ, and people or first pages too, as with the abstracts of one meeting; the title was
    worded anew for another journal or meeting; or each title has words of its own, and there is one author.
    """
    titles, citations = pair.titles, pair.citations
    if titles.match in SAME_WORDS:
        return False
    is_clashing = titles.match is TitleMatch.CLASHING and titles.likeness < limits.BARELY_CLASHING
    if citations.pages is False and not are_by_same_people(pair):
        return True
    if is_clashing and _are_led_by_others(pair):
        return True
    if citations.agree or (text_likeness(pair.a, pair.b) or 0) >= limits.SAME_TEXT:
        return False
    if titles.match is TitleMatch.CONTAINED and is_reworded(pair):
        return journal_level(pair) in ("similar", "differs")
    return (
        is_clashing and min(len(pair.a.names.surnames), len(pair.b.names.surnames)) < limits.SEVERAL_AUTHORS
    )


def _are_led_by_others(pair: PreparedPair) -> bool:
    left, right = pair.a.names.surnames, pair.b.names.surnames
    return bool(left and right) and left[0] != right[0] and share_authors(pair) != 1


def find_identities(a: Prepared, b: Prepared) -> tuple[str, ...]:
    """Identifiers that both state, in words, the strongest first."""
    found: list[str] = []
    if a.doi and a.doi == b.doi:
        found.append(f"the same DOI {a.doi}")
    if not a.isbns.isdisjoint(b.isbns):
        found.append(f"the same ISBN {min(a.isbns & b.isbns)}")
    if len(a.reference) >= limits.TELLING_REFERENCE and a.reference == b.reference:
        found.append(f"the same reference number {a.reference}")
    if not a.files.isdisjoint(b.files):
        found.append(f"the same file {min(a.files & b.files)}")
    return tuple(found)
