"""The text of a notice page, paragraph by paragraph, word for word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from lxml import etree
from parsel import Selector

from harvesters.html.markup import Markup
from harvesters.html.notice.chrome import drop_chrome, is_interface_line
from harvesters.html.notice.paragraphs import cut_paragraphs
from harvesters.html.notice.scope import find_main_text
from models.source import NoticeRules

_SITE_NAME = re.compile(r"\s+[|–—•·»-]\s+[^|–—•·»]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMarkup:
    """The text of a notice page. The ``h1`` that is its title is not among the paragraphs."""

    title: str | None
    language: str | None
    """As the markup states it for the text: the nearest ``lang``."""
    paragraphs: tuple[str, ...]
    headings: tuple[bool, ...]
    """Whether the paragraph of the same index is a heading."""
    notes: tuple[str, ...] = ()
    """What was odd: no given scope matched."""


def read_notice(markup: Markup, rules: NoticeRules) -> NoticeMarkup:
    """The page's text, word for word; no paragraphs where it has none.

    One line break is a space, two are the end of a paragraph. Each list item is a paragraph, and so is each
    table row, unless its cells hold several paragraphs: those are read cell by cell.
    """
    places = _find_scope(markup.selector, rules.scope)
    parts = [_clean_part(place) for place in places] or [_detect_part(markup.selector)]
    everything = tuple(paragraph for part in parts for paragraph in cut_paragraphs(part))
    title = next((paragraph for paragraph in everything if paragraph.is_title), None)
    kept = tuple(each for each in everything if each is not title and not is_interface_line(each.text))
    return NoticeMarkup(
        title=title.text if title else _find_title(markup.selector),
        language=_find_language(places[0]) if places else _find_language_of(parts[0]),
        paragraphs=tuple(paragraph.text for paragraph in kept),
        headings=tuple(paragraph.is_heading for paragraph in kept),
        notes=()
        if places or not rules.scope
        else ("none of the given scopes matched: the text was detected",),
    )


def _find_scope(page: Selector, scope: tuple[str, ...]) -> list[Selector]:
    """The outermost elements that the first matching selector finds, in page order."""
    for css in scope:
        found = page.css(css)
        if found:
            inside = {descendant for each in found for descendant in each.root.iterdescendants()}
            return [each for each in found if each.root not in inside]
    return []


def _clean_part(place: Selector) -> Tag:
    soup = BeautifulSoup(_write_out(place), "lxml")
    part = (soup.body or soup).find(True)
    return _cleaned(part if isinstance(part, Tag) else soup)


def _detect_part(page: Selector) -> Tag:
    soup = BeautifulSoup(_write_out(page), "lxml")
    _cleaned(soup)
    return find_main_text(soup)


def _write_out(place: Selector) -> str:
    """The element's markup, without ``<!--`` in its attributes: libxml2 would look for the end of each."""
    for element in place.root.iter(etree.Element):
        for name, value in element.items():
            if "<!--" in value:
                element.set(name, value.replace("<!--", ""))
    return str(place.get())


def _cleaned(part: Tag) -> Tag:
    _reveal_addresses(part)
    drop_chrome(part)
    return part


def _reveal_addresses(part: Tag) -> None:
    """Puts back the mail addresses that Cloudflare's obfuscation replaced by "[email protected]"."""
    for element in part.select("[data-cfemail]"):
        code = str(element["data-cfemail"])
        if re.fullmatch(r"(?:[0-9a-f]{2}){2,}", code):
            key, *letters = bytes.fromhex(code)
            element.string = bytes(letter ^ key for letter in letters).decode("utf-8", errors="replace")


def _find_title(page: Selector) -> str | None:
    """The ``h1`` with which the page's ``title`` begins, else the first outside a header, else all of it."""
    title = " ".join((page.xpath("//head/title").xpath("string()").get() or "").split())
    repeated = (h1 for h1 in _read_h1s(page, "//h1") if title.startswith(h1))
    outside = _read_h1s(page, "//h1[not(ancestor::header)]")
    return next(repeated, None) or next(outside, None) or _SITE_NAME.sub("", title) or None


def _read_h1s(page: Selector, xpath: str) -> Iterator[str]:
    texts = (" ".join(text.split()) for text in page.xpath(xpath).xpath("string()").getall())
    return (text for text in texts if text)


def _find_language(place: Selector) -> str | None:
    stated = place.xpath("ancestor-or-self::*[@lang or @xml:lang][1]").xpath("@lang | @xml:lang").get()
    return (stated or "").strip() or None


def _find_language_of(part: Tag) -> str | None:
    stated = (
        str(element.get("lang") or element.get("xml:lang") or "").strip() for element in (part, *part.parents)
    )
    return next(filter(None, stated), None)
