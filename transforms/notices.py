"""A notice page's paragraphs, sorted by what they are there for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.notice import NoticeKind, NoticePage, NoticeText
from transforms.folding import fold
from transforms.notice_differences import PARAGRAPH_BREAK, compare_notice_texts, is_new_version
from transforms.notice_rules import KindRules, Phrase, read_kind_rules
from transforms.notice_stamps import is_stamp

__all__ = ["classify_notices", "compare_notice_texts", "is_new_version", "sort_paragraphs"]

UNKNOWN_LANGUAGE = "und"
_STRONG, _LABEL, _WEAK = 3, 2, 1
_ENOUGH = 2
_NOWHERE = 1_000_000
_LONGEST_FOLDED = 20_000
_LONGEST_LABELLED = 8
"""Words; in a longer heading the name of a kind is one word among others."""
_LONGEST_LABELLED_AT_END = 5
_LONGEST_LINE = 100
"""Characters; a longer paragraph without a full stop is no line of an address or a list."""
_ENDS = tuple(".!?:;。؟：")
_NUMBERING = re.compile(r"^(?:\w?\d+ )+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """How much speaks for one kind, and where in the text the first strong sign of it stands."""

    kind: NoticeKind
    points: int
    place: int


def classify_notices(page: NoticePage, *, language: str | None) -> tuple[NoticeText, ...]:
    """One text for each kind that the page has, in the order of ``NoticeKind``.

    Args:
        language: Of the texts; ``None`` becomes ``und``.
    """
    kinds = sort_paragraphs(page)
    return tuple(
        NoticeText(
            source_id=page.source_id,
            kind=kind,
            language=language or UNKNOWN_LANGUAGE,
            text=PARAGRAPH_BREAK.join(
                paragraph
                for paragraph, its_kind in zip(page.paragraphs, kinds, strict=True)
                if its_kind is kind
            ),
            url=page.url,
            seen_at=page.seen_at,
            capture_id=page.capture_id,
        )
        for kind in NoticeKind
        if kind in kinds
    )


def sort_paragraphs(page: NoticePage) -> tuple[NoticeKind | None, ...]:
    """The kind of each paragraph, headings included.

    ``None`` for what belongs to no text: stamps of the page ("Last updated …") and headings that say nothing
    but the name of a kind ("Disclaimer").
    """
    title_kind = context = _name_kind(page.title or "")
    kinds: list[NoticeKind | None] = []
    for block, is_heading in _list_blocks(page):
        if is_heading:
            context = _name_kind(block[0]) or _claim_best(block[0]) or title_kind
        introduced = kinds[-1] if kinds and _introduces(page.paragraphs[len(kinds) - 1]) else None
        kinds.extend(_decide_block(block, introduced or context))
    return tuple(_place_headings(page, kinds))


def _list_blocks(page: NoticePage) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The paragraphs, each with whether it is a heading; lines without an end, as of an address, together.

    So it does not matter whether a site parts them by paragraphs or by line breaks.
    """
    paragraphs = zip(page.paragraphs, page.headings, strict=True)
    for (is_heading, is_line), group in groupby(paragraphs, key=lambda each: (each[1], _is_line(each[0]))):
        texts = tuple(text for text, _ in group)
        if is_line and not is_heading:
            yield texts, False
        else:
            yield from (((text,), is_heading) for text in texts)


