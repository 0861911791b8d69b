"""Listings of many kinds, written for the tests: the same entries in the markup of different platforms."""

from collections.abc import Callable
from dataclasses import dataclass

_WORDS = {
    "en": "migration protection reintegration handbook assistance community training guidance return support"
    " vulnerable framework practical monitoring rights children health partners regional toolkit",
    "cs": "příručka ochrana uprchlíků žádost podpora průvodce opatření integrace dětí zdraví obcí rozvoj"
    " vzdělávání",
    "el": "οδηγός προστασία προσφύγων υποστήριξη κοινότητα εκπαίδευση υγεία παιδιά δικαιώματα ανάπτυξη"
    " πολιτική",
    "hi": "प्रवासन संरक्षण पुनर्एकीकरण पुस्तिका सहायता समुदाय प्रशिक्षण मार्गदर्शन स्वास्थ्य अधिकार बच्चे सरकार",
    "ar": "دليل حماية المهاجرين إعادة الإدماج المساعدة المجتمع التدريب الإرشادات الصحة الحقوق الأطفال",
}
_JAPANESE = "移民の保護と再統合に関する実務者向けの手引きと報告書および地域社会への支援策について"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one row says."""

    title: str
    teaser: str
    slug: str
    date: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One listing page."""

    name: str
    html: str
    url: str
    titles: tuple[str, ...]
    next_url: str | None = None


def make_entries(count: int, language: str = "en") -> list[Entry]:
    """Entries with titles of different lengths, none like another."""
    return [_make_entry(at, language) for at in range(count)]


def _make_entry(at: int, language: str) -> Entry:
    day = at % 27 + 1
    return Entry(
        title=_phrase(at * 7, 4 + at * 5 % 7, language) + f" {at + 1}",
        teaser=_phrase(at * 3 + 1, 18 + at * 11 % 25, language) + ".",
        slug=f"entry-{at + 1}",
        date=f"{day} June {2024 - at // 30}" if language != "ja" else f"{2024 - at // 30}年6月{day}日",
        day=day,
    )


def _phrase(seed: int, length: int, language: str) -> str:
    if language == "ja":
        return "".join(_JAPANESE[(seed + at * 5) % len(_JAPANESE)] for at in range(length * 3))
    words = _WORDS[language].split()
    chosen = [words[(seed + at * (3 + seed % 4)) % len(words)] for at in range(length)]
    return " ".join(chosen).capitalize()


def in_frame(body: str, entries: list[Entry], *, language: str = "en", pager: str = "") -> str:
    """The page around a list: menus, a slider and a sidebar that repeat entries, share links, a footer."""
    menu = "".join(
        f'<li class="menu-item"><a href="/menu/{at}">{word}</a></li>' for at, word in enumerate(_MENU)
    )
    sidebar = "".join(f'<li><a href="/en/{entry.slug}">{entry.title}</a></li>' for entry in entries[:5])
    slides = "".join(
        f'<li class="slide"><h2><a href="/en/{entry.slug}">{entry.title}</a></h2><p>{entry.teaser}</p></li>'
        for entry in entries[:3]
    )
    facets = "".join(
        f'<li><a href="?f[0]=topic:{at}">{word} ({at * 3})</a></li>' for at, word in enumerate(_MENU)
    )
    return f"""<!DOCTYPE html><html lang="{language}"><head><title>Publications</title></head><body>
    <header class="site-header"><a href="/"><img src="/logo.png" alt="Home"></a>
    <nav><ul class="menu">{menu}</ul></nav>
    <form action="/search"><input name="q"><button>Search</button></form></header>
    <div class="slider"><ul class="slides">{slides}</ul></div>
    <div id="page"><div class="breadcrumb"><a href="/">Home</a> » <a href="/en">Resources</a></div>
    <div id="content"><h1>Publications</h1>
    <p>All manuals, guides and reports that we and our partners have published so far.</p>
    {body}{pager}
    <div class="share"><a href="https://www.facebook.com/sharer.php?u=x">Facebook</a>
    <a href="https://twitter.com/intent/tweet?url=x">Twitter</a></div></div>
    <div id="sidebar"><div class="widget"><h3>Recent posts</h3><ul>{sidebar}</ul></div>
    <div class="widget facets"><h3>Topics</h3><ul>{facets}</ul></div></div></div>
    <footer><ul><li><a href="/privacy">Privacy policy</a></li><li><a href="/terms">Terms of use</a></li>
    <li><a href="/contact">Contact us</a></li></ul>
    <p>© 2024 The organisation. All rights reserved.</p></footer>
    </body></html>"""


