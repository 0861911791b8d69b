"""Which parts of a page are its frame: menus, facets, share links, sidebars, footers, pagers."""

import re
from functools import lru_cache

from harvesters.html.outline import Outline

_TAG_FACTORS = {
    "nav": 0.05,
    "footer": 0.1,
    "header": 0.5,
    "aside": 0.3,
    "main": 1.3,
    "button": 0.1,
    "label": 0.2,
}
_ROLE_FACTORS = {
    "navigation": 0.05,
    "contentinfo": 0.1,
    "banner": 0.3,
    "complementary": 0.3,
    "search": 0.3,
    "menu": 0.05,
    "menubar": 0.05,
    "dialog": 0.1,
    "tablist": 0.1,
    "main": 1.3,
}
_WORD_FACTORS = {
    0.02: "pager pagination paginate pagenavi breadcrumb breadcrumbs cookie cookies consent gdpr skip",
    0.05: "share sharing social addtoany sharethis translations toolbar switcher",
    0.08: "menu menus nav navbar navigation submenu topbar dropdown tabs login signin megamenu",
    0.1: "footer facet facets filter filters refine modal popup dialog calendar ad ads advert advertisement"
    " slider slides slick carousel swiper flexslider slideshow ticker marquee breaking owl highlights",
    0.2: "tagcloud tags comment comments respond banner newsletter subscribe promo author archives glossary"
    " related similar recommended recommendations popular trending",
    0.35: "sidebar widget widgets side secondary recent featured",
    0.6: "header spotlight latest",
}
_WORDS = {word: factor for factor, words in _WORD_FACTORS.items() for word in words.split()}
_NAME_PARTS = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
# ``has-sidebar``, ``no-footer``: words about a layout, not about this element.
_LAYOUT_NAME = re.compile(
    r"(?:has|no|with|without|not|is|page|layout|two|one)[-_].*|.*[-_](?:layout|page|template)"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FRAME_SHARE = 0.5
_PAGE_SHARE = 0.85
"""Shares of a page's text above which an element is looked at twice, and is no frame whatever its name."""
_SURE_FRAME = 0.2


class Regions:
    """How likely the parts of one page hold its main list; asked for by element."""

    def __init__(self, outline: Outline):
        self._outline = outline
        self._total = max(1, outline.weight_sums[-1])
        self._known: dict[int, float] = {-1: 1.0}

    def factor(self, index: int) -> float:
        """1 where nothing is against the element, towards 0 inside the page's frame, over 1 in ``main``."""
        known = self._known.get(index)
        if known is None:
            known = self.factor(self._outline.parents[index]) * self._own_factor(index)
            self._known[index] = known
        return known

    def _own_factor(self, index: int) -> float:
        outline = self._outline
        element = outline.elements[index]
        if outline.tags[index] in ("html", "body"):
            return 1.0
        factor = _TAG_FACTORS.get(outline.tags[index], 1.0) * _ROLE_FACTORS.get(element.get("role", ""), 1.0)
        factor = min(factor, 1.3)
        if factor < _SURE_FRAME:
            return factor
        factor *= name_factor(element.get("class") or "") * name_factor(element.get("id") or "")
        if _HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None:
            factor *= 0.3
        return 1.0 if factor < 1 and self._is_misnamed(index) else factor

    def _is_misnamed(self, index: int) -> bool:
        """Whether an element called a part of the frame holds most of the page, or its main heading."""
        share = self._outline.weight(index) / self._total
        if share <= _FRAME_SHARE:
            return False
        inner = self._outline.tags[index : self._outline.ends[index]]
        return share > _PAGE_SHARE or "main" in inner or "h1" in inner


@lru_cache(maxsize=20_000)
def name_factor(names: str) -> float:
    """What the words in a class or id attribute say of an element's part in the page."""
    factor = 1.0
    for name in names.split():
        if _LAYOUT_NAME.fullmatch(name.lower()):
            continue
        words = [word.lower() for word in _NAME_PARTS.split(name) if word]
        factor = min([factor, *(_WORDS[word] for word in words if word in _WORDS)])
    return factor
