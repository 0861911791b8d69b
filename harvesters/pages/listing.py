"""The rows of a listing page and where the list goes on."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from harvesters.pages.alignment import align_rows
from harvesters.pages.detection import detect_list
from harvesters.pages.fields import read_fields
from harvesters.pages.markup import Markup, resolve_link
from harvesters.pages.outline import Outline, outline_page
from harvesters.pages.pager import find_next
from harvesters.pages.row_fields import read_rows
from harvesters.pages.selectors import compile_selector, select_first_match
from harvesters.pages.spans import Span, span_of
from harvesters.pages.statements import find_stated_total, states_empty
from models.record import RawFields
from models.source import ListingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """One page of a listing."""

    rows: tuple[RawFields, ...]
    """In page order."""
    next_url: str | None
    """Where the list goes on; ``None``: nowhere, as far as the page says."""
    stated_total: int | None
    """How many entries the whole list has, as the page states it."""
    says_empty: bool
    """The page says in words that there is nothing to list."""
    notes: tuple[str, ...] = ()


def read_listing(markup: Markup, rules: ListingRules) -> ListingPage:
    """The rows, next page and totals of a listing page; what ``rules`` leave empty is detected.

    Fields are detected only where there is no rule for any field: a rule that finds nothing is a finding.

    Raises:
        SourceInvalid: A rule names no field, or its selector is no CSS.
    """
    is_outlined = not (rules.row and rules.fields and rules.next)
    outline = outline_page(markup.root) if is_outlined else None
    rows = _read_rows(markup, rules, outline)
    lines = outline.lines() if outline is not None else markup.read_lines()
    return ListingPage(
        rows=rows,
        next_url=_read_next(markup, rules.next)
        if rules.next or outline is None
        else find_next(markup, outline),
        stated_total=find_stated_total(lines),
        says_empty=not rows and states_empty(lines),
        notes=markup.notes,
    )


def _read_rows(markup: Markup, rules: ListingRules, outline: Outline | None) -> tuple[RawFields, ...]:
    if rules.row:
        elements = select_first_match(rules.row, markup.root)
        if rules.fields or outline is None:
            return tuple(read_fields(element, rules.fields, markup.base_url) for element in elements)
        spans = _spans_of(outline, elements)
    else:
        outline = outline or outline_page(markup.root)
        detected = detect_list(outline)
        if detected is None:
            return ()
        if not rules.fields:
            return read_rows(outline, detected.cluster.spans, detected.alignment, markup.base_url)
        roots = (outline.elements[span.roots[0]] for span in detected.cluster.spans)
        return tuple(read_fields(root, rules.fields, markup.base_url) for root in roots)
    return read_rows(outline, spans, align_rows(outline, spans), markup.base_url)


def _spans_of(outline: Outline, elements: Sequence[etree._Element]) -> list[Span]:
    """The given elements as candidate rows; what no reader sees is none."""
    indices = {element: index for index, element in enumerate(outline.elements)}
    return [span_of(outline, (indices[element],)) for element in elements if element in indices]


def _read_next(markup: Markup, selectors: tuple[str, ...]) -> str | None:
    """The first usable link that the first matching selector gives."""
    for selector in selectors:
        compiled = compile_selector(selector)
        for element in compiled.select(markup.root):
            href = element.get(compiled.attribute or "href") or _inner_href(element)
            if href and href.strip() not in ("", "#"):
                return resolve_link(href.replace("&amp;", "&"), markup.base_url)
    return None


def _inner_href(element: etree._Element) -> str | None:
    link = next((link for link in element.iter("a", "link") if link.get("href")), None)
    return link.get("href") if link is not None else None
