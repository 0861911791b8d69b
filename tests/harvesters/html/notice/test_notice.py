"""The text of a notice page, paragraph by paragraph, word for word."""

import pytest

from harvesters.html.markup import open_markup
from harvesters.html.notice.notice import NoticeMarkup, read_notice
from models.source import NoticeRules

LONG = "The Handbook brings together what practitioners know about the design of reintegration assistance."
FUNDING = "This project was funded by the European Union."


def read(html: str, *scope: str) -> NoticeMarkup:
    markup = open_markup(html.encode(), "https://example.org/about", http_charset="utf-8")
    return read_notice(markup, NoticeRules(scope=scope))


def read_main(inner: str) -> NoticeMarkup:
    return read(f"<html><body><main>{inner}<p>{LONG}</p></main></body></html>")


def cut(inner: str) -> list[str]:
    """The paragraphs of a page whose text is ``inner``."""
    return list(read_main(inner).paragraphs[:-1])


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>IOM</p><p>UN</p>", ["IOM", "UN"]),
        ("<p>  IOM \n\t UN&nbsp;Migration </p>", ["IOM UN Migration"]),
        ("<p>re<b>turn</b>ees, <a href='/x'>partners</a>(<i>all</i>).</p>", ["returnees, partners(all)."]),
        ("<p>37 Quai d'Orsay<br>75015 Paris</p>", ["37 Quai d'Orsay 75015 Paris"]),
        ("<p>First.<br><br>Second.<br> <br/>Third.</p>", ["First.", "Second.", "Third."]),
        ("<ul><li>One<ul><li>One a</li></ul></li><li><p>Two</p></li></ul>", ["One", "One a", "Two"]),
        ("<div>Before<p>Inside</p>After</div>", ["Before", "Inside", "After"]),
        ("Bare text<p>Paragraph</p>", ["Bare text", "Paragraph"]),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", ["Term", "Meaning"]),
        ("<table><tr><th>By</th><th>Of</th></tr><tr><td><p>EU</p><td>3</table>", ["By Of", "EU 3"]),
        ("<table><tr><td><p>A</p><p>B</p></td><td>C</td></tr></table>", ["A", "B", "C"]),
        ("<blockquote>Quote</blockquote><address>Geneva</address>", ["Quote", "Geneva"]),
        ("<details><summary>More</summary>Folded text</details>", ["More", "Folded text"]),
        ("<p>Note<sup><a href='#fn1'>1</a></sup> and H<sub>2</sub>O</p>", ["Note1 and H2O"]),
        ("<p>&lt;b&gt; &amp;amp; “quotes” – dashes</p>", ["<b> &amp; “quotes” – dashes"]),
        ("<p dir='rtl'>تم تمويل هذا المشروع</p>", ["تم تمويل هذا المشروع"]),
    ],
)  # fmt: skip
def test_text_is_kept_word_for_word(markup: str, paragraphs: list[str]) -> None:
    assert cut(markup) == paragraphs


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav><ul><li><a href='/'>Home</a></li></ul></nav>",
        "<div class='breadcrumb'><a href='/'>Home</a> › About</div>",
        "<ol class='usa-breadcrumb__list'><li>Home</li></ol>",
        "<div class='Breadcrumbs_trail__x1Y2z'>Home</div>",
        "<a class='visually-hidden focusable skip-link' href='#main'>Skip to main content</a>",
        "<p><a href='#main'>Skip to main content</a></p>",
        "<div id='cookies' class='cookie-banner'><p>We use cookies to improve your visit.</p></div>",
        "<div class='eu-cookie-compliance-content'>We use cookies.</div>",
        "<div role='dialog'>Subscribe now</div>",
        "<div class='a2a_kit addtoany_list'><a href='#'>Facebook</a></div>",
        "<ul class='social-links'><li><a href='#'>X</a></li></ul>",
        "<div class='share'>Share this page</div>",
        "<aside><h2>Related</h2><p>Another page</p></aside>",
        "<form><label>Your mail</label><input name='token' value='n0nce'><button>Send</button></form>",
        "<ul class='pager__items'><li>Page 1</li></ul>",
        "<p>Page 1 of 3</p>",
        "<p>1,204 views</p>",
        "<div class='view-counter'>1204 visits</div>",
        "<div class='node__meta'>Submitted by admin on 3 May 2024</div>",
        "<p class='page-last-updated'>Last updated 3 May 2024</p>",
        "<div class='contextual-links'><a href='/edit'>Configure block</a></div>",
        "<ul class='tabs primary'><li><a href='/edit'>Edit</a></li></ul>",
        "<ul><li><a href='#funding'>Funding</a></li><li><a href='#disclaimer'>Disclaimer</a></li></ul>",
        "<div class='language-switcher-language-url'><a href='/fr'>Français</a></div>",
        "<script>var nonce = 'x';</script><style>p{}</style><noscript>Enable JavaScript</noscript>",
        "<template>Row</template><!-- hidden --><svg><title>Logo</title></svg>",
        "<div hidden>Draft</div><p style='display: none'>Draft</p><span aria-hidden='true'>›</span>",
        "<figure><img src='x.jpg'><figcaption>© IOM/Photographer</figcaption></figure>",
        "<p><a href='#top'>Back to top</a></p>",
    ],
)
def test_chrome_is_not_text(chrome: str) -> None:
    assert cut(f"<p>{FUNDING}</p>{chrome}") == [FUNDING]


