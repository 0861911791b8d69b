import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from feeds.report_markdown import escape_markdown, render_markdown
from models.change import Entity, Op
from models.run import RunStatus
from tests.feeds.samples import because, change, created, fields, state
from tests.feeds.test_report import report_of

HOSTILE = (
    "**bold**",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "# heading",
    "| cell | cell |",
    "a\n\n# heading\n- item",
    "`code` ~~gone~~ &lt;",
    "\x1b[2J\x9b31m\u202ereversed",
    "trailing \\",
    "***",
    "1. first",
)


def html(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_injects_markup(title: str) -> None:
    report = report_of(
        created(1, title=title),
        change(2, label=title, fields=fields(title=(title, "plain"), topics=([title], ["b"]))),
        change(3, Op.MERGE, label=title, redirect_to="p1", evidence=because(title)),
        states=(state("manuals", RunStatus.HELD, reasons=(title,), publisher=title),),
    )
    text = render_markdown(report)
    page = html(text)
    assert not re.search(r"<(script|img|code|h[456])", page)
    assert page.count("<h1>") == 1
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', page))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_an_escaped_text_renders_as_itself(text: str) -> None:
    page = html(f"x {escape_markdown(text)} x")
    assert page.startswith("<p>x ")
    assert page.endswith(" x</p>\n")
    assert not re.search(r"<(?!/?p>)", page)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x/y", "https://a b", "x", None]
)
def test_only_web_links_are_links(url: str | None) -> None:
    assert "](<" not in render_markdown(report_of(change(1, url=url)))


def test_a_link_can_not_leave_its_brackets() -> None:
    page = html(render_markdown(report_of(change(1, url="https://example.org/a>)(<javascript:alert(1)"))))
    assert re.findall(r'href="([^"]*)"', page) == ["https://example.org/a%3E)(%3Cjavascript:alert(1)"]


def test_words_are_marked_and_paragraphs_of_notices_stand_alone() -> None:
    text = ("Same.\n\nFunded by the United Kingdom.", "Same.\n\nFunded by the European Union.")
    report = report_of(
        change(
            1, fields=fields(title=("practical guidance", "practical, tested guidance"), year=(2019, 2020))
        ),
        change(2, entity=Entity.NOTICE, label="funding", fields=fields(text=text)),
    )
    lines = render_markdown(report).splitlines()
    assert "  - Title: practical **, tested** guidance" in lines
    assert "  - Year: ~~2019~~ → **2020**" in lines
    assert "  - Funded by the ~~United Kingdom~~ **European Union**." in lines
    assert "  - 1 paragraph unchanged" in lines
    assert "<strong>, tested</strong>" in html("\n".join(lines))


def test_a_limit_counts_what_it_leaves_out() -> None:
    text = render_markdown(report_of(*(created(seq) for seq in range(1, 8))), max_items=5)
    assert text.count("Manual") == 5
    assert "… and 2 more" in text


def test_an_empty_report_says_so() -> None:
    assert "Nothing changed after seq 0" in render_markdown(report_of())


def test_troubled_sources_come_first_with_reasons_and_commands() -> None:
    text = render_markdown(
        report_of(change(1), states=(state("who", RunStatus.INCOMPLETE, reasons=("page 3 answered 500",)),))
    )
    assert text.index("page 3 answered 500") < text.index("## manuals")
    assert "pubharvest harvest who" in text
