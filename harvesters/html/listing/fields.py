"""The fields of one row or one detail page, read by the rules of its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from lxml import etree

from harvesters.html.markup import resolve_link
from harvesters.html.selectors import compile_selector, read_first_match, visible_text
from models.errors import SourceInvalid
from models.record import RawFields
from models.source import FieldRule


class _Kind(Enum):
    TEXT = "text"
    TEXTS = "texts"
    URL = "url"
    URLS = "urls"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    attribute: str
    kind: _Kind


_TEXT_FIELDS = (
    *("title", "teaser", "abstract", "date", "language", "type"),
    *("publisher", "isbn", "doi", "reference", "pages"),
)
_LIST_FIELDS = ("authors", "countries", "topics")
_TARGETS = {
    **{name: _Target(attribute=f"{name}_raw", kind=_Kind.TEXT) for name in _TEXT_FIELDS},
    **{name: _Target(attribute=f"{name}_raw", kind=_Kind.TEXTS) for name in _LIST_FIELDS},
    "native_id": _Target(attribute="native_id", kind=_Kind.TEXT),
    "detail_url": _Target(attribute="detail_url", kind=_Kind.URL),
    "image_url": _Target(attribute="image_url", kind=_Kind.URL),
    "file_urls": _Target(attribute="file_urls", kind=_Kind.URLS),
    "file_url": _Target(attribute="file_urls", kind=_Kind.URLS),
}
FIELD_NAMES = tuple(_TARGETS)
"""The names that a field rule may have."""
_LINK_ATTRIBUTES = ("href", "src", "data-src", "content", "data-href")


def read_fields(scope: etree._Element, rules: Sequence[FieldRule], base_url: str) -> RawFields:
    """What the rules find within ``scope``; fields without a rule stay empty.

    Raises:
        SourceInvalid: A rule names no field, or its selector is no CSS.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for rule in rules:
        target = _target_of(rule.name)
        values = _read_values(scope, rule.selectors, target.kind, base_url)
        if values:
            is_list = target.kind in (_Kind.TEXTS, _Kind.URLS)
            found[target.attribute] = tuple(dict.fromkeys(values)) if is_list else values[0]
    return RawFields(row_text=visible_text(scope), **found)  # type: ignore[arg-type]


def raw_name(name: str) -> str:
    """The attribute of ``RawFields`` that a rule's field fills.

    Raises:
        SourceInvalid: There is no such field.
    """
    return _target_of(name).attribute


def _target_of(name: str) -> _Target:
    target = _TARGETS.get(name)
    if target is None:
        raise SourceInvalid(f"{name!r} is no field; allowed are {', '.join(FIELD_NAMES)}")
    return target


def _read_values(scope: etree._Element, selectors: Sequence[str], kind: _Kind, base_url: str) -> list[str]:
    if kind in (_Kind.TEXT, _Kind.TEXTS):
        return read_first_match(selectors, scope)
    for selector in selectors:
        links = _read_links(scope, selector)
        if links:
            return [resolve_link(link, base_url) for link in links]
    return []


def _read_links(scope: etree._Element, selector: str) -> list[str]:
    compiled = compile_selector(selector)
    if compiled.attribute or compiled.is_own_text:
        return list(compiled.read(scope))
    links = (_link_of(element) for element in compiled.select(scope))
    return [link for link in links if link]


def _link_of(element: etree._Element) -> str | None:
    """An element's own link, else that of the first link or image within it."""
    for node in (element, *element.iterdescendants("a", "img")):
        for attribute in _LINK_ATTRIBUTES:
            link: str | None = node.get(attribute)
            if link and link.strip():
                return link.strip()
    return None
