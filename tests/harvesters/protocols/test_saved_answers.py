"""Each answer of the corpus, one for each protocol at least, gives the entries that it lists."""

import pytest

from harvesters.protocols.answer import AnswerPage, Received
from harvesters.protocols.registry import protocol_of
from harvesters.sources.kinds import START_BYTES, detect_kind_of_answer
from models.source import SourceKind
from tests.saved_pages import SavedPage, as_json, saved_pages

ANSWERS = saved_pages("answers")
each_answer = pytest.mark.parametrize("saved", ANSWERS, ids=lambda saved: saved.name)


def read(saved: SavedPage) -> AnswerPage:
    protocol = protocol_of(SourceKind(saved.expected["kind"]))
    assert protocol is not None
    headers = saved.expected.get("headers", {})
    return protocol.read(Received(url=saved.url, body=saved.body, headers=headers))


def test_the_corpus_has_an_answer_of_every_protocol() -> None:
    spoken = {kind for kind in SourceKind if protocol_of(kind) is not None}
    assert {SourceKind(saved.expected["kind"]) for saved in ANSWERS} == spoken
    assert len(ANSWERS) >= 10


@each_answer
def test_every_entry_is_given_with_its_fields(saved: SavedPage) -> None:
    entries, expected = read(saved).entries, saved.expected["entries"]
    assert len(entries) == len(expected)
    for entry, fields in zip(entries, expected, strict=True):
        named = {name: as_json(getattr(entry.raw, name)) for name in fields if name != "is_deleted"}
        assert named | {"is_deleted": entry.is_deleted} == {"is_deleted": False} | fields


@each_answer
def test_the_answer_says_how_its_list_goes_on(saved: SavedPage) -> None:
    page = read(saved)
    assert page.next_url == saved.expected["next_url"]
    assert page.stated_total == saved.expected["stated_total"]
    assert as_json(page.inner_urls) == saved.expected.get("inner_urls", [])


@each_answer
def test_the_answer_tells_its_kind_by_its_bytes(saved: SavedPage) -> None:
    kind = detect_kind_of_answer("https://site.example/7", None, saved.body[:START_BYTES])
    assert kind is SourceKind(saved.expected["kind"])
