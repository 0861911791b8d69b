"""What of a page is not its text: menus, banners, share bars, forms, page numbers and what nobody sees.

Two kinds of class names are told apart. *Certain* ones make an element chrome whatever it holds; *telling*
ones only where it also looks like chrome (short, or mostly links), because ``related`` may as well stand on
a paragraph of the text. The rules are explained in ``docs/notices.md``.
"""

import re

from bs4 import Tag

NEVER_TEXT = (
    "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed",
    "audio", "video", "picture", "img", "map", "head", "link", "meta", "button", "select", "input",
    "textarea", "datalist", "progress", "meter", "dialog", "nav", "figure",
)  # fmt: skip
_CHROME_ROLES = frozenset({
    "navigation", "search", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "alert",
    "status", "menu", "menubar", "tablist", "toolbar", "progressbar",
})  # fmt: skip
_CERTAIN = (
    r"bread ?crumbs?|sr only|visually hidden|element invisible|screen reader(?: text| only)?",
    r"skip (?:to|link|nav)\w*|back to top|scroll to top|print (?:link|page|button)",
    r"cookies? ?(?:banner|bar|consent|notice|popup|message|law|compliance|dialog|overlay|modal|box|alert)",
    r"eu cookie|ck consent|gdpr (?:banner|popup|consent)|consent (?:banner|popup|manager)|cc window",
    r"cookiebot|cybot|onetrust|ot sdk|usercentrics|didomi|osano|klaro|tarteaucitron|iubenda cs",
    r"add ?to ?any|add ?this|share ?this|share (?:buttons?|bar|links?|icons?|tools|page)",
    r"social (?:share|sharing|links|icons|media|bar)",
    r"lang(?:uage)? (?:switch(?:er)?|selector|links|list|menu)|wpml ls",
    r"pagers?|pagination|page numbers?|local tasks|tabs primary|action links|contextual(?: links)?",
    r"edit (?:link|section|page)|mw editsection|header ?link|anchor ?(?:js )?link|heading anchor|permalink",
    r"table of contents|toc|on this page|search (?:form|box|block|bar)|modal|popup|toast|offcanvas",
    r"newsletter|mailing list|comment (?:form|list|respond)|comments area|rating (?:widget|form|stars)",
    r"last (?:updated?|modified|reviewed?)|date modified|page dates?|reading time|view count(?:er)?",
    r"page views|hit counter|post views|navbar|main (?:menu|navigation)",
    r"site (?:header|footer|navigation|branding)|global (?:header|footer|nav)",
)
_TELLING = (
    r"nav|navigation|menus?|submenu|sidebar|share|sharing|social|related|tags?|meta|by ?line|tool ?bar|tabs",
    r"subscribe|sign ?up|feedback|promo|advert(?:isement)?|ads?|print|updated|modified",
    r"lang|language|cta|counter",
)
_FOOTER_CLASSES = frozenset({"footer", "site-footer", "page-footer", "region-footer", "main-footer"})
_COLLAPSIBLE = (r"collapse|accordion|tab ?panel|panel|tab (?:content|pane)|details|expand\w*|toggle content",)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NAME_PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_COUNT = r"\d[\d.,\s]*"
_INTERFACE_LINE = re.compile(
    r"[#¶§🔗^↑⇧|·•]|permalink|copy link|link to this (?:heading|section)|tweet|close|menu|search"
    r"|skip to (?:main )?(?:content|navigation)|aller au contenu(?: principal)?|zum inhalt springen"
    r"|(?:pasar|ir|saltar) al contenido(?: principal)?|ir para o conteúdo(?: principal)?"
    r"|vai al contenuto(?: principale)?"
    r"|перейти к (?:основному )?содержанию|تجاوز إلى المحتوى(?: الرئيسي)?|انتقل إلى المحتوى(?: الرئيسي)?"
    r"|(?:back|return) to top|top of page|haut de page|retour en haut|nach oben|volver arriba"
    r"|(?:edit|print|share)(?: this)?(?: page| section)?|share (?:on|via|by) [\w .-]{1,20}"
    r"|imprimer|drucken|imprimir|stampa|печать|طباعة"
    r"|page \d+ (?:of|/) \d+|seite \d+ von \d+|página \d+ de \d+|page \d+ sur \d+|\d{1,3} min(?:utes?)? read"
    rf"|{_COUNT}(?:page )?(?:views?|hits|visits|visitors|vues|visitas|aufrufe|просмотров)"
    rf"|(?:page )?(?:views|hits|visits|visitors|vues|visitas):? {_COUNT}"
    r"|read more|show (?:more|less)|expand all|collapse all|was this page helpful\?(?: yes(?: no)?)?",
    re.I,
)
_LOOKS_SHORT = 160
"""Characters: what a telling name marks as chrome is a line or a row of links."""
_WHOLE_PAGE_SHARE = 0.8
"""An element with more of the text than this is the page, whatever it is called."""