_MENU = (
    *(
        "Home",
        "About us",
        "What we do",
        "Where we work",
        "News and stories",
        "Publications",
        "Data",
        "Events",
    ),
    *("Careers", "Procurement", "Contact"),
)


def _views_rows(entry: Entry, at: int) -> str:
    stripe = "odd" if at % 2 else "even"
    return f"""<div class="views-row views-row-{at + 1} views-row-{stripe}">
    <div class="views-field views-field-title"><span class="field-content">
    <a href="/en/{entry.slug}">{entry.title}</a>
    </span></div><div class="views-field views-field-created">
    <span class="field-content">{entry.date}</span></div>
    <div class="views-field views-field-body"><div class="field-content">
    <p>{entry.teaser}</p></div></div></div>"""


def _wordpress(entry: Entry, at: int) -> str:
    return f"""<article id="post-{5000 - at}" class="post-{5000 - at} post type-post category-c{at % 3}
    hentry">
    <header><h2 class="entry-title"><a href="/{entry.slug}/" rel="bookmark">{entry.title}</a></h2>
    <div class="entry-meta">Posted on <a href="/{entry.slug}/">
    <time datetime="2024-06-{entry.day:02}T10:00:00+00:00">
    {entry.date}</time></a> by <a rel="author" href="/author/jane">Jane Doe</a></div></header>
    <div class="entry-summary"><p>{entry.teaser}
    <a class="more-link" href="/{entry.slug}/">Continue reading →</a></p>
    </div><footer>Filed under <a rel="category tag" href="/category/news">News</a></footer></article>"""


def _cards(entry: Entry, _: int) -> str:
    return f"""<div class="col-md-4"><div class="card"><img src="/images/{entry.slug}.jpg" alt="">
    <div class="card-body">
    <h5 class="card-title"><a href="/en/{entry.slug}">{entry.title}</a></h5>
    <p class="card-text">{entry.teaser}</p>
    <small>{entry.date}</small><a class="btn" href="/en/{entry.slug}">Read more</a></div></div></div>"""


def _link_cards(entry: Entry, _: int) -> str:
    return f"""<a class="tile" href="/en/{entry.slug}"><div class="pic"><img src="/i/{entry.slug}.jpg"></div>
    <div class="body"><h4>{entry.title}</h4><span class="date">{entry.date}</span>
    <p>{entry.teaser}</p></div></a>"""


def _results(entry: Entry, _: int) -> str:
    return f"""<li class="result"><h3><a href="/en/{entry.slug}">{entry.title}</a></h3>
    <cite>example.org/{entry.slug}</cite>
    <p>{entry.teaser}</p><ul class="meta"><li>From: Ministry of Order</li>
    <li>Updated: {entry.date}</li></ul></li>"""


def _without_links(entry: Entry, _: int) -> str:
    return (
        f"<div class='item'><h4>{entry.title}</h4><p class='when'>{entry.date}</p><p>{entry.teaser}</p></div>"
    )


def _language_files(entry: Entry, _: int) -> str:
    files = " | ".join(
        f'<a href="/files/{entry.slug}-{code}.pdf">{name}</a>'
        for code, name in (("en", "English"), ("fr", "Français"), ("es", "Español"))
    )
    return f"<li><strong>{entry.title}</strong> ({entry.date})<div class='files'>Download: {files}</div></li>"


def _plain_files(entry: Entry, _: int) -> str:
    return f'<li><a href="/files/{entry.slug}.pdf">{entry.title}</a> (PDF, 1.2 MB)</li>'


def _paragraphs(entry: Entry, _: int) -> str:
    return f'<p><a href="/files/{entry.slug}.pdf"><b>{entry.title}</b></a><br>{entry.teaser}</p>'


def _heading_and_text(entry: Entry, _: int) -> str:
    return f"""<h3><a href="/en/{entry.slug}">{entry.title}</a></h3>
    <p class="d">{entry.date}</p><p>{entry.teaser}</p>"""


