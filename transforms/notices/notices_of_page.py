"""A notice page's paragraphs, sorted by what they are there for."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from models.notice import NoticeKind, NoticePage, NoticeText
from transforms.notices.paragraph_kind import decide_kind, find_own_kind, is_label, name_kind
from transforms.notices.stamps import is_stamp

PARAGRAPH_BREAK = "\n\n"
UNKNOWN_LANGUAGE = "und"
_LONGEST_LINE = 100
"""Characters; a longer paragraph without a full stop is no line of an address or a list."""
_ENDS = tuple(".!?:;。؟：")


def classify_notices(page: NoticePage, *, language: str | None) -> tuple[NoticeText, ...]:
    """One text for each kind that the page has, in the order of ``NoticeKind``.

    Args:
        language: Of the texts; ``None`` becomes ``und``.
    """
    kinds = sort_paragraphs(page)
    return tuple(
        NoticeText(
            source_id=page.source_id,
            kind=kind,
            language=language or UNKNOWN_LANGUAGE,
            text=PARAGRAPH_BREAK.join(
                paragraph
                for paragraph, its_kind in zip(page.paragraphs, kinds, strict=True)
                if its_kind is kind
            ),
            url=page.url,
            seen_at=page.seen_at,
            capture_id=page.capture_id,
        )
        for kind in NoticeKind
        if kind in kinds
    )


def sort_paragraphs(page: NoticePage) -> tuple[NoticeKind | None, ...]:
    """The kind of each paragraph, headings included.

    ``None`` for what belongs to no text: stamps of the page ("Last updated …") and headings that are
    nothing but the name of a kind ("Disclaimer").
    """
    title_kind = context = name_kind(page.title or "")
    kinds: list[NoticeKind | None] = []
    for block, is_heading in _list_blocks(page):
        if is_heading:
            context = name_kind(block[0]) or find_own_kind(block[0]) or title_kind
        introduced = kinds[-1] if kinds and _introduces(page.paragraphs[len(kinds) - 1]) else None
        kinds.extend(_decide_block(block, introduced or context))
    return tuple(_place_headings(page, kinds))


def _list_blocks(page: NoticePage) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The paragraphs, each with whether it is a heading; lines without an end, as of an address, together.

    So it does not matter whether a site parts them by paragraphs or by line breaks.
    """
    paragraphs = zip(page.paragraphs, page.headings, strict=True)
    for (is_heading, is_line), group in groupby(paragraphs, key=lambda each: (each[1], _is_line(each[0]))):
        texts = tuple(text for text, _ in group)
        if is_line and not is_heading:
            yield texts, False
        else:
            yield from (((text,), is_heading) for text in texts)


def _is_line(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_LINE and not paragraph.endswith(_ENDS) and not is_stamp(paragraph)


def _introduces(paragraph: str) -> bool:
    """Whether what follows belongs to it: "We thank our donors:"."""
    return paragraph.endswith((":", "："))


def _decide_block(block: tuple[str, ...], context: NoticeKind | None) -> Iterator[NoticeKind | None]:
    """The lines' common kind, unless two of them clearly are of two kinds."""
    clear = {kind for line in block if (kind := find_own_kind(line))} if len(block) > 1 else set()
    if len(clear) > 1:
        yield from (decide_kind(line, context) for line in block)
    else:
        kind = None if is_stamp(block[0]) else decide_kind(" ".join(block), context)
        yield from (kind for _ in block)


def _place_headings(page: NoticePage, kinds: Sequence[NoticeKind | None]) -> Iterator[NoticeKind | None]:
    """The kinds; a heading has the kind of the paragraph below it, unless its own words make another."""
    for place, (paragraph, kind) in enumerate(zip(page.paragraphs, kinds, strict=True)):
        if not page.headings[place] or kind is None:
            yield kind
        elif is_label(paragraph):
            yield None
        else:
            yield find_own_kind(paragraph) or _find_kind_below(page, kinds, place) or NoticeKind.OTHER


def _find_kind_below(page: NoticePage, kinds: Sequence[NoticeKind | None], place: int) -> NoticeKind | None:
    below = range(place + 1, len(kinds))
    return next((kinds[at] for at in below if kinds[at] is not None and not page.headings[at]), None)
