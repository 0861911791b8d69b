"""Which rows are the same entry of a source, and the key by which the entry is recognised."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from models.errors import RecordRejected
from models.record import KeyKind, Record, Row
from text.cleaning import clean_text
from text.folding import fold
from text.languages.marks import stated_language
from text.urls import canonical_url
from transforms.records.normalise import SourceContext

_Key = tuple[KeyKind, str]

_SAME_WORDS_SCORE = 80.0
"""Of 100, by the sets of words: retyped and shortened texts score more, other texts less."""

BLANK_ROW = "the row has no text and no link"


@dataclass(slots=True, kw_only=True)
class _Entry:
    """Rows that share a key."""

    first: Row
    others: dict[tuple[str, ...], Row] = field(default_factory=dict)
    """The first row of each further text."""
    repeats: int = 0


def identify(rows: Iterable[Row], context: SourceContext) -> tuple[Record, ...]:
    """A record for each entry, in the order in which the entries first appear; every row is in one record.

    The native key is the first that the row has: the source's own identifier, the address of its detail page,
    the address of its file, else a hash of its text. A key is an identity only where its rows agree: where
    entries that are plainly different share one (a landing page that all cards link to, one address for all
    languages of a handbook), nobody gets it, and each falls to its next key. So does a row whose detail link
    leads to the very page that lists it.

    Rows of one key with the same text are one row seen again, and counted; the row with most text becomes
    the record, other texts are its variants. Rejected and blank rows become records that carry the rejection,
    known by their text.
    """
    ordered = [_reject_if_blank(row) for row in rows]
    candidates = [_link_keys(row, context) for row in ordered]
    shared: set[_Key] = set()
    while True:
        entries = _gather(ordered, candidates, shared)
        contested = {key for key, entry in entries.items() if _is_contested(key, entry)}
        if not contested:
            return tuple(_record(key, entry) for key, entry in entries.items())
        shared |= contested


def _reject_if_blank(row: Row) -> Row:
    raw = row.raw
    is_blank = not (row.rejection or raw.native_id or raw.detail_url or raw.file_urls or _row_text(row))
    return replace(row, rejection=BLANK_ROW) if is_blank else row


def _link_keys(row: Row, context: SourceContext) -> tuple[_Key, ...]:
    """The keys of a row, strongest first, except for its text; a rejected row has no other than that."""
    if row.rejection is not None:
        return ()
    keys: list[_Key] = []
    if row.raw.native_id and (native_id := clean_text(row.raw.native_id)):
        keys.append((KeyKind.NATIVE_ID, native_id))
    detail = _url_key(row.raw.detail_url, context)
    if detail and detail != _url_key(row.sighting.page_url, context):
        keys.append((KeyKind.DETAIL_URL, detail))
    file = next(filter(None, (_url_key(url, context) for url in row.raw.file_urls)), None)
    if file:
        keys.append((KeyKind.FILE_URL, file))
    return tuple(keys)


def _key_of(row: Row, links: tuple[_Key, ...], shared: set[_Key]) -> _Key:
    for key in links:
        if key not in shared:
            return key
    text = _row_text(row) if row.rejection is None else f"rejected: {_row_text(row)}"
    return KeyKind.TEXT_HASH, hashlib.sha256(text.casefold().encode()).hexdigest()[:32]


def _url_key(url: str | None, context: SourceContext) -> str | None:
    """The canonical address without its scheme: a site that moves to https keeps its entries."""
    if not url:
        return None
    try:
        return canonical_url(url, host_aliases=context.host_aliases, host=context.host).partition(":")[2]
    except RecordRejected:
        return None


def _row_text(row: Row) -> str:
    """All text of the row, cleaned; the fields, where the source has no rows of text."""
    return clean_text(row.raw.row_text) or " ".join(filter(None, _field_texts(row)))


def _field_texts(row: Row) -> tuple[str, ...]:
    raw = row.raw
    stated = (raw.title_raw, raw.teaser_raw, raw.abstract_raw, raw.date_raw, raw.language_raw, raw.type_raw)
    named = (raw.publisher_raw, *raw.authors_raw, raw.isbn_raw, raw.doi_raw, raw.reference_raw)
    return tuple(map(clean_text, (*stated, *named, *raw.countries_raw, *raw.topics_raw, raw.pages_raw)))


def _gather(
    rows: Sequence[Row], candidates: Sequence[tuple[_Key, ...]], shared: set[_Key]
) -> dict[_Key, _Entry]:
    entries: dict[_Key, _Entry] = {}
    for row, links in zip(rows, candidates, strict=True):
        key = _key_of(row, links, shared)
        if key in entries:
            _add(entries[key], row)
        else:
            entries[key] = _Entry(first=row)
    return entries


def _add(entry: _Entry, row: Row) -> None:
    text = _whole_text(row)
    if row.raw == entry.first.raw or text in entry.others or text == _whole_text(entry.first):
        entry.repeats += 1
    else:
        entry.others[text] = row


def _whole_text(row: Row) -> tuple[str, ...]:
    return (clean_text(row.raw.row_text), *_field_texts(row), *row.raw.file_urls)


def _is_contested(key: _Key, entry: _Entry) -> bool:
    if key[0] is KeyKind.TEXT_HASH:
        return False
    return any(_are_plainly_different(entry.first, other) for other in entry.others.values())


def _are_plainly_different(a: Row, b: Row) -> bool:
    """Whether two rows can't be the same entry, whatever key they share."""
    if _differ(stated_language(a.raw.language_raw), stated_language(b.raw.language_raw)):
        return True
    files = _file_names(a), _file_names(b)
    if all(files) and files[0].isdisjoint(files[1]):
        return True
    titles = fold(clean_text(a.raw.title_raw)), fold(clean_text(b.raw.title_raw))
    if any(titles):
        return all(titles) and _are_different(*titles)
    teasers = fold(clean_text(a.raw.teaser_raw)), fold(clean_text(b.raw.teaser_raw))
    return all(teasers) and fuzz.token_set_ratio(*teasers) < _SAME_WORDS_SCORE


def _file_names(row: Row) -> frozenset[str]:
    return frozenset(url.partition("?")[0].rpartition("/")[2] for url in row.raw.file_urls)


def _are_different(title: str, other: str) -> bool:
    """Other numbers are other volumes or years; else the words decide."""
    return _differ(_numbers(title), _numbers(other)) or fuzz.token_set_ratio(title, other) < _SAME_WORDS_SCORE


def _numbers(title: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in title.split() if any(map(str.isdigit, word))))


def _differ(a: object, b: object) -> bool:
    """Whether both are stated and not the same."""
    return bool(a and b and a != b)


def _record(key: _Key, entry: _Entry) -> Record:
    rows = (entry.first, *entry.others.values())
    fullest = max(rows, key=_length) if entry.others else entry.first
    return Record(
        source_id=fullest.source_id,
        native_key=key[1],
        key_kind=key[0],
        row=fullest,
        variants=tuple(row for row in rows if row is not fullest),
        repeats=entry.repeats,
    )


def _length(row: Row) -> int:
    return sum(map(len, _field_texts(row)))
