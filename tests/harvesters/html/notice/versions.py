"""Notice pages read without rules, and whether a later version says something else."""

from datetime import UTC, datetime

from harvesters.html.markup import open_markup
from harvesters.html.notice.notice import read_notice
from models.notice import NoticePage
from models.source import NoticeRules
from transforms.notices.differences import compare_notice_texts, is_new_version
from transforms.notices.notices_of_page import classify_notices


def read_page(body: bytes) -> NoticePage:
    notice = read_notice(open_markup(body, "https://example.org/"), NoticeRules())
    return NoticePage(
        source_id="corpus",
        url="https://example.org/",
        language=notice.language,
        title=notice.title,
        paragraphs=notice.paragraphs,
        headings=notice.headings,
        seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        capture_id=None,
    )


def make_new_version(before: bytes, after: bytes) -> bool:
    """Whether any kind of notice on the later page has another text."""
    old, new = (
        {notice.kind: notice.text for notice in classify_notices(read_page(body), language="en")}
        for body in (before, after)
    )
    return any(
        is_new_version(compare_notice_texts(old.get(kind, ""), new.get(kind, "")))
        for kind in old.keys() | new.keys()
    )


def add_surroundings(body: bytes) -> bytes:
    """The same page on another day."""
    before_text = (
        b"<!-- generated 21 Nov 2026 10:32 --><a class='skip-link' href='#main'>Skip to main content</a>"
        b"<div class='cookie-consent'><p>We use cookies to see how this site is used.</p></div>"
        b"<div class='share-buttons'><a href='#'>Share on X</a></div>"
    )
    after_text = b"<footer><p>\xc2\xa9 2027</p></footer><script nonce='q7'>track()</script></body>"
    start = body.index(b">", body.index(b"<body")) + 1
    return body[:start] + before_text + body[start:].replace(b"</body>", after_text)
