"""The REST answers of WordPress, Drupal, ReliefWeb and DSpace, field by field and error by error."""

import json
from collections.abc import Callable

import pytest

from harvesters.protocols.answer import AnswerPage, Received
from harvesters.protocols.drupal_jsonapi import read_drupal_jsonapi
from harvesters.protocols.dspace import first_url as first_of_dspace
from harvesters.protocols.dspace import read_dspace
from harvesters.protocols.reliefweb import first_url as first_of_reliefweb
from harvesters.protocols.reliefweb import read_reliefweb
from harvesters.protocols.wordpress import first_url as first_of_wordpress
from harvesters.protocols.wordpress import read_wordpress
from models.errors import PageUnreadable, SourceInvalid
from models.run import EndProof
from models.source import SourceKind
from tests.harvesters.protocols.reading import walk_list
from tests.harvesters.protocols.repositories import HOST, DrupalJsonApi, DSpace, ReliefWeb, WordPress

TITLE = "Rights & return <2nd>"


def answer(value: object, url: str = f"{HOST}/wp-json/wp/v2/posts") -> Received:
    return Received(url=url, body=json.dumps(value).encode(), content_type="application/json")


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://s.test/", "https://s.test/wp-json/wp/v2/posts?"),
        ("https://s.test/blog/", "https://s.test/blog/wp-json/wp/v2/posts?"),
        ("https://s.test/wp-json", "https://s.test/wp-json/wp/v2/posts?"),
        ("https://s.test/wp-json/wp/v2/publication", "https://s.test/wp-json/wp/v2/publication?"),
        ("https://s.test/?rest_route=/wp/v2/pages", "https://s.test/?rest_route=/wp/v2/pages&"),
    ],
)
def test_a_wordpress_site_is_asked_for_its_posts_unless_it_names_another_collection(
    url: str, start: str
) -> None:
    first = first_of_wordpress(url)
    assert first.startswith(start)
    assert first.endswith("per_page=100&orderby=id&order=asc&_embed=1")


def test_a_wordpress_post_gives_all_its_fields() -> None:
    (raw,) = [e.raw for e in walk_list(WordPress([TITLE]), SourceKind.WORDPRESS, f"{HOST}/wp-json").entries]
    assert (raw.native_id, raw.title_raw, raw.detail_url) == ("100", TITLE, f"{HOST}/handbook-0/")
    assert (raw.teaser_raw, raw.abstract_raw) == ("Some of it […]", "All of it. Download")
    assert raw.file_urls == (f"{HOST}/wp-content/uploads/f.pdf",)
    assert (raw.type_raw, raw.countries_raw, raw.topics_raw) == (
        "Handbook",
        ("Armenia",),
        ("Return & reintegration",),
    )
    assert raw.date_raw == "2024-05-03T10:00:00"


def test_custom_fields_of_wordpress_are_read_by_their_names() -> None:
    acf = {
        "publication_date": "2019",
        "isbn": "978-92-9068-123-4",
        "document": {"title": "x", "url": "https://s.test/d.pdf"},
        "language": "French",
        "is_new": True,
    }
    post = {"id": 1, "date": "2024-01-01T00:00:00", "title": {"rendered": "T"}, "acf": acf, "meta": []}
    (raw,) = read_wordpress(answer([post])).rows
    assert (raw.date_raw, raw.isbn_raw, raw.language_raw) == ("2019", "978-92-9068-123-4", "French")
    assert raw.file_urls == ("https://s.test/d.pdf",)


@pytest.mark.parametrize("count", [0, 5, 6])
def test_wordpress_without_its_headers_is_read_until_a_page_is_missing_or_not_full(count: int) -> None:
    server = WordPress([f"t{n}" for n in range(count)], has_headers=False)
    walked = walk_list(server, SourceKind.WORDPRESS, f"{HOST}/wp-json/wp/v2/posts?per_page=3")
    assert len(walked.entries) == count
    assert walked.last.proof is (EndProof.NO_NEXT if count else EndProof.STATED_EMPTY)


