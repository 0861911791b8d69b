"""Drupal's JSON:API (https://www.drupal.org/docs/core-modules-and-themes/core-modules/jsonapi-module)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harvesters.html.markup import resolve_link
from harvesters.protocols.answer import AnswerPage, Entry, Received, StartAgain
from harvesters.protocols.fragments import fragment_files, fragment_text
from harvesters.protocols.json_values import Table, count, plain, table, tables
from harvesters.protocols.parsing import open_json
from harvesters.protocols.row_text import unique, with_row_text
from harvesters.protocols.urls import (
    path_of,
    query_of,
    resolve_next,
    with_defaults,
    with_query,
    with_values,
    without_query,
)
from models.errors import PageUnreadable
from models.record import RawFields
from text.field_labels import NameKind, field_of_name
from text.printable import printable

WANTED = "an answer of Drupal's JSON:API"
PAGE_SIZE = 50
"""The most that Drupal gives."""
_MEDIA_FILE_FIELDS = {
    "media--document": "field_media_document",
    "media--file": "field_media_file",
    "media--image": "field_media_image",
    "media--audio": "field_media_audio_file",
    "media--video": "field_media_video_file",
}
"""Where the media types of Drupal's standard profile keep their file."""
_ORDER = "drupal_internal__nid"
_NO_INCLUDE = "no_include"
"""A query value of our own: includes were refused. Drupal ignores names that are not small letters alone."""
_TOLD = ("type", "language", "countries", "authors", "publisher")
_BODY = re.compile(r"body|abstract|description|summary|text|content", re.I)


def first_url(url: str) -> str:
    """Where the list starts: in the order of the internal ids, so that new entries come last."""
    wanted: dict[str, str | int] = {"page[limit]": PAGE_SIZE}
    if "/node/" in path_of(url):
        wanted["sort"] = _ORDER
    return with_defaults(url, wanted)


def read_drupal_jsonapi(received: Received) -> AnswerPage:
    """The entries of one page of a collection.

    The first page of a list that includes nothing names the fields that refer to files and terms; the list is
    then to be started again with these included. Should Drupal refuse that, it is read without them.

    Raises:
        PageUnreadable: It is no collection, or an error.
    """
    answer = table(open_json(received, WANTED))
    if answer.get("errors") and "data" not in answer:
        return _read_errors(answer, received)
    resources = answer.get("data")
    if not isinstance(resources, list) or "jsonapi" not in answer:
        raise PageUnreadable(f"the answer is not {WANTED}: it is no collection")
    if any("--" in name for name in table(answer.get("links"))):
        raise PageUnreadable(
            "the address is that of the whole JSON:API; name a collection such as /jsonapi/node/page"
        )
    better_url = _including_url(received.url, tables(resources))
    if better_url:
        return AnswerPage(start_again=StartAgain(url=better_url, reason="asking for files and terms too"))
    reader = _Reader(url=received.url, included=_index(answer.get("included")))
    href = _href(table(answer.get("links")).get("next"))
    return AnswerPage(
        entries=tuple(Entry(raw=reader.raw_of(resource)) for resource in tables(resources)),
        next_url=resolve_next(href, received.url) if href else None,
        stated_total=count(table(answer.get("meta")).get("count")),
        hidden=_count_hidden(answer),
        says_empty=not resources and not href,
    )


def _read_errors(answer: Table, received: Received) -> AnswerPage:
    error = next(iter(tables(answer.get("errors"))), {})
    said = printable(plain(error.get("detail")) or plain(error.get("title")) or "an error", 160)
    include = query_of(received.url).get("include", "")
    if "include" in said.lower() and include:
        simpler = ",".join(name for name in include.split(",") if "." not in name)
        fewer = {"include": simpler} if simpler != include else {_NO_INCLUDE: "1"}
        url = with_values(without_query(received.url, "include"), fewer)
        return AnswerPage(start_again=StartAgain(url=url, reason=said))
    if _ORDER in said and query_of(received.url).get("sort") == _ORDER:
        url = without_query(received.url, "sort")
        return AnswerPage(start_again=StartAgain(url=url, reason=said))
    raise PageUnreadable(f"the source answers: {said}")


def _including_url(url: str, resources: tuple[Table, ...]) -> str | None:
    """The same list with files and terms included; ``None`` if it includes, or has nothing to include."""
    if query_of(url).keys() & {"include", _NO_INCLUDE}:
        return None
    paths: dict[str, None] = {}
    for resource in resources:
        for name, relationship in table(resource.get("relationships")).items():
            if name.startswith("field_"):
                paths[name] = None
                for target in tables(table(relationship).get("data")):
                    field = _MEDIA_FILE_FIELDS.get(str(target.get("type")))
                    paths.update({f"{name}.{field}": None} if field else {})
    return with_query(url, include=",".join(paths)) if paths else None


def _href(link: Any) -> str | None:
    return plain(link.get("href")) if isinstance(link, dict) else plain(link)