def _is_line(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_LINE and not paragraph.endswith(_ENDS) and not is_stamp(paragraph)


def _introduces(paragraph: str) -> bool:
    """Whether what follows belongs to it: "We thank our donors:"."""
    return paragraph.endswith((":", "："))


def _decide_block(block: tuple[str, ...], context: NoticeKind | None) -> Iterator[NoticeKind | None]:
    """The lines' common kind, unless two of them clearly are of two kinds."""
    clear = {kind for line in block if (kind := _claim_best(line))} if len(block) > 1 else set()
    if len(clear) > 1:
        yield from (_decide(line, context) for line in block)
    else:
        kind = None if is_stamp(block[0]) else _decide(" ".join(block), context)
        yield from (kind for _ in block)


def _place_headings(page: NoticePage, kinds: Sequence[NoticeKind | None]) -> Iterator[NoticeKind | None]:
    """The kinds; each heading has that of the paragraph below it, unless its own words say another."""
    for place, (paragraph, kind) in enumerate(zip(page.paragraphs, kinds, strict=True)):
        if not page.headings[place] or kind is None:
            yield kind
        elif _is_label(paragraph):
            yield None
        else:
            yield _claim_best(paragraph) or _find_kind_below(page, kinds, place) or NoticeKind.OTHER


def _find_kind_below(page: NoticePage, kinds: Sequence[NoticeKind | None], place: int) -> NoticeKind | None:
    below = range(place + 1, len(kinds))
    return next((kinds[at] for at in below if kinds[at] is not None and not page.headings[at]), None)


def _decide(paragraph: str, context: NoticeKind | None) -> NoticeKind:
    """The kind for which most speaks; of two with strong signs the one whose sign comes first in the text.

    ``ABOUT`` comes last: disclaimers too say what "this website" is.
    """
    claims = sorted(_list_claims(paragraph, context), key=_rank)
    best, second = claims[0], claims[1]
    is_ambiguous = best.place == _NOWHERE and best.points == second.points
    return NoticeKind.OTHER if best.points < _ENOUGH or is_ambiguous else best.kind


def _rank(claim: _Claim) -> tuple[int, bool, int]:
    return -claim.points, claim.kind is NoticeKind.ABOUT, claim.place


def _list_claims(paragraph: str, context: NoticeKind | None) -> list[_Claim]:
    folded = fold(paragraph, limit=_LONGEST_FOLDED)
    return [
        _weigh(rules, paragraph, folded, is_labelled=rules.kind is context) for rules in read_kind_rules()
    ]


def _weigh(rules: KindRules, paragraph: str, folded: str, *, is_labelled: bool) -> _Claim:
    place = min(_find_strong(rules, paragraph, folded), default=_NOWHERE)
    label = _LABEL if is_labelled else 0
    if place < _NOWHERE:
        return _Claim(kind=rules.kind, points=_STRONG + label, place=place)
    weak = max(sum(phrase.find(folded) is not None for phrase in phrases) for phrases in rules.weak)
    return _Claim(kind=rules.kind, points=min(min(weak * _WEAK, _ENOUGH) + label, _STRONG), place=place)


def _find_strong(rules: KindRules, paragraph: str, folded: str) -> Iterator[int]:
    for phrase in rules.strong:
        place = phrase.find(folded)
        if place is not None:
            yield place
    yield from (found.start() for pattern in rules.patterns if (found := pattern.search(paragraph)))


def _claim_best(heading: str) -> NoticeKind | None:
    """The kind that a heading's own words speak for; ``None``: they do not say."""
    kind = _decide(heading, None)
    return None if kind is NoticeKind.OTHER else kind


def _name_kind(heading: str) -> NoticeKind | None:
    """The kind whose name a heading begins or, if short, ends with; ``None``: it names none."""
    folded = _fold_heading(heading)
    if not folded or len(folded.split()) > _LONGEST_LABELLED:
        return None
    named = [
        (_measure_label(label, folded), rules.kind is not NoticeKind.ABOUT, rules.kind)
        for rules in read_kind_rules()
        for label in rules.labels
    ]
    length, _, kind = max(named, key=lambda name: name[:2])
    return kind if length else None


def _is_label(heading: str) -> bool:
    """Whether a heading is nothing but the name of a kind."""
    folded = _fold_heading(heading)
    return any(label.pattern.fullmatch(folded) for rules in read_kind_rules() for label in rules.labels)


def _measure_label(label: Phrase, heading: str) -> int:
    """How many characters of the heading's beginning or end are the label; 0: it is not there."""
    is_short = len(heading.split()) <= _LONGEST_LABELLED_AT_END
    for found in label.pattern.finditer(heading):
        if found.start() == 0 or (is_short and found.end() == len(heading)):
            return len(found[0])
    return 0


def _fold_heading(heading: str) -> str:
    """``privacy`` for ``3. Privacy:``."""
    return _NUMBERING.sub("", fold(heading))
