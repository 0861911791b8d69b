"""The REST API of DSpace 7 and later (https://github.com/DSpace/RestContract): items by discovery search."""

import re
from collections.abc import Iterator
from typing import Any

from harvesters.html.markup import resolve_link
from harvesters.protocols.answer import AnswerPage, Entry, Received, StartAgain
from harvesters.protocols.fragments import fragment_text
from harvesters.protocols.identifiers import sort_identifiers
from harvesters.protocols.json_values import Table, count, plain, table, tables
from harvesters.protocols.parsing import open_json
from harvesters.protocols.row_text import unique, with_row_text
from harvesters.protocols.urls import (
    path_of,
    query_of,
    resolve_next,
    with_defaults,
    with_query,
    without_query,
)
from models.errors import PageUnreadable
from models.record import RawFields
from text.printable import printable
from text.urls import without_fragment

WANTED = "an answer of the DSpace REST API"
SIZE = 100
"""The most that DSpace gives, unless its operator allows more."""
_COLLECTION = "/discover/search/objects"
_API = re.compile(r"^(.*?/api)(?:/.*)?$")


def first_url(url: str) -> str:
    """Where the list starts: all items, if the address names no search; in the order of their arrival."""
    path = path_of(url)
    if _COLLECTION not in path and "/core/items" not in path:
        api = _API.match(path)
        base = api[1] if api else f"{path.rstrip('/')}/server/api"
        query = without_fragment(url).partition("?")[2]
        url = resolve_link(base + _COLLECTION + (f"?{query}" if query else ""), url)
    wanted: dict[str, str | int] = {"size": SIZE, "page": 0, "embed": "bundles/bitstreams"}
    if _COLLECTION in url:
        wanted |= {"dsoType": "item", "sort": "dc.date.accessioned,ASC"}
    return with_defaults(url, wanted)


def read_dspace(received: Received) -> AnswerPage:
    """The items of one page of search results.

    Raises:
        PageUnreadable: It is no page of items, or an error.
    """
    answer = table(open_json(received, WANTED))
    result = table(answer, "_embedded", "searchResult") or answer
    page, embedded = table(result.get("page")), table(result.get("_embedded"))
    if not page:
        said = plain(answer.get("message")) or plain(answer.get("error"))
        if said and "sort" in said.lower() and "sort" in query_of(received.url):
            return AnswerPage(start_again=StartAgain(url=without_query(received.url, "sort"), reason=said))
        raise PageUnreadable(
            f"the source answers: {printable(said, 160)}"
            if said
            else f"the answer is not {WANTED}: it lists nothing"
        )
    found = embedded.get("objects") or embedded.get("searchResults") or embedded.get("items") or ()
    items = tuple(_item_of(each) for each in tables(list(found)))
    shown = tuple(item for item in items if item)
    total = count(page.get("totalElements"))
    return AnswerPage(
        entries=tuple(Entry(raw=_raw_of(item, received.url)) for item in shown),
        next_url=_next_of(result, page, received.url),
        stated_total=total,
        hidden=len(items) - len(shown),
        says_empty=not items and total == 0,
    )


def _next_of(result: Table, page: Table, url: str) -> str | None:
    number, pages = count(page.get("number")), count(page.get("totalPages"))
    if number is not None and pages is not None:
        return with_query(url, page=number + 1) if number + 1 < pages else None
    href = plain(table(result, "_links", "next").get("href"))
    return resolve_next(href, url) if href else None


def _item_of(found: Table) -> Table:
    inner = table(found.get("_embedded"))
    item = table(inner.get("indexableObject")) or table(inner.get("dspaceObject")) or found
    return item if item.get("type", "item") == "item" else {}


def _raw_of(item: Table, url: str) -> RawFields:
    metadata = {name: _values(values) for name, values in table(item.get("metadata")).items()}

    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(value for name in names for value in metadata.get(name, ()))

    def first_of(*names: str) -> str | None:
        return next(iter(all_of(*names)), None)

    identifiers = sort_identifiers(
        v for n, vs in metadata.items() if n.startswith("dc.identifier") for v in vs
    )
    abstract = first_of("dc.description.abstract", "dc.description")
    return with_row_text(
        RawFields(
            native_id=plain(item.get("uuid")) or plain(item.get("id")),
            title_raw=first_of("dc.title") or plain(item.get("name")),
            abstract_raw=fragment_text(abstract) or None,
            detail_url=_page_of(item, first_of("dc.identifier.uri"), url),
            file_urls=unique([*_bitstreams_of(item), *identifiers.file_urls]),
            date_raw=first_of("dc.date.issued", "dc.date.created", "dc.date"),
            language_raw=first_of("dc.language.iso", "dc.language"),
            type_raw=first_of("dc.type"),
            publisher_raw=first_of("dc.publisher"),
            authors_raw=unique(all_of("dc.contributor.author", "dc.creator")),
            isbn_raw=first_of("dc.identifier.isbn") or identifiers.isbn,
            doi_raw=first_of("dc.identifier.doi") or identifiers.doi,
            reference_raw=first_of("dc.relation.ispartofseries", "dc.identifier.govdoc")
            or identifiers.reference,
            countries_raw=unique(all_of("dc.coverage.spatial", "dc.coverage.country")),
            topics_raw=unique(
                value for name, vs in metadata.items() if name.startswith("dc.subject") for value in vs
            ),
            pages_raw=first_of("dc.format.extent"),
        ),
        *all_of("dc.title.alternative"),
    )


def _values(values: Any) -> tuple[str, ...]:
    texts = (plain(each.get("value")) for each in tables(values))
    return tuple(text for text in texts if text)


def _page_of(item: Table, identifier: str | None, url: str) -> str | None:
    """Its lasting address: the handle's, else the item's on the same host."""
    if identifier and identifier.startswith("http"):
        return identifier
    handle = plain(item.get("handle"))
    if handle:
        return resolve_link(f"/handle/{handle}", url)
    uuid = plain(item.get("uuid"))
    return resolve_link(f"/items/{uuid}", url) if uuid else None


def _bitstreams_of(item: Table) -> Iterator[str]:
    """Addresses of the files that are the publication, not thumbnails, licences or extracted text."""
    for bundle in tables(table(item, "_embedded", "bundles", "_embedded").get("bundles")):
        if bundle.get("name") == "ORIGINAL":
            for bitstream in tables(table(bundle, "_embedded", "bitstreams", "_embedded").get("bitstreams")):
                href = plain(table(bitstream, "_links", "content").get("href"))
                if href:
                    yield href
