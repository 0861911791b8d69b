"""The rows of a listing page and where the list goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from harvesters.html.listing.alignment import align_rows
from harvesters.html.listing.detection import detect_list
from harvesters.html.listing.fields import raw_name, read_fields
from harvesters.html.listing.row_fields import read_rows
from harvesters.html.listing.spans import Span, span_of
from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import Outline, outline_page
from harvesters.html.pager.pager import NextLink, find_next
from harvesters.html.pager.totals import find_stated_total, states_empty
from harvesters.html.selectors import compile_selector, select_first_match
from models.record import RawFields
from models.source import ListingRules

_FRAME = 0.6
"""Rows in a region below this are no list on a page that says that it has nothing to list."""


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

    With rules for title and detail page, fields without a rule stay empty: whoever names these has named what
    there is. A rule that finds nothing leaves its field empty in any case, so that the loss is seen.

    Raises:
        SourceInvalid: A rule names no field, or its selector is no CSS.
    """
    is_ruled = bool(rules.row and rules.next) and _names_all(rules)
    outline = None if is_ruled else outline_page(markup.root)
    next_link = find_next(markup, outline) if outline is not None else None
    if outline is None or (rules.row and _names_all(rules)):
        elements = select_first_match(rules.row, markup.root)
        rows = tuple(read_fields(element, rules.fields, markup.base_url) for element in elements)
    else:
        rows = _detect_rows(markup, rules, outline, next_link)
    lines = outline.lines() if outline is not None else markup.read_lines()
    detected_next = next_link.url if next_link else None
    return ListingPage(
        rows=rows,
        next_url=_read_next(markup, rules.next) if rules.next else detected_next,
        stated_total=find_stated_total(lines),
        says_empty=not rows and states_empty(lines),
        notes=markup.notes,
    )


def _names_all(rules: ListingRules) -> bool:
    """Whether there are rules for what every entry needs."""
    return {"title", "detail_url"} <= {rule.name for rule in rules.fields}


def _detect_rows(
    markup: Markup, rules: ListingRules, outline: Outline, next_link: NextLink | None
) -> tuple[RawFields, ...]:
    """The rows' fields as detected, inside the given rows where there are any, with what the rules find."""
    if rules.row:
        spans: Sequence[Span] = _spans_of(outline, select_first_match(rules.row, markup.root))
        alignment = align_rows(outline, spans) if spans else None
    else:
        detected = detect_list(outline, next_link)
        if detected is not None and detected.region < _FRAME and states_empty(outline.lines()):
            detected = None
        spans = detected.cluster.spans if detected else ()
        alignment = detected.alignment if detected else None
    if alignment is None:
        return ()
    rows = read_rows(outline, spans, alignment, markup.base_url)
    if not rules.fields:
        return rows
    ruled = (read_fields(outline.elements[span.start], rules.fields, markup.base_url) for span in spans)
    names = [raw_name(rule.name) for rule in rules.fields]
    return tuple(
        replace(row, **{name: getattr(given, name) for name in names})
        for row, given in zip(rows, ruled, strict=True)
    )


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