def test_drupal_is_asked_again_with_its_files_and_terms() -> None:
    walked = walk_list(DrupalJsonApi([TITLE]), SourceKind.DRUPAL_JSONAPI, f"{HOST}/jsonapi/node/publication")
    (raw,) = [entry.raw for entry in walked.entries]
    assert (raw.native_id, raw.title_raw) == ("00000000-0000-0000-0000-000000000000", TITLE)
    assert (raw.teaser_raw, raw.abstract_raw) == ("A summary.", "Text of it.")
    assert raw.detail_url == f"{HOST}/publications/0"
    assert raw.file_urls == (f"{HOST}/sites/default/files/guide.pdf",)
    assert raw.image_url == f"{HOST}/files/cover.png"
    assert (raw.countries_raw, raw.topics_raw) == (("Armenia",), ("Return",))
    assert (raw.date_raw, raw.language_raw) == ("2019-11", "en")
    assert "field_document.field_media_document" in walked.urls[1]


def test_drupal_that_refuses_includes_is_read_without() -> None:
    server = DrupalJsonApi(["a", "b", "c"], refuses_includes=True)
    walked = walk_list(server, SourceKind.DRUPAL_JSONAPI, f"{HOST}/jsonapi/node/publication?page[limit]=2")
    assert walked.titles == ["a", "b", "c"]
    assert walked.last.proof is EndProof.NO_NEXT
    assert "&include=" not in walked.urls[-1]


def test_entries_that_drupal_hides_do_not_break_the_list() -> None:
    server = DrupalJsonApi([f"t{n}" for n in range(6)], hidden=frozenset([2, 3]))
    walked = walk_list(server, SourceKind.DRUPAL_JSONAPI, f"{HOST}/jsonapi/node/publication?page[limit]=2")
    assert walked.titles == ["t0", "t1", "t4", "t5"]
    assert walked.last.proof is EndProof.NO_NEXT


def test_a_translated_drupal_keeps_its_language_in_addresses() -> None:
    node = {"type": "node--page", "id": "u", "attributes": {"title": "T", "path": {"alias": "/p"}}}
    value = {"jsonapi": {"version": "1.0"}, "data": [node]}
    page = read_drupal_jsonapi(answer(value, f"{HOST}/fr/jsonapi/node/page"))
    assert page.rows[0].detail_url == f"{HOST}/fr/p"


def test_a_relief_web_report_gives_all_its_fields() -> None:
    walked = walk_list(ReliefWeb([TITLE]), SourceKind.RELIEFWEB, f"{HOST}/v2/reports?appname=approved")
    (raw,) = [entry.raw for entry in walked.entries]
    assert (raw.native_id, raw.title_raw, raw.abstract_raw) == ("4000000", TITLE, "The **whole** text.")
    assert raw.detail_url == "https://reliefweb.int/report/armenia/0"
    assert raw.file_urls == ("https://reliefweb.int/attachments/0/guide.pdf",)
    assert (raw.date_raw, raw.language_raw, raw.type_raw) == (
        "2024-02-01T00:00:00+00:00",
        "en",
        "Manual and Guideline",
    )
    assert raw.publisher_raw == "International Organization for Migration"
    assert (raw.countries_raw, raw.topics_raw) == (("Armenia",), ("Protection and Human Rights",))
    assert "sort[]=id:asc" in walked.urls[0]
    assert "profile=full" in walked.urls[0]


def test_relief_web_without_an_approved_name_is_explained() -> None:
    with pytest.raises(
        SourceInvalid, match="names no appname; ReliefWeb answers only to one that it has approved"
    ):
        first_of_reliefweb("https://api.reliefweb.int/v2/reports")
    walked = walk_list(ReliefWeb([TITLE]), SourceKind.RELIEFWEB, f"{HOST}/v2/reports?appname=other")
    assert walked.trouble == "the source answers: You are not using an approved appname"


def test_a_search_of_relief_web_is_kept() -> None:
    url = "https://api.reliefweb.int/v2/reports?appname=a&query[value]=guide&sort[]=date:desc&profile=list&limit=5"
    assert first_of_reliefweb(url) == f"{url}&offset=0"


