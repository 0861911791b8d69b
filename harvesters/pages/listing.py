"""The rows of a listing page and where the list goes on."""

from dataclasses import dataclass

from lxml import etree

from harvesters.pages.fields import read_fields
from harvesters.pages.markup import Markup, resolve_link
from harvesters.pages.selectors import compile_selector, select_first_match
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

    Raises:
        SourceInvalid: A rule names no field, or its selector is no CSS.
    """
    found = select_first_match(rules.row, markup.root)
    rows = tuple(read_fields(row, rules.fields, markup.base_url) for row in found)
    lines = markup.read_lines()
    return ListingPage(
        rows=rows,
        next_url=_read_next(markup, rules.next),
        stated_total=find_stated_total(lines),
        says_empty=not rows and states_empty(lines),
        notes=markup.notes,
    )


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
