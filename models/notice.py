"""Site notices: the statements that partners must repeat word for word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a paragraph of a notice page is there for."""

    FUNDING = "funding"
    DISCLAIMER = "disclaimer"
    ABOUT = "about"
    MANDATE = "mandate"
    COPYRIGHT = "copyright"
    PRIVACY = "privacy"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """The text of one notice page in one language, as harvested."""

    source_id: str
    url: str
    language: str | None
    """As the page or the source file states it; ``None``: to be detected."""
    title: str | None
    paragraphs: tuple[str, ...]
    """In page order, white space folded, chrome left out; headings are paragraphs of their own."""
    headings: tuple[bool, ...]
    """Whether the paragraph of the same index is a heading."""
    seen_at: datetime
    capture_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """All paragraphs of one kind on one notice page: what one version of a notice says.

    A notice is identified by (source, kind); each language has versions of its own.
    """

    source_id: str
    kind: NoticeKind
    language: str
    text: str
    """Paragraphs in page order, parted by a blank line."""
    url: str
    seen_at: datetime
    capture_id: str | None
