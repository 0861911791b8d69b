"""Feeds as the RSS 2.0 and 1.0 specifications, RFC 4287, RFC 5005 and jsonfeed.org describe them."""

import json

import pytest

from harvesters.protocols.answer import Received
from harvesters.protocols.feed import read_feed
from models.errors import PageUnreadable

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Publications</title><language>en-us</language>
<item><title>Rights &amp;amp; &lt;i&gt;return&lt;/i&gt;</title><link>/p/1</link>
<guid isPermaLink="false">tag:1</guid><pubDate>Wed, 02 Oct 2019 13:00:00 GMT</pubDate>
<dc:creator>Jane Doe</dc:creator><dc:publisher>IOM</dc:publisher><dc:language>fr</dc:language>
<dc:identifier>ISBN 978-92-9068-123-4</dc:identifier><prism:doi>10.1234/abc</prism:doi>
<category>Return</category><category>Rights</category><description>Short. </description>
<content:encoded><![CDATA[<p>All of it.</p><a href="/files/annex.pdf">Annex</a>]]></content:encoded>
<enclosure url="/files/guide.pdf" type="application/pdf" length="1"/>
<enclosure url="/talk.mp3" type="audio/mpeg" length="1"/><media:thumbnail url="/cover.jpg"/></item>
<item><title>Second</title><guid>https://site.test/p/2</guid></item>
</channel></rss>"""


def received(body: str | bytes, content_type: str = "application/rss+xml") -> Received:
    raw = body.encode() if isinstance(body, str) else body
    return Received(url="https://site.test/feed", body=raw, content_type=content_type)


def test_an_rss_item_gives_all_its_fields() -> None:
    first, second = (entry.raw for entry in read_feed(received(RSS)).entries)
    assert first.native_id == "tag:1"
    assert first.title_raw == "Rights & return"
    assert (first.teaser_raw, first.abstract_raw) == ("Short.", "All of it. Annex")
    assert first.detail_url == "https://site.test/p/1"
    assert first.file_urls == ("https://site.test/files/guide.pdf", "https://site.test/files/annex.pdf")
    assert first.date_raw == "Wed, 02 Oct 2019 13:00:00 GMT"
    assert (first.language_raw, first.publisher_raw, first.authors_raw) == ("fr", "IOM", ("Jane Doe",))
    assert (first.isbn_raw, first.doi_raw) == ("978-92-9068-123-4", "10.1234/abc")
    assert first.topics_raw == ("Return", "Rights")
    assert first.image_url == "https://site.test/cover.jpg"
    assert "Rights & return" in first.row_text
    assert (second.native_id, second.detail_url) == ("https://site.test/p/2", "https://site.test/p/2")


def test_the_language_of_the_channel_is_not_that_of_its_items() -> None:
    assert read_feed(received(RSS)).entries[1].raw.language_raw is None


def test_rdf_and_atom_are_feeds() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="x"><title>t</title></channel>
    <item rdf:about="https://site.test/1"><title>One</title><link>https://site.test/1</link></item></rdf:RDF>"""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/>
    <entry><id>urn:1</id><title type="html">One &amp;lt; two</title><link href="1.html"/></entry></feed>"""
    assert read_feed(received(rdf)).entries[0].raw.detail_url == "https://site.test/1"
    page = read_feed(received(atom))
    assert page.entries[0].raw.title_raw == "One < two"
    assert page.next_url == "https://site.test/feed?page=2"


def test_a_json_feed_gives_its_items_and_where_it_goes_on() -> None:
    item = {
        "id": 7,
        "url": "/p/7",
        "title": "Guide",
        "content_html": "<p>Text &amp; <a href='/g.pdf'>file</a></p>",
        "summary": "Short",
        "date_published": "2024-01-01T00:00:00Z",
        "authors": [{"name": "Jane"}],
        "tags": ["Return"],
        "language": "es",
        "attachments": [
            {"url": "/a.pdf", "mime_type": "application/pdf"},
            {"url": "/a.mp3", "mime_type": "audio/mp3"},
        ],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item, "odd"], "next_url": "/feed?p=2"}
    page = read_feed(received(json.dumps(feed), "application/feed+json"))
    (raw,) = page.rows
    assert (raw.native_id, raw.title_raw, raw.teaser_raw, raw.abstract_raw) == (
        "7",
        "Guide",
        "Short",
        "Text & file",
    )
    assert raw.file_urls == ("https://site.test/a.pdf", "https://site.test/g.pdf")
    assert (raw.language_raw, raw.authors_raw, raw.topics_raw) == ("es", ("Jane",), ("Return",))
    assert page.next_url == "https://site.test/feed?p=2"


def test_a_feed_that_is_not_well_formed_gives_what_it_has_and_says_so() -> None:
    body = "<rss version='2.0'><channel><item><title>One &nbsp; & two</title></item><item><title>Cut"
    page = read_feed(received(body))
    assert page.rows[0].title_raw == "One & two"
    assert any("not well-formed" in note for note in page.notes)


def test_an_empty_feed_says_so_only_if_it_is_whole() -> None:
    assert read_feed(received("<rss version='2.0'><channel></channel></rss>")).says_empty
    assert not read_feed(received("<rss version='2.0'><channel>")).says_empty


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!DOCTYPE html><html><title>Log in</title></html>", "not a feed but an HTML page titled 'Log in'"),
        ("<urlset><url><loc>x</loc></url></urlset>", "neither a channel nor entries"),
        ('{"items": []}', "JSON but no JSON Feed"),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'/>", "defines XML entities"),
    ],
)
def test_what_is_no_feed_is_refused(body: str, reason: str) -> None:
    with pytest.raises(PageUnreadable, match=reason):
        read_feed(received(body))


def test_values_of_a_json_feed_that_are_no_strings_are_passed_over() -> None:
    odd: list[object] = [["a"], {"a": 1}, None, True, 7]
    names = (
        "id",
        "url",
        "summary",
        "content_text",
        "content_html",
        "image",
        "language",
        "date_published",
        "tags",
    )
    items = [
        {
            "title": "One",
            **dict.fromkeys(names, value),
            "authors": [{"name": value}],
            "attachments": [{"url": value}],
        }
        for value in odd
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    page = read_feed(Received(url="https://example.org/feed.json", body=body))
    assert [row.title_raw for row in page.rows] == ["One"] * len(odd)
    assert page.rows[0].detail_url is None
    assert page.rows[0].topics_raw == ("a",)
