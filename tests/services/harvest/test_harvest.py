"""Harvests from start to end over real HTTP: what is left behind when something goes wrong on the way."""

import fcntl
import json
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from harvesters.crawl.parent import Progress
from models.errors import DatabaseUnusable, RunInProgress, RunUnknown, StorageConflict
from models.run import Run, RunStatus
from models.source import Expectations, FieldRule, ListingRules, Politeness, Source
from services.harvest import harvest as under_test
from services.harvest.approve_discard_replay import approve_run, discard_run, replay_run
from services.harvest.harvest import run_harvests
from services.harvest.preview import preview_source
from services.settings import Settings
from storage.check import check_catalogue
from storage.database import open_database
from storage.journal import read_changes
from tests.loopback import Answer, LoopbackSite, Request

TITLES = [
    "Return counselling",
    "Reintegration planning",
    "Family tracing",
    "Border health",
    "Cash assistance",
]


@dataclass(slots=True)
class Onlooker:
    """Remembers what it was told."""

    lines: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def on_start(self, source: Source) -> None:
        pass

    def on_progress(self, source_id: str, progress: Progress) -> None:
        pass

    def on_log(self, source_id: str, level: str, line: str) -> None:
        self.lines.append(line)

    def on_done(self, source: Source, run: Run) -> None:
        self.done.append(f"{source.id}: {run.status}")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    var_dir = tmp_path / "var"
    var_dir.mkdir()
    return Settings(
        database_url=database_url, var_dir=var_dir, sources_dir=tmp_path, allow_hosts=("127.0.0.1",)
    )


def list_titles(site: LoopbackSite, titles: list[str], path: str = "/manuals") -> None:
    cards = (f'<li class="card"><h3><a href="/m/{i}">{title}</a></h3></li>' for i, title in enumerate(titles))
    site[path] = f"<html lang='en'><body><main><ul>{''.join(cards)}</ul></main></body></html>"


def source_at(site: LoopbackSite, path: str = "/manuals", source_id: str = "agency") -> Source:
    return Source(
        id=source_id,
        url=site.url + path,
        politeness=Politeness(delay_s=0, retries=0),
        listing=ListingRules(
            row=("li.card",),
            follow=False,
            fields=(
                FieldRule(name="title", selectors=("h3",)),
                FieldRule(name="detail_url", selectors=("a::attr(href)",)),
            ),
        ),
    )


def ops(settings: Settings) -> list[str]:
    database = open_database(settings.database_url)
    with database.read() as connection:
        assert check_catalogue(connection) == ()
        found = [change.op.value for change in read_changes(connection)]
    database.close()
    return found


def published_seqs(settings: Settings) -> list[int]:
    files = sorted((settings.var_dir / "feeds" / "changes").glob("*.jsonl"))
    return [json.loads(line)["seq"] for file in files for line in file.read_text().splitlines()]


def test_harvest_fills_the_catalogue_and_the_feeds(site: LoopbackSite, settings: Settings) -> None:
    list_titles(site, TITLES)
    watch = Onlooker()
    (run,) = run_harvests([source_at(site)], settings, watch=watch)
    assert (run.status, run.counts.publications_created) == (RunStatus.COMPLETE, 5)
    assert published_seqs(settings) == [1, 2, 3, 4, 5]
    assert watch.done == ["agency: complete"]
    assert (settings.var_dir / str(run.capture_path)).is_file()
    assert (settings.var_dir / str(run.spool_path)).is_dir()


def test_failing_source_does_not_stop_the_others(site: LoopbackSite, settings: Settings) -> None:
    list_titles(site, TITLES)
    site["/broken"] = Answer(status=500)
    broken = source_at(site, "/broken", "broken")
    failed, good = run_harvests([broken, source_at(site)], settings, watch=Onlooker())
    assert (failed.status, good.status) == (RunStatus.INCOMPLETE, RunStatus.COMPLETE)
    assert "500" in failed.reasons[0]


