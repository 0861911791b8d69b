"""The journal as an Atom feed (RFC 4287) with archives (RFC 5005): one entry a change, never rewritten."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from feeds.report_html import environment
from feeds.report_text import OP_NAMES, list_field_names, name_change, one_line, web_url
from models.change import Change, Op
from storage.journal import Head
from text.printable import strip_unprintable

ARCHIVE_SIZE = 200
"""Entries of one archive document. The feed itself holds the newest ``ARCHIVE_SIZE`` to twice as many."""

_HISTORY = "http://purl.org/syndication/history/1.0"


def archive_starts(head_seq: int) -> range:
    """First seqs of the archive documents that are full and no longer in the feed itself."""
    return range(1, feed_since(head_seq) + 1, ARCHIVE_SIZE)


def feed_since(head_seq: int) -> int:
    """The feed itself holds the changes after this seq."""
    return max(0, head_seq // ARCHIVE_SIZE - 1) * ARCHIVE_SIZE


def archive_name(first_seq: int) -> str:
    return f"{first_seq:010d}-{first_seq + ARCHIVE_SIZE - 1:010d}.xml"


def render_feed(changes: Sequence[Change], *, head: Head, now: datetime) -> bytes:
    """The feed that readers subscribe to, newest change first.

    Args:
        changes: those after ``feed_since(head.seq)``.
        head: where the journal ends.
        now: the feed's time while the journal is empty.
    """
    feed = _feed(head.epoch, changes[-1].at if changes else now)
    feed.link(href="atom.xml", rel="self", type="application/atom+xml")
    if archive_starts(head.seq):
        feed.link(href=f"atom/{archive_name(archive_starts(head.seq)[-1])}", rel="prev-archive")
    return _render(feed, changes, head.epoch)


def render_archive(changes: Sequence[Change], *, first_seq: int, epoch: str) -> bytes:
    """One archive document, newest change first; the same bytes whenever it is rendered."""
    feed = _feed(epoch, changes[-1].at)
    feed.register_extension("archive", _Archive)
    feed.link(href=archive_name(first_seq), rel="self", type="application/atom+xml")
    feed.link(href="../atom.xml", rel="current")
    if first_seq > 1:
        feed.link(href=archive_name(first_seq - ARCHIVE_SIZE), rel="prev-archive")
    return _render(feed, changes, epoch)


class _Archive(BaseExtension):  # type: ignore[misc]
    """Says that the document is an archive and will not change."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        xml_elem(f"{{{_HISTORY}}}archive", feed)
        return feed


def _feed(epoch: str, updated: datetime) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(f"urn:pubharvest:{one_line(epoch)}")
    feed.title("Changes of the catalogue")
    feed.author(name="pubharvest")
    feed.generator("pubharvest")
    feed.updated(updated)
    return feed


def _render(feed: FeedGenerator, changes: Iterable[Change], epoch: str) -> bytes:
    for change in changes:  # feedgen puts each one before those that are there
        feed.add_entry(_entry(change, epoch))
    document: bytes = feed.atom_str(pretty=True)
    return document


def _entry(change: Change, epoch: str) -> FeedEntry:
    entry = FeedEntry()
    entry.id(f"urn:pubharvest:{one_line(epoch)}:{change.seq}")
    entry.title(f"{OP_NAMES[change.op]}: {name_change(change)}{_fields_in_brackets(change)}")
    entry.updated(change.at)
    entry.published(change.at)
    if url := web_url(change.url):
        entry.link(href=url)  # the only one: feedgen 1.0 drops rel here, so that any link is an alternate
    entry.category(term=change.op.value, scheme="urn:pubharvest:op")
    entry.category(term=change.entity.value, scheme="urn:pubharvest:entity")
    if change.source_id:
        entry.category(term=one_line(change.source_id), scheme="urn:pubharvest:source")
    content = environment().get_template("entry.html").render(change=change)
    entry.content(strip_unprintable(content).strip(), type="html")
    return entry


def _fields_in_brackets(change: Change) -> str:
    names = list_field_names(change) if change.op is Op.UPDATE else ""
    return f" ({names})" if names else ""