def _count_hidden(answer: Table) -> int:
    links = table(answer, "meta", "omitted", "links")
    return sum(1 for name in links if name != "help")


def _index(included: Any) -> dict[tuple[str, str], Table]:
    return {(str(each.get("type")), str(each.get("id"))): each for each in tables(included)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads the resources of one answer, with what the answer includes."""

    url: str
    included: dict[tuple[str, str], Table]

    def raw_of(self, resource: Table) -> RawFields:
        attributes = table(resource.get("attributes"))
        named = tuple(self._named_of(resource))
        own = {
            kind: text
            for name, value in attributes.items()
            if (kind := _kind_of(name)) and (text := _text_of(value))
        }
        summary, body = _body_of(attributes)

        def first(kind: str) -> str | None:
            return next((name for known, name in named if known == kind), None) or own.get(kind)

        return with_row_text(
            RawFields(
                native_id=plain(resource.get("id")),
                title_raw=plain(attributes.get("title")) or plain(attributes.get("name")),
                teaser_raw=fragment_text(summary) or None,
                abstract_raw=fragment_text(body) or None,
                detail_url=self._page_of(attributes),
                file_urls=unique([*self._files_of(resource, "files"), *fragment_files(body, self.url)]),
                date_raw=own.get("date") or plain(attributes.get("created")),
                language_raw=first("language") or plain(attributes.get("langcode")),
                type_raw=first("type"),
                publisher_raw=first("publisher"),
                authors_raw=unique(
                    [*(name for kind, name in named if kind == "authors"), own.get("authors")]
                ),
                isbn_raw=own.get("isbn"),
                doi_raw=own.get("doi"),
                reference_raw=own.get("reference"),
                countries_raw=unique(name for kind, name in named if kind == "countries"),
                topics_raw=unique(name for kind, name in named if kind not in _TOLD),
                pages_raw=own.get("pages"),
                image_url=next(self._files_of(resource, "image"), None),
            )
        )

    def _targets_of(self, resource: Table) -> Iterator[tuple[str, Table]]:
        """(field, included resource) of everything that the resource refers to."""
        for name, relationship in table(resource.get("relationships")).items():
            for target in tables(table(relationship).get("data")):
                found = self.included.get((str(target.get("type")), str(target.get("id"))))
                if found is not None:
                    yield name, found

    def _named_of(self, resource: Table) -> Iterator[tuple[str | None, str]]:
        """(what the field means, name) of terms and of other content that is referred to."""
        for field, target in self._targets_of(resource):
            kind = str(target.get("type"))
            attributes = table(target.get("attributes"))
            name = fragment_text(attributes.get("name") or attributes.get("title"))
            if name and kind.startswith("taxonomy_term--"):
                kinds = (_kind_of(field), field_of_name(kind.partition("--")[2], NameKind.KEY))
                yield next((each for each in kinds if each in _TOLD), None), name
            elif name and kind.startswith("node--") and _kind_of(field) in _TOLD:
                yield _kind_of(field), name

    def _files_of(self, resource: Table, wanted: str) -> Iterator[str]:
        """Addresses of files that the resource or its media hold; pictures are no publications."""
        for field, target in self._targets_of(resource):
            kind = str(target.get("type"))
            is_image = _kind_of(field) == "image" or kind == "media--image"
            if ("image" if is_image else "files") != wanted:
                continue
            if kind == "file--file":
                yield from self._address_of(target)
            elif kind.startswith("media--"):
                for inner, file in self._targets_of(target):
                    if file.get("type") == "file--file" and inner != "thumbnail":
                        yield from self._address_of(file)

    def _address_of(self, file: Table) -> Iterator[str]:
        address = plain(table(file, "attributes", "uri").get("url"))
        if address:
            yield resolve_link(address, self.url)

    def _page_of(self, attributes: Table) -> str | None:
        alias = plain(table(attributes.get("path")).get("alias"))
        number = count(attributes.get("drupal_internal__nid"))
        path = alias or (f"/node/{number}" if number is not None else None)
        # What stands before /jsonapi is the folder of the site, and the language of a translated answer.
        prefix = path_of(self.url).partition("/jsonapi")[0]
        return resolve_link(prefix + path, self.url) if path else None


def _kind_of(field: str) -> str | None:
    return field_of_name(field, NameKind.KEY) if field.startswith("field_") else None


def _text_of(value: Any) -> str | None:
    """A field's text, whatever kind of field it is; the first value of several."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("processed") or value.get("value") or value.get("title")
    return fragment_text(value) or plain(value)


def _body_of(attributes: Table) -> tuple[str, str]:
    """(summary, text) of the first field that is the main text."""
    for name, value in attributes.items():
        if _BODY.search(name) and isinstance(value, dict):
            body = value.get("processed") or value.get("value")
            if isinstance(body, str) and body:
                return str(value.get("summary") or ""), body
    return "", ""
