"""How one version of a notice differs from another, and whether that makes it a new version."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

from transforms.notices.stamps import drop_stamps, fold_form, mask_numbers

PARAGRAPH_BREAK = "\n\n"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts that write no spaces between words: compared character by character."""
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\s+|.", re.S)
_ALIKE = 0.4
"""Paragraphs that share less of their words are two paragraphs, not one that changed."""
_MOST_CELLS = 4_000_000
"""Paragraphs of one text times those of the other that are aligned: no notice has 2,000."""
_MOST_EQUAL_PAIRS = 100_000
_MOST_PAIRS = 250_000
"""Larger blocks of changed paragraphs are shown as removed and added; pairing them would take seconds."""


class Significance(StrEnum):
    """How much a difference matters."""

    NONE = "none"
    FORMATTING = "formatting"
    """White space, the style of quotes and dashes, list bullets, how text is cut into paragraphs."""
    DATE_OR_NUMBER = "date_or_number"
    """Nothing but dates or numbers differ."""
    WORDING = "wording"


class WordOp(StrEnum):
    """What became of a paragraph or of some words of it."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    """For paragraphs only; their words are marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMark:
    """A stretch of a paragraph; never ``CHANGED``."""

    op: WordOp
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphDifference:
    """What became of one paragraph."""

    op: WordOp
    before: str | None
    """``None``: it is new."""
    after: str | None
    """``None``: it is gone."""
    marks: tuple[WordMark, ...] = ()
    """The words of a changed paragraph in reading order; what is not removed makes ``after``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDifference:
    """Two texts compared. The paragraphs stand in reading order, removed ones where they were."""

    significance: Significance
    is_stamp_only: bool
    """Whether all that differs are page stamps such as "Last updated 3 May 2024"."""
    paragraphs: tuple[ParagraphDifference, ...]


def compare_notice_texts(before: str, after: str) -> NoticeDifference:
    """The difference between two texts whose paragraphs are parted by blank lines."""
    significance = _weigh(before, after)
    is_told_apart = significance not in (Significance.NONE, Significance.FORMATTING)
    return NoticeDifference(
        significance=significance,
        is_stamp_only=is_told_apart and _differ_in_stamps_only(before, after),
        paragraphs=tuple(_compare_paragraphs(_split(before), _split(after))),
    )


def is_new_version(difference: NoticeDifference) -> bool:
    """Whether readers of the notice must be told: its words, dates or numbers are others."""
    is_significant = difference.significance in (Significance.DATE_OR_NUMBER, Significance.WORDING)
    return is_significant and not difference.is_stamp_only


def apply_difference(before: str, difference: NoticeDifference) -> str:
    """The text after the difference.

    Raises:
        ValueError: ``before`` is not the text that was compared.
    """
    if _split(before) != [each.before for each in difference.paragraphs if each.before is not None]:
        raise ValueError("the difference was made from another text")
    return PARAGRAPH_BREAK.join(each.after for each in difference.paragraphs if each.after is not None)


def _split(text: str) -> list[str]:
    return text.split(PARAGRAPH_BREAK) if text else []


def _weigh(before: str, after: str) -> Significance:
    if before == after:
        return Significance.NONE
    if fold_form(before) == fold_form(after):
        return Significance.FORMATTING
    if fold_form(mask_numbers(before)) == fold_form(mask_numbers(after)):
        return Significance.DATE_OR_NUMBER
    return Significance.WORDING


def _differ_in_stamps_only(before: str, after: str) -> bool:
    return fold_form(drop_stamps(before)) == fold_form(drop_stamps(after))


def _compare_paragraphs(before: list[str], after: list[str]) -> Iterator[ParagraphDifference]:
    old_forms, new_forms = list(map(fold_form, before)), list(map(fold_form, after))
    if before == after or not _can_be_aligned(old_forms, new_forms):
        yield from _compare_apart(before, after)
        return
    matcher = SequenceMatcher(None, old_forms, new_forms, autojunk=False)
    for op, start, end, new_start, new_end in matcher.get_opcodes():
        old, new = before[start:end], after[new_start:new_end]
        if op == "equal":
            yield from (_compare_words(left, right) for left, right in zip(old, new, strict=True))
        else:
            yield from _compare_block(old, new)


def _can_be_aligned(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the paragraphs are few and different enough to be aligned in a moment."""
    if len(old) * len(new) > _MOST_CELLS:
        return False
    counts = Counter(new)
    return sum(counts[form] for form in old) <= _MOST_EQUAL_PAIRS


