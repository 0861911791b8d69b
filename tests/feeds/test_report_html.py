import re
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from lxml import html

from feeds.report import build_report
from feeds.report_html import MAX_ITEMS, OPEN_UP_TO, render_html
from feeds.report_text import web_url
from models.change import Change, Entity, Op
from models.run import RunStatus, SourceState
from storage.journal import Head
from tests.feeds.samples import START, because, change, created, fields, state
from tests.feeds.test_report import report_of
from tests.feeds.test_report_markdown import HOSTILE


def page_of(*changes: Change, states: tuple[SourceState, ...] = ()) -> html.HtmlElement:
    return html.document_fromstring(render_html(report_of(*changes, states=states)))


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, '" onmouseover="alert(1)', "{{ 7 * 7 }}", "</style><b>", "\ud800"]
)
def test_no_text_of_a_site_becomes_markup(hostile: str) -> None:
    report = report_of(
        created(1, title=hostile, language=hostile, abstract=hostile, publisher=hostile),
        change(2, label=hostile, fields=fields(title=(hostile, "x"), topics=([hostile], ["y"]))),
        change(3, Op.MERGE, redirect_to=hostile, label=hostile, evidence=because(hostile), source_id=hostile),
        change(4, Op.UPDATE, entity=Entity.NOTICE, fields=fields(text=(hostile, "z"))),
        states=(state(hostile, RunStatus.HELD, reasons=(hostile,), publisher=hostile, url=hostile),),
    )
    text = render_html(report)
    page = html.document_fromstring(text.encode())
    plain = html.document_fromstring(render_html(report_of(created(1))))
    assert {element.tag for element in page.iter()} - {element.tag for element in plain.iter()} <= {
        "ins", "del", "code", "article", "dt", "dd", "li", "ul", "h3", "bdi", "dl",
    }  # fmt: skip
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    hrefs = page.xpath("//@href")
    assert hrefs
    assert all(urlsplit(href).scheme in ("http", "https", "") for href in hrefs)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:x",
     "data:text/html,x", "//example.org", "https://", "http://[::1", "", None],
)  # fmt: skip
def test_only_http_and_https_are_linked(url: str | None) -> None:
    assert web_url(url) is None
    assert page_of(change(1, url=url)).xpath("//h4//a") == []
    assert page_of(change(1)).xpath("//h4//a/@href") == ["https://example.org/manuals/1"]


def test_the_page_asks_for_nothing_else() -> None:
    page = page_of(created(1), states=(state("manuals"),))
    assert not page.xpath("//script | //link | //img | //iframe | //object | //form | //@style | //@src")
    assert "url(" not in page.xpath("string(//style)")
    assert "@import" not in page.xpath("string(//style)")
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith(
        "default-src 'none'"
    )


def test_landmarks_headings_and_ids_are_in_order() -> None:
    page = page_of(
        created(1), change(2, source_id="b"), states=(state("a"), state("manuals", RunStatus.HELD))
    )
    assert [len(page.xpath(f"//{tag}")) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = [int(element.tag[1]) for element in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = page.xpath("//a[starts-with(@href, '#')]/@href") + [
        f"#{x}" for x in page.xpath("//@aria-labelledby")
    ]
    assert {href[1:] for href in inner} <= set(ids)


def test_words_are_marked_and_texts_carry_language_and_direction() -> None:
    page = page_of(
        created(1, title="دليل قديم", language="ar"),
        change(2, entity_id="p1", fields=fields(title=("دليل قديم", "دليل جديد"), year=(2019, 2020))),
    )
    assert texts(page, "//del") == ["قديم", "2019", "removed"]
    assert texts(page, "//ins") == ["جديد", "2020", "added"]
    (title,) = page.xpath("//dd[ins and del][1]")
    assert (title.get("lang"), title.get("dir")) == ("ar", "auto")


def test_a_notice_shows_every_paragraph_with_its_changes() -> None:
    text = ("Kept.\n\nFunded by A and B.\n\nOld.", "Kept.\n\nFunded by A and C.")
    page = page_of(change(1, entity=Entity.NOTICE, label="funding", fields=fields(text=text)))
    assert [(p.get("class"), " ".join(p.text_content().split())) for p in page.xpath("//dd/p")] == [
        ("kept", "Kept."),
        ("changed", "Funded by A and B C."),
        ("removed", "Old."),
    ]


def test_a_field_that_stayed_is_not_shown_as_changed() -> None:
    page = page_of(change(1, entity=Entity.NOTICE, fields=fields(language=("fr", "fr"), version=(1, 2))))
    assert texts(page, "//li//dt") == ["Version"]


def test_a_new_notice_is_shown_unmarked() -> None:
    page = page_of(change(1, Op.CREATE, entity=Entity.NOTICE, fields=fields(text=(None, "One.\n\nTwo."))))
    assert texts(page, "//dd/p") == ["One.", "Two."]
    assert page.xpath("//main//ins") == []


def test_a_first_harvest_of_many_hundreds_stays_usable() -> None:
    changes = [created(seq, abstract="word " * 400) for seq in range(1, MAX_ITEMS + 251)]
    page = page_of(*changes, states=(state("manuals"),))
    assert texts(page, "//dl[@class='tiles']/div[1]") == [f"New{len(changes)}"]
    assert page.xpath("//details/@open") == []
    assert len(page.xpath("//li[@class='item']")) == MAX_ITEMS
    assert "250 more, from #501 on" in page.xpath("string(//p[@class='more'])")
    assert len(html.tostring(page)) < 1_500_000


def test_short_groups_are_unfolded() -> None:
    page = page_of(*(created(seq) for seq in range(1, OPEN_UP_TO + 1)))
    assert len(page.xpath("//details[@open]")) == 1


def test_troubled_sources_say_why_and_what_to_do() -> None:
    states = (
        state("held", RunStatus.HELD, reasons=("would withdraw 41",)),
        state("broken; rm -rf", RunStatus.FAILED),
        state("fine"),
    )
    page = page_of(states=states)
    (attention,) = page.xpath("//section[@class='attention']")
    assert "2 sources need attention" in attention.text_content()
    assert "would withdraw 41" in attention.text_content()
    assert texts(attention, ".//code")[-1] == "pubharvest runs approve held-20261121T051500Z".replace(
        "approve", "discard"
    )
    assert "pubharvest harvest 'broken; rm -rf'" in texts(attention, ".//code")
    assert len(page.xpath("//tbody/tr")) == 3


def test_an_empty_report_is_a_page_that_says_so() -> None:
    report = build_report([], [], since=9, head=Head(seq=9, epoch="e"), now=START + timedelta(days=1))
    page = html.document_fromstring(render_html(report))
    assert "Nothing changed after seq 9 · as of 22 Nov 2026, 05:15 UTC" in " ".join(
        page.text_content().split()
    )


def test_a_megabyte_of_text_makes_no_megabyte_of_page() -> None:
    long = "word " * 200_000
    page = render_html(
        report_of(
            created(1, title=long, abstract=long),
            change(2, label=long, fields=fields(abstract=(long, f"{long} end"), title=(long, "short"))),
            change(3, entity=Entity.NOTICE, fields=fields(text=(None, long))),
        )
    )
    assert len(page) < 120_000
