"""Nouns with everything filled in that a test does not care about."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from harvesters.crawl.spool import Spool, SpoolWriter, open_spool
from models.notice import NoticePage
from models.record import RawFields, Row, Sighting
from models.run import Crawl, EndProof, Outcome, PageRole, PageVisit
from models.source import NoticeRules, Source, SourceKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When the first run of a test starts."""


def make_source(source_id: str = "agency", **given: Any) -> Source:
    """A listing at ``https://<id>.example/manuals``."""
    defaults: dict[str, Any] = {"url": f"https://{source_id}.example/manuals", "kind": SourceKind.LISTING}
    return Source(id=source_id, **defaults | given)


def make_notice_source(source_id: str = "handbook", **given: Any) -> Source:
    """A notice page at ``https://<id>.example/about``, in English."""
    defaults: dict[str, Any] = {"url": f"https://{source_id}.example/about", "kind": SourceKind.NOTICE}
    return Source(id=source_id, language="en", notice=NoticeRules(scope=("main",)), **defaults | given)


def make_row(slug: str, *, source_id: str = "agency", rejection: str | None = None, **raw: Any) -> Row:
    """A row whose title is its slug in words and whose detail page is at that slug."""
    defaults: dict[str, Any] = {
        "title_raw": slug.replace("-", " ").capitalize(),
        "detail_url": f"https://{source_id}.example/en/manuals/{slug}",
        "teaser_raw": f"How to put the guidance on {slug.replace('-', ' ')} into practice, step by step.",
    }
    fields = defaults | raw
    return Row(
        source_id=source_id,
        raw=RawFields(**fields, row_text=" ".join(str(value) for value in fields.values() if value)),
        sighting=Sighting(
            page_url=f"https://{source_id}.example/manuals",
            page_number=1,
            position=1,
            seen_at=NOON,
            capture_id=f"<urn:uuid:{slug}>",
        ),
        rejection=rejection,
    )


def make_notice_page(*paragraphs: str, source_id: str = "handbook", language: str = "en") -> NoticePage:
    """A notice page without headings."""
    return NoticePage(
        source_id=source_id,
        url=f"https://{source_id}.example/{language}/about",
        language=language,
        title="About",
        paragraphs=paragraphs,
        headings=(False,) * len(paragraphs),
        seen_at=NOON,
        capture_id="<urn:uuid:about>",
    )


def make_spool(
    var_dir: Path,
    listed: Sequence[Row] | Sequence[NoticePage],
    *,
    source: Source | None = None,
    number: int = 1,
    reasons: tuple[str, ...] = (),
    end_proof: EndProof | None = EndProof.NO_NEXT,
    is_windowed: bool = False,
) -> Spool:
    """The spool of the source's ``number``-th run, a day after the one before."""
    source = source or make_source()
    started_at = NOON + timedelta(days=number - 1)
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{source.id}"
    writer = SpoolWriter(var_dir, run_id, source)
    writer.add(*listed)
    writer.add(make_visit(source.url, reason=reasons[0] if reasons else None, rows=len(listed)))
    crawl = Crawl(
        run_id=run_id,
        source_id=source.id,
        started_at=started_at,
        finished_at=started_at + timedelta(minutes=1),
        finish_reason="finished",
        end_proof=None if reasons else end_proof,
        end_detail=None,
        reasons=reasons,
        pages=1,
        rows=len(listed),
        is_windowed=is_windowed,
    )
    return open_spool(writer.finish(crawl))


def make_visit(url: str, *, reason: str | None = None, rows: int = 0) -> PageVisit:
    """A page that was read, or that failed for the reason."""
    return PageVisit(
        url=url,
        role=PageRole.LISTING,
        number=1,
        outcome=Outcome.FAILED if reason else Outcome.OK,
        reason=reason,
        http_status=500 if reason else 200,
        final_url=url,
        rows=rows,
        body_bytes=1_000,
        visited_at=NOON,
        capture_id=None,
    )


def make_rows(slugs: Iterable[str], **raw: Any) -> list[Row]:
    return [make_row(slug, **raw) for slug in slugs]
