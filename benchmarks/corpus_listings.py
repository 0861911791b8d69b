"""Harvests saved listing pages of many platforms through the real crawl, and compares with what is known.

    python benchmarks/corpus_listings.py CORPUS

CORPUS is a folder with ``manifest.jsonl`` and the saved pages it names. Each page that has a source file in
``corpus_sources/`` (a URL and selectors, nothing else) is served over loopback at its own path; the number of
rows, the first and last title and the page that would follow must be those of the manifest. White space in
titles, and the host in links, are not compared.
"""

import argparse
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from harvesters.crawl.parent import CrawlOrder, Progress, crawl_source
from harvesters.crawl.spool import Spool, open_spool
from harvesters.sources.files import load_source
from models.run import PageRole
from models.source import Limits, Politeness, Source

SOURCES = Path(__file__).parent / "corpus_sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known, or was found, of one page."""

    rows: int
    first: str
    last: str
    next_path: str | None


class Silence:
    """A watch that shows nothing: the pages behind the saved ones are missing on purpose."""

    def on_progress(self, progress: Progress) -> None:
        """Not shown."""

    def on_log(self, level: str, line: str) -> None:
        """Not shown."""


def main() -> int:
    """0 if every page was read as it is known to be, or there is no corpus."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=Path)
    corpus: Path = options.parse_args().corpus
    manifest = corpus / "manifest.jsonl"
    if not manifest.is_file():
        print(f"skipped: there is no corpus at {corpus} (no manifest.jsonl)")
        return 0
    verdicts = [_compare(corpus, entry, source) for entry, source in _pairs(manifest)]
    platforms = {entry["platform"].split()[0] for entry, _ in _pairs(manifest)}
    print(f"{sum(verdicts)} of {len(verdicts)} pages of {len(platforms)} platforms agree")
    return 0 if verdicts and all(verdicts) else 1


def _pairs(manifest: Path) -> Iterator[tuple[dict[str, Any], Source]]:
    sources = {source.id: source for source in map(load_source, SOURCES.glob("*.toml"))}
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        source = sources.get(Path(entry["file"]).stem)
        if source and entry["kind"] == "listing":
            yield entry, source


def _compare(corpus: Path, entry: dict[str, Any], source: Source) -> bool:
    body = (corpus / entry["file"]).read_bytes()
    with _serve(source, body) as served, tempfile.TemporaryDirectory() as var:
        known, found = _known(entry["truth"], served.url), _harvest(served, Path(var))
    print(f"{'agrees' if known == found else 'DIFFERS'}  {source.id}")
    if known != found:
        print(f"         known {known}\n         found {found}")
    return known == found


@contextmanager
def _serve(source: Source, body: bytes) -> Iterator[Source]:
    """The source at a loopback server that has this one page."""
    path = urlsplit(source.url)[2:]

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == urlunsplit(("", "", *path))
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body) if found else 0))
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            """Not shown."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), OnePage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = urlunsplit(("http", f"127.0.0.1:{server.server_port}", *path))
        limits = Limits(max_pages=2)
        yield replace(source, url=url, politeness=Politeness(delay_s=0.0, retries=0), limits=limits)
    finally:
        server.shutdown()
        server.server_close()


def _known(truth: dict[str, Any], url: str) -> Facts:
    following = _path(urljoin(url, truth["next"])) if truth["next"] else None
    return Facts(
        rows=truth["n_items"], first=_squash(truth["first"]), last=_squash(truth["last"]), next_path=following
    )


def _harvest(source: Source, var: Path) -> Facts:
    order = CrawlOrder(
        run_id="run",
        source=source,
        var_dir=var,
        allow_hosts=("127.0.0.1",),
        contact=None,
        started_at=datetime.now(UTC),
    )
    return _found(open_spool(crawl_source(order, watch=Silence())))


def _found(spool: Spool) -> Facts:
    titles = [_squash(row.raw.title_raw or "") for row in spool.rows() if row.sighting.page_number == 1]
    pages = [visit.url for visit in spool.visits() if visit.role is PageRole.LISTING]
    return Facts(
        rows=len(titles),
        first=titles[0] if titles else "",
        last=titles[-1] if titles else "",
        next_path=_path(pages[1]) if len(pages) > 1 else None,
    )


def _squash(text: str) -> str:
    return "".join(text.split())


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


if __name__ == "__main__":
    sys.exit(main())
