"""Which rows are one entry of a source, and the key by which the entry is known again."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from models.errors import RecordRejected
from models.record import KeyKind, Record, Row
from transforms.folding import fold
from transforms.normalise import SourceContext
from transforms.text import clean_text
from transforms.urls import canonical_url

_Key = tuple[KeyKind, str]

_SAME_TITLE_SCORE = 80.0
"""Of 100, by the titles' sets of words. Retyped and shortened titles score more, other titles less."""

BLANK_ROW = "the row has no text and no link"


@dataclass(slots=True)
class _Entry:
    """Rows that share a key: the first of each text, in order, and how many more there were."""

    kept: list[Row]
    texts: list[tuple[str, ...]]
    repeats: int = 0


def identify(rows: Iterable[Row], context: SourceContext) -> tuple[Record, ...]:
    """One record for each entry, in the order in which the entries first appear; every row is in one of them.

    The native key is the first that the row has: the source's own identifier, the address of its detail page,
    the address of its file, else a hash of its text. A key is an identity only where its rows agree: where
    entries that are plainly different share one (a landing page that all cards link to, one address for all
    languages of a handbook), nobody gets it, and each falls to its next key. So does a row whose detail link
    leads to the very page that lists it.

    Rows of one key with the same text are one row seen again, and counted; the row with most text stands for
    the record, other texts are its variants. Rejected and blank rows become records that carry the rejection,
    known by their text.
    """
    ordered = [_reject_if_blank(row) for row in rows]
    candidates = [_candidate_keys(row, context) for row in ordered]
    shared: set[_Key] = set()
    while True:
        entries = _gather(ordered, [_first_usable(keys, shared) for keys in candidates])
        contested = {key for key, entry in entries.items() if _is_contested(key, entry)}
        if not contested:
            return tuple(_record(key, entry) for key, entry in entries.items())
        shared |= contested


def _reject_if_blank(row: Row) -> Row:
    if row.rejection is None and not _row_text(row) and not row.raw.detail_url and not row.raw.file_urls:
        return replace(row, rejection=BLANK_ROW)
    return row


def _candidate_keys(row: Row, context: SourceContext) -> tuple[_Key, ...]:
    if row.rejection is not None:
        return ((KeyKind.TEXT_HASH, _hash(f"rejected: {_row_text(row)}")),)
    keys: list[_Key] = []
    if row.raw.native_id and (native_id := clean_text(row.raw.native_id)):
        keys.append((KeyKind.NATIVE_ID, native_id))
    detail = _url_key(row.raw.detail_url, context)
    if detail and detail != _url_key(row.sighting.page_url, context):
        keys.append((KeyKind.DETAIL_URL, detail))
    file = next(filter(None, (_url_key(url, context) for url in row.raw.file_urls)), None)
    if file:
        keys.append((KeyKind.FILE_URL, file))
    return (*keys, (KeyKind.TEXT_HASH, _hash(_row_text(row))))


def _url_key(url: str | None, context: SourceContext) -> str | None:
    """The canonical address without its scheme: a site that moves to https keeps its entries."""
    if not url:
        return None
    try:
        return canonical_url(url, host_aliases=context.host_aliases, host=context.host).partition(":")[2]
    except RecordRejected:
        return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:32]


def _row_text(row: Row) -> str:
    """All text of the row, cleaned; the fields, where the source has no rows of text."""
    return clean_text(row.raw.row_text) or " ".join(filter(None, _field_texts(row)))


def _field_texts(row: Row) -> tuple[str, ...]:
    raw = row.raw
    stated = (raw.title_raw, raw.teaser_raw, raw.abstract_raw, raw.date_raw, raw.language_raw, raw.type_raw)
    named = (raw.publisher_raw, *raw.authors_raw, raw.isbn_raw, raw.doi_raw, raw.reference_raw)
    return tuple(map(clean_text, (*stated, *named, *raw.countries_raw, *raw.topics_raw, raw.pages_raw)))


def _first_usable(keys: tuple[_Key, ...], shared: set[_Key]) -> _Key:
    return next((key for key in keys if key not in shared), keys[-1])


def _gather(rows: Sequence[Row], keys: Sequence[_Key]) -> dict[_Key, _Entry]:
    entries: dict[_Key, _Entry] = {}
    for row, key in zip(rows, keys, strict=True):
        entry = entries.get(key)
        if entry is None:
            entries[key] = _Entry(kept=[row], texts=[])
        else:
            _add(entry, row)
    return entries


def _add(entry: _Entry, row: Row) -> None:
    if any(row.raw == kept.raw for kept in entry.kept):
        entry.repeats += 1
        return
    entry.texts = entry.texts or [_whole_text(entry.kept[0])]
    text = _whole_text(row)
    if text in entry.texts:
        entry.repeats += 1
    else:
        entry.kept.append(row)
        entry.texts.append(text)


def _whole_text(row: Row) -> tuple[str, ...]:
    return (clean_text(row.raw.row_text), *_field_texts(row), *row.raw.file_urls)


def _is_contested(key: _Key, entry: _Entry) -> bool:
    if len(entry.kept) < 2 or key[0] is KeyKind.TEXT_HASH:
        return False
    first, *others = entry.kept
    return any(_are_plainly_different(first, other) for other in others)


def _are_plainly_different(a: Row, b: Row) -> bool:
    """Whether two rows can't be one entry, whatever key they share."""
    if _differ(clean_text(a.raw.language_raw).casefold(), clean_text(b.raw.language_raw).casefold()):
        return True
    if a.raw.file_urls and b.raw.file_urls and not set(a.raw.file_urls) & set(b.raw.file_urls):
        return True
    return _are_titles_different(fold(clean_text(a.raw.title_raw)), fold(clean_text(b.raw.title_raw)))


def _are_titles_different(a: str, b: str) -> bool:
    if not _differ(a, b):
        return False
    if _differ(_numbers(a), _numbers(b)):
        return True
    return fuzz.token_set_ratio(a, b) < _SAME_TITLE_SCORE


def _numbers(title: str) -> str:
    return " ".join(sorted(word for word in title.split() if any(map(str.isdigit, word))))


def _differ(a: str, b: str) -> bool:
    return bool(a and b and a != b)


def _record(key: _Key, entry: _Entry) -> Record:
    fullest = max(entry.kept, key=_length) if len(entry.kept) > 1 else entry.kept[0]
    return Record(
        source_id=fullest.source_id,
        native_key=key[1],
        key_kind=key[0],
        row=fullest,
        variants=tuple(row for row in entry.kept if row is not fullest),
        repeats=entry.repeats,
    )


def _length(row: Row) -> int:
    return sum(map(len, _field_texts(row)))
