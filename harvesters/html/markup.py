"""A page as a tree that can be asked: decoded, parsed, its links resolvable; or a clear word why not."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from parsel import Selector

from harvesters.html.encoding import decode_body
from harvesters.html.selectors import read_lines
from models.errors import PageUnreadable
from text.plurals import name_count
from text.urls import join_url

_FOREIGN = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
)
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|main|article|section|div|p|a|span|ul|ol|li|dl|table|tr|td|h[1-6]"
    r"|form|br|img|b|i|em|strong|font|center|nav|header|footer)\b",
    re.I,
)
_XML_ROOT = re.compile(r"\A(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*+<([\w:.-]+)", re.S)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*(?:[\"{\[\]\d-]|true|false|null)")
_SURROGATE_REFERENCE = re.compile(
    r"&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]))(?:;|\b)",
    re.I,
)
_SPACE_IN_URL = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """An HTML page, parsed."""

    url: str
    base_url: str
    """What relative links are relative to: ``<base href>`` or the page's own URL."""
    selector: Selector
    encoding: str
    notes: tuple[str, ...] = ()

    @property
    def root(self) -> etree._Element:
        """The ``html`` element."""
        root: etree._Element = self.selector.root
        return root

    def read_lines(self) -> list[str]:
        """The page's text as a reader sees it, a line a block, in page order; built anew on each call."""
        return read_lines(self.root)


def open_markup(body: bytes, url: str, *, http_charset: str | None = None) -> Markup:
    """The page parsed, in the charset that its bytes bear out.

    Args:
        body: As received, content encoding undone.
        url: Where it was found, after redirects.
        http_charset: ``charset`` of the Content-Type header, or the whole header.

    Raises:
        PageUnreadable: It is no HTML, its charset can't be told, or it nests beyond all measure.
    """
    _refuse_foreign_bytes(body)
    decoded = decode_body(body, http_charset=http_charset)
    text, notes = _without_impossible(decoded.text)
    _refuse_foreign_text(text)
    root = _parse_html(text)
    return Markup(
        url=url,
        base_url=_find_base_url(root, url),
        selector=Selector(root=root, type="html"),
        encoding=decoded.encoding,
        notes=(*decoded.notes, *notes),
    )


def resolve_link(href: str, base_url: str) -> str:
    """``href`` as an absolute URL, otherwise as linked; what is no URL stays as it is, to be noted later."""
    href = _SPACE_IN_URL.sub("", href).strip()
    if href.startswith(("http://", "https://")) and "/." not in href:
        return href  # the common case; urljoin takes ten times as long
    if href.startswith("/") and not href.startswith("//") and "/." not in href:
        return _origin(base_url) + href
    return join_url(base_url, href) or href


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    return (join_url(url, "/") or "").rstrip("/")


def _refuse_foreign_bytes(body: bytes) -> None:
    if not body.strip():
        raise PageUnreadable("the page is empty")
    for magic, name in _FOREIGN:
        if body.startswith(magic):
            raise PageUnreadable(f"the page is not HTML but {name}")


def _without_impossible(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without NUL characters and references to halves of characters, and how many there were."""
    notes: list[str] = []
    if count := text.count("\0"):
        text = text.replace("\0", "")
        notes.append(f"{name_count(count, 'NUL character')} removed")
    if "&#" in text:
        text, count = _SURROGATE_REFERENCE.subn("", text)
        notes += [f"{name_count(count, 'reference')} to half a character removed"] * bool(count)
    return text, tuple(notes)


def _refuse_foreign_text(text: str) -> None:
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if _JSON.match(start):
        raise PageUnreadable("the page is not HTML but JSON")
    if (
        start.startswith("<?xml")
        and (root := _XML_ROOT.match(start))
        and root[1].lower() not in ("html", "xhtml:html")
    ):
        raise PageUnreadable(f"the page is not HTML but XML with the root <{root[1]}>")
    if not _HTML_TAG.search(text):
        raise PageUnreadable("the page is not HTML: it has no element that HTML knows")


def _parse_html(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.LxmlError as error:
        raise PageUnreadable(f"the page can't be parsed: {error}") from error
    last_error = parser.error_log.last_error
    if last_error is not None and last_error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        raise PageUnreadable("the page nests its elements beyond all measure and was not read")
    if root is None:
        raise PageUnreadable("the page has no content")
    return root


def _find_base_url(root: etree._Element, url: str) -> str:
    for base in root.iter("base"):
        href = base.get("href")
        if href:
            return join_url(url, _SPACE_IN_URL.sub("", href).strip()) or url
    return url
