"""Selectors made from what was detected, and from what was known."""

import pytest

from harvesters.html.listing.listing import read_listing
from harvesters.html.markup import open_markup
from harvesters.html.selectors_from_rows.induce import induce_rules
from harvesters.html.selectors_from_rows.repair import propose_repair
from models.source import ListingRules
from tests.harvesters.html.listing.listing_variants import Variant, listing_variants

VARIANTS = listing_variants(12)
# Their rows are no elements of their own: a heading and what follows it.
_OF_SEVERAL_ELEMENTS = ("headings and paragraphs", "definition list", "two table rows an entry")
PLAIN = [variant for variant in VARIANTS if variant.name not in _OF_SEVERAL_ELEMENTS]


def name_of(variant: Variant) -> str:
    return variant.name


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_induced_selectors_read_what_was_detected(variant: Variant) -> None:
    markup = open_markup(variant.html.encode(), variant.url)
    detected = read_listing(markup, ListingRules())
    page = read_listing(markup, induce_rules(markup, detected))
    assert [row.title_raw for row in page.rows] == [row.title_raw for row in detected.rows]
    assert [row.detail_url for row in page.rows] == [row.detail_url for row in detected.rows]
    assert page.next_url == detected.next_url


@pytest.mark.parametrize("variant", PLAIN, ids=name_of)
def test_induced_selectors_hold_on_the_next_page_of_the_list(variant: Variant) -> None:
    markup = open_markup(variant.html.encode(), variant.url)
    rules = induce_rules(markup, read_listing(markup, ListingRules()))
    longer = next(other for other in listing_variants(18) if other.name == variant.name)
    page = read_listing(open_markup(longer.html.encode(), longer.url), rules)
    assert tuple(row.title_raw for row in page.rows) == longer.titles


def test_classes_come_before_places() -> None:
    variant = next(variant for variant in VARIANTS if variant.name == "Drupal 7 view")
    markup = open_markup(variant.html.encode(), variant.url)
    rules = induce_rules(markup, read_listing(markup, ListingRules()))
    assert rules.row == (".views-row",)
    assert {rule.name: rule.selectors for rule in rules.fields}["title"] == (".views-field-title",)


def test_the_next_link_is_named_by_what_says_next() -> None:
    html = VARIANTS[0].html.replace(
        '<li><a href="?page=1">next', '<li class="pager-next"><a href="?page=1">next'
    )
    markup = open_markup(html.encode(), VARIANTS[0].url)
    assert induce_rules(markup, read_listing(markup, ListingRules())).next == (".pager-next > a",)


def test_a_page_without_a_list_gives_no_rules() -> None:
    markup = open_markup(
        b"<main><h1>About us</h1><p>We are an agency.</p></main>", "https://example.org/about"
    )
    assert induce_rules(markup, read_listing(markup, ListingRules())) == ListingRules()


@pytest.mark.parametrize("variant", PLAIN, ids=name_of)
def test_known_entries_are_found_again_in_another_theme(variant: Variant) -> None:
    markup = open_markup(variant.html.encode(), variant.url)
    rules = propose_repair(markup, variant.titles[2:], ["https://old.example.org/en/entry-1"])
    assert rules is not None
    found = {row.title_raw for row in read_listing(markup, rules).rows}
    assert len(found & set(variant.titles)) >= 0.95 * len(variant.titles)


def test_a_page_without_the_known_entries_gives_no_repair() -> None:
    markup = open_markup(VARIANTS[0].html.encode(), VARIANTS[0].url)
    assert propose_repair(markup, ["Something else", "Another"], ["https://example.org/none"]) is None


def test_entries_are_known_by_their_links_where_titles_were_reworded() -> None:
    markup = open_markup(VARIANTS[0].html.encode(), VARIANTS[0].url)
    rules = propose_repair(markup, [], [f"https://old.example.org/en/entry-{at}" for at in range(1, 13)])
    assert rules is not None
    assert rules.row == (".views-row",)
