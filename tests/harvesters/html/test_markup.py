"""Bytes in, a tree out, or a clear reason why not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.html.markup import open_markup, resolve_link
from models.errors import PageUnreadable

URL = "https://example.org/list/"
RUSSIAN = "Отчёт о развитии человека. Новые публикации и руководства по защите мигрантов, 2019 год."
JAPANESE = "楽しみにしていたデザイナーのビジュアルを一新へ。これは怖い意外なノートが公開されていませんか"


def page(text: str, encoding: str = "utf-8", head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(encoding)


def text_of(body: bytes, charset: str | None = None) -> str:
    return str(open_markup(body, URL, http_charset=charset).root.findtext(".//p"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_outranks_every_declaration(encoding: str) -> None:
    body = page(RUSSIAN, encoding, head='<meta charset="iso-8859-1">')
    assert text_of(body, "windows-1252") == RUSSIAN


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis")]
)
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8", "x-unheard-of"])
def test_the_bytes_win_over_a_missing_or_false_declaration(
    text: str, encoding: str, declared: str | None
) -> None:
    markup = open_markup(page(text, encoding), URL, http_charset=declared)
    assert markup.root.findtext(".//p") == text
    assert any("charset" in note for note in markup.notes)


def test_a_true_declaration_needs_no_note() -> None:
    markup = open_markup(page(RUSSIAN, "cp1251"), URL, http_charset="text/html; charset=windows-1251")
    assert (markup.encoding, markup.notes) == ("cp1251", ())


def test_the_page_s_own_declaration_counts_where_http_says_nothing() -> None:
    assert text_of(page("žádost o azyl", "cp1250", head='<meta charset="windows-1250">')) == "žádost o azyl"


def test_utf8_that_is_declared_as_something_else_is_read_as_utf8_and_noted() -> None:
    markup = open_markup(page("Prévention de la traite — à paraître"), URL, http_charset="iso-8859-1")
    assert markup.root.findtext(".//p") == "Prévention de la traite — à paraître"
    assert "contradicts" in markup.notes[0]


def test_one_broken_byte_is_damage_and_not_another_charset() -> None:
    markup = open_markup(page("żółć " * 50).replace("ł".encode(), b"\xff", 1), URL, http_charset="utf-8")
    assert markup.encoding == "utf-8"
    assert "broken" in markup.notes[0]


def test_a_charset_that_can_not_be_decided_is_refused() -> None:
    with pytest.raises(PageUnreadable, match="charset"):
        open_markup(page("Příručka pro práci s uprchlíky: žádost o azyl", "cp1250"), URL)


def test_the_stated_language_decides_between_charsets_that_fit_equally() -> None:
    body = page("Příručka pro práci s uprchlíky: žádost o azyl", "cp1250").replace(b"<html", b"<html lang=cs")
    assert text_of(body) == "Příručka pro práci s uprchlíky: žádost o azyl"


def test_nul_characters_are_removed_and_noted() -> None:
    markup = open_markup(page("a\0b\0c"), URL)
    assert markup.root.findtext(".//p") == "abc"
    assert markup.notes == ("2 NUL characters removed",)


def test_100_000_nested_elements_are_refused_in_bounded_time() -> None:
    started = time.process_time()
    with pytest.raises(PageUnreadable, match="nests"):
        open_markup(b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000, URL)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \r\n ",
        b"%PDF-1.4 ...",
        b"PK\x03\x04....",
        b'{"title": "<p>in JSON</p>"}',
        b"[]",
        b"just some words",
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>',
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><lolz>&c;</lolz>',
    ],
)
def test_what_is_not_html_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(PageUnreadable):
        open_markup(body, URL)


def test_xhtml_and_fragments_are_html() -> None:
    xhtml = (
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">'
        b'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>a<br/>b</p></body></html>'
    )
    assert open_markup(xhtml, URL).selector.css("p::text").getall() == ["a", "b"]
    assert open_markup(b"<h2>x</h2>", URL).selector.css("h2::text").get() == "x"


def test_the_base_element_moves_relative_links() -> None:
    markup = open_markup(page("x", head='<base href="/en/docs/">'), URL)
    assert resolve_link("a.pdf", markup.base_url) == "https://example.org/en/docs/a.pdf"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("\n  ../21/ \t", "https://example.org/21/"),
        ("//other.org/x", "https://other.org/x"),
        ("javascript:void(0)", "javascript:void(0)"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_links_are_resolved_and_otherwise_left_as_linked(href: str, expected: str) -> None:
    assert resolve_link(href, URL) == expected


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_in_utf8_comes_out_as_it_went_in(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert text_of(page(escaped), "utf-8").split() == text.split()


@given(st.binary(max_size=400))
def test_any_bytes_are_either_read_or_refused(body: bytes) -> None:
    try:
        markup = open_markup(body, URL)
    except PageUnreadable:
        return
    assert markup.root.tag == "html"