def drop_chrome(whole: Tag) -> None:
    """Takes out of ``whole`` all that is no text of the page; ``whole`` itself stays."""
    for element in whole.find_all(NEVER_TEXT):
        element.decompose()
    page_length = len(whole.get_text())
    for element in whole.find_all(True):
        if element.decomposed or element.name in ("html", "body"):
            continue
        if _is_chrome(element) and not _is_page_itself(element, page_length):
            element.decompose()


def is_interface_line(text: str) -> bool:
    """Whether a paragraph is nothing but a control or a counter: "Skip to main content", "1,204 views"."""
    return _INTERFACE_LINE.fullmatch(text) is not None


def count_letters(element: Tag) -> int:
    """Characters of text that are no white space."""
    return sum(len("".join(text.split())) for text in element.strings)


def measure_links(element: Tag) -> float:
    """The share of an element's text that is links, 0 to 1."""
    whole = count_letters(element)
    return sum(count_letters(link) for link in element.find_all("a")) / whole if whole else 0.0


def _is_chrome(element: Tag) -> bool:
    if element.name in ("aside", "form") or _is_unseen(element):
        return True
    if str(element.get("role", "")).lower() in _CHROME_ROLES:
        return True
    if _is_footer_or_header(element) and element.find_parent(("main", "article", "section")) is None:
        return True
    if (element.name == "ul" and _is_page_contents(element)) or _is_heading_anchor(element):
        return True
    names = _spell_names(element)
    if not names:
        return False
    return _has_name(names, _CERTAIN) or (_has_name(names, _TELLING) and _looks_like_chrome(element))


def _is_page_itself(element: Tag, page_length: int) -> bool:
    if element.find(("main", "article")) is not None or element.select_one("[role=main]") is not None:
        return True
    return len(element.get_text()) > page_length * _WHOLE_PAGE_SHARE


def _is_unseen(element: Tag) -> bool:
    """Hidden for good; what a click unfolds is text."""
    is_hidden = (
        element.has_attr("hidden")
        or element.get("aria-hidden") == "true"
        or _UNSEEN_STYLE.search(str(element.get("style", ""))) is not None
    )
    return (
        is_hidden and element.get("role") != "tabpanel" and not _has_name(_spell_names(element), _COLLAPSIBLE)
    )


def _is_footer_or_header(element: Tag) -> bool:
    return element.name in ("header", "footer") or not _FOOTER_CLASSES.isdisjoint(_list_classes(element))


def _is_page_contents(items: Tag) -> bool:
    """A list of links to places on the same page."""
    links = items.find_all("a")
    is_local = all(str(link.get("href", "")).startswith("#") for link in links)
    return len(links) > 1 and is_local and measure_links(items) == 1


def _is_heading_anchor(element: Tag) -> bool:
    """The sign that many sites put beside a heading to link to it."""
    return element.name == "a" and element.get_text(strip=True) in ("#", "¶", "§", "🔗")


def _looks_like_chrome(element: Tag) -> bool:
    return len(element.get_text(" ", strip=True)) <= _LOOKS_SHORT or measure_links(element) > 0.5


def _list_classes(element: Tag) -> list[str]:
    classes = element.get("class")
    return classes.split() if isinstance(classes, str) else list(classes or ())


def _spell_names(element: Tag) -> str:
    """``site-footer nav__items`` as ``site footer , nav items``; utility classes (``md:hidden``) left out."""
    names = [name for name in _list_classes(element) if ":" not in name and "[" not in name]
    return " , ".join(" ".join(_NAME_PARTS.split(name)).strip().lower() for name in names)


def _has_name(spelled: str, names: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?:^| )(?:{name})(?: |$)", spelled) for name in names)
