"""Selectors that find again what was detected: short, readable, by classes before places."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from harvesters.html.listing.detection import detect_list
from harvesters.html.listing.fields import read_fields
from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import Markup, resolve_link
from harvesters.html.outline import outline_page
from harvesters.html.pager.pager import find_next
from harvesters.html.selectors import compile_selector, fold_space, visible_text
from harvesters.html.selectors_from_rows.css_candidates import name_in_context, name_under_ancestors
from models.record import RawFields
from models.source import FieldRule, ListingRules

_FIELDS = (
    *(("title", "title_raw"), ("detail_url", "detail_url"), ("teaser", "teaser_raw"), ("date", "date_raw")),
    *(("file_urls", "file_urls"), ("language", "language_raw"), ("type", "type_raw")),
    *(("authors", "authors_raw"), ("publisher", "publisher_raw"), ("image_url", "image_url")),
)
_ATTRIBUTES = {"detail_url": "href", "file_urls": "href", "image_url": "src"}
_ENOUGH = 0.9
"""Share of the rows with a value that a selector has to give back."""
_SAMPLES = 4
"""Rows whose elements are asked for selectors; all rows are asked whether they hold."""
_MAX_TRIALS = 60
_TELLS_NEXT = re.compile(r"next|older|more", re.I)


def induce_rules(markup: Markup, page: ListingPage) -> ListingRules:
    """Selectors that read from the page what was detected on it.

    What no selector reproduces is left empty, so that it stays detected: rows that are no elements of their
    own, fields that stand nowhere in particular, the next link of a pager of mere numbers.
    """
    outline = outline_page(markup.root)
    detected = detect_list(outline, find_next(markup, outline))
    spans = detected.cluster.spans if detected else ()
    next_rule = induce_next(markup, page.next_url)
    if not spans or len(spans) != len(page.rows) or any(len(span.roots) > 1 for span in spans):
        return ListingRules(next=next_rule)
    elements = [outline.elements[span.roots[0]] for span in spans]
    return induce_from_rows(markup, elements, page.rows, next_rule)


def induce_from_rows(
    markup: Markup, elements: Sequence[etree._Element], rows: Sequence[RawFields], next_rule: tuple[str, ...]
) -> ListingRules:
    """Selectors for the given elements as rows and what they say; without any for the rows if none holds."""
    row = _induce_row(markup, elements)
    if row is None:
        return ListingRules(next=next_rule)
    fields = tuple(_induce_fields(markup, elements, rows))
    rules = ListingRules(row=(row,), next=next_rule, fields=fields)
    return rules if _reads_the_same(markup, rules, rows) else ListingRules(row=(row,), next=next_rule)


def _reads_the_same(markup: Markup, rules: ListingRules, rows: Sequence[RawFields]) -> bool:
    """Whether the rules, read anew, give the same titles or at least the same links."""
    found = read_listing(markup, rules).rows
    same = sum(
        (new.title_raw, new.detail_url) == (old.title_raw, old.detail_url)
        for new, old in zip(found, rows, strict=False)
    )
    return len(found) == len(rows) and same >= _ENOUGH * len(rows)


def _induce_row(markup: Markup, elements: Sequence[etree._Element]) -> str | None:
    """The first selector that matches just these elements."""
    wanted = set(elements)
    tried: set[str] = set()
    for element in (elements[0], elements[-1], elements[len(elements) // 2]):
        for candidate in name_under_ancestors(element):
            if candidate not in tried:
                tried.add(candidate)
                if set(compile_selector(candidate).select(markup.root)) == wanted:
                    return candidate
    return _induce_row_by_cells(markup, elements)


def _induce_row_by_cells(markup: Markup, elements: Sequence[etree._Element]) -> str | None:
    """Rows of a table told from its head and its pagers by the cells that they have."""
    if elements[0].tag != "tr":
        return None
    count = len(elements[0].findall("td"))
    for candidate in name_under_ancestors(elements[0]):
        for test in (":has(> td)", f":has(> td:nth-child({count}))", f":has(> td:nth-child({count}) a)"):
            selector = f"{candidate}{test}"
            if set(compile_selector(selector).select(markup.root)) == set(elements):
                return selector
    return None


def _induce_fields(
    markup: Markup, elements: Sequence[etree._Element], rows: Sequence[RawFields]
) -> Iterator[FieldRule]:
    for name, attribute in _FIELDS:
        values = [getattr(row, attribute) for row in rows]
        if sum(map(bool, values)) < max(1, 0.2 * len(values)):
            continue
        selectors = _induce_field(markup, name, elements, values)
        if selectors:
            yield FieldRule(name=name, selectors=selectors)


def _induce_field(
    markup: Markup, name: str, elements: Sequence[etree._Element], values: Sequence[str | tuple[str, ...]]
) -> tuple[str, ...]:
    """Selectors that together give the field's values back, the best first; none if they don't."""
    chosen: list[str] = []
    wanted = {at for at, value in enumerate(values) if value}
    covered: set[int] = set()
    while len(chosen) < 3 and len(covered) < len(wanted):
        rest = sorted(wanted - covered)
        found = _best_selector(markup, name, [(elements[at], values[at]) for at in rest])
        if found is None:
            break
        selector, right = found
        chosen.append(selector)
        covered |= {rest[at] for at in right}
    return tuple(chosen) if len(covered) >= _ENOUGH * len(wanted) else ()


def _best_selector(
    markup: Markup, name: str, pairs: Sequence[tuple[etree._Element, str | tuple[str, ...]]]
) -> tuple[str, set[int]] | None:
    """The selector that gives most values back and none wrong, and for which pairs it does."""
    best: tuple[str, set[int]] | None = None
    for candidate in list(dict.fromkeys(_field_candidates(markup, name, pairs[:_SAMPLES])))[:_MAX_TRIALS]:
        rule = (FieldRule(name=name, selectors=(candidate,)),)
        right, wrong = set(), 0
        for at, (element, value) in enumerate(pairs):
            read = _value_of(read_fields(element, rule, markup.base_url), name)
            if read and _is_same(name, read, value):
                right.add(at)
            elif read:
                wrong += 1
        if wrong <= 0.02 * len(pairs) and right and (best is None or len(right) > len(best[1])):
            best = (candidate, right)
            if len(right) == len(pairs):
                break
    return best


def _field_candidates(
    markup: Markup, name: str, pairs: Sequence[tuple[etree._Element, str | tuple[str, ...]]]
) -> Iterator[str]:
    for scope, value in pairs:
        for element in _elements_of(markup, name, scope, value):
            for css in name_in_context(element, scope) if element is not scope else iter([scope.tag]):
                attribute = _ATTRIBUTES.get(name)
                yield f"{css}::attr({attribute})" if attribute else css


def _elements_of(
    markup: Markup, name: str, scope: etree._Element, value: str | tuple[str, ...]
) -> list[etree._Element]:
    """Elements of a row that say the value, the innermost last."""
    attribute = _ATTRIBUTES.get(name)
    first = value if isinstance(value, str) else value[0]
    if attribute:
        linked = (node for node in scope.iter() if isinstance(node.tag, str) and node.get(attribute))
        return [node for node in linked if resolve_link(node.get(attribute), markup.base_url) == first]
    wanted = fold_space(first)
    nodes = (node for node in scope.iterdescendants() if isinstance(node.tag, str))
    return [node for node in nodes if _is_same(name, visible_text(node), wanted)] or [scope]


def _value_of(fields: RawFields, name: str) -> str | tuple[str, ...] | None:
    value: str | tuple[str, ...] | None = getattr(fields, dict(_FIELDS)[name])
    return value


def _is_same(name: str, read: str | tuple[str, ...], value: str | tuple[str, ...]) -> bool:
    """Whether a selector gives what was detected; what stands around dates and teasers may come along."""
    if isinstance(read, tuple) or isinstance(value, tuple):
        return read == value or (isinstance(value, tuple) and isinstance(read, str) and read in value)
    if name == "date":
        return value in read and len(read) <= len(value) + 30
    if name == "teaser":
        return read[:60] == value[:60] and len(read) <= 1.3 * len(value) + 20
    return "".join(read.split()) == "".join(value.split())


def induce_next(markup: Markup, next_url: str | None) -> tuple[str, ...]:
    """A selector whose first match leads to the next page and that says so; none if there is no such link."""
    if next_url is None:
        return ()
    for element in markup.root.iter("a", "link"):
        href = element.get("href")
        if href and resolve_link(href.replace("&amp;", "&"), markup.base_url) == next_url:
            for candidate in _next_candidates(element):
                found = compile_selector(candidate).select(markup.root)
                if found and found[0] is element:
                    return (candidate,)
    return ()


def _next_candidates(element: etree._Element) -> Iterator[str]:
    return (css for css in name_under_ancestors(element) if _TELLS_NEXT.search(css))
