"""What harvester tests share: a spider's whole way from a loopback site to an opened spool."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters.crawl.parent import CrawlOrder, Progress, crawl_source
from harvesters.crawl.spool import Spool, open_spool
from models.source import FieldRule, ListingRules, Politeness, Source

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CARD_RULES = ListingRules(
    row=(".row",),
    next=("a.next",),
    fields=(
        FieldRule(name="title", selectors=("h3",)),
        FieldRule(name="teaser", selectors=("p",)),
        FieldRule(name="detail_url", selectors=("h3 a::attr(href)",)),
    ),
    detail_fields=(FieldRule(name="abstract", selectors=(".full",)),),
)
HASTE = Politeness(delay_s=0.0, retries=0, timeout_s=5.0)


@dataclass(slots=True)
class RecordingWatch:
    """Keeps what it is told."""

    progress: list[Progress] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def on_progress(self, progress: Progress) -> None:
        self.progress.append(progress)

    def on_log(self, level: str, line: str) -> None:
        self.lines.append(f"{level}: {line}")


def order_for(
    source: Source, var_dir: Path, *, run_id: str = "run-1", allow: str = "127.0.0.1"
) -> CrawlOrder:
    """An order that may reach loopback."""
    return CrawlOrder(
        run_id=run_id,
        source=source,
        var_dir=var_dir,
        allow_hosts=(allow,),
        contact="harvest@example.org",
        started_at=AT,
    )


def card_page(*slugs: str, following: str | None = None, teaser: str = "All that there is to say.") -> str:
    """A listing page in the shape that ``CARD_RULES`` reads."""
    cards = "".join(
        f"<div class='row'><h3><a href='/d/{slug}'>Title {slug}</a></h3><p>{teaser}</p></div>"
        for slug in slugs
    )
    link = f"<a class='next' href='{following}'>Next</a>" if following else ""
    return f"<!DOCTYPE html><html><body><main>{cards}</main>{link}</body></html>"


@pytest.fixture
def watch() -> RecordingWatch:
    return RecordingWatch()


@pytest.fixture
def harvest(tmp_path: Path, watch: RecordingWatch) -> Callable[..., Spool]:
    """Crawls a source in a subprocess and opens what it left."""
    numbers = itertools.count(1)

    def run(source: Source, *, allow: str = "127.0.0.1") -> Spool:
        order = order_for(source, tmp_path / "var", run_id=f"run-{next(numbers)}", allow=allow)
        return open_spool(crawl_source(order, watch=watch))

    return run