def _definitions(entry: Entry, _: int) -> str:
    return f'<dt><a href="/en/{entry.slug}">{entry.title}</a></dt><dd>{entry.teaser}</dd>'


def _table_row(entry: Entry, _: int) -> str:
    return f"""<tr><td>{entry.date}</td><td><a href="/en/{entry.slug}">{entry.title}</a></td><td>English</td>
    <td><a href="/files/{entry.slug}.pdf">PDF</a></td></tr>"""


def _bare_row(entry: Entry, at: int) -> str:
    return f"""<tr><td><font size="2">{at + 1}.</font></td><td><font size="2">{entry.title}</font></td>
    <td><font size="2">{entry.date}</font></td><td><a href="files/{entry.slug}.doc">Word</a>
    <a href="files/{entry.slug}.pdf">PDF</a></td></tr>"""


def _two_rows(entry: Entry, _: int) -> str:
    return f"""<tr class="head"><td><a href="/en/{entry.slug}">{entry.title}</a></td>
    <td>{entry.date}</td></tr>
    <tr class="text"><td colspan="2">{entry.teaser}</td></tr>"""


def _own_table(entry: Entry, _: int) -> str:
    return f"""<table width="100%"><tr><td width="20%">{entry.date}</td><td>{entry.title}</td>
    <td><a href="{entry.slug}.pdf">Agenda</a></td><td>
    <a href="{entry.slug}-m.pdf">Minutes</a></td></tr></table>"""


def _date_box(entry: Entry, _: int) -> str:
    return f"""<li class="event"><div class="date-box"><span class="day">{entry.day}</span>
    <span class="month">Jun</span>
    <span class="year">2024</span></div><div class="info"><a href="/events/{entry.slug}">{entry.title}</a>
    <p>{entry.teaser}</p></div></li>"""


def _nameless(entry: Entry, _: int) -> str:
    return f"""<div><div><a href="/en/{entry.slug}">{entry.title}</a></div><div>{entry.date}</div>
    <div>{entry.teaser}</div></div>"""


def _dated_links(entry: Entry, _: int) -> str:
    return f'<li><span class="date">{entry.date}</span><a href="/a/{entry.slug}.html">{entry.title}</a></li>'


def _accordion(entry: Entry, _: int) -> str:
    return f"""<div class="accordion-item"><h3 class="accordion-header"><button>{entry.title}</button></h3>
    <div class="accordion-body"><p>{entry.teaser}</p>
    <a href="/files/{entry.slug}.pdf">Download</a></div></div>"""


def _labelled(entry: Entry, _: int) -> str:
    return f"""<div class="search-result"><div class="t"><a href="/doc/{entry.slug}">{entry.title}</a></div>
    <dl><dt>Publication date</dt><dd>{entry.date}</dd><dt>Language</dt><dd>English</dd><dt>Type</dt>
    <dd>Report</dd></dl>
    </div>"""


def _repository(entry: Entry, _: int) -> str:
    return f"""<li class="ds-artifact-item"><div class="artifact-description"><div class="artifact-title">
    <a href="/handle/10665/{entry.slug}">{entry.title}</a></div><div class="artifact-info">
    <span class="author">Doe, Jane;
    Roe, Richard</span> <span class="publisher-date">(<span class="publisher">Some Press</span>, <span
    class="date">2019
    </span>)</span></div></div></li>"""


def _tagged(entry: Entry, at: int) -> str:
    tags = "".join(
        f'<a class="tag" href="/topic/{name}">{name}</a>'
        for name in ("health", "rights", "data")[: at % 3 + 1]
    )
    return f"""<li class="teaser"><a class="img" href="/en/{entry.slug}"><img src="/i/{at}.jpg"></a>
    <div class="kicker">Report</div><a class="headline" href="/en/{entry.slug}">{entry.title}</a>
    <div class="tags">{tags}</div></li>"""


