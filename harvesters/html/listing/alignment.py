"""Rows laid over one another: which texts of different rows stand in one place, and which is the title's.

Partial alignment as in Zhai and Liu, "Web data extraction based on partial tree alignment" (2005), but over
the tag paths of texts instead of whole trees: rows of one template agree in them even where optional parts
are missing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from harvesters.html.listing.columns import column_field
from harvesters.html.listing.field_words import field_of_class
from harvesters.html.listing.spans import Span
from harvesters.html.listing.units import Unit, has_title_name, split_row
from harvesters.html.outline import Outline, text_weight
from text.dates.lines import is_date_line, is_mostly_date
from text.field_labels import is_label
from text.link_words import says_only_link


@dataclass(frozen=True, slots=True)
class Slot:
    """One place over all rows."""

    name: str
    units: tuple[Unit | None, ...]
    """What stands there in each row."""
    repeats: float
    """How often it occurs in a row that has it, on average."""
    merit: float
    """How much like the title it is."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The rows of a cluster, taken apart and laid over one another."""

    rows: tuple[tuple[Unit, ...], ...]
    slots: tuple[Slot, ...]
    titles: tuple[Slot, ...]
    """The title's places, one for each template among the rows; empty: none says something of its own."""
    merit: float
    """How much like titles the titles are, over all rows."""
    agreement: float
    """Share of the rows' texts that stand where other rows have texts too."""


_OTHER_FIELDS = frozenset(
    ["date", "language", "type", "authors", "publisher", "reference", "pages", "topics", "isbn"]
)
_WORD = re.compile(r"(?<!\S)[^\s\d_]{3,}(?!\S)")
_LONG_WORD = re.compile(r"[^\s\d_\x00-\x7f]{4,}|[^\W\d_]{9,}")
_MAX_TEMPLATES = 4
_DATED = 0.75
"""How much less a place is the title's whose texts are dates: it is where the entry's date stands."""
_DATED_HEADING = 0.3
"""A heading that is a date is still what the entry is called, as in lists of meetings."""
_MIXED = 0.95
"""Rows of several templates are a little less of a list than rows of one."""


def align_rows(outline: Outline, spans: Sequence[Span]) -> Alignment:
    """The texts of the rows by their places."""
    rows = tuple(tuple(split_row(outline, span)) for span in spans)
    slots = _slots(outline, rows)
    titles: list[Slot] = []
    merit, rest, rest_slots = 0.0, list(rows), slots
    while len(rest) > (1 if titles else 0) and len(titles) < _MAX_TEMPLATES:
        best = max(rest_slots, key=lambda slot: slot.merit, default=None)
        if best is None or best.merit <= 0:
            break
        merit += best.merit * len(rest) / len(rows) * (_MIXED if titles else 1.0)
        titles.append(best)
        rest = [row for row, unit in zip(rest, best.units, strict=True) if unit is None]
        rest_slots = _slots(outline, rest) if len(rest) > 1 else ()
    return Alignment(
        rows=rows, slots=slots, titles=tuple(titles), merit=merit, agreement=_agreement(rows, slots)
    )


def _slots(outline: Outline, rows: Sequence[Sequence[Unit]]) -> tuple[Slot, ...]:
    occurrences: dict[str, list[list[Unit]]] = {}
    for at, units in enumerate(rows):
        for unit in units:
            if unit.slot not in occurrences:
                occurrences[unit.slot] = [[] for _ in rows]
            occurrences[unit.slot][at].append(unit)
    return tuple(_slot(outline, name, found) for name, found in occurrences.items())


def _agreement(rows: Sequence[Sequence[Unit]], slots: Sequence[Slot]) -> float:
    least = max(2, 0.25 * len(rows))
    shared = {slot.name for slot in slots if sum(unit is not None for unit in slot.units) >= least}
    weights = [(unit.slot in shared, min(text_weight(unit.text), 200)) for row in rows for unit in row]
    return sum(weight for is_shared, weight in weights if is_shared) / max(
        1, sum(weight for _, weight in weights)
    )


def choose_title(units: Sequence[Unit], titles: Sequence[Slot]) -> Unit | None:
    """The title of one row: what stands in the title's place, else what looks most like one."""
    for title in titles:
        for unit in units:
            if unit.slot == title.name and not says_only_link(unit.text):
                return unit
    said = [unit for unit in units if not says_only_link(unit.text)]
    tests: tuple[Callable[[Unit], bool], ...] = (
        lambda unit: bool(unit.heading),
        lambda unit: has_title_name(unit.slot.rpartition(">")[2]),
        lambda unit: unit.link >= 0 and text_weight(unit.text) >= 8 and not is_date_line(unit.text),
        lambda unit: not is_date_line(unit.text) and text_weight(unit.text) >= 4 and not is_label(unit.text),
    )
    for test in tests:
        for unit in said:
            if test(unit):
                return unit
    return units[0] if units else None


def _slot(outline: Outline, name: str, found: list[list[Unit]]) -> Slot:
    present = [units for units in found if units]
    repeats = sum(map(len, present)) / len(present)
    return Slot(
        name=name,
        units=tuple(units[0] if units else None for units in found),
        repeats=repeats,
        merit=_title_merit(outline, [units[0] for units in present], len(found)) / repeats,
    )


def _title_merit(outline: Outline, units: list[Unit], rows: int) -> float:
    """How much like titles the texts of a place are: in most rows, telling them apart, of a title's size."""
    texts = [unit.text for unit in units]
    coverage = len(units) / rows
    if coverage < 0.5:
        return 0.0
    said = [text for text in texts if not (says_only_link(text) or is_label(text))]
    if len(said) < 0.5 * len(texts):
        return 0.0
    distinct = len(set(said)) / len(texts)
    dates = sum(map(is_mostly_date, texts)) / len(texts)
    linked = sum(unit.link >= 0 for unit in units) / len(units)
    merit = coverage * min(1.0, 0.25 + distinct) * length_merit(texts)
    merit *= 1.0 - 2.0 * linked * (1.0 - linked)  # a title is a link in all rows, or in none
    merit *= 1.0 + 0.6 * bool(units[0].heading) + 0.7 * linked
    merit *= 0.4 + 0.6 * sum(map(_is_wordy, texts)) / len(texts)
    merit *= 1.0 - (_DATED_HEADING if units[0].heading else _DATED) * dates
    return merit * _named_merit(outline, units[0].owner)


def _named_merit(outline: Outline, owner: int) -> float:
    """What classes and the head of the column say of a place being the title's."""
    merit = 1.5 if has_title_name(outline.signatures[owner]) else 1.0
    if merit == 1.0 and field_of_class(outline.elements[owner].get("class") or "") in _OTHER_FIELDS:
        merit = 0.5
    head = column_field(outline, owner)
    return merit * (1.5 if head == "title" else 0.5 if head in _OTHER_FIELDS else 1.0)


@lru_cache(maxsize=8192)
def _is_wordy(text: str) -> bool:
    """Whether a text is made of words, as titles are, and not a number or a code."""
    return len(_WORD.findall(text)) > 1 or _LONG_WORD.search(text) is not None


def length_merit(texts: Sequence[str]) -> float:
    """1 for texts as long as titles are, less for labels and for paragraphs."""
    weights = sorted(text_weight(text) for text in texts)
    median = weights[len(weights) // 2]
    if median < 20:
        return float(0.15 + 0.85 * (median / 20) ** 1.2)
    return 1.0 if median <= 160 else max(0.15, 160 / median)
