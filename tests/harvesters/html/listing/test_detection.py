"""Lists found without selectors, on pages of many kinds and languages."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import open_markup
from models.source import FieldRule, ListingRules
from tests.harvesters.html.listing.listing_variants import Variant, in_frame, listing_variants, make_entries

DETECT = ListingRules()
URL = "https://example.org/en/publications"


def read(html: str, rules: ListingRules = DETECT) -> ListingPage:
    return read_listing(open_markup(html.encode(), URL), rules)


def variants(count: int, language: str) -> list[object]:
    return [
        pytest.param(variant, id=f"{variant.name}, {count} in {language}")
        for variant in listing_variants(count, language)
    ]


@pytest.mark.parametrize(
    "variant",
    [
        *variants(2, "en"),
        *variants(10, "en"),
        *variants(40, "en"),
        *variants(10, "ja"),
        *variants(5, "ar"),
        *variants(5, "hi"),
        *variants(3, "el"),
        *variants(3, "cs"),
    ],
)
def test_every_kind_of_list_is_found_in_its_frame(variant: Variant) -> None:
    page = read(variant.html)
    assert tuple(row.title_raw for row in page.rows) == variant.titles
    assert page.next_url == variant.next_url


def rows_of(name: str) -> ListingPage:
    return read(next(variant.html for variant in listing_variants(10) if variant.name == name))


def test_a_row_s_fields_are_found_by_what_stands_in_their_place() -> None:
    row = rows_of("table").rows[0]
    assert row.date_raw == "1 June 2024"
    assert row.language_raw == "English"
    assert row.detail_url == "https://example.org/en/entry-1"
    assert row.file_urls == ("https://example.org/files/entry-1.pdf",)


def test_labels_say_what_a_text_is() -> None:
    row = rows_of("search results").rows[0]
    assert (row.publisher_raw, row.date_raw) == ("Ministry of Order", "1 June 2024")


def test_a_file_is_not_a_detail_page() -> None:
    row = rows_of("list of files").rows[0]
    assert (row.detail_url, row.file_urls) == (None, ("https://example.org/files/entry-1.pdf",))


def test_all_files_of_an_entry_belong_to_its_row() -> None:
    row = rows_of("files in three languages").rows[0]
    assert row.file_urls == tuple(
        f"https://example.org/files/entry-1-{code}.pdf" for code in ("en", "fr", "es")
    )


def test_a_teaser_ends_before_its_read_more_link() -> None:
    entry = make_entries(1)[0]
    assert rows_of("WordPress archive").rows[0].teaser_raw == entry.teaser


def test_a_card_that_is_a_link_leads_to_its_entry_and_shows_its_picture() -> None:
    row = rows_of("tiles that are links").rows[0]
    assert row.detail_url == "https://example.org/en/entry-1"
    assert row.image_url == "https://example.org/i/entry-1.jpg"


def test_authors_and_publisher_are_told_apart() -> None:
    row = rows_of("repository").rows[0]
    assert row.authors_raw[0].startswith("Doe")
    assert row.publisher_raw == "Some Press"


def test_a_dangerous_title_link_stays_as_printed() -> None:
    html = rows_html().replace("/en/entry-2", "javascript:alert(1)")
    assert read(html).rows[1].detail_url == "javascript:alert(1)"


def rows_html() -> str:
    return next(variant.html for variant in listing_variants(6) if variant.name == "Drupal 7 view")


def test_fields_are_detected_inside_given_rows() -> None:
    page = read(rows_html(), ListingRules(row=(".views-row",)))
    assert [row.title_raw for row in page.rows] == [entry.title for entry in make_entries(6)]


def test_given_fields_are_read_inside_detected_rows() -> None:
    rules = ListingRules(fields=(FieldRule(name="date", selectors=(".views-field-created",)),))
    page = read(rows_html(), rules)
    entry = make_entries(1)[0]
    assert [(row.title_raw, row.date_raw) for row in page.rows[:1]] == [(entry.title, entry.date)]


def test_a_rule_that_finds_nothing_leaves_its_field_empty() -> None:
    rules = ListingRules(row=(".views-row",), fields=(FieldRule(name="date", selectors=(".no-such-place",)),))
    assert [row.date_raw for row in read(rows_html(), rules).rows] == [None] * 6


def test_a_remark_before_the_rows_is_no_row() -> None:
    rows = "".join(
        f'<p><a href="{at}.pdf">Smith v. Jones {at}</a>, filed June {at}, 2024</p>' for at in range(1, 9)
    )
    page = read(in_frame(f'<div><p><a href="/back">Back to courts</a></p>{rows}</div>', make_entries(3)))
    assert len(page.rows) == 8


def test_a_docket_number_is_not_the_title() -> None:
    rows = "".join(
        f'<tr><td><a href="/o/{at}.pdf">23-AP-{140 + at}</a></td><td>In re Petition of Apple Hill {at}</td>'
        for at in range(6)
    )
    page = read(in_frame(f"<table>{rows}</table>", make_entries(3)))
    assert [row.title_raw for row in page.rows][:1] == ["In re Petition of Apple Hill 0"]


def test_headings_between_the_rows_of_a_table_are_no_rows() -> None:
    row = '<tr><td>{n}</td><td><a href="/{year}/{n}">Annual report {n} of {year}</a></td><td>x</td></tr>'
    rows = "".join(
        f"<tr><td colspan=3><b>June {year}</b></td></tr>"
        + "".join(row.format(n=number, year=year) for number in range(3))
        for year in (2023, 2024)
    )
    assert len(read(in_frame(f"<table>{rows}</table>", make_entries(3))).rows) == 6


@pytest.mark.parametrize("statement", ["No results found.", "Aucun résultat", "لا توجد نتائج"])
def test_the_sidebar_of_an_empty_list_is_not_the_list(statement: str) -> None:
    page = read(in_frame(f"<p>{statement}</p>", make_entries(6)))
    assert (page.rows, page.says_empty) == ((), True)


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Use of the site</h2><p>You may use this site as you like.</p><h2>Liability</h2>"
        "<p>We are not liable.</p><h2>Changes</h2><p>These terms may change without notice at any time.</p>",
        "<p>First paragraph of a text about nothing.</p><p>Second paragraph of it.</p><p>The third.</p>",
    ],
)
def test_prose_is_no_list(body: str) -> None:
    menu = "<nav><ul><li><a href=/a>Home</a><li><a href=/b>About</a></ul></nav>"
    html = f"<html><body>{menu}<main>{body}</main></body>"
    assert read(html).rows == ()


def test_two_thousand_rows_in_two_megabytes_take_less_than_two_seconds() -> None:
    variant = next(variant for variant in listing_variants(2000) if variant.name == "WordPress archive")
    html = variant.html + "<!--" + "x" * 300_000 + "-->"
    assert len(html) > 2_000_000
    started = time.process_time()
    page = read(html)
    assert time.process_time() - started < 2
    assert len(page.rows) == 2000


VOCABULARY = (
    "aid",
    "border",
    "camp",
    "data",
    "exile",
    "family",
    "guide",
    "health",
    "law",
    "migrant",
    "rights",
)
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=3, max_size=12)
TITLES = st.lists(WORDS.map(" ".join), min_size=3, max_size=30, unique=True)


@settings(max_examples=40, deadline=None)
@given(titles=TITLES, space=st.sampled_from(["", "\n  "]))
def test_titles_come_out_as_they_went_in_however_the_markup_is_laid_out(
    titles: list[str], space: str
) -> None:
    rows = space.join(
        f'<li{space}><h3>{space}<a href="/d/{at}">{title}</a>{space}</h3><!-- x --><p>{at} pages</p></li>'
        for at, title in enumerate(titles)
    )
    page = read(in_frame(f"<ul>{space}{rows}{space}</ul>", make_entries(3)))
    assert [row.title_raw for row in page.rows] == titles


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=2000))
def test_any_markup_is_read_without_failing(body: str) -> None:
    read(f"<html><body>{body}<ul><li><a href=/x>A title of some length</a></ul></body></html>")