_SIMPLE: dict[str, tuple[str, Callable[[Entry, int], str], str]] = {
    "Drupal 7 view": ('<div class="view"><div class="view-content">', _views_rows, "</div></div>"),
    "WordPress archive": ('<main id="main">', _wordpress, "</main>"),
    "tiles that are links": ('<div class="tiles">', _link_cards, "</div>"),
    "search results": ('<ol class="results">', _results, "</ol>"),
    "rows without links": ("<div>", _without_links, "</div>"),
    "files in three languages": ("<ul>", _language_files, "</ul>"),
    "list of files": ("<ul>", _plain_files, "</ul>"),
    "paragraphs": ('<div class="field-body">', _paragraphs, "</div>"),
    "headings and paragraphs": ('<div class="field-body">', _heading_and_text, "</div>"),
    "definition list": ("<dl>", _definitions, "</dl>"),
    "table": (
        "<table><thead><tr><th>Date</th><th>Title</th><th>Language</th><th>File</th></tr></thead><tbody>",
        _table_row,
        "</tbody></table>",
    ),
    "table with its head among the rows": (
        "<table border=1><tr><td><b>No.</b></td><td><b>Subject</b></td><td><b>Date</b></td>"
        "<td><b>File</b></td></tr>",
        _bare_row,
        "</table>",
    ),
    "two table rows an entry": ("<table>", _two_rows, "</table>"),
    "a table an entry": ('<div class="post">', _own_table, "</div>"),
    "events with date boxes": ('<ul class="events">', _date_box, "</ul>"),
    "elements without names": ("<div>", _nameless, "</div>"),
    "dates and links": ('<ul class="newslist">', _dated_links, "</ul>"),
    "accordion": ('<div class="accordion">', _accordion, "</div>"),
    "labelled fields": ('<div class="search-results">', _labelled, "</div>"),
    "repository": ("<ul>", _repository, "</ul>"),
    "tagged teasers": ("<ul>", _tagged, "</ul>"),
}


def listing_variants(count: int = 10, language: str = "en") -> list[Variant]:
    """A page of every kind with ``count`` entries."""
    entries = make_entries(count, language)
    found = [
        _variant(
            name,
            f"{start}{''.join(row(entry, at) for at, entry in enumerate(entries))}{end}",
            entries,
            language,
        )
        for name, (start, row, end) in _SIMPLE.items()
    ]
    return [*found, _grid(entries, language), *_grouped(entries, language), _nested_tables(entries, language)]


def _variant(name: str, body: str, entries: list[Entry], language: str) -> Variant:
    pager = """<ul class="pager"><li>1</li><li><a href="?page=1">2</a></li>
    <li><a href="?page=1">next ›</a></li></ul>"""
    return Variant(
        name=name,
        html=in_frame(body, entries, language=language, pager=pager),
        url="https://example.org/en/publications",
        titles=tuple(entry.title for entry in entries),
        next_url="https://example.org/en/publications?page=1",
    )


def _grid(entries: list[Entry], language: str) -> Variant:
    rows = [entries[at : at + 3] for at in range(0, len(entries), 3)]
    body = "".join(f'<div class="row">{"".join(_cards(entry, 0) for entry in row)}</div>' for row in rows)
    return _variant("cards in a grid", f'<div class="grid">{body}</div>', entries, language)


def _grouped(entries: list[Entry], language: str) -> list[Variant]:
    groups = [("2024", entries[: len(entries) // 2]), ("2023", entries[len(entries) // 2 :])]
    lists = "".join(
        f"<h2>{year}</h2><ul>{''.join(_plain_files(e, 0) for e in group)}</ul>" for year, group in groups
    )
    tables = "".join(
        f"<h3>June {year}</h3><table class='t'>{''.join(_table_row(e, 0) for e in group)}</table>"
        for year, group in groups
    )
    sections = "".join(
        f"<section class='year'><h2>{year}</h2><div>{''.join(_nameless(e, 0) for e in group)}</div></section>"
        for year, group in groups
    )
    return [
        _variant("lists under years", lists, entries, language),
        _variant("tables under months", tables, entries, language),
        _variant("sections by year", sections, entries, language),
    ]


def _nested_tables(entries: list[Entry], language: str) -> Variant:
    rows = "".join(
        f'<tr><td><img src="dot.gif"></td><td><a href="show.asp?id={e.day}&n={at}"><font face="Arial">'
        f"{e.title}</font></a><br><font size=1>{e.teaser}</font></td></tr>"
        for at, e in enumerate(entries)
    )
    body = f"<center><table><tr><td>&nbsp;</td><td><table cellpadding=3>{rows}</table></td></tr></table>"
    return _variant("nested tables", body, entries, language)
