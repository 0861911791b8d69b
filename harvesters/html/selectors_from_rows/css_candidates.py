"""Ways to name an element in CSS, the plainest first: by class, by tag, under a named ancestor, by place."""

import re
from collections.abc import Iterator

from lxml import etree

from harvesters.html.listing.field_words import field_of_class
from harvesters.html.listing.units import has_title_name
from harvesters.html.outline import stable_classes

_LAYOUT_CLASS = re.compile(
    r"(?:col|row|grid|m[tblrxy]?|p[tblrxy]?|w|h|d|flex|text|bg|float|align|justify|order|container|js|fa|icon|btn|css|sc"
    r"|jss|font|border|rounded|shadow|size|has|is|no)(?:[-_].*|\d*)",
    re.I,
)
_PLAIN_NAME = re.compile(r"-?[A-Za-z_][\w-]{0,38}")
_MAX_ANCESTORS = 6


def name_element(element: etree._Element) -> Iterator[str]:
    """Selectors of one step that match the element, the most telling first."""
    classes = telling_classes(element)
    tag = element.tag
    yield from (f".{name}" for name in classes)
    yield from (f"{tag}.{name}" for name in classes)
    if len(classes) > 1:
        yield f".{classes[0]}.{classes[1]}"
    rel = (element.get("rel") or "").split()
    yield from (f'{tag}[rel~="{name}"]' for name in rel if name in ("next", "bookmark"))
    yield tag


def name_in_context(element: etree._Element, scope: etree._Element) -> Iterator[str]:
    """Selectors of one or two steps for an element within ``scope``, then such that count its place."""
    own = list(name_element(element))
    yield from own
    for ancestor in _ancestors_within(element, scope):
        for name in list(name_element(ancestor))[:3]:
            yield from (f"{name} {last}" for last in (own[0], own[-1]))
    yield from _by_place(element, scope)


def name_under_ancestors(element: etree._Element) -> Iterator[str]:
    """Selectors for an element anywhere on its page: alone, then under its nearest named ancestors."""
    own = list(name_element(element))
    yield from (name for name in own if "." in name or "[" in name)
    parent = element.getparent()
    for ancestor in list(element.iterancestors())[:_MAX_ANCESTORS]:
        for name in _name_ancestor(ancestor):
            if ancestor is parent:
                yield from (f"{name} > {last}" for last in own)
            yield from (f"{name} {last}" for last in own)
            if parent is not ancestor and parent is not None:
                yield f"{name} {parent.tag} > {element.tag}"
                yield f"{name} > {_tags_between(element, ancestor)}"
    yield from _name_by_place(element)


def _tags_between(element: etree._Element, ancestor: etree._Element) -> str:
    between = list(element.iterancestors())
    tags = [node.tag for node in between[: between.index(ancestor)]]
    return " > ".join([*reversed(tags), element.tag])


def _name_by_place(element: etree._Element) -> Iterator[str]:
    """By the parent's want of a class, or by its place: the last resort."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    if parent is None or above is None:
        return
    siblings = list(above.iterchildren(parent.tag))
    names = [name for ancestor in above.iterancestors() for name in _name_ancestor(ancestor)]
    for name in [*_name_ancestor(above), *names[:4]]:
        link = ">" if name in list(_name_ancestor(above)) else " "
        yield f"{name} {link} {parent.tag}:not([class]) > {element.tag}"
        yield f"{name} {link} {parent.tag}:nth-of-type({siblings.index(parent) + 1}) > {element.tag}"


def telling_classes(element: etree._Element) -> list[str]:
    """Classes that say what an element is, those that name a field first, the longer before the shorter."""
    names = stable_classes(element.get("class"))
    telling = [name for name in names if _PLAIN_NAME.fullmatch(name) and not _LAYOUT_CLASS.fullmatch(name)]
    return sorted(telling, key=lambda name: (not _says_field(name), -len(name)))


def _says_field(name: str) -> bool:
    return has_title_name(f".{name}") or field_of_class(name) is not None


def _name_ancestor(element: etree._Element) -> Iterator[str]:
    yield from (f".{name}" for name in telling_classes(element)[:3])
    identity = element.get("id") or ""
    if _PLAIN_NAME.fullmatch(identity) and not re.search(r"\d{2}", identity):
        yield f"#{identity}"
    if element.tag in ("main", "article", "table", "ul", "ol", "dl", "section"):
        yield element.tag


def _ancestors_within(element: etree._Element, scope: etree._Element) -> Iterator[etree._Element]:
    for ancestor in element.iterancestors():
        if ancestor is scope:
            return
        yield ancestor


def _by_place(element: etree._Element, scope: etree._Element) -> Iterator[str]:
    """By the cell's column, or by the place among siblings of the same tag."""
    for node in (element, *_ancestors_within(element, scope)):
        parent = node.getparent()
        if parent is None or node is scope:
            return
        place = list(parent.iterchildren(node.tag)).index(node) + 1
        step = f"{node.tag}:nth-of-type({place})"
        yield step if node is element else f"{step} {element.tag}"
