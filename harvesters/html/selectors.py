"""CSS selectors as sources write them: ``css``, ``css::attr(name)``, ``css::text``, compiled once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from models.errors import SourceInvalid

_SUFFIX = re.compile(r"^(?P<css>.*?)\s*(?:::attr\(\s*(?P<attribute>[\w:-]+)\s*\)|::(?P<text>text))?$", re.S)
_TRANSLATOR = HTMLTranslator()
_BREAK = "\x1f"
"""Counts as white space and is in no text that is typed."""
_UNREAD_TAGS = frozenset(["script", "style", "template", "noscript"])
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements that part words although there is no white space between them.
BREAKING_TAGS = frozenset(
    [
        *HEADING_TAGS,
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure"),
        *(
            "footer",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "option",
            "p",
        ),
        *("pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledSelector:
    """One selector, ready to be asked of any element."""

    css: str
    find: etree.XPath
    attribute: str | None
    is_own_text: bool

    def select(self, scope: etree._Element) -> list[etree._Element]:
        """Elements within ``scope``, itself included, in page order."""
        found: list[etree._Element] = self.find(scope)
        return found

    def read(self, scope: etree._Element) -> Iterator[str]:
        """What each match says that says anything: its attribute or its text, white space folded."""
        for element in self.select(scope):
            value = self._value_of(element)
            if value:
                yield value

    def _value_of(self, element: etree._Element) -> str:
        if self.attribute:
            return (element.get(self.attribute) or "").strip()
        return own_text(element) if self.is_own_text else visible_text(element)


@lru_cache(maxsize=4096)
def compile_selector(text: str) -> CompiledSelector:
    """The selector, checked and compiled.

    Raises:
        SourceInvalid: It is no CSS that pubharvest understands; says what is wrong.
    """
    parts = _SUFFIX.match(text.strip())
    css = (parts["css"] if parts else "").strip()
    try:
        xpath = _TRANSLATOR.css_to_xpath(css or "*", prefix="descendant-or-self::")
        find = etree.XPath(
            xpath if css else "self::*", namespaces={"re": "http://exslt.org/regular-expressions"}
        )
    except (SelectorError, etree.XPathError) as error:
        raise SourceInvalid(f"{text!r} is not a usable CSS selector: {error}") from error
    if parts is None or "::" in css:
        raise SourceInvalid(
            f"{text!r} is not a usable CSS selector: only ::text and ::attr(name) may follow it"
        )
    return CompiledSelector(
        css=css, find=find, attribute=parts["attribute"], is_own_text=parts["text"] is not None
    )


def select_first_match(selectors: Sequence[str], scope: etree._Element) -> list[etree._Element]:
    """Elements of the first selector that matches anything; empty if none does."""
    for selector in selectors:
        found = compile_selector(selector).select(scope)
        if found:
            return found
    return []


def read_first_match(selectors: Sequence[str], scope: etree._Element) -> list[str]:
    """Values of the first selector that gives any; empty if none does."""
    for selector in selectors:
        values = list(compile_selector(selector).read(scope))
        if values:
            return values
    return []


def fold_space(text: str) -> str:
    """``text`` with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def own_text(element: etree._Element) -> str:
    """Text that stands in the element itself, not in its children."""
    parts = [element.text, *(child.tail for child in element)]
    return fold_space(" ".join(part for part in parts if part))


def visible_text(element: etree._Element) -> str:
    """All text of the element that a reader may see, words of different blocks kept apart."""
    return fold_space("".join(_text_parts(element)))


def read_lines(element: etree._Element) -> list[str]:
    """Text of the element a line a block, white space folded, empty lines left out."""
    lines = "".join(_text_parts(element)).split(_BREAK)
    return [line for line in map(fold_space, lines) if line]


def _text_parts(element: etree._Element) -> Iterator[str]:
    if not len(element):
        yield element.text or ""
        return
    walk = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in walk:
        if event == "start":
            if node.tag in _UNREAD_TAGS:
                walk.skip_subtree()
                continue
            yield _BREAK if node.tag in BREAKING_TAGS else ""
            yield node.text or ""
        elif node is not element:
            yield _BREAK if node.tag in BREAKING_TAGS else ""
            yield node.tail or ""
