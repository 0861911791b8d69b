import gzip
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from harvesters.crawl.captures import CaptureWriter, Exchange, Original

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ORIGINAL = Original(capture_id="<urn:uuid:1>", url="http://example.org/list", at=AT - timedelta(days=1))


def exchange(**changes: object) -> Exchange:
    given = {
        "url": "http://example.org/list?page=2", "method": "GET", "request_headers": [("User-Agent", "p")],
        "protocol": "HTTP/1.1", "status_line": "200 OK", "response_headers": [("Content-Type", "text/html")],
        "body": b"<html>body</html>", "ip_address": "192.0.2.1", "at": AT,
    }  # fmt: skip
    return Exchange(**{**given, **changes})  # type: ignore[arg-type]


def write(path: Path, *exchanges: Exchange) -> list[str]:
    writer = CaptureWriter(path, software="pubharvest/1", now=AT)
    ids = [writer.capture(each) for each in exchanges]
    writer.close()
    return ids


def test_the_file_passes_the_checker_that_others_use(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(
        path,
        exchange(),
        exchange(body=b"", status_line="304 Not Modified"),
        exchange(body=b"", status_line="304 Not Modified", original=ORIGINAL),
        exchange(body=gzip.compress(b"x" * 9000), response_headers=[("Content-Encoding", "gzip")]),
        exchange(response_headers=[("X-Odd", "caf\xe9"), ("Transfer-Encoding", "chunked")]),
    )
    checked = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", "-v", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert "digest fail" not in checked.stdout
    assert (
        checked.stdout.count("digest pass") == 10
    )  # four pairs, a revisit's request and what the file says of itself


def test_an_answer_is_found_by_its_id_word_for_word(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    ids = write(path, exchange(body=b"first"), exchange(body=b"second"))
    with path.open("rb") as file:
        found = {
            record.rec_headers.get_header("WARC-Record-ID"): (
                record.raw_stream.read(),
                record.rec_headers.get_header("WARC-Target-URI"),
            )
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        }
    assert found == {
        ids[0]: (b"first", "http://example.org/list?page=2"),
        ids[1]: (b"second", "http://example.org/list?page=2"),
    }


def test_the_request_stands_beside_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    (answer_id,) = write(path, exchange())
    with path.open("rb") as file:
        records = [
            (record.rec_headers.get_header("WARC-Concurrent-To"), record.http_headers)
            for record in ArchiveIterator(file)
            if record.rec_type == "request"
        ]
    ((concurrent, head),) = records
    assert concurrent == answer_id
    assert f"{head.protocol} {head.statusline}" == "GET /list?page=2 HTTP/1.1"
    assert head.get_header("Host") == "example.org"


def test_an_unchanged_page_refers_to_the_capture_that_holds_its_body(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    (capture_id,) = write(path, exchange(body=b"", status_line="304 Not Modified", original=ORIGINAL))
    with path.open("rb") as file:
        (revisit,) = [record for record in ArchiveIterator(file) if record.rec_type == "revisit"]
    assert revisit.rec_headers.get_header("WARC-Record-ID") == capture_id
    assert revisit.rec_headers.get_header("WARC-Profile").endswith("/1.1/revisit/server-not-modified")
    assert revisit.rec_headers.get_header("WARC-Refers-To") == ORIGINAL.capture_id
    assert revisit.rec_headers.get_header("WARC-Refers-To-Target-URI") == ORIGINAL.url
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == "2026-11-19T12:00:00.000000Z"
