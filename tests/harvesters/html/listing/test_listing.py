"""A listing read by the selectors of its source."""

import pytest

from harvesters.html.listing.gaps import needs_detail
from harvesters.html.listing.listing import ListingPage, read_listing
from harvesters.html.markup import open_markup
from models.errors import SourceInvalid
from models.source import FieldRule, ListingRules
from text.teasers import strip_cut_off

URL = "https://example.org/en/list?page=0"
CARDS = """
<ul class="cards">
  <li class="card"><h3><a href="/en/a">First <b>manual</b></a></h3><p class="t">One
     teaser<br>in two lines</p><a class="file" href="a.pdf">PDF</a><a class="file" href="a-fr.pdf">FR</a></li>
  <li class="card"><h3><a href="/en/b">Second</a></h3><span lang="fr">Français</span><script>x()</script></li>
</ul>
<ul class="pager"><li class="next"><a href="
   ?page=1&amp;amp;sort=a">Next</a></li></ul>
"""


def read(html: str, rules: ListingRules) -> ListingPage:
    return read_listing(open_markup(html.encode(), URL), rules)


def rules(**selectors: str | tuple[str, ...]) -> ListingRules:
    given = {name: (value,) if isinstance(value, str) else value for name, value in selectors.items()}
    row, next_page = given.pop("row", (".card",)), given.pop("next", (".next a",))
    fields = tuple(FieldRule(name=name, selectors=value) for name, value in given.items())
    return ListingRules(row=row, next=next_page, fields=fields)


def test_rows_come_in_page_order_with_their_fields() -> None:
    page = read(CARDS, rules(title="h3", teaser=".t", detail_url="a::attr(href)", file_urls=".file"))
    first, second = page.rows
    assert first.title_raw == "First manual"
    assert first.teaser_raw == "One teaser in two lines"
    assert first.detail_url == "https://example.org/en/a"
    assert first.file_urls == ("https://example.org/en/a.pdf", "https://example.org/en/a-fr.pdf")
    assert (second.title_raw, second.teaser_raw, second.file_urls) == ("Second", None, ())


def test_row_text_is_what_a_reader_sees() -> None:
    assert read(CARDS, rules(title="h3")).rows[1].row_text == "Second Français"


def test_the_first_selector_that_matches_wins() -> None:
    page = read(
        CARDS, rules(row=(".views-row", ".card"), title=("h2", "h3 a"), language=("[lang]::attr(lang)",))
    )
    assert [row.title_raw for row in page.rows] == ["First manual", "Second"]
    assert [row.language_raw for row in page.rows] == [None, "fr"]


def test_text_means_the_elements_own_text() -> None:
    assert read(CARDS, rules(title="h3 a::text")).rows[0].title_raw == "First"


def test_a_url_field_may_name_any_element_that_holds_the_link() -> None:
    assert read(CARDS, rules(detail_url="h3")).rows[0].detail_url == "https://example.org/en/a"


def test_the_next_link_is_mended_and_absolute() -> None:
    assert read(CARDS, rules()).next_url == "https://example.org/en/list?page=1&sort=a"


def test_a_next_link_that_leads_nowhere_is_none() -> None:
    html = CARDS.replace('href="\n   ?page=1&amp;amp;sort=a"', 'href="#"')
    assert read(html, rules()).next_url is None


def test_a_dangerous_link_stays_as_printed_so_that_its_record_can_be_refused() -> None:
    html = CARDS.replace('"/en/a"', '"javascript:alert(1)"')
    assert read(html, rules(detail_url="h3 a")).rows[0].detail_url == "javascript:alert(1)"


def test_a_listing_without_rows_says_whether_it_says_so() -> None:
    assert read("<main><p>No results found.</p></main>", rules()).says_empty
    assert not read("<main><p>Welcome to our site.</p></main>", rules()).says_empty
    assert not read(CARDS + "<p>No results found.</p>", rules()).says_empty


def test_the_stated_total_is_read() -> None:
    assert read(CARDS + "<div>Displaying 1 - 20 of 155</div>", rules()).stated_total == 155


def test_notes_of_the_markup_are_passed_on() -> None:
    assert read(CARDS.replace("Second", "Sec\0ond"), rules()).notes == ("1 NUL character removed",)


@pytest.mark.parametrize("selector", ["h3[", "h3::attr", "h3::first-line", ">>"])
def test_a_selector_that_is_none_is_refused(selector: str) -> None:
    with pytest.raises(SourceInvalid):
        read(CARDS, rules(title=selector))


def test_a_rule_for_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SourceInvalid, match="allowed are"):
        read(CARDS, rules(tilte="h3"))


def test_a_teaser_that_a_link_shows_to_be_cut_off_keeps_the_link() -> None:
    rows = "".join(
        f'<article class="item"><h3><a href="/{n}">Handboek {n} over terugkeer en reïntegratie</a></h3>'
        f"<p>Deze gids nummer {n} beschrijft hoe gemeenten {ending}</p></article>"
        for n, ending in enumerate(
            (
                'en scholen <a href="/1">Lees meer</a>',
                'samenwerken. <a href="/2">Lees meer</a>',
                "en scholen samenwerken.",
            ),
            start=1,
        )
    )
    page = read(f"<main>{rows}</main>", ListingRules())
    assert [needs_detail(row, ListingRules()) for row in page.rows] == [True, False, False]
    assert [strip_cut_off(row.teaser_raw or "") for row in page.rows] == [
        ("Deze gids nummer 1 beschrijft hoe gemeenten en scholen", True),
        ("Deze gids nummer 2 beschrijft hoe gemeenten samenwerken.", False),
        ("Deze gids nummer 3 beschrijft hoe gemeenten en scholen samenwerken.", False),
    ]
