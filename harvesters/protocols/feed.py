"""Feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom by feedparser, JSON Feed 1 and 1.1.

A feed is a window on what is new: an entry that is no longer in it is not gone. Further pages are followed
where the feed names them (RFC 5005 section 3, ``next_url`` of JSON Feed).
"""

import io
from collections.abc import Iterator
from typing import Any

import feedparser

from harvesters.html.markup import resolve_link
from harvesters.protocols.answer import AnswerPage, Entry, Received
from harvesters.protocols.fragments import fragment_files, fragment_text
from harvesters.protocols.identifiers import sort_identifiers
from harvesters.protocols.json_values import plain, table, tables
from harvesters.protocols.parsing import mend_xml, open_json, open_text, strip_prolog
from harvesters.protocols.row_text import unique, with_row_text
from harvesters.protocols.urls import resolve_next
from models.errors import PageUnreadable
from models.record import RawFields
from text.file_types import is_file
from text.printable import printable

WANTED = "a feed"
LEADS_NOWHERE = "the feed's link to its next page is no URL"
NO_LINK = "the entry's link is no URL"
_JSON_FEED = "https://jsonfeed.org/version/"
_MEDIA = ("image/", "audio/", "video/")


def read_feed(received: Received) -> AnswerPage:
    """The entries of a feed, newest first as feeds have them.

    Raises:
        PageUnreadable: It is no feed, or not one that can be read.
    """
    if received.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json_feed(received)
    text, notes = open_text(received, WANTED)
    mended, mended_notes = mend_xml(strip_prolog(text))
    feed = _parse(mended, received.url)
    if not feed.version and not feed.entries:
        raise PageUnreadable("the answer is not a feed: it has neither a channel nor entries")
    if feed.bozo and feed.version:
        notes = (*notes, f"the feed is not well-formed: {printable(str(feed.get('bozo_exception')), 120)}")
    entries = tuple(
        Entry(raw=_raw_of(entry, received.url), notes=(NO_LINK,) * (_is_refused(entry, "alternate")))
        for entry in feed.entries
    )
    if _is_refused(feed.feed, "next"):
        notes = (*notes, LEADS_NOWHERE)
    return AnswerPage(
        entries=entries,
        next_url=_next_of(feed.feed, received.url),
        says_empty=not entries and not feed.bozo,
        notes=(*notes, *mended_notes),
    )


def _parse(text: str, url: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(io.BytesIO(text.encode("utf-8", errors="replace")), response_headers=headers)


def _is_refused(part: Any, relation: str) -> bool:
    """Whether it has a link for that of which feedparser could make no URL, and which it has emptied."""
    return any(link.get("rel") == relation and link.get("href") == "" for link in part.get("links", ()))


def _next_of(feed: Any, url: str) -> str | None:
    links = (link for link in feed.get("links", ()) if link.get("rel") == "next" and link.get("href"))
    link = next(links, None)
    return resolve_next(link["href"], url) if link else None


def _raw_of(entry: Any, url: str) -> RawFields:
    content = " ".join(part.get("value", "") for part in entry.get("content", ()))
    summary = entry.get("summary", "")
    identifiers = sort_identifiers(unique([entry.get("dc_identifier"), entry.get("prism_doi")]))
    detail_url = entry.get("link") or identifiers.detail_url
    enclosures = tuple(_enclosures_of(entry, url))
    return with_row_text(
        RawFields(
            native_id=entry.get("id") or None,
            title_raw=_text_of(entry, "title"),
            teaser_raw=fragment_text(summary) or None,
            abstract_raw=(fragment_text(content) if content != summary else "") or None,
            detail_url=resolve_link(detail_url, url) if detail_url else None,
            file_urls=unique([*enclosures, *identifiers.file_urls, *fragment_files(content or summary, url)]),
            date_raw=entry.get("published") or entry.get("updated") or None,
            language_raw=entry.get("language") or None,
            publisher_raw=entry.get("publisher") or None,
            authors_raw=unique(author.get("name") for author in entry.get("authors", ())),
            isbn_raw=identifiers.isbn,
            doi_raw=identifiers.doi,
            reference_raw=identifiers.reference,
            topics_raw=unique(tag.get("label") or tag.get("term") for tag in entry.get("tags", ())),
            image_url=_image_of(entry, url),
        )
    )


def _text_of(entry: Any, name: str) -> str | None:
    detail = entry.get(f"{name}_detail")
    value = entry.get(name) or ""
    is_plain = detail is not None and detail.get("type") == "text/plain"
    return (" ".join(value.split()) if is_plain else fragment_text(value)) or None


def _enclosures_of(entry: Any, url: str) -> Iterator[str]:
    for link in entry.get("links", ()):
        is_file_of_entry = link.get("rel") == "enclosure" and link.get("href")
        if is_file_of_entry and not str(link.get("type", "")).startswith(_MEDIA):
            yield resolve_link(link["href"], url)
    link = entry.get("link") or ""
    if is_file(link):
        yield resolve_link(link, url)


def _image_of(entry: Any, url: str) -> str | None:
    images = (
        *entry.get("media_thumbnail", ()),
        *entry.get("media_content", ()),
        *entry.get("enclosures", ()),
    )
    for image in images:
        href = image.get("url") or image.get("href")
        kind = str(image.get("type") or image.get("medium") or "image")
        if href and kind.startswith("image"):
            return resolve_link(href, url)
    return None


def _read_json_feed(received: Received) -> AnswerPage:
    feed = table(open_json(received, WANTED))
    items = feed.get("items")
    if not (plain(feed.get("version")) or "").startswith(_JSON_FEED) or not isinstance(items, list):
        raise PageUnreadable("the answer is JSON but no JSON Feed: it has no version of one, or no items")
    next_url = feed.get("next_url")
    return AnswerPage(
        entries=tuple(Entry(raw=_raw_of_item(item, received.url)) for item in tables(items)),
        next_url=resolve_next(next_url, received.url) if isinstance(next_url, str) else None,
        says_empty=not items,
    )


def _raw_of_item(item: dict[str, Any], url: str) -> RawFields:
    html = item.get("content_html")
    content = fragment_text(html) or _string(item.get("content_text"))
    summary = _string(item.get("summary"))
    link = plain(item.get("url")) or plain(item.get("external_url"))
    files = [
        resolve_link(plain(each.get("url")) or "", url)
        for each in tables(item.get("attachments"))
        if not (plain(each.get("mime_type")) or "").startswith(_MEDIA)
    ]
    people = tables(item.get("authors")) or tables(item.get("author"))
    image, topics = plain(item.get("image")), item.get("tags")
    return with_row_text(
        RawFields(
            native_id=plain(item.get("id")),
            title_raw=plain(item.get("title")),
            teaser_raw=summary or content or None,
            abstract_raw=(content if summary else "") or None,
            detail_url=resolve_link(link, url) if link else None,
            file_urls=unique([*files, *fragment_files(html, url)]),
            date_raw=plain(item.get("date_published")) or plain(item.get("date_modified")),
            language_raw=plain(item.get("language")),
            authors_raw=unique(plain(person.get("name")) for person in people),
            topics_raw=unique(map(plain, topics if isinstance(topics, list) else ())),
            image_url=resolve_link(image, url) if image else None,
        )
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
