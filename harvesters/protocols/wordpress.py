"""The WordPress REST API (https://developer.wordpress.org/rest-api/reference/posts/): posts and the like."""

import re
from collections.abc import Iterator
from typing import Any

from harvesters.html.markup import resolve_link
from harvesters.protocols.answer import AnswerPage, Entry, Received, StartAgain
from harvesters.protocols.fragments import fragment_files, fragment_text
from harvesters.protocols.json_values import Table, count, plain, strings, table, tables
from harvesters.protocols.parsing import open_json
from harvesters.protocols.row_text import unique, with_row_text
from harvesters.protocols.urls import path_of, query_of, with_defaults, with_query, without_query
from models.errors import PageUnreadable
from models.record import RawFields
from text.field_labels import NameKind, field_of_name
from text.file_types import is_document
from text.printable import printable

WANTED = "an answer of the WordPress REST API"
PER_PAGE = 100
"""The most that WordPress gives."""
_DEFAULT_PER_PAGE = 10
_COLLECTION = re.compile(r"/wp/v2/[\w-]+/?$")
_PAST_THE_END = "rest_post_invalid_page_number"
_TOLD = ("language", "type", "publisher", "authors", "countries")
"""What a taxonomy's name may mean; the terms of all others are topics."""


def first_url(url: str) -> str:
    """Where the list starts: the posts of the site, if the address names no collection; oldest first.

    By id, because new posts then come last and do not move the others while they are being read.
    """
    path = path_of(url)
    route = query_of(url).get("rest_route", "")
    if not _COLLECTION.search(path) and not _COLLECTION.search(route):
        base, api, _ = path.partition("/wp-json")
        folder = base if api else path.rpartition("/")[0]
        url = resolve_link(f"{folder.rstrip('/')}/wp-json/wp/v2/posts", url)
    return with_defaults(url, {"per_page": PER_PAGE, "orderby": "id", "order": "asc", "_embed": "1"})


def read_wordpress(received: Received) -> AnswerPage:
    """The posts of one page of a collection.

    Raises:
        PageUnreadable: It is no collection of posts, or an error.
    """
    answer = open_json(received, WANTED)
    page = count(query_of(received.url).get("page")) or 1
    if isinstance(answer, dict):
        if answer.get("code") == _PAST_THE_END and page > 1:
            return AnswerPage(says_empty=True)
        said = fragment_text(answer.get("message")) or "that it is no list"
        if "orderby" in said and "orderby" in query_of(received.url):
            url = without_query(received.url, "orderby", "order")
            return AnswerPage(start_again=StartAgain(url=url, reason=said))
        raise PageUnreadable(f"the source answers: {printable(said, 160)}")
    if not isinstance(answer, list) or not all(isinstance(post, dict) and "id" in post for post in answer):
        raise PageUnreadable(f"the answer is not {WANTED}: it is no list of posts")
    total = count(received.headers.get("x-wp-total"))
    return AnswerPage(
        entries=tuple(Entry(raw=_raw_of(post, received.url)) for post in answer),
        next_url=with_query(received.url, page=page + 1) if _goes_on(received, page, len(answer)) else None,
        stated_total=total,
        says_empty=not answer and not total,
    )


def _goes_on(received: Received, page: int, posts: int) -> bool:
    pages = count(received.headers.get("x-wp-totalpages"))
    if pages is not None:
        return page < pages
    # Some proxies drop the headers: then a full page may have a next one.
    return posts >= (count(query_of(received.url).get("per_page")) or _DEFAULT_PER_PAGE)


def _raw_of(post: Table, url: str) -> RawFields:
    content = _rendered(post, "content")
    teaser = fragment_text(_rendered(post, "excerpt") or _rendered(post, "caption"))
    terms = tuple(_terms_of(post))
    custom = {**table(post.get("meta")), **table(post.get("acf"))}
    own = {
        kind: text
        for name, value in custom.items()
        if (kind := field_of_name(name, NameKind.KEY)) and (text := plain(value))
    }
    stated_files = (value for value in strings(custom) if value.startswith("http") and is_document(value))
    return with_row_text(
        RawFields(
            native_id=str(post["id"]),
            title_raw=fragment_text(_rendered(post, "title")) or None,
            teaser_raw=teaser or None,
            abstract_raw=fragment_text(content or _rendered(post, "description")) or None,
            detail_url=plain(post.get("link")),
            file_urls=unique([plain(post.get("source_url")), *stated_files, *fragment_files(content, url)]),
            date_raw=own.get("date") or plain(post.get("date")),
            language_raw=next(_named(terms, "language"), None)
            or plain(post.get("lang"))
            or own.get("language"),
            type_raw=next(_named(terms, "type"), None) or own.get("type"),
            publisher_raw=next(_named(terms, "publisher"), None) or own.get("publisher"),
            authors_raw=unique((*_named(terms, "authors"), own.get("authors"))),
            isbn_raw=own.get("isbn"),
            doi_raw=own.get("doi"),
            reference_raw=own.get("reference"),
            countries_raw=unique(_named(terms, "countries")),
            topics_raw=unique(_named(terms, None)),
            pages_raw=own.get("pages"),
            image_url=next((plain(each.get("source_url")) for each in _media_of(post)), None),
        )
    )


def _rendered(post: Table, name: str) -> str:
    value = post.get(name)
    rendered = value.get("rendered") if isinstance(value, dict) else value
    return rendered if isinstance(rendered, str) else ""


def _terms_of(post: Table) -> Iterator[tuple[str | None, str]]:
    """(what the taxonomy means, name of the term)."""
    groups: Any = table(post.get("_embedded")).get("wp:term")
    for group in groups if isinstance(groups, list) else ():
        for term in tables(group):
            name = fragment_text(term.get("name"))
            if name and term.get("slug") != "uncategorized":
                yield field_of_name(str(term.get("taxonomy", "")), NameKind.KEY), name


def _named(terms: tuple[tuple[str | None, str], ...], meaning: str | None) -> Iterator[str]:
    return (name for kind, name in terms if (kind if kind in _TOLD else None) == meaning)


def _media_of(post: Table) -> tuple[Table, ...]:
    return tables(table(post.get("_embedded")).get("wp:featuredmedia"))
