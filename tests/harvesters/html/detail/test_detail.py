"""A publication's own page, with rules and without."""

import pytest

from harvesters.html.detail.detail import read_detail, read_translations
from harvesters.html.markup import Markup, open_markup
from models.record import RawFields
from models.source import FieldRule, ListingRules

URL = "https://example.org/en/resources/manual/one"
FRAME = """<!DOCTYPE html><html lang="en"><head><title>The manual | Agency</title>{head}</head><body>
<header><h2>Agency</h2><nav><ul><li><a href="/a">Home</a></li><li><a href="/annual.pdf">Annual
    report</a></li></ul></nav>
</header><main>{body}</main><aside class="related"><h3>Related</h3><a href="/other.pdf">Another
    file</a></aside>
<footer><p>Published by nobody on 1 January 1999. © Agency</p></footer></body></html>"""
TEXT = "This manual explains in five chapters how practitioners assist migrants in vulnerable situations."


def markup(body: str, head: str = "") -> Markup:
    return open_markup(FRAME.format(body=body, head=head).encode(), URL)


def read(body: str, head: str = "") -> RawFields:
    return read_detail(markup(body, head), ListingRules())


DRUPAL = f"""<article class="node node--type-publication"><h1 class="page-title">The manual</h1>
<div class="field field--name-body"><p>{TEXT}</p></div>
<div class="field field--name-field-date"><div class="field__label">Publication date</div>
<div class="field__item">12 June 2019</div></div>
<div class="field field--name-field-language"><div class="field__label">Language</div><div
    class="field__item">French</div>
</div><div class="field field--name-field-country"><div class="field__label">Country</div>
<div class="field__item">Kenya</div></div>
<span class="file"><a href="/sites/default/files/manual-en.pdf">EN</a><a
    href="/sites/default/files/manual-fr.pdf">FR</a>
</span></article>"""
WORDPRESS = f"""<article class="post"><header><h1 class="entry-title">The manual</h1><div class="entry-meta">
<time datetime="2019-06-12">12 June 2019</time> by <span class="author">Jane Doe</span></div></header>
<div class="entry-content"><p>{TEXT}</p><p><a
    href="/wp-content/uploads/manual-en.pdf">Download</a></p></div></article>"""
DSPACE = f"""<div class="item-summary-view-metadata"><h2 class="page-header">The manual</h2>
<div class="simple-item-view-description"><h5>Abstract</h5><div>{TEXT}</div></div>
<div class="simple-item-view-date"><h5>Date</h5>2019-06-12</div>
<a href="/bitstream/handle/10665/1/manual-en.pdf?sequence=1">View/Open</a></div>"""
GOVUK = f"""<article><h1>The manual</h1><div class="summary"><p>{TEXT}</p></div><aside
    class="meta"><dl><dt>From:</dt>
<dd>Ministry of Order</dd><dt>First published:</dt><dd>12 June 2019</dd></dl></aside><section
    class="attachment">
<h2>Documents</h2><a href="/manual-en.pdf">The manual</a><p>Ref: LIT 10491 PDF, 446KB, 35
    pages</p></section></article>"""
OJS_HEAD = f"""<meta name="citation_title" content="The manual"><meta name="citation_author"
    content="Jane Doe">
<meta name="citation_author" content="Richard Roe"><meta name="citation_date" content="2019/06/12">
<meta name="citation_doi" content="10.1234/abc.1"><meta name="citation_pdf_url" content="{URL}/manual-en.pdf">
<meta name="DC.Description" content="{TEXT}"><meta name="citation_isbn" content="978-92-9068-771-1">
<meta name="citation_language" content="fr"><meta name="citation_publisher" content="Some Press">"""
PAGES = {
    "Drupal": (DRUPAL, ""),
    "WordPress": (WORDPRESS, ""),
    "DSpace": (DSPACE, ""),
    "gov.uk": (GOVUK, ""),
    "OJS": ("<h1>The manual</h1><p>See the file.</p>", OJS_HEAD),
}


@pytest.mark.parametrize("platform", PAGES)
def test_title_text_date_and_files_are_found_on_every_platform(platform: str) -> None:
    found = read(*PAGES[platform])
    assert found.title_raw == "The manual"
    assert found.abstract_raw is not None
    assert TEXT in found.abstract_raw
    assert found.date_raw is not None
    assert "2019" in found.date_raw
    assert found.file_urls[0].partition("?")[0].endswith("manual-en.pdf")
    assert not any(url.endswith(("annual.pdf", "other.pdf")) for url in found.file_urls)


def test_labelled_fields_are_read() -> None:
    found = read(DRUPAL)
    assert (found.language_raw, found.countries_raw, found.date_raw) == ("French", ("Kenya",), "12 June 2019")


