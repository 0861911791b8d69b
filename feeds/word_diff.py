"""What differs between two texts, word by word, for people to read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest

import regex  # type: ignore[import-untyped]
from rapidfuzz.distance import Indel

_TOKENS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]\p{M}*"
    r"|[\w\p{M}]+(?:[-'’.\u200c\u200d][\w\p{M}]+)*|\s+|\X"
)
"""Words; single characters with their marks in scripts without spaces; anything else by grapheme."""
_SEGMENTS = regex.compile(r"[^.!?。！？؟।\n]*(?:[.!?。！？؟।\n]+\s*|\Z)")
"""Sentences, roughly: only to make texts of a megabyte comparable."""

MAX_CELLS = 100_000_000
"""Bound of the comparison table (tokens × tokens): 12 MB, some 20 ms. Beyond it, sentences are compared."""

MAX_PAIRINGS = 400
"""Removed × added paragraphs up to which partners are looked for; beyond, they are paired in their order."""

MIN_KEPT_SHARE = 0.25
"""Where less than this share of the words stays, old and new are shown one after the other, not mixed."""


class Mark(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    CUT = "cut"
    """Left out for brevity; its text says how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpan:
    """A piece of text and what became of it."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphChange:
    """One paragraph: kept, removed, added, or changed, which is when both texts are there and differ."""

    before: str | None
    after: str | None

    @property
    def state(self) -> str:
        """``kept``, ``removed``, ``added`` or ``changed``."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "kept" if self.before == self.after else "changed"

    @property
    def spans(self) -> tuple[WordSpan, ...]:
        return compare_words(self.before or "", self.after or "")


def compare_words(before: str, after: str) -> tuple[WordSpan, ...]:
    """The kept and added spans make ``after``, the kept and removed ones ``before``."""
    if before == after:
        return _joined([(Mark.KEPT, before)])
    if not before or not after:
        return _joined([(Mark.REMOVED, before), (Mark.ADDED, after)])
    spans = _joined(_compare_bounded(before, after))
    kept = sum(len(span.text) for span in spans if span.mark is Mark.KEPT and not span.text.isspace())
    if kept < MIN_KEPT_SHARE * min(len(before), len(after)):
        return _joined([(Mark.REMOVED, before), (Mark.ADDED, after)])
    return _without_crumbs(spans)


def compare_items(before: Sequence[str], after: Sequence[str]) -> tuple[WordSpan, ...]:
    """One span an item, removed ones first; where only the order changed, what moved is marked."""
    old, new = set(before), set(after)
    if old == new:
        return tuple(WordSpan(mark=mark, text=text) for mark, text in _compare_tokens(before, after))
    gone = tuple(WordSpan(mark=Mark.REMOVED, text=item) for item in before if item not in new)
    return gone + tuple(WordSpan(mark=Mark.KEPT if item in old else Mark.ADDED, text=item) for item in after)


def compare_paragraphs(before: str, after: str) -> tuple[ParagraphChange, ...]:
    """Paragraphs (parted by blank lines) in their new order, removed ones where they stood."""
    changes: list[ParagraphChange] = []
    marked = _compare_tokens(_paragraphs(before), _paragraphs(after))
    for is_kept, run in groupby(marked, key=lambda pair: pair[0] is Mark.KEPT):
        texts = list(run)
        if is_kept:
            changes.extend(ParagraphChange(before=text, after=text) for _, text in texts)
        else:
            removed = [text for mark, text in texts if mark is Mark.REMOVED]
            added = [text for mark, text in texts if mark is Mark.ADDED]
            changes.extend(_pair_paragraphs(removed, added))
    return tuple(changes)


def shorten(spans: Iterable[WordSpan], *, around: int = 160, longest: int = 4_000) -> tuple[WordSpan, ...]:
    """The same spans, kept text cut to ``around`` characters beside a change, changed text to ``longest``."""
    given = tuple(spans)
    is_unchanged = all(span.mark is Mark.KEPT for span in given)
    short: list[WordSpan] = []
    for index, span in enumerate(given):
        if span.mark is Mark.KEPT and not is_unchanged:
            head, tail = around if index else 0, around if index < len(given) - 1 else 0
        else:
            head, tail = longest, 0
        short.extend(_cut(span, head, tail))
    return tuple(short)


