"""Sitemaps as https://www.sitemaps.org/protocol.html and Google's news extension describe them."""

import pytest

from harvesters.protocols.answer import Received
from harvesters.protocols.sitemap import read_sitemap
from models.errors import PageUnreadable


def received(body: str) -> Received:
    return Received(url="https://site.test/sitemap.xml", body=body.encode(), content_type="application/xml")


def test_a_urlset_gives_its_pages_and_the_day_of_change_no_date() -> None:
    page = read_sitemap(
        received(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
            "<url><loc>\n https://site.test/a?x=1&amp;y=2 \n</loc><lastmod>2024-05-01</lastmod>"
            "<image:image><image:loc>https://site.test/a.jpg</image:loc></image:image></url>"
            "<url><loc>/b & c</loc></url><url><loc/></url><url><loc>https://site.test/guide.pdf</loc></url></urlset>"
        )
    )
    first, second, file = page.rows
    assert (first.detail_url, first.date_raw) == ("https://site.test/a?x=1&y=2", None)
    assert first.row_text == "https://site.test/a?x=1&y=2 2024-05-01"
    assert first.image_url == "https://site.test/a.jpg"
    assert second.detail_url == "https://site.test/b%20&%20c"
    assert (file.detail_url, file.file_urls) == (None, ("https://site.test/guide.pdf",))


def test_news_tell_title_date_and_language() -> None:
    body = (
        "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://site.test/n</loc>"
        "<news:news><news:publication><news:name>N</news:name><news:language>fr</news:language></news:publication>"
        "<news:publication_date>2024-01-02</news:publication_date><news:title>Guide</news:title></news:news>"
        "</url></urlset>"
    )
    (raw,) = read_sitemap(received(body)).rows
    assert (raw.title_raw, raw.date_raw, raw.language_raw) == ("Guide", "2024-01-02", "fr")


def test_an_index_gives_its_sitemaps_also_without_loc() -> None:
    body = "<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap><sitemap>https://site.test/s2.xml</sitemap></sitemapindex>"
    page = read_sitemap(received(body))
    assert page.inner_urls == ("https://site.test/s1.xml", "https://site.test/s2.xml")


def test_a_plain_list_and_a_feed_are_sitemaps_too() -> None:
    plain = read_sitemap(
        received("\ufeffhttps://site.test/1\r\n\r\nHTTPS://site.test/2\nhttps://site.test/1\n")
    )
    assert [raw.detail_url for raw in plain.rows] == ["https://site.test/1", "HTTPS://site.test/2"]
    feed = "<rss version='2.0'><channel><item><title>t</title><link>https://site.test/1</link></item></channel></rss>"
    assert read_sitemap(received(feed)).rows[0].detail_url == "https://site.test/1"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("words\nhttps://site.test", "it has the line 'words'"),
        ("<OAI-PMH/>", "root <oai-pmh>"),
        ("<html><title>404</title></html>", "HTML page titled '404'"),
    ],
)
def test_what_is_no_sitemap_is_refused(body: str, reason: str) -> None:
    with pytest.raises(PageUnreadable, match=reason):
        read_sitemap(received(body))
