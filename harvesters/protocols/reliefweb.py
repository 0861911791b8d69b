"""The ReliefWeb API, version 2 (https://apidoc.reliefweb.int/): reports and other content types, by GET."""

from harvesters.protocols.answer import AnswerPage, Entry, Received
from harvesters.protocols.fragments import fragment_text
from harvesters.protocols.json_values import Table, count, plain, table, tables
from harvesters.protocols.parsing import open_json
from harvesters.protocols.row_text import unique, with_row_text
from harvesters.protocols.urls import query_of, with_defaults, with_query
from models.errors import PageUnreadable, SourceInvalid
from models.record import RawFields
from text.printable import printable
from text.urls import host_of

WANTED = "an answer of the ReliefWeb API"
LIMIT = 100
"""Up to 1,000 are allowed; full texts make answers large."""
_DEFAULT_LIMIT = 10


def first_url(url: str) -> str:
    """Where the list starts: by id, so that new entries come last, with all of their fields.

    Raises:
        SourceInvalid: the address names no application.
    """
    if not query_of(url).get("appname"):
        raise SourceInvalid(
            "url: names no appname; ReliefWeb answers only to one that it has approved: ask for it at"
            " https://apidoc.reliefweb.int/parameters#appname and add ?appname=… to the url"
        )
    if not any(name.startswith("fields[") for name in query_of(url)):
        url = with_defaults(url, {"profile": "full"})
    if not any(name.startswith("sort") for name in query_of(url)):
        url = f"{url}&sort[]=id:asc"
    return with_defaults(url, {"limit": LIMIT, "offset": 0})


def read_reliefweb(received: Received) -> AnswerPage:
    """The entries of one page of results.

    Raises:
        PageUnreadable: It is no list of results, or an error.
    """
    answer = open_json(received, WANTED)
    problem = plain(table(answer, "error").get("message"))
    if problem:
        raise PageUnreadable(f"the source answers: {printable(problem, 160)}")
    items, total = table(answer).get("data"), count(table(answer).get("totalCount"))
    if not isinstance(items, list):
        raise PageUnreadable(f"the answer is not {WANTED}: it has no list of results")
    entries = tuple(Entry(raw=_raw_of(item)) for item in tables(items))
    query = query_of(received.url)
    seen = (count(query.get("offset")) or 0) + len(items)
    is_more = (
        seen < total if total is not None else len(items) >= (count(query.get("limit")) or _DEFAULT_LIMIT)
    )
    return AnswerPage(
        entries=entries,
        next_url=with_query(received.url, offset=seen) if is_more and items else None,
        stated_total=total,
        says_empty=not items and not total,
    )


def _raw_of(item: Table) -> RawFields:
    fields = table(item.get("fields"))
    date = table(fields.get("date"))
    types = (*_names(fields, "format"), *_names(fields, "type"))
    return with_row_text(
        RawFields(
            native_id=plain(item.get("id")),
            title_raw=plain(fields.get("title")) or plain(fields.get("name")),
            abstract_raw=fragment_text(
                fields.get("body-html") or fields.get("body") or fields.get("description")
            )
            or None,
            detail_url=plain(fields.get("url_alias"))
            or plain(fields.get("url"))
            or plain(fields.get("origin")),
            file_urls=unique(plain(file.get("url")) for file in tables(fields.get("file"))),
            date_raw=plain(date.get("original")) or plain(date.get("created")),
            language_raw=_language_of(fields),
            type_raw=next(iter(types), None),
            publisher_raw=next(iter(_names(fields, "source")), None),
            countries_raw=_names(fields, "country"),
            topics_raw=_names(fields, "theme"),
        ),
        *_names(fields, "source"),
    )


def _names(fields: Table, field: str) -> tuple[str, ...]:
    return unique(plain(each.get("name")) for each in tables(fields.get(field)))


def _language_of(fields: Table) -> str | None:
    """Of an entry in several languages no one is *its* language."""
    languages = tables(fields.get("language"))
    return (
        (plain(languages[0].get("code")) or plain(languages[0].get("name"))) if len(languages) == 1 else None
    )


def is_reliefweb(url: str) -> bool:
    """Whether the address is one of the API's own."""
    return host_of(url).endswith("api.reliefweb.int")
