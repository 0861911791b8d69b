"""Servers that speak the protocols as their documents say, for any titles: in memory or on loopback."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit
from xml.sax.saxutils import escape

from tests.loopback import Answer, LoopbackSite, Request

HOST = "http://repository.test"
JSON = "application/json; charset=UTF-8"
XML = "text/xml; charset=UTF-8"

Respond = Callable[[str, dict[str, str]], Answer]
"""From path and query to the answer."""


class ProtocolSite(LoopbackSite):
    """A loopback server all of whose paths but robots.txt are answered by a repository."""

    def __init__(self, respond: Respond) -> None:
        super().__init__()
        self._respond = respond

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.path == "/robots.txt":
            return Answer(status=404)
        return ask(self._respond, f"{self.url}{request.path}")


def ask(respond: Respond, url: str) -> Answer:
    """What the repository answers to that URL."""
    parts = urlsplit(url)
    return respond(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))


@dataclass(slots=True)
class OaiRepository:
    """OAI-PMH 2.0, https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm, sections 3.5 to 4.5."""

    titles: Sequence[str]
    size: int = 3
    deleted: frozenset[int] = frozenset()
    states_total: bool = True
    ends_with_error: bool = False
    """Hands out one token too many, and answers it with ``noRecordsMatch``."""
    refuses: list[str] = field(default_factory=list)
    """Tokens that are refused once each, as if they had expired."""
    error_status: int = 200

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        token = query.get("resumptionToken")
        if query.get("verb") != "ListRecords":
            return self._error("badVerb", "Illegal OAI verb")
        if token is None:
            if query.get("metadataPrefix") != "oai_dc":
                return self._error("cannotDisseminateFormat", "only oai_dc")
            return self._list(0) if self.titles else self._error("noRecordsMatch", "")
        if set(query) != {"verb", "resumptionToken"}:
            return self._error("badArgument", "resumptionToken is an exclusive argument")
        if token in self.refuses:
            self.refuses.remove(token)
            return self._error("badResumptionToken", "The token has expired")
        start = int(token.removeprefix("at/").removesuffix("?&"))
        return self._list(start) if start < len(self.titles) else self._error("noRecordsMatch", "")

    def _list(self, start: int) -> Answer:
        end = start + self.size
        records = "".join(self._record(i) for i in range(start, min(end, len(self.titles))))
        is_last = end >= len(self.titles) + (1 if self.ends_with_error else 0)
        total = f' completeListSize="{len(self.titles)}" cursor="{start}"' if self.states_total else ""
        token = "" if is_last else escape(f"at/{end}?&")
        closing = f"<resumptionToken{total}>{token}</resumptionToken>" if start or not is_last else ""
        return self._answer(f"<ListRecords>{records}{closing}</ListRecords>")

    def _record(self, index: int) -> str:
        header = f"<identifier>oai:repository.test:{index}</identifier><datestamp>2024-01-01</datestamp>"
        if index in self.deleted:
            return f'<record><header status="deleted">{header}</header></record>'
        return (
            f"<record><header>{header}<setSpec>all</setSpec></header><metadata>"
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(self.titles[index])}</dc:title><dc:creator>Doe, Jane</dc:creator>"
            f"<dc:identifier>{HOST}/item/{index}</dc:identifier><dc:date>2019</dc:date>"
            "</oai_dc:dc></metadata></record>"
        )

    def _error(self, code: str, said: str) -> Answer:
        status = 200 if code == "noRecordsMatch" else self.error_status
        return self._answer(f'<error code="{code}">{said}</error>', status)

    def _answer(self, inner: str, status: int = 200) -> Answer:
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>2026-11-20T12:00:00Z</responseDate><request>{HOST}/oai</request>{inner}</OAI-PMH>"
        )
        return Answer(body=body.encode(), content_type=XML, status=status)


@dataclass(slots=True)
class WordPress:
    """WordPress REST API, https://developer.wordpress.org/rest-api/using-the-rest-api/pagination/."""

    titles: Sequence[str]
    has_headers: bool = True

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        if not path.endswith("/wp-json/wp/v2/posts"):
            return _json({"code": "rest_no_route", "message": "No route was found"}, status=404)
        size, page = int(query.get("per_page", "10")), int(query.get("page", "1"))
        if not 1 <= size <= 100:
            return _json(
                {"code": "rest_invalid_param", "message": "Invalid parameter(s): per_page"}, status=400
            )
        pages = -(-len(self.titles) // size)
        if page > max(pages, 1):
            said = "The page number requested is larger than the number of pages available."
            return _json({"code": "rest_post_invalid_page_number", "message": said}, status=400)
        headers = {"X-WP-Total": str(len(self.titles)), "X-WP-TotalPages": str(pages)}
        indices = range(len(self.titles))[(page - 1) * size : page * size]
        return _json([self._post(i) for i in indices], headers=headers if self.has_headers else {})

    def _post(self, index: int) -> object:
        return {
            "id": 100 + index,
            "date": "2024-05-03T10:00:00",
            "link": f"{HOST}/handbook-{index}/",
            "type": "post",
            "title": {"rendered": escape(self.titles[index])},
            "content": {"rendered": "<p>All of it. <a href='/wp-content/uploads/f.pdf'>Download</a></p>"},
            "excerpt": {"rendered": "<p>Some of it [&hellip;]</p>\n"},
            "_embedded": {
                "wp:term": [
                    [{"taxonomy": "category", "name": "Return &amp; reintegration", "slug": "return"}],
                    [{"taxonomy": "resource_type", "name": "Handbook", "slug": "handbook"}],
                    [{"taxonomy": "country", "name": "Armenia", "slug": "armenia"}],
                ]
            },
        }


@dataclass(slots=True)
class DrupalJsonApi:
    """Drupal JSON:API, https://www.drupal.org/docs/core-modules-and-themes/core-modules/jsonapi-module/pagination."""

    titles: Sequence[str]
    refuses_includes: bool = False
    hidden: frozenset[int] = frozenset()
    """Entries that count for a page, but are left out of it for want of access."""

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        if path != "/jsonapi/node/publication":
            return _json({"jsonapi": {"version": "1.0"}, "errors": [{"title": "Not Found"}]}, status=404)
        include = [name for name in query.get("include", "").split(",") if name]
        if include and self.refuses_includes:
            error = {"title": "Bad Request", "detail": f"`{include[0]}` is not a valid include path."}
            return _json({"jsonapi": {"version": "1.0"}, "errors": [error]}, status=400)
        size, offset = min(int(query.get("page[limit]", "50")), 50), int(query.get("page[offset]", "0"))
        indices = range(len(self.titles))[offset : offset + size]
        shown = [index for index in indices if index not in self.hidden]
        answer: dict[str, object] = {
            "jsonapi": {"version": "1.0", "meta": {}},
            "data": [self._node(index) for index in shown],
            "links": {"self": {"href": f"{HOST}{path}"}},
        }
        if len(shown) < len(indices):
            omitted = {f"item--{index}": {"href": "…"} for index in indices if index in self.hidden}
            answer["meta"] = {"omitted": {"detail": "…", "links": {"help": {"href": "…"}, **omitted}}}
        if include:
            answer["included"] = self._included(include)
        if offset + size < len(self.titles):
            values = {**query, "page[offset]": str(offset + size), "page[limit]": str(size)}
            following = "&".join(f"{quote(name)}={quote(value)}" for name, value in values.items())
            answer["links"] = {"self": {"href": f"{HOST}{path}"}, "next": {"href": f"{path}?{following}"}}
        return _json(answer, content_type="application/vnd.api+json")

    def _node(self, index: int) -> object:
        def refer(kind: str, number: int) -> object:
            return {"data": [{"type": kind, "id": f"{kind}-{number}"}]}

        return {
            "type": "node--publication",
            "id": f"00000000-0000-0000-0000-{index:012}",
            "attributes": {
                "drupal_internal__nid": index,
                "langcode": "en",
                "title": self.titles[index],
                "created": "2024-01-01T00:00:00+00:00",
                "path": {"alias": f"/publications/{index}", "pid": 1, "langcode": "en"},
                "body": {"value": "<p>Text</p>", "processed": "<p>Text of it.</p>", "summary": "A summary."},
                "field_publication_date": "2019-11",
            },
            "relationships": {
                "node_type": {"data": {"type": "node_type--node_type", "id": "t"}},
                "field_country": refer("taxonomy_term--country", 1),
                "field_topics": refer("taxonomy_term--tags", 1),
                "field_document": refer("media--document", 1),
                "field_cover_image": refer("file--file", 9),
            },
        }

    def _included(self, include: Sequence[str]) -> list[object]:
        included: list[object] = [
            {
                "type": "taxonomy_term--country",
                "id": "taxonomy_term--country-1",
                "attributes": {"name": "Armenia"},
            },
            {"type": "taxonomy_term--tags", "id": "taxonomy_term--tags-1", "attributes": {"name": "Return"}},
            {
                "type": "media--document",
                "id": "media--document-1",
                "attributes": {"name": "guide.pdf"},
                "relationships": {
                    "field_media_document": {"data": {"type": "file--file", "id": "file--file-1"}}
                },
            },
            {"type": "file--file", "id": "file--file-9", "attributes": {"uri": {"url": "/files/cover.png"}}},
        ]
        if "field_document.field_media_document" in include:
            uri = {"value": "public://guide.pdf", "url": "/sites/default/files/guide.pdf"}
            included.append({"type": "file--file", "id": "file--file-1", "attributes": {"uri": uri}})
        return included


@dataclass(slots=True)
class ReliefWeb:
    """ReliefWeb API, https://apidoc.reliefweb.int/result-structure and /parameters."""

    titles: Sequence[str]

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        if query.get("appname") != "approved":
            error = {"type": "AccessDeniedHttpException", "message": "You are not using an approved appname"}
            return _json({"status": 403, "time": 1, "error": error}, status=403)
        limit, offset = int(query.get("limit", "10")), int(query.get("offset", "0"))
        if not 0 <= limit <= 1000:
            said = 'Invalid "limit" specified. Valid values are between 0 and 1000'
            return _json({"status": 400, "error": {"type": "BadRequest", "message": said}}, status=400)
        items = [self._item(i) for i in range(len(self.titles))[offset : offset + limit]]
        answer = {"time": 1, "href": HOST, "links": {}, "took": 1, "totalCount": len(self.titles)}
        return _json({**answer, "count": len(items), "data": items})

    def _item(self, index: int) -> object:
        fields = {
            "id": 4_000_000 + index,
            "title": self.titles[index],
            "body": "The **whole** text.",
            "url": f"https://reliefweb.int/node/{4_000_000 + index}",
            "url_alias": f"https://reliefweb.int/report/armenia/{index}",
            "date": {"created": "2024-02-02T00:00:00+00:00", "original": "2024-02-01T00:00:00+00:00"},
            "source": [{"name": "International Organization for Migration"}],
            "language": [{"id": 267, "name": "English", "code": "en"}],
            "country": [{"name": "Armenia", "iso3": "arm"}],
            "theme": [{"name": "Protection and Human Rights"}],
            "format": [{"name": "Manual and Guideline"}],
            "file": [
                {"url": f"https://reliefweb.int/attachments/{index}/guide.pdf", "mimetype": "application/pdf"}
            ],
        }
        return {
            "id": str(fields["id"]),
            "score": 1,
            "href": f"{HOST}/v2/reports/{fields['id']}",
            "fields": fields,
        }


@dataclass(slots=True)
class DSpace:
    """DSpace REST contract, https://github.com/DSpace/RestContract/blob/main/search-endpoint.md."""

    titles: Sequence[str]

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        if path != "/server/api/discover/search/objects":
            return _json({"status": 404, "error": "Not Found", "message": "no such endpoint"}, status=404)
        size, number = min(int(query.get("size", "20")), 100), int(query.get("page", "0"))
        indices = range(len(self.titles))[number * size : (number + 1) * size]
        result = {
            "_embedded": {"objects": [{"_embedded": {"indexableObject": self._item(i)}} for i in indices]},
            "page": {
                "number": number,
                "size": size,
                "totalPages": -(-len(self.titles) // size),
                "totalElements": len(self.titles),
            },
        }
        return _json(
            {"type": "discover", "_embedded": {"searchResult": result}}, content_type="application/hal+json"
        )

    def _item(self, index: int) -> object:
        def values(*texts: str) -> list[object]:
            return [{"value": text, "language": "en", "place": place} for place, text in enumerate(texts)]

        content = {"content": {"href": f"{HOST}/server/api/core/bitstreams/{index}/content"}}
        bundles = [
            {
                "name": "THUMBNAIL",
                "_embedded": {"bitstreams": {"_embedded": {"bitstreams": [{"_links": {}}]}}},
            },
            {
                "name": "ORIGINAL",
                "_embedded": {"bitstreams": {"_embedded": {"bitstreams": [{"_links": content}]}}},
            },
        ]
        return {
            "uuid": f"00000000-0000-0000-0000-{index:012}",
            "name": self.titles[index],
            "handle": f"10665/{index}",
            "type": "item",
            "metadata": {
                "dc.title": values(self.titles[index]),
                "dc.contributor.author": values("Doe, Jane", "Roe, Richard"),
                "dc.date.issued": values("2019-11"),
                "dc.date.accessioned": values("2020-01-01T00:00:00Z"),
                "dc.identifier.uri": values(f"https://hdl.handle.net/10665/{index}"),
                "dc.identifier.isbn": values("9789290681234"),
                "dc.language.iso": values("en"),
                "dc.type": values("Publications"),
                "dc.subject": values("Refugees"),
                "dc.description.abstract": values("What it is about."),
            },
            "_embedded": {"bundles": {"_embedded": {"bundles": bundles}}},
        }


@dataclass(slots=True)
class PagedFeed:
    """An Atom feed (RFC 4287) in pages (RFC 5005 section 3)."""

    titles: Sequence[str]
    size: int = 3

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        start = int(query.get("from", "0"))
        end = start + self.size
        entries = "".join(self._entry(i) for i in range(len(self.titles))[start:end])
        following = f'<link rel="next" href="{path}?from={end}"/>' if end < len(self.titles) else ""
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{following}{entries}</feed>'
        return Answer(body=body.encode(), content_type="application/atom+xml")

    def _entry(self, index: int) -> str:
        return (
            f"<entry><id>urn:entry:{index}</id><title>{escape(self.titles[index])}</title>"
            f'<link href="/item/{index}"/><updated>2024-01-01T00:00:00Z</updated></entry>'
        )


def _json(
    value: object, *, status: int = 200, headers: dict[str, str] | None = None, content_type: str = JSON
) -> Answer:
    return Answer(
        body=json.dumps(value).encode(), status=status, headers=headers or {}, content_type=content_type
    )
