"""Row 55: links that are no URLs."""

from tests.faults.server import answer, page, send
from tests.faults.shelf import list_page, make_books, path_of
from tests.faults.stage import Stage
from tests.faults.verdicts import assert_complete, assert_incomplete, assert_unharmed

NO_URL = "http://[bad/x"


def with_bad_link(text: str, slug: str) -> str:
    assert f"/m/{slug}" in text
    return text.replace(f"/m/{slug}", NO_URL)


def test_a_row_whose_link_is_no_url_is_rejected_and_the_others_are_taken(stage: Stage) -> None:
    books = make_books()
    stage.server["/list"] = with_bad_link(list_page(books[:3], path_of(2)), books[1].slug)
    for _ in range(2):
        told = stage.harvest()
        assert_complete(told)
        assert (told.runs[0]["records_listed"], told.runs[0]["records_rejected"]) == (15, 1)
    assert stage.ops == ["create"] * 14
    rejected = stage.query("SELECT rejection FROM records WHERE rejection IS NOT NULL")
    assert [row[0] for row in rejected] == [f"the link {NO_URL!r} has no usable host"]


def test_detected_rows_that_are_followed_survive_links_that_are_no_urls(stage: Stage) -> None:
    books = make_books()
    for number in range(1, 6):
        shown = books[(number - 1) * 3 : number * 3]
        text = list_page(shown, path_of(number + 1) if number < 5 else None)
        stage.server[path_of(number)] = with_bad_link(text, shown[1].slug) if number == 2 else text
    for book in books:
        bad = f'<a href="{NO_URL}">x</a><img src="{NO_URL}"><link rel="canonical" href="{NO_URL}">'
        stage.server[f"/m/{book.slug}"] = (
            f'<html><head><base href="{NO_URL}"><meta http-equiv="refresh" content="0; url={NO_URL}"></head>'
            f"<body><main><h1>{book.title}</h1><p>{book.teaser} It has a page of its own.</p>{bad}</main>"
            "</body></html>"
        )
    stage.add_source("shelf", f"{stage.server.url}/list", rules="[listing]\nfollow = true\n")
    told = stage.harvest()
    assert_complete(told)
    assert (told.runs[0]["records_listed"], told.runs[0]["records_rejected"]) == (15, 1)
    assert len(stage.ops) == 14


def test_a_next_page_or_redirect_that_is_no_url_ends_the_walk_unproven(harvested: Stage) -> None:
    harvested.server[path_of(3)] = list_page(make_books()[6:9], NO_URL)
    assert_incomplete(harvested.harvest(), "page 4", NO_URL)
    assert_unharmed(harvested)
    harvested.server[path_of(3)] = send(answer("", f"Location: {NO_URL}", status="302 Found"))
    assert_incomplete(harvested.harvest(), "page 3", "could not be fetched")
    assert_unharmed(harvested)


def test_a_feed_and_a_sitemap_with_a_link_that_is_no_url_are_read(stage: Stage) -> None:
    items = "".join(f"<item><title>{b.title}</title><link>/m/{b.slug}</link></item>" for b in make_books())
    odd = f"<item><title>Odd</title><link>{NO_URL}</link></item>"
    stage.server["/feed"] = page(f"<rss version='2.0'><channel>{items}{odd}</channel></rss>", kind="text/xml")
    places = f"<url><loc>{NO_URL}</loc></url><url><loc>{stage.server.url}/m/one</loc></url>"
    stage.server["/sitemap.xml"] = page(f"<urlset>{places}</urlset>", kind="text/xml")
    stage.server["/m/one"] = "<html><body><main><h1>The one page of it</h1></main></body></html>"
    for kind, path, entries in (("feed", "/feed", 16), ("sitemap", "/sitemap.xml", 2)):
        stage.add_source(kind, stage.server.url + path, head=f'kind = "{kind}"', rules="")
        told = stage.harvest(kind)
        assert_complete(told)
        assert told.runs[0]["records_listed"] >= entries, told