def shorten_text(text: str, longest: int) -> str:
    """The text, cut between two words with an ellipsis if it is longer."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    return (head.rsplit(maxsplit=1)[0] if " " in head else head) + "…"


def _compare_bounded(before: str, after: str) -> Iterator[tuple[Mark, str]]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    head, tail = _common_ends(old, new)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    yield Mark.KEPT, "".join(old[:head])
    if len(middle_old) * len(middle_new) <= MAX_CELLS:
        yield from _compare_tokens(middle_old, middle_new)
    else:
        segments = (_SEGMENTS.findall("".join(middle)) for middle in (middle_old, middle_new))
        yield from _compare_tokens(*segments)
    yield Mark.KEPT, "".join(old[len(old) - tail :])


def _compare_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Mark, str]]:
    """Every token and its mark, by the longest common subsequence; none is kept where that costs too much."""
    numbers: dict[str, int] = {}  # equal tokens, equal numbers: the outcome can't depend on string hashes
    old_ids, new_ids = ([numbers.setdefault(token, len(numbers)) for token in side] for side in (old, new))
    if len(old) * len(new) > MAX_CELLS:
        yield from [(Mark.REMOVED, token) for token in old] + [(Mark.ADDED, token) for token in new]
        return
    for code in Indel.opcodes(old_ids, new_ids):
        if code.tag == "equal":
            yield from ((Mark.KEPT, token) for token in old[code.src_start : code.src_end])
            continue
        yield from ((Mark.REMOVED, token) for token in old[code.src_start : code.src_end])
        yield from ((Mark.ADDED, token) for token in new[code.dest_start : code.dest_end])


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many tokens both begin with, and how many of the rest both end with."""
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    longest_tail = shorter - head
    tail = next((index for index in range(longest_tail) if old[-1 - index] != new[-1 - index]), longest_tail)
    return head, tail


def _joined(marked: Iterable[tuple[Mark, str]]) -> tuple[WordSpan, ...]:
    """Neighbours of one mark joined; between two kept spans, what is removed comes before what is added."""
    spans: list[WordSpan] = []
    for is_kept, run in groupby((pair for pair in marked if pair[1]), key=lambda pair: pair[0] is Mark.KEPT):
        texts = list(run)
        for mark in (Mark.KEPT,) if is_kept else (Mark.REMOVED, Mark.ADDED):
            text = "".join(piece for kind, piece in texts if kind is mark)
            if text:
                spans.append(WordSpan(mark=mark, text=text))
    return tuple(spans)


def _without_crumbs(spans: tuple[WordSpan, ...]) -> tuple[WordSpan, ...]:
    """Spaces and signs kept between two changes count as changed: phrases read better than crumbs."""
    marked: list[tuple[Mark, str]] = []
    for index, span in enumerate(spans):
        is_inside = 0 < index < len(spans) - 1
        if span.mark is Mark.KEPT and is_inside and not any(map(str.isalnum, span.text)):
            marked += [(Mark.REMOVED, span.text), (Mark.ADDED, span.text)]
        else:
            marked.append((span.mark, span.text))
    return _joined(_with_shared_spaces_kept(_joined(marked)))


def _with_shared_spaces_kept(spans: tuple[WordSpan, ...]) -> Iterator[tuple[Mark, str]]:
    """White space that both a removed text and its replacement begin or end with did not change."""
    for index, span in enumerate(spans):
        following = spans[index + 1] if index + 1 < len(spans) else None
        if span.mark is Mark.ADDED and index and spans[index - 1].mark is Mark.REMOVED:
            continue
        if span.mark is Mark.REMOVED and following and following.mark is Mark.ADDED:
            yield from _parted(span.text, following.text)
        else:
            yield span.mark, span.text


def _parted(removed: str, added: str) -> Iterator[tuple[Mark, str]]:
    shared_head, shared_tail = _common_ends(removed, added)
    head = removed[: min(shared_head, len(removed) - len(removed.lstrip()))]
    tail = removed[len(removed) - shared_tail :]
    tail = tail[len(tail.rstrip()) :]
    yield Mark.KEPT, head
    yield Mark.REMOVED, removed[len(head) : len(removed) - len(tail)]
    yield Mark.ADDED, added[len(head) : len(added) - len(tail)]
    yield Mark.KEPT, tail


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in regex.split(r"\n\s*\n", text) if part.strip())


def _pair_paragraphs(removed: list[str], added: list[str]) -> Iterator[ParagraphChange]:
    """Rewritten paragraphs with what they were before; those without a partner are only removed or added."""
    if len(removed) * len(added) > MAX_PAIRINGS:
        for old, new in zip_longest(removed, added):
            yield ParagraphChange(before=old, after=new)
        return
    start = 0
    for new in added:
        match = next((index for index in range(start, len(removed)) if _is_alike(removed[index], new)), None)
        if match is None:
            yield ParagraphChange(before=None, after=new)
            continue
        yield from (ParagraphChange(before=old, after=None) for old in removed[start:match])
        yield ParagraphChange(before=removed[match], after=new)
        start = match + 1
    yield from (ParagraphChange(before=old, after=None) for old in removed[start:])


def _is_alike(before: str, after: str) -> bool:
    """The same paragraph, rewritten; its beginning is enough to tell."""
    return Indel.normalized_similarity(before[:2_000], after[:2_000]) > 0.5


def _cut(span: WordSpan, head: int, tail: int) -> Iterator[WordSpan]:
    left_out = len(span.text) - head - tail
    if left_out <= 40:  # a note would take as much room
        yield span
        return
    if head:
        yield WordSpan(mark=span.mark, text=span.text[:head])
    yield WordSpan(mark=Mark.CUT, text=f"{left_out:,} characters")
    if tail:
        yield WordSpan(mark=span.mark, text=span.text[-tail:])
