"""From the text of notice pages to notices, their versions and changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harvesters.crawl.spool import Spool
from models.catalogue import StoredNotice
from models.change import Change, Entity, Evidence, FieldChange, JsonValue, Op
from models.notice import NoticePage, NoticeText
from models.run import RunStatus
from storage.database import Connection
from storage.journal import append_changes
from storage.notices import NoticeWrite, add_versions, load_notices, set_absences, withdraw_notice
from text.languages.language import detect
from transforms.notices.differences import compare_notice_texts, is_new_version
from transforms.notices.notices_of_page import classify_notices
from transforms.publications.changes import Occasion, absence_in_words, make_change
from transforms.publications.diff import diff_fields
from transforms.publications.ids import mint_notice_id
from transforms.records.rows import ABSENCES_TO_WITHDRAW
from transforms.runs.acceptance import Acceptance, History, judge_notices

NoticeKey = tuple[str, str]
"""Notice id and language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a run's notice pages did to the notices of their source."""

    acceptance: Acceptance
    changes: tuple[Change, ...]


def ingest_notices(connection: Connection, spool: Spool, occasion: Occasion, *, is_approved: bool) -> Noticed:
    """Write the texts of the pages; a text makes a new version only if its words, dates or numbers changed.

    As with rows, the caller rolls back what a run that is not to be applied has written.
    """
    crawl = spool.crawl
    stored = {
        (notice.notice_id, notice.language): notice for notice in load_notices(connection, crawl.source_id)
    }
    texts = _read_texts(spool)
    live = {key: notice for key, notice in stored.items() if not notice.is_withdrawn}
    absent = {key: notice for key, notice in live.items() if key not in texts}
    history = History(records=len(live), coverage={})
    acceptance = judge_notices(crawl, len(texts), len(absent), history, spool.source.expect)
    is_at_once = acceptance.status is RunStatus.HELD
    if is_approved and is_at_once:
        acceptance = Acceptance(status=RunStatus.COMPLETE, reasons=(), is_applied=True)
    changes = _write_versions(connection, texts, stored, occasion)
    if acceptance.status in (RunStatus.COMPLETE, RunStatus.HELD):
        changes += _count_absent(connection, absent.values(), occasion, is_at_once=is_at_once)
    return Noticed(acceptance=acceptance, changes=changes)


def _read_texts(spool: Spool) -> dict[NoticeKey, NoticeText]:
    """The texts of all pages, by notice and language; of two pages in one language the first counts."""
    texts: dict[NoticeKey, NoticeText] = {}
    for page in spool.notice_pages():
        for text in classify_notices(page, language=_language(page, spool.source.language)):
            texts.setdefault((mint_notice_id(text.source_id, text.kind), text.language), text)
    return texts


def _language(page: NoticePage, default: str | None) -> str:
    """As stated, else as detected from the whole text, else the source's; ``und`` if nobody knows."""
    if page.language:
        return page.language.partition("-")[0].lower()
    detected = detect(" ".join(page.paragraphs))
    return detected[0] if detected else default or "und"


def _write_versions(
    connection: Connection,
    texts: Mapping[NoticeKey, NoticeText],
    stored: Mapping[NoticeKey, StoredNotice],
    occasion: Occasion,
) -> tuple[Change, ...]:
    writes: list[NoticeWrite] = []
    changes: list[Change] = []
    for key, text in texts.items():
        before = stored.get(key)
        if before and before.absences:
            set_absences(connection, before, 0, None)
        if before and not before.is_withdrawn and not _is_reworded(before, text):
            continue
        version = before.version + 1 if before else 1
        writes.append(NoticeWrite(notice_id=key[0], version=version, text=text))
        changes.append(_version_change(key[0], before, text, version, occasion))
    seqs = append_changes(connection, changes)
    add_versions(connection, writes, run_id=occasion.run_id or "", seqs=seqs)
    return tuple(changes)


def _is_reworded(before: StoredNotice, text: NoticeText) -> bool:
    return is_new_version(compare_notice_texts(before.text, text.text))


def _count_absent(
    connection: Connection, absent: Iterable[StoredNotice], occasion: Occasion, *, is_at_once: bool
) -> tuple[Change, ...]:
    """Count a complete run without these notices; withdraw those that were absent often enough."""
    gone: list[StoredNotice] = []
    for notice in absent:
        absences = notice.absences + (notice.absent_in_run != occasion.run_id)
        set_absences(connection, notice, absences, occasion.run_id)
        if is_at_once or absences >= ABSENCES_TO_WITHDRAW:
            gone.append(notice)
    changes = [_withdrawal_change(notice, occasion) for notice in gone]
    for notice, seq in zip(gone, append_changes(connection, changes), strict=True):
        withdraw_notice(connection, notice, at=occasion.at, seq=seq)
    return tuple(changes)


def _version_change(
    notice_id: str, before: StoredNotice | None, text: NoticeText, version: int, occasion: Occasion
) -> Change:
    is_live = before is not None and not before.is_withdrawn
    return _notice_change(
        Op.UPDATE if is_live else Op.RESTORE if before else Op.CREATE,
        notice_id,
        _as_json(before) if before and is_live else {},
        _as_json(text) | {"version": version},
        occasion,
        Evidence(page_url=text.url, capture_id=text.capture_id),
    )


def _withdrawal_change(notice: StoredNotice, occasion: Occasion) -> Change:
    evidence = Evidence(page_url=notice.url, reason=absence_in_words(occasion))
    state = _as_json(notice)
    return _notice_change(Op.WITHDRAW, notice.notice_id, state, state, occasion, evidence)


def _as_json(notice: StoredNotice | NoticeText) -> dict[str, JsonValue]:
    state: dict[str, JsonValue] = {
        "kind": str(notice.kind),
        "language": notice.language,
        "text": notice.text,
        "url": notice.url,
    }
    return state | {"version": notice.version} if isinstance(notice, StoredNotice) else state


def _notice_change(
    op: Op,
    notice_id: str,
    before: Mapping[str, JsonValue],
    after: Mapping[str, JsonValue],
    occasion: Occasion,
    evidence: Evidence,
) -> Change:
    language = FieldChange(field="language", before=before.get("language"), after=after["language"])
    others = (change for change in diff_fields(before, after) if change.field != "language")
    return make_change(
        Entity.NOTICE,
        notice_id,
        op,
        occasion,
        label=f"{str(after['kind']).capitalize()} notice ({after['language']})",
        url=str(after["url"]),
        evidence=evidence,
        # Versions of one notice differ by language: each change says which version it is about.
        fields=(language, *others),
    )
