import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.atom import ARCHIVE_SIZE, archive_name, archive_starts, feed_since, render_archive, render_feed
from models.change import Change, Op
from storage.journal import Head
from tests.feeds.samples import START, because, change, created, fields

NAMES = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}


def feed_of(*changes: Change) -> Any:
    return etree.fromstring(render_feed(changes, head=Head(seq=len(changes), epoch="c0ffee"), now=START))


def find(element: Any, path: str) -> list[str]:
    return [str(getattr(found, "text", found)) for found in element.xpath(path, namespaces=NAMES)]


def test_an_entry_is_identified_by_epoch_and_seq_and_dated_by_its_change() -> None:
    feed = feed_of(created(1, title="One"), change(2, fields=fields(title=("a b", "a c"), year=(1, 2))))
    assert find(feed, "a:id") == ["urn:pubharvest:c0ffee"]
    assert find(feed, "a:entry/a:id") == ["urn:pubharvest:c0ffee:2", "urn:pubharvest:c0ffee:1"]
    assert find(feed, "a:entry/a:updated") == ["2026-11-21T05:17:00+00:00", "2026-11-21T05:16:00+00:00"]
    assert find(feed, "a:updated") == ["2026-11-21T05:17:00+00:00"]
    assert find(feed, "a:entry/a:title") == ["Changed: Manual 2 (Title, Year)", "New: One"]
    assert find(feed, "a:entry[1]/a:link/@href") == ["https://example.org/manuals/2"]
    assert find(feed, "a:entry[1]/a:category/@term") == ["update", "publication", "manuals"]
    content = find(feed, "a:entry[1]/a:content")[0]
    assert "<del>b</del> <ins>c</ins>" in content


def test_an_entry_is_the_same_wherever_it_stands() -> None:
    changes = [created(seq, abstract="text") for seq in range(1, ARCHIVE_SIZE + 1)]

    def entries(document: bytes) -> dict[str, bytes]:
        root = etree.fromstring(document)
        found = root.xpath("a:entry", namespaces=NAMES)
        return {entry[0].text: etree.tostring(entry, method="c14n", exclusive=True) for entry in found}

    archived = entries(render_archive(changes, first_seq=1, epoch="e"))
    current = entries(render_feed(changes[10:], head=Head(seq=ARCHIVE_SIZE, epoch="e"), now=START))
    assert len(archived) == ARCHIVE_SIZE
    assert current
    assert all(archived[entry_id] == entry for entry_id, entry in current.items())


@pytest.mark.parametrize(
    ("head", "since", "archives"),
    [
        (0, 0, 0),
        (1, 0, 0),
        (200, 0, 0),
        (399, 0, 0),
        (400, 200, 1),
        (401, 200, 1),
        (600, 400, 2),
        (1_001, 800, 4),
    ],
)
def test_the_feed_stays_small_and_archives_hold_the_rest(head: int, since: int, archives: int) -> None:
    assert feed_since(head) == since
    assert len(archive_starts(head)) == archives
    assert head - since < 2 * ARCHIVE_SIZE


def test_archives_lead_back_to_the_first_change() -> None:
    head = 3 * ARCHIVE_SIZE
    changes = [created(seq) for seq in range(1, head + 1)]
    feed = etree.fromstring(
        render_feed(changes[feed_since(head) :], head=Head(seq=head, epoch="e"), now=START)
    )
    assert find(feed, "a:link[@rel='prev-archive']/@href") == [f"atom/{archive_name(ARCHIVE_SIZE + 1)}"]
    assert not feed.xpath("fh:archive", namespaces=NAMES)
    second, first = (
        etree.fromstring(
            render_archive(changes[start - 1 : start - 1 + ARCHIVE_SIZE], first_seq=start, epoch="e")
        )
        for start in reversed(archive_starts(head))
    )
    assert find(second, "a:link[@rel='prev-archive']/@href") == [archive_name(1)]
    assert find(second, "a:link[@rel='current']/@href") == ["../atom.xml"]
    assert second.xpath("fh:archive", namespaces=NAMES)
    assert find(first, "a:link[@rel='prev-archive']/@href") == []
    seqs = [
        int(entry.rsplit(":", 1)[1]) for part in (feed, second, first) for entry in find(part, "a:entry/a:id")
    ]
    assert seqs == list(range(head, 0, -1))


@settings(deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text_gives_valid_xml_with_nothing_to_run(text: str) -> None:
    hostile = change(
        1, Op.MERGE, label=text, url=f"https://example.org/{text}", source_id=text, redirect_to=text,
        evidence=because(text), fields=fields(title=(text, "x"), topics=([text], ["y"])),
    )  # fmt: skip
    feed = feed_of(hostile)
    (content,) = find(feed, "a:entry/a:content")
    assert not re.search(r"<(script|img|svg|iframe|style)", content)


def test_markup_in_a_title_is_text_twice_over() -> None:
    feed = feed_of(created(1, title="<script>alert(1)</script>"))
    assert find(feed, "a:entry/a:title") == ["New: <script>alert(1)</script>"]
    assert "&lt;script&gt;" in find(feed, "a:entry/a:content")[0]


def test_an_unlinkable_url_is_left_out() -> None:
    assert find(feed_of(change(1, url="javascript:alert(1)")), "a:entry/a:link/@href") == []


def test_an_empty_journal_gives_an_empty_feed() -> None:
    feed = feed_of()
    assert find(feed, "a:updated") == ["2026-11-21T05:15:00+00:00"]
    assert find(feed, "a:entry/a:id") == []
