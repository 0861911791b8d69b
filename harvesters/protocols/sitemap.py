"""Sitemaps (https://www.sitemaps.org/protocol.html): urlset, index, plain list of addresses, or a feed.

``lastmod`` says when the page changed, not when what it describes was published: it goes into the row's text,
so that a changed page makes a changed row, and not into its date.
"""

from dataclasses import replace

from lxml import etree

from harvesters.html.markup import resolve_link
from harvesters.html.selectors import fold_space
from harvesters.protocols.answer import AnswerPage, Entry, Received
from harvesters.protocols.feed import read_feed
from harvesters.protocols.parsing import child_text, children, local_name, open_text, open_xml
from harvesters.protocols.row_text import unique, with_row_text
from models.errors import PageUnreadable
from models.record import RawFields
from text.file_types import is_file
from text.printable import printable

WANTED = "a sitemap"
_FEED_ROOTS = ("rss", "feed", "rdf")


def read_sitemap(received: Received) -> AnswerPage:
    """The pages that a sitemap lists, or the sitemaps that an index lists.

    Raises:
        PageUnreadable: It is no sitemap.
    """
    text, _ = open_text(received, WANTED)
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _read_plain(text)
    answer = open_xml(received, WANTED)
    name = local_name(answer.root)
    if name in _FEED_ROOTS:
        return read_feed(received)
    if name == "sitemapindex":
        inner = (_location_of(each, received.url) for each in children(answer.root, "sitemap"))
        return AnswerPage(inner_urls=unique(inner), notes=answer.notes)
    if name != "urlset":
        raise PageUnreadable(f"the answer is not a sitemap but XML with the root <{printable(name, 60)}>")
    located = ((each, _location_of(each, received.url)) for each in children(answer.root, "url"))
    entries = tuple(Entry(raw=_raw_of(each, url)) for each, url in located if url)
    return AnswerPage(entries=entries, says_empty=not entries, notes=answer.notes)


def _read_plain(text: str) -> AnswerPage:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    odd = next((line for line in lines if not line.lower().startswith(("http://", "https://"))), None)
    if odd is not None:
        raise PageUnreadable(f"the answer is not a sitemap: it has the line {printable(odd, 60)!r}")
    raws = (replace(_locate(line), row_text=line) for line in dict.fromkeys(lines))
    return AnswerPage(entries=tuple(Entry(raw=raw) for raw in raws))


def _location_of(element: etree._Element, base_url: str) -> str | None:
    """Its ``loc``; some write the address without one."""
    location = child_text(element, "loc") or fold_space(element.text or "")
    return resolve_link(location.replace(" ", "%20"), base_url) if location else None


def _locate(url: str) -> RawFields:
    return RawFields(file_urls=(url,)) if is_file(url) else RawFields(detail_url=url)


def _raw_of(element: etree._Element, url: str) -> RawFields:
    news = next(iter(children(element, "news")), None)
    image = next(iter(children(element, "image")), None)
    publication = next(iter(children(news, "publication")), None) if news is not None else None
    raw = replace(
        _locate(url),
        title_raw=(child_text(news, "title") or None) if news is not None else None,
        date_raw=(child_text(news, "publication_date") or None) if news is not None else None,
        language_raw=(child_text(publication, "language") or None) if publication is not None else None,
        image_url=(child_text(image, "loc") or None) if image is not None else None,
    )
    return with_row_text(raw, url, child_text(element, "lastmod"))
