"""Entries that moved: a vanished entry and its successor under a new key are one record."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from models.record import Description
from text.folding import fold
from transforms.matching import thresholds as limits
from transforms.matching.preparation.prepared import prepare
from transforms.matching.titles import is_generic

_Weight = tuple[bool, bool, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Enough of an entry to recognise it under another key."""

    id: str
    key: str
    title: str
    is_generic: bool
    head: str
    digest: bytes
    """Of the whole text; empty where there is none."""
    language: str | None
    """Only where the site states it."""
    year: int | None
    numbers: frozenset[str]
    """In the title: years, volumes, parts."""
    codes: frozenset[str]
    """ISBN, DOI and reference number, each with its kind."""
    files: frozenset[str]
    """Names of the files, without their folders: those move with the site."""


def trace(entry_id: str, key: str, description: Description) -> Trace:
    """What is kept of an entry; ``key`` is its native key."""
    title = fold(description.title or "")
    text = fold(description.teaser or description.abstract or "")
    codes = {f"isbn {isbn}" for isbn in description.isbns}
    codes.update(
        f"{kind} {code}"
        for kind, code in (("doi", description.doi), ("reference", description.reference_number))
        if code
    )
    return Trace(
        id=entry_id,
        key=key,
        title=title,
        is_generic=bool(title) and is_generic(prepare(Description(title=description.title))),
        head=text[: limits.KEPT_HEAD],
        digest=hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).digest()
        if text
        else b"",
        language=description.language if description.is_language_stated else None,
        year=description.year,
        numbers=frozenset(word for word in title.split() if any(map(str.isdigit, word))),
        codes=frozenset(codes),
        files=frozenset(url.partition("?")[0].rpartition("/")[2].lower() for url in description.file_urls),
    )


def pair_moved(gone: Iterable[Trace], new: Iterable[Trace]) -> dict[str, str]:
    """Id of an entry that appeared → id of the vanished entry that it really is; one to one.

    Nothing may contradict, and much has to agree: the title and, where many have that title, text, file or a
    code as well; or the same long text. Of several candidates the one that agrees most is taken, keys
    included; so the order of the arguments does not count.
    """
    gone = sorted(gone, key=_by_key)
    new = sorted(new, key=_by_key)
    paired = _pair_crowds(gone, new)
    taken = set(paired.values())
    buckets = _bucket(entry for entry in gone if entry.id not in taken)
    found: list[tuple[_Weight, str, str]] = []
    for entry in (entry for entry in new if entry.id not in paired):
        candidates = {
            candidate.id: candidate
            for mark in _marks(entry)
            if len(bucket := buckets.get(mark, ())) <= limits.MAX_BLOCK
            for candidate in bucket
        }
        for candidate in candidates.values():
            weight = _weigh(candidate, entry)
            if weight is not None:
                found.append((weight, entry.id, candidate.id))
    for _, new_id, gone_id in sorted(found, key=lambda item: (*(-part for part in item[0]), *item[1:])):
        if new_id not in paired and gone_id not in taken:
            paired[new_id] = gone_id
            taken.add(gone_id)
    return paired


def _by_key(entry: Trace) -> tuple[str, str]:
    return entry.key, entry.id


def _pair_crowds(gone: Sequence[Trace], new: Sequence[Trace]) -> dict[str, str]:
    """Entries of which very many have identical content: paired in the order of their keys."""
    crowds = {content: crowd for content, crowd in _group(gone).items() if len(crowd) > limits.MAX_BLOCK}
    if not crowds:
        return {}
    paired: dict[str, str] = {}
    for content, crowd in _group(new).items():
        former = crowds.get(content, [])
        if former and _weigh(former[0], crowd[0]) is not None:
            paired.update((entry.id, old.id) for entry, old in zip(crowd, former, strict=False))
    return paired


