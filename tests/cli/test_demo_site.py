"""The bundled site has the shape that the demonstration promises, in each of its versions."""

from http.client import HTTPConnection, HTTPResponse

import pytest
from parsel import Selector

from cli.demo_site.content import TEASER_LENGTH, list_cards, list_paragraphs
from cli.demo_site.pages import ABOUT_PATH, LISTING_PATH, render_page
from cli.demo_site.server import DemoSite

ROOT = "http://127.0.0.1:1"


def page(path: str, version: int = 1) -> Selector:
    text = render_page(path, version=version, root=ROOT)
    assert text is not None
    return Selector(text)


def ask(
    site: DemoSite, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> HTTPResponse:
    connection = HTTPConnection(site.root.removeprefix("http://"), timeout=5)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_three_pages_list_every_card_once_in_order() -> None:
    listed: list[str] = []
    path: str | None = LISTING_PATH
    pages = 0
    while path:
        shown = page(path)
        listed += shown.css(".views-row h3 a::attr(href)").getall()
        following = shown.css("li.pager__item--next a::attr(href)").get()
        path = LISTING_PATH + following if following else None
        pages += 1
    assert pages == 3
    assert listed == [card.path for card in list_cards(1)]
    assert len(set(listed)) == 51


def test_the_listing_speaks_many_languages() -> None:
    assert {card.language for card in list_cards(1)} >= {"ar", "de", "en", "es", "fr", "pt", "ru"}


def test_one_entry_is_listed_twice() -> None:
    bodies = [card.body for card in list_cards(1)]
    titles = [card.title for card in list_cards(1)]
    assert len(bodies) - len(set(bodies)) == 1
    assert len(titles) - len(set(titles)) == 1


def test_a_work_has_two_editions_and_a_translation() -> None:
    cards = [card for card in list_cards(1) if card.slug.startswith("safe-return-handbook")]
    assert sorted((card.language, card.date[-4:]) for card in cards) == [
        ("en", "2019"),
        ("en", "2023"),
        ("es", "2023"),
    ]
    detail = page("/en/resources/handbook/safe-return-handbook-second-edition")
    assert detail.css("link[hreflang=es]::attr(href)").get("").startswith(f"{ROOT}/es/resources/handbook/")


def test_long_teasers_are_cut_off_and_told_whole_on_the_detail_page() -> None:
    cut = [card for card in list_cards(1) if card.teaser != card.body]
    assert 10 < len(cut) < len(list_cards(1)) - 10
    assert all(len(card.teaser) <= TEASER_LENGTH + 1 and card.teaser.endswith("…") for card in cut)
    assert page(cut[0].path).css(".field--name-body p::text").get() == cut[0].body


def test_no_two_cards_are_alike_by_accident() -> None:
    cards = [card for card in list_cards(2) if not card.slug.endswith("-0")]
    assert len({card.path for card in cards}) == len(cards)
    assert len({card.title for card in cards}) == len(cards)
    assert len({card.file_path for card in cards}) == len(cards)


def test_the_second_version_adds_edits_and_drops_one_entry_each() -> None:
    before = {card.path: card for card in list_cards(1)}
    after = {card.path: card for card in list_cards(2)}
    assert len(after.keys() - before.keys()) == 1
    assert len(before.keys() - after.keys()) == 1
    edited = [path for path in before.keys() & after.keys() if before[path].teaser != after[path].teaser]
    assert len(edited) == 1


def test_the_second_version_words_one_funding_statement_anew() -> None:
    before = {paragraph.text for paragraph in list_paragraphs(1)}
    after = {paragraph.text for paragraph in list_paragraphs(2)}
    (gone,), (new,) = before - after, after - before
    assert "funded by" in (gone or "")
    assert "funded by" in (new or "")
    assert len(page(ABOUT_PATH, 2).css("main p")) == len(page(ABOUT_PATH, 1).css("main p"))


def test_a_page_beyond_the_end_lists_nothing() -> None:
    assert page(f"{LISTING_PATH}?page=9").css(".views-row").getall() == []


def test_the_server_answers_a_conditional_request_with_not_modified() -> None:
    with DemoSite() as site:
        tag = ask(site, LISTING_PATH).getheader("ETag")
        assert tag
        again = ask(site, LISTING_PATH, {"If-None-Match": tag})
        assert (again.status, again.getheader("ETag"), again.getheader("Content-Length")) == (304, tag, None)
        site.version = 2
        assert ask(site, LISTING_PATH, {"If-None-Match": tag}).status == 200
        assert site.answered == {200: 2, 304: 1}


@pytest.mark.parametrize("path", ["/", "/en/resources/manual/nothing", "/../about.toml"])
def test_the_server_says_not_found_to_anything_else(path: str) -> None:
    with DemoSite() as site:
        assert ask(site, path).status == 404


def test_the_server_gives_robots_and_answers_head_without_a_body() -> None:
    with DemoSite() as site:
        assert ask(site, "/robots.txt").getheader("Content-Type") == "text/plain; charset=utf-8"
        assert int(ask(site, ABOUT_PATH, method="HEAD").getheader("Content-Length") or 0) > 1000
