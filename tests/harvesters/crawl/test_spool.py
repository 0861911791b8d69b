import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters.crawl.spool import SpoolWriter, open_spool, spool_path, unfinished_path
from models.errors import SpoolDamaged
from models.notice import NoticePage
from models.record import RawFields, Row, Sighting
from models.run import Crawl, EndProof, Outcome, PageRole, PageVisit
from models.source import FieldRule, ListingRules, NoticeRules, Source, SourceKind

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SOURCE = Source(
    id="s",
    url="https://example.org/list",
    kind=SourceKind.LISTING,
    listing=ListingRules(row=(".row",), fields=(FieldRule(name="title", selectors=("h3", "h2")),)),
    notice=NoticeRules(translations=(("fr", "https://example.org/fr"),)),
)
CRAWL = Crawl(
    run_id="r1", source_id="s", started_at=AT, finished_at=AT, finish_reason="finished",
    end_proof=EndProof.NO_NEXT, end_detail="page 1 has no next page", reasons=(), pages=1, rows=2,
)  # fmt: skip
SIGHTING = Sighting(
    page_url="https://example.org/list", page_number=1, position=1, seen_at=AT, capture_id="<urn:x>"
)
ROWS = (
    Row(source_id="s", raw=RawFields(title_raw="Guía \u200f\u0000", file_urls=("a", "b")), sighting=SIGHTING),
    Row(source_id="s", raw=RawFields(), sighting=SIGHTING, notes=("odd",), rejection="bad link"),
)
VISIT = PageVisit(
    url="https://example.org/list", role=PageRole.LISTING, number=1, outcome=Outcome.OK, reason=None,
    http_status=200, final_url="https://example.org/", rows=2, body_bytes=7, visited_at=AT, capture_id="<x>",
)  # fmt: skip
NOTICE = NoticePage(
    source_id="s", url="https://example.org/about", language="en", title="About", paragraphs=("One", "Two"),
    headings=(True, False), seen_at=AT, capture_id=None,
)  # fmt: skip


def write_spool(var_dir: Path) -> Path:
    writer = SpoolWriter(var_dir, "r1", SOURCE)
    writer.add(*ROWS, VISIT, NOTICE)
    writer.unfinished_captures.write_bytes(b"WARC")
    return writer.finish(CRAWL)


def test_a_spool_gives_back_what_was_put_in(tmp_path: Path) -> None:
    spool = open_spool(write_spool(tmp_path))
    assert (spool.crawl, spool.source) == (CRAWL, SOURCE)
    assert tuple(spool.rows()) == ROWS
    assert tuple(spool.visits()) == (VISIT,)
    assert tuple(spool.notice_pages()) == (NOTICE,)
    assert spool.captures == "captures/s/r1.warc.gz"
    assert (tmp_path / "captures/s/r1.warc.gz").read_bytes() == b"WARC"


def test_a_spool_is_nowhere_until_it_is_finished(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path, "r1", SOURCE)
    writer.add(*ROWS)
    assert not spool_path(tmp_path, "r1").exists()
    writer.finish(CRAWL)
    assert [path.name for path in (tmp_path / "spool").iterdir()] == ["r1"]
    assert not unfinished_path(tmp_path, "r1").exists()


def test_a_lone_surrogate_does_not_lose_the_row(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path, "r1", SOURCE)
    writer.add(replace(ROWS[0], raw=RawFields(title_raw="a\ud800b", file_urls=("\udfff",))))
    (row,) = open_spool(writer.finish(CRAWL)).rows()
    assert (row.raw.title_raw, row.raw.file_urls) == ("a?b", ("?",))


def test_a_spool_without_rows_has_none(tmp_path: Path) -> None:
    spool = open_spool(SpoolWriter(tmp_path, "r1", SOURCE).finish(CRAWL))
    assert tuple(spool.rows()) == tuple(spool.visits()) == ()
    assert spool.captures is None


@pytest.mark.parametrize("name", ["rows.jsonl", "visits.jsonl"])
def test_a_spool_that_was_changed_is_refused(tmp_path: Path, name: str) -> None:
    path = write_spool(tmp_path)
    content = (path / name).read_bytes()
    for damaged in (content[:-1], content.replace(b"s", b"z", 1), content + b"{}\n"):
        (path / name).write_bytes(damaged)
        with pytest.raises(SpoolDamaged, match="harvest the source again"):
            open_spool(path)


def test_a_spool_with_a_file_gone_is_refused(tmp_path: Path) -> None:
    path = write_spool(tmp_path)
    (path / "rows.jsonl").unlink()
    with pytest.raises(SpoolDamaged, match=r"rows\.jsonl"):
        open_spool(path)


def test_a_folder_that_is_no_spool_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpoolDamaged, match=r"manifest\.json"):
        open_spool(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(SpoolDamaged, match="no manifest"):
        open_spool(tmp_path)


def test_a_spool_of_another_format_is_refused(tmp_path: Path) -> None:
    path = write_spool(tmp_path)
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(SpoolDamaged, match="format 99"):
        open_spool(path)