def test_two_hosts_are_harvested_at_a_time(site: LoopbackSite, settings: Settings) -> None:
    meeting = threading.Barrier(2, timeout=60)
    cards = "".join(f'<li class="card"><h3><a href="/m/{title}">{title}</a></h3></li>' for title in TITLES)

    def answer(_: Request) -> Answer:
        meeting.wait()
        return Answer(body=f"<html lang='en'><body><main><ul>{cards}</ul></main></body></html>".encode())

    site["/manuals"] = answer
    here = source_at(site, source_id="here")
    there = replace(here, id="there", url=here.url.replace("127.0.0.1", "localhost"))
    allowed = replace(settings, allow_hosts=("127.0.0.1", "localhost"))
    runs = run_harvests([there, here], allowed, watch=Onlooker())
    assert [(run.source_id, run.status) for run in runs] == [
        ("there", RunStatus.COMPLETE),
        ("here", RunStatus.COMPLETE),
    ]


def test_source_that_breaks_our_own_code_does_not_stop_the_others(
    site: LoopbackSite, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = under_test.ingest_spool

    def break_for_one(*given: object, **named: object) -> Run:
        if "first" in str(given[0].path):  # type: ignore[attr-defined]
            raise ZeroDivisionError("a fault of ours")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(under_test, "ingest_spool", break_for_one)
    list_titles(site, TITLES)
    watch = Onlooker()
    sources = [source_at(site, source_id="first"), source_at(site, source_id="second")]
    first, second = run_harvests(sources, settings, watch=watch)
    assert (first.status, second.status) == (RunStatus.FAILED, RunStatus.COMPLETE)
    assert "ZeroDivisionError: a fault of ours" in first.reasons[0]
    assert any("Traceback" in line for line in watch.lines)


def test_second_harvest_at_once_says_so_and_does_not_touch_the_site(
    site: LoopbackSite, settings: Settings
) -> None:
    lock = settings.var_dir / "locks" / "agency.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        (run,) = run_harvests([source_at(site)], settings, watch=Onlooker())
        with pytest.raises(RunInProgress, match="another harvest of it is under way"):
            preview_source(source_at(site), settings, watch=Onlooker())
    assert run.status is RunStatus.FAILED
    assert "another harvest of it is under way" in run.reasons[0]
    assert site.requests == []


@pytest.mark.parametrize("seam", ["ingest_spool", "publish_to"])
def test_harvest_killed_at_a_seam_is_finished_by_the_next_one(
    site: LoopbackSite, settings: Settings, monkeypatch: pytest.MonkeyPatch, seam: str
) -> None:
    class Killed(BaseException):
        """As abrupt as a kill: nothing in the house may catch it."""

    def kill(*_: object, **__: object) -> None:
        raise Killed

    list_titles(site, TITLES)
    with monkeypatch.context() as patch:
        patch.setattr(under_test, seam, kill)
        with pytest.raises(Killed):
            run_harvests([source_at(site)], settings, watch=Onlooker())
    asked = len(site.paths_asked)
    (run,) = run_harvests([source_at(site)], settings, watch=Onlooker())
    assert run.status is RunStatus.COMPLETE
    assert ops(settings) == ["create"] * 5
    assert published_seqs(settings) == [1, 2, 3, 4, 5]
    if seam == "ingest_spool":
        assert len(site.paths_asked) == asked, "the finished spool is ingested without a new crawl"


def test_spool_waits_while_the_database_can_not_be_written(
    site: LoopbackSite, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseUnusable("database is full; free some space and run again")

    list_titles(site, TITLES)
    with monkeypatch.context() as patch:
        patch.setattr(under_test, "ingest_spool", fail)
        (run,) = run_harvests([source_at(site)], settings, watch=Onlooker())
    assert (run.status, run.reasons) == (
        RunStatus.INCOMPLETE,
        ("not ingested yet: database is full; free some space and run again",),
    )
    asked = len(site.paths_asked)
    (later,) = run_harvests([source_at(site)], settings, watch=Onlooker())
    assert (later.status, later.id) == (RunStatus.COMPLETE, run.id)
    assert len(site.paths_asked) == asked


def test_database_that_can_not_be_opened_stops_before_any_site_is_touched(
    site: LoopbackSite, settings: Settings
) -> None:
    broken = replace(settings, database_url="sqlite:////proc/nowhere/catalogue.db")
    with pytest.raises(DatabaseUnusable, match="/proc/nowhere"):
        run_harvests([source_at(site)], broken, watch=Onlooker())
    assert site.requests == []


def hold(site: LoopbackSite, settings: Settings) -> Run:
    """A catalogue of five, and a held run that lists one."""
    list_titles(site, TITLES)
    run_harvests([source_at(site)], settings, watch=Onlooker())
    list_titles(site, TITLES[:1])
    (run,) = run_harvests([source_at(site)], settings, watch=Onlooker())
    assert run.status is RunStatus.HELD
    return run


def test_held_run_changes_nothing_until_it_is_approved(site: LoopbackSite, settings: Settings) -> None:
    held = hold(site, settings)
    assert ops(settings) == ["create"] * 5
    approved = approve_run(held.id[-6:], settings)
    assert (approved.status, approved.counts.publications_withdrawn) == (RunStatus.COMPLETE, 4)
    assert ops(settings) == ["create"] * 5 + ["withdraw"] * 4
    assert published_seqs(settings) == list(range(1, 10))
    with pytest.raises(StorageConflict, match="is complete, not held"):
        approve_run(held.id, settings)


def test_discarded_run_leaves_the_catalogue_as_it_was(site: LoopbackSite, settings: Settings) -> None:
    held = hold(site, settings)
    assert discard_run(held.id, settings).status is RunStatus.DISCARDED
    assert ops(settings) == ["create"] * 5


def test_approving_a_run_leaves_later_held_ones_to_be_decided(site: LoopbackSite, settings: Settings) -> None:
    held = hold(site, settings)
    (later,) = run_harvests([source_at(site)], settings, watch=Onlooker())
    assert later.status is RunStatus.HELD
    assert approve_run(held.id, settings).status is RunStatus.COMPLETE
    assert approve_run(later.id, settings).status is RunStatus.COMPLETE
    assert ops(settings) == ["create"] * 5 + ["withdraw"] * 4


def test_replay_changes_nothing_and_rebuilds_a_lost_catalogue(
    site: LoopbackSite, settings: Settings, tmp_path: Path
) -> None:
    list_titles(site, TITLES)
    (run,) = run_harvests([source_at(site)], settings, watch=Onlooker())
    assert replay_run(run.id, settings) == run
    assert ops(settings) == ["create"] * 5
    lost = replace(settings, database_url=f"sqlite:///{tmp_path / 'new.db'}", var_dir=settings.var_dir)
    (settings.var_dir / "feeds").rename(tmp_path / "old-feeds")
    assert replay_run(run.id, lost).counts == run.counts
    assert ops(lost) == ["create"] * 5


def test_unknown_run_is_named(settings: Settings) -> None:
    with pytest.raises(RunUnknown, match="no run's id is, starts or ends with 'nothing'"):
        replay_run("nothing", settings)


def test_preview_shows_what_would_change_and_leaves_no_trace(site: LoopbackSite, settings: Settings) -> None:
    list_titles(site, TITLES)
    run_harvests([source_at(site)], settings, watch=Onlooker())
    list_titles(site, [*TITLES, "Climate mobility"])
    before = sorted(
        path.name for path in settings.var_dir.rglob("*") if path.is_file() and path.suffix != ".db-shm"
    )
    preview = preview_source(source_at(site), settings, watch=Onlooker())
    assert [(change.op.value, change.label) for change in preview.changes] == [("create", "Climate mobility")]
    assert ops(settings) == ["create"] * 5
    after = sorted(
        path.name for path in settings.var_dir.rglob("*") if path.is_file() and path.suffix != ".db-shm"
    )
    assert after == before


def test_preview_without_a_catalogue_makes_none(
    site: LoopbackSite, settings: Settings, tmp_path: Path
) -> None:
    list_titles(site, TITLES)
    absent = replace(settings, database_url=f"sqlite:///{tmp_path / 'absent.db'}")
    preview = preview_source(source_at(site), absent, watch=Onlooker())
    assert preview.counts.publications_created == 5
    assert not (tmp_path / "absent.db").exists()


def test_floor_of_the_source_file_holds_the_first_run_too(site: LoopbackSite, settings: Settings) -> None:
    list_titles(site, TITLES)
    source = replace(source_at(site), expect=Expectations(min_records=30))
    (run,) = run_harvests([source], settings, watch=Onlooker())
    assert run.status is RunStatus.HELD
    assert run.reasons == ("lists 5 records, at least 30 are expected",)