def _compare_apart(before: list[str], after: list[str]) -> Iterator[ParagraphDifference]:
    """What both begin and end with is kept, all between is compared as one block."""
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = next((at for at in range(shorter - head) if before[-1 - at] != after[-1 - at]), shorter - head)
    yield from (_compare_words(each, each) for each in before[:head])
    yield from _compare_block(before[head : len(before) - tail], after[head : len(after) - tail])
    yield from (_compare_words(each, each) for each in before[len(before) - tail :])


def _compare_block(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphDifference]:
    left = right = 0
    for paired_left, paired_right in (*_pair(old, new), (len(old), len(new))):
        yield from (_removed(paragraph) for paragraph in old[left:paired_left])
        yield from (_added(paragraph) for paragraph in new[right:paired_right])
        if paired_left < len(old):
            yield _compare_words(old[paired_left], new[paired_right])
        left, right = paired_left + 1, paired_right + 1


def _pair(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraph became which, in order: the pairs whose likeness adds up to most."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return []
    left_words, right_words = [_list_words(each) for each in old], [_list_words(each) for each in new]
    likeness = [[_measure_likeness(left, right) for right in right_words] for left in left_words]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    return list(_walk_best(best, likeness))


def _walk_best(best: list[list[float]], likeness: list[list[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(likeness) and j < len(likeness[0]):
        if likeness[i][j] > 0 and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _list_words(paragraph: str) -> frozenset[str]:
    return frozenset(token.casefold() for token in _TOKEN.findall(paragraph) if token.isalnum())


def _measure_likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """The share of words in common, 0 to 1; 0 where one paragraph can't have become the other."""
    dice = 2 * len(left & right) / ((len(left) + len(right)) or 1)
    return dice if dice >= _ALIKE else 0.0


def _removed(paragraph: str) -> ParagraphDifference:
    return ParagraphDifference(op=WordOp.REMOVED, before=paragraph, after=None)


def _added(paragraph: str) -> ParagraphDifference:
    return ParagraphDifference(op=WordOp.ADDED, before=None, after=paragraph)


def _compare_words(before: str, after: str) -> ParagraphDifference:
    if before == after:
        return ParagraphDifference(op=WordOp.KEPT, before=before, after=after)
    marks = tuple(_mark_words(_TOKEN.findall(before), _TOKEN.findall(after)))
    return ParagraphDifference(op=WordOp.CHANGED, before=before, after=after, marks=marks)


def _mark_words(before: list[str], after: list[str]) -> Iterator[WordMark]:
    removed = added = ""
    opcodes = Indel.opcodes(before, after)
    for place, code in enumerate(opcodes):
        old = "".join(before[code.src_start : code.src_end])
        new = "".join(after[code.dest_start : code.dest_end])
        is_gap = code.tag == "equal" and old.isspace() and 0 < place < len(opcodes) - 1
        if code.tag != "equal" or is_gap:  # a space between two changed words belongs to the change
            removed, added = removed + old, added + new
            continue
        yield from _close_change(removed, added)
        removed = added = ""
        yield WordMark(op=WordOp.KEPT, text=old)
    yield from _close_change(removed, added)


def _close_change(removed: str, added: str) -> Iterator[WordMark]:
    if removed:
        yield WordMark(op=WordOp.REMOVED, text=removed)
    if added:
        yield WordMark(op=WordOp.ADDED, text=added)