def test_tags_made_for_publications_say_who_wrote_and_published_it() -> None:
    found = read(*PAGES["OJS"])
    assert found.authors_raw == ("Jane Doe", "Richard Roe")
    assert (found.doi_raw, found.isbn_raw) == ("10.1234/abc.1", "978-92-9068-771-1")
    assert (found.language_raw, found.publisher_raw) == ("fr", "Some Press")


def test_reference_and_number_of_pages_are_read_beside_the_file() -> None:
    found = read(GOVUK)
    assert (found.reference_raw, found.pages_raw, found.publisher_raw) == (
        "LIT 10491",
        "35",
        "Ministry of Order",
    )


def test_the_page_states_its_language_where_nothing_else_does() -> None:
    assert read(WORDPRESS).language_raw == "en"


def test_json_ld_describes_the_publication() -> None:
    head = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph":
    [{"@type": "WebSite",
    "name": "Agency"}, {"@type": "Report", "name": "The manual", "datePublished": "2019-06-12",
    "inLanguage": "es",
    "author": [{"@type": "Person", "name": "Jane Doe"}], "publisher": {"@type": "Organization", "name":
    "Some Press"},
    "encoding": {"contentUrl": "/files/m.pdf"}, "numberOfPages": 35}]}</script>"""
    found = read("<h1>Something else</h1>", head)
    assert (found.title_raw, found.date_raw, found.language_raw) == ("The manual", "2019-06-12", "es")
    assert (found.type_raw, found.publisher_raw, found.pages_raw) == ("Report", "Some Press", "35")
    assert (found.authors_raw, found.file_urls) == (("Jane Doe",), ("https://example.org/files/m.pdf",))


def test_broken_json_ld_does_no_harm() -> None:
    assert (
        read(WORDPRESS, '<script type="application/ld+json">{"@type": "Report", </script>').title_raw
        == "The manual"
    )


def test_microdata_describes_the_publication() -> None:
    body = """<div itemscope itemtype="https://schema.org/Book"><h1 itemprop="name">The manual</h1>
    <span itemprop="isbn">9789290687711</span><span itemprop="author">Jane Doe</span></div>"""
    found = read(body)
    assert (found.isbn_raw, found.authors_raw, found.type_raw) == ("9789290687711", ("Jane Doe",), "Book")


def test_a_page_without_headings_is_named_by_its_title_element() -> None:
    assert read("<p>Text</p>").title_raw == "The manual"


def test_open_graph_is_asked_last() -> None:
    head = '<meta property="og:title" content="Shared title"><meta property="og:image" content="/i.png">'
    assert read(WORDPRESS, head).title_raw == "The manual"
    assert read(WORDPRESS, head).image_url == "https://example.org/i.png"
    assert read("<p>Text</p>", head).title_raw == "Shared title"


def test_rules_alone_are_asked_where_there_are_any() -> None:
    rules = ListingRules(detail_fields=(FieldRule(name="abstract", selectors=(".field--name-body",)),))
    found = read_detail(markup(DRUPAL), rules)
    assert (found.abstract_raw, found.title_raw) == (TEXT, None)


def test_translations_are_what_hreflang_states() -> None:
    head = f"""<link rel="alternate" hreflang="fr" href="/fr/resources/manual/one">
    <link rel="alternate" hreflang="en" href="{URL}"><link rel="alternate" hreflang="x-default" href="/">"""
    assert read_translations(markup("", head)) == (("fr", "https://example.org/fr/resources/manual/one"),)


def test_every_detail_page_of_a_corpus_of_real_pages_has_a_title(
    corpus_pages: list[tuple[str, bytes]],
) -> None:
    pages = [(name, open_markup(body, URL)) for name, body in corpus_pages if name.startswith("detail/")]
    assert pages
    assert [name for name, page in pages if not read_detail(page, ListingRules()).title_raw] == []


@pytest.mark.parametrize(
    "deep",
    [
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        '<script type="application/ld+json">{"@type": "Report", "name": "Other", "author": '
        + "[" * 400
        + '"A"'
        + "]" * 400
        + "}</script>",
        '<script type="application/ld+json">' + '{"@graph": [' * 300 + "]}" * 300 + "</script>",
        '<div itemscope itemprop="a" itemtype="https://schema.org/Report">' * 1_000,
    ],
)
def test_data_that_nests_beyond_measure_is_passed_over(deep: str) -> None:
    page = f"<html><body><main><h1>Guide to safe return</h1><p>All of it.</p></main>{deep}</body></html>"
    markup = open_markup(page.encode(), "https://example.org/a")
    assert read_detail(markup, ListingRules()).title_raw in ("Guide to safe return", "Other")