def test_a_dspace_item_gives_all_its_fields() -> None:
    walked = walk_list(DSpace([TITLE]), SourceKind.DSPACE, f"{HOST}/server/api")
    (raw,) = [entry.raw for entry in walked.entries]
    assert (raw.native_id, raw.title_raw) == ("00000000-0000-0000-0000-000000000000", TITLE)
    assert (raw.detail_url, raw.isbn_raw) == ("https://hdl.handle.net/10665/0", "9789290681234")
    assert raw.file_urls == (f"{HOST}/server/api/core/bitstreams/0/content",)
    assert (raw.date_raw, raw.language_raw, raw.type_raw) == ("2019-11", "en", "Publications")
    assert (raw.authors_raw, raw.topics_raw) == (("Doe, Jane", "Roe, Richard"), ("Refugees",))
    assert raw.abstract_raw == "What it is about."


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://r.test/server/api", "https://r.test/server/api/discover/search/objects?size=100"),
        ("https://r.test/", "https://r.test/server/api/discover/search/objects?size=100"),
        (
            "https://r.test/server/api/discover/search/objects?scope=u&size=20",
            "https://r.test/server/api/discover/search/objects?scope=u&size=20&page=0",
        ),
    ],
)
def test_dspace_is_searched_for_its_items(url: str, start: str) -> None:
    assert first_of_dspace(url).startswith(start)
    assert "dsoType=item" in first_of_dspace(url)


@pytest.mark.parametrize(
    ("read", "url", "value", "better"),
    [
        (
            read_wordpress,
            f"{HOST}/wp-json/wp/v2/book?per_page=9&orderby=id&order=asc",
            {"code": "rest_invalid_param", "message": "Invalid parameter(s): orderby"},
            f"{HOST}/wp-json/wp/v2/book?per_page=9",
        ),
        (
            read_dspace,
            f"{HOST}/server/api/discover/search/objects?size=9&sort=dc.date.accessioned,ASC",
            {"status": 422, "message": "dc.date.accessioned is not a valid sort field"},
            f"{HOST}/server/api/discover/search/objects?size=9",
        ),
        (
            read_drupal_jsonapi,
            f"{HOST}/jsonapi/node/page?sort=drupal_internal__nid&page[limit]=9",
            {"errors": [{"detail": "The field `drupal_internal__nid` does not exist."}]},
            f"{HOST}/jsonapi/node/page?page[limit]=9",
        ),
    ],
)
def test_an_order_that_the_source_does_not_know_is_left_out(
    read: Callable[[Received], AnswerPage], url: str, value: object, better: str
) -> None:
    again = read(answer(value, url)).start_again
    assert again is not None
    assert again.url == better


@pytest.mark.parametrize(
    ("read", "value", "reason"),
    [
        (read_wordpress, {"code": "rest_no_route", "message": "No <b>route</b>"}, "answers: No route"),
        (read_wordpress, [{"name": "x"}], "it is no list of posts"),
        (read_drupal_jsonapi, {"errors": [{"detail": "Not allowed"}]}, "answers: Not allowed"),
        (read_drupal_jsonapi, {"data": []}, "it is no collection"),
        (read_reliefweb, {"data": {}}, "it has no list of results"),
        (read_reliefweb, [], "it has no list of results"),
        (read_dspace, {"status": 401, "message": "Log in"}, "answers: Log in"),
        (read_dspace, {"_links": {}}, "it lists nothing"),
    ],
)
def test_errors_and_other_answers_are_refused(
    read: Callable[[Received], AnswerPage], value: object, reason: str
) -> None:
    with pytest.raises(PageUnreadable, match=reason):
        read(answer(value))


@pytest.mark.parametrize("read", [read_wordpress, read_drupal_jsonapi, read_reliefweb, read_dspace])
@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None], [["x"]], {"a": [{}]}])
def test_fields_of_any_other_shape_break_nothing(read: Callable[[Received], AnswerPage], odd: object) -> None:
    """Plug-ins and themes put anything anywhere."""
    fields = ("title", "content", "excerpt", "acf", "meta", "_embedded", "link", "fields", "attributes")
    entry = {"id": 1, "type": "item", "relationships": odd, "metadata": odd} | dict.fromkeys(fields, odd)
    page = {"number": 0, "totalPages": 1, "totalElements": 1}
    whole = {"jsonapi": {}, "data": [entry], "included": odd, "meta": odd, "totalCount": 1, "page": page}
    whole["_embedded"] = {"objects": [{"_embedded": {"indexableObject": entry}}]}
    result = read(answer([entry] if read is read_wordpress else whole))
    assert len(result.entries) == 1