@pytest.mark.parametrize(
    "text",
    [
        "<section id='cookies'><p>We count visits without cookies.</p></section>",
        "<section id='sharing-your-data' class='section'><p>We count visits without cookies.</p></section>",
        "<div class='md:hidden print:block'><p>We count visits without cookies.</p></div>",
        "<div class='accordion__panel' aria-hidden='true'><p>We count visits without cookies.</p></div>",
        "<div role='tabpanel' hidden><p>We count visits without cookies.</p></div>",
        "<article><footer><p>We count visits without cookies.</p></footer></article>",
        f"<div class='related meta'><p>We count visits without cookies.</p><p>{LONG}</p><p>{LONG}</p></div>",
    ],
)
def test_text_is_not_taken_for_chrome_by_its_names(text: str) -> None:
    assert "We count visits without cookies." in cut(text)


def test_an_element_around_the_whole_page_is_never_chrome() -> None:
    page = f"<body class='has-sidebar'><form class='page-menu'><p>{LONG}</p><p>{FUNDING}</p></form>"
    assert read(page).paragraphs == (LONG, FUNDING)


def test_headings_are_paragraphs_that_are_known_as_such() -> None:
    notice = read_main(
        "<h2>Funding<a class='anchor' href='#funding'>#</a></h2><p>One.</p>"
        "<p><strong>Disclaimer</strong></p><p><b>Bold.</b></p>"
    )
    assert notice.paragraphs[:-1] == ("Funding", "One.", "Disclaimer", "Bold.")
    assert notice.headings[:-1] == (True, False, True, False)


def test_the_first_h1_of_the_text_is_the_title_and_no_paragraph() -> None:
    notice = read_main("<h1>About the <em>Handbook</em></h1><p>One.</p>")
    assert notice.title == "About the Handbook"
    assert notice.paragraphs == ("One.", LONG)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<head><title>About | IOM</title></head><header><h1>IOM</h1></header>", "About"),
        ("<head><title>About | Reintegration</title></head><header><h1>Handbook site</h1></header>", "About"),
        ("<head><title>About us – IOM</title></head><header><h1>About us</h1></header>", "About us"),
        ("<head><title>Site</title></head><h1>About us</h1>", "About us"),
        ("<head><title>Self-help</title></head>", "Self-help"),
        ("", None),
    ],
)
def test_a_title_outside_the_text_is_found(head: str, title: str | None) -> None:
    assert read(f"<html>{head}<main><p>{LONG}</p></main></html>").title == title


@pytest.mark.parametrize(
    ("html", "language"),
    [
        (f"<html lang='en'><main lang=' fr '><p>{LONG}</p></main></html>", "fr"),
        (f"<html lang='ar-EG'><p>{LONG}</p></html>", "ar-EG"),
        (f"<html><p>{LONG}</p></html>", None),
    ],
)
def test_the_language_is_as_the_page_states_it(html: str, language: str | None) -> None:
    assert read(html).language == language


def test_the_language_is_that_of_the_given_scope() -> None:
    assert (
        read(f"<html lang='en'><div lang='fr'><main><p>{LONG}</p></main></div></html>", "main").language
        == "fr"
    )


def test_the_first_scope_that_matches_holds_the_text() -> None:
    body = "<div class='body'><p>{}</p></div>"
    page = f"<main><h2>Menu</h2>{body.format(FUNDING)}{body.format(LONG)}</main>"
    assert read(page, ".field--name-body", ".body", "main").paragraphs == (FUNDING, LONG)


def test_a_scope_inside_another_match_is_not_read_twice() -> None:
    assert read(f"<div><div><p>{FUNDING}</p></div></div>", "div").paragraphs == (FUNDING,)


def test_a_footer_can_be_the_scope() -> None:
    page = f"<main><p>{LONG}</p></main><footer class='site-footer'><nav>Menu</nav><p>{FUNDING}</p></footer>"
    assert read(page, "footer").paragraphs == (FUNDING,)
    assert read(page).paragraphs == (LONG,)


def test_text_is_detected_and_a_note_made_where_no_given_scope_matches() -> None:
    notice = read(f"<main><p>{LONG}</p></main>", ".gone")
    assert notice.paragraphs == (LONG,)
    assert notice.notes == ("none of the given scopes matched: the text was detected",)


def test_text_is_found_on_a_page_without_landmarks() -> None:
    page = f"""<body>
    <div class="top"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></div>
    <div class="wrap"><div class="text">
      <h2>Funding</h2><p>{FUNDING}</p><h2>About</h2><p>{LONG}</p><p>{LONG} Again.</p>
    </div></div>
    <div class="bottom"><a href="/legal">Legal</a> <a href="/contact">Contact</a></div></body>"""
    assert read(page).paragraphs == ("Funding", FUNDING, "About", LONG, f"{LONG} Again.")


def test_obfuscated_mail_addresses_are_read_whatever_their_key() -> None:
    def obfuscate(address: str, key: int) -> str:
        code = bytes([key, *(letter ^ key for letter in address.encode())]).hex()
        return f'<p>Write to <a class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</a>.</p>'

    assert cut(obfuscate("a@iom.int", 7)) == cut(obfuscate("a@iom.int", 99)) == ["Write to a@iom.int."]


def test_a_page_without_text_has_no_paragraphs() -> None:
    assert read("<html><body><div id='root'></div><script>render()</script></body></html>").paragraphs == ()


def test_noise_in_the_markup_does_not_change_the_text() -> None:
    plain = f"<main><h2>Funding</h2><p>{FUNDING}</p></main>"
    noisy = (
        f"<header>3 May 2024</header><main data-nonce='x8f'><!-- 12:01 --><h2 id='a1'>Funding</h2>\n\n"
        f"<p class='sc-4f'><span>{FUNDING[:20]}</span>{FUNDING[20:]}</p><script nonce='1'>x()</script></main>"
    )
    assert read(plain) == read(noisy)