def _group(entries: Iterable[Trace]) -> dict[tuple[object, ...], list[Trace]]:
    """By their whole content."""
    groups: dict[tuple[object, ...], list[Trace]] = {}
    for entry in entries:
        content = (entry.title, entry.digest, entry.language, entry.year, entry.codes, entry.files)
        groups.setdefault(content, []).append(entry)
    return groups


def _bucket(entries: Iterable[Trace]) -> Mapping[str, list[Trace]]:
    buckets: dict[str, list[Trace]] = {}
    for entry in entries:
        for mark in _marks(entry):
            buckets.setdefault(mark, []).append(entry)
    return buckets


def _marks(entry: Trace) -> set[str]:
    """Two entries are compared only where they share a mark."""
    marks = {f"code {code}" for code in entry.codes} | {f"file {file}" for file in entry.files}
    if entry.title:
        length = limits.MOVED_TITLE_MARK
        marks |= {f"title {entry.title}", f"start {entry.title[:length]}", f"end {entry.title[-length:]}"}
    if entry.head:
        length = limits.MOVED_HEAD_MARK
        marks |= {f"text {entry.digest.hex()}", f"head {entry.head[:length]}", f"tail {entry.head[-length:]}"}
    return marks


def _weigh(gone: Trace, new: Trace) -> _Weight | None:
    """How much agrees, for comparing only; ``None``: they are two entries."""
    if _contradict(gone, new):
        return None
    has_id = bool(gone.codes & new.codes or gone.files & new.files)
    text = _text_likeness(gone, new)
    is_equal = bool(gone.title) and gone.title == new.title
    if is_equal:
        is_moved = not gone.is_generic or has_id or text >= limits.MOVED_ALIKE
    elif gone.title and new.title:
        likeness = fuzz.ratio(gone.title, new.title)
        is_bare = not gone.head and not new.head and len(gone.title) >= limits.MOVED_BARE_TITLE
        is_moved = likeness >= limits.MOVED_ALIKE and (has_id or text >= limits.MOVED_ALIKE or is_bare)
    elif gone.title or new.title:
        is_moved = text == 100 and len(gone.head) >= limits.LONG_TEXT
    else:
        is_moved = text >= limits.MOVED_ALIKE
    return (has_id, is_equal, text, fuzz.ratio(gone.key, new.key)) if is_moved else None


def _contradict(gone: Trace, new: Trace) -> bool:
    """Whether the two state different values of a field that has a single value."""
    if gone.title and new.title and gone.numbers != new.numbers:
        return True
    for old, now in ((gone.language, new.language), (gone.year, new.year)):
        if old is not None and now is not None and old != now:
            return True
    return _are_files_apart(gone, new) or any(
        _clash(gone.codes, new.codes, kind) for kind in ("isbn", "doi", "reference")
    )


def _are_files_apart(gone: Trace, new: Trace) -> bool:
    """Whether the files have other names, not only another folder or ending; the same text excuses that."""
    if not gone.files or not new.files or (gone.digest and gone.digest == new.digest):
        return False
    stems = [[file.rpartition(".")[0] or file for file in side] for side in (gone.files, new.files)]
    return all(fuzz.ratio(old, now) < limits.MOVED_FILE_ALIKE for old in stems[0] for now in stems[1])


def _clash(codes: frozenset[str], others: frozenset[str], kind: str) -> bool:
    """Whether both state codes of the kind and share none."""
    mine, theirs = ({code for code in side if code.startswith(kind)} for side in (codes, others))
    return bool(mine and theirs) and not mine & theirs


def _text_likeness(gone: Trace, new: Trace) -> float:
    """0 to 100; 100 for the same text, or where one text is the other cut off."""
    if not gone.head or not new.head:
        return 0.0
    short, long = sorted((gone.head, new.head), key=len)
    if gone.digest == new.digest or (len(short) >= limits.LONG_TEXT and long.startswith(short)):
        return 100.0
    return fuzz.token_set_ratio(gone.head, new.head)
