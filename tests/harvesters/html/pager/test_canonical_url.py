"""A pager is understood wherever its page was fetched from."""

import pytest

from harvesters.html.listing.listing import read_listing
from harvesters.html.markup import open_markup
from harvesters.html.outline import outline_page
from harvesters.html.pager.canonical_url import own_url
from models.source import ListingRules

ROWS = "".join(
    f'<li class="row"><h3><a href="{{home}}/reports/{n}">Report on topic {n}</a></h3><p>Some words.</p></li>'
    for n in range(8)
)
FROM = [
    "https://site.example/list/page/3/",
    "http://127.0.0.1:8000/saved/page.html",
    "http://127.0.0.1:8000/",
]


def make_page(pager: str, *, home: str = "https://site.example", head: str = "") -> bytes:
    rows = ROWS.format(home=home)
    return f"<html><head>{head}</head><body><main><ul>{rows}</ul>{pager}</main></body></html>".encode()


def next_url(page: bytes, url: str) -> str | None:
    return read_listing(open_markup(page, url), ListingRules()).next_url


@pytest.mark.parametrize("url", FROM)
def test_declared_address_tells_the_newer_page_from_the_older(url: str) -> None:
    page = make_page(
        '<nav class="pager"><a href="https://site.example/list/page/2/">«</a>'
        '<a href="https://site.example/list/page/4/">»</a></nav>',
        head='<link rel="canonical" href="https://site.example/list/page/3/">',
    )
    assert next_url(page, url) == "https://site.example/list/page/4/"


@pytest.mark.parametrize("url", FROM)
def test_row_of_numbers_tells_which_page_comes_next(url: str) -> None:
    numbers = "".join(
        f"<li><a href='/list?start={10 * (n - 1)}'>{n}</a></li>" if n != 3 else "<li class='active'>3</li>"
        for n in range(1, 6)
    )
    page = make_page(f"<ul class='pagination'>{numbers}</ul>", home="")
    found = next_url(page, url)
    assert found is not None
    assert found.endswith("/list?start=30")


@pytest.mark.parametrize("url", FROM)
def test_older_posts_lead_on_from_a_page_served_elsewhere(url: str) -> None:
    page = make_page(
        '<nav class="navigation"><div class="nav-previous">'
        '<a href="https://site.example/list/page/4/">Older posts</a></div></nav>'
    )
    assert next_url(page, url) == "https://site.example/list/page/4/"


def test_page_that_links_to_itself_is_where_it_was_fetched_from() -> None:
    page = make_page(
        '<a href="/list">All reports</a>',
        home="",
        head='<link rel="canonical" href="https://other.example/x">',
    )
    markup = open_markup(page, "https://site.example/list?page=2")
    assert own_url(markup, outline_page(markup.root)) == "https://site.example/list?page=2"


def test_page_without_links_is_where_it_was_fetched_from() -> None:
    markup = open_markup(b"<html><body><p>Nothing here.</p></body></html>", "https://site.example/list")
    assert own_url(markup, outline_page(markup.root)) == "https://site.example/list"
