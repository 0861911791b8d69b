"""Harvests from start to end: the second one is sent nothing twice, and the catalogue can't tell."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.change import Op
from models.run import Run, RunStatus
from models.source import FieldRule, ListingRules, Politeness, Source
from services.harvest.harvest import run_harvests
from services.harvest.preview import preview_source
from services.settings import Settings
from storage.check import check_catalogue
from storage.database import open_database
from storage.journal import read_changes
from tests.conditional_pages import asked_outright, bodies_sent, tagged
from tests.factories import NOON
from tests.loopback import Answer, LoopbackSite
from tests.services.harvest.test_harvest import Onlooker

TITLES = {
    "counselling": "Return counselling",
    "planning": "Reintegration planning",
    "tracing": "Family tracing",
    "border": "Border health",
    "cash": "Cash assistance",
}


class House:
    """A catalogue, and one source that is harvested once a day."""

    def __init__(self, site: LoopbackSite, settings: Settings) -> None:
        self.site = site
        self.settings = settings
        self.now = NOON
        self.source = Source(
            id="agency",
            url=f"{site.url}/manuals",
            politeness=Politeness(delay_s=0, retries=0),
            listing=ListingRules(
                row=("li.card",),
                follow=True,
                fields=(
                    FieldRule(name="title", selectors=("h3",)),
                    FieldRule(name="detail_url", selectors=("a::attr(href)",)),
                ),
                detail_fields=(FieldRule(name="abstract", selectors=(".full",)),),
            ),
        )

    def show(self, titles: dict[str, str]) -> None:
        cards = "".join(
            f'<li class="card"><h3><a href="/m/{slug}">{title}</a></h3></li>'
            for slug, title in titles.items()
        )
        self.site["/manuals"] = tagged(f"<html lang='en'><body><main><ul>{cards}</ul></main></body></html>")

    def tell(self, slug: str, text: str) -> None:
        self.site[f"/m/{slug}"] = tagged(
            f"<html lang='en'><body><div class='full'>{text}</div></body></html>"
        )

    def harvest(self, *, is_full: bool = False) -> Run:
        self.now += timedelta(days=1)
        self.site.requests.clear()
        (run,) = run_harvests(
            [self.source], self.settings, watch=Onlooker(), is_full=is_full, clock=self.clock
        )
        return run

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def changes(self) -> list[tuple[Op, str | None]]:
        database = open_database(self.settings.database_url)
        with database.read() as connection:
            assert check_catalogue(connection) == ()
            found = [(change.op, change.label) for change in read_changes(connection)]
        database.close()
        return found


def build(site: LoopbackSite, database_url: str, folder: Path) -> House:
    var_dir = folder / "var"
    var_dir.mkdir()
    house = House(
        site,
        Settings(database_url=database_url, var_dir=var_dir, sources_dir=folder, allow_hosts=("127.0.0.1",)),
    )
    house.show(TITLES)
    for slug, title in TITLES.items():
        house.tell(slug, f"{title}: guidance for case workers, step by step, with forms to copy.")
    return house


@pytest.fixture
def house(site: LoopbackSite, tmp_path: Path) -> House:
    return build(site, f"sqlite:///{tmp_path / 'catalogue.db'}", tmp_path)


@pytest.fixture
def house_of_either(site: LoopbackSite, database_url: str, tmp_path: Path) -> House:
    return build(site, database_url, tmp_path)


def test_second_harvest_is_sent_nothing_and_changes_nothing(
    site: LoopbackSite, house_of_either: House
) -> None:
    house = house_of_either
    first = house.harvest()
    assert (first.status, first.counts.publications_created) == (RunStatus.COMPLETE, 5)
    before = house.changes()
    second = house.harvest()
    assert (second.status, second.counts.records_listed) == (RunStatus.COMPLETE, 5)
    assert site.paths_asked == ["/manuals"]
    assert bodies_sent(site) == []
    assert house.changes() == before


def test_edited_row_has_its_detail_page_read_again_and_no_other(site: LoopbackSite, house: House) -> None:
    house.harvest()
    before = house.changes()
    house.show(TITLES | {"border": "Border health, second edition"})
    house.tell("border", "Border health: what has changed since the first edition, and how to apply it.")
    house.harvest()
    assert site.paths_asked == ["/manuals", "/m/border"]
    assert house.changes()[len(before) :] == [(Op.UPDATE, "Border health, second edition")]


def test_full_harvest_is_sent_everything_and_changes_nothing(site: LoopbackSite, house: House) -> None:
    house.harvest()
    before = house.changes()
    house.harvest(is_full=True)
    assert len(bodies_sent(site)) == 6
    assert house.changes() == before


def test_broken_detail_page_does_not_make_the_site_send_the_others_again(
    site: LoopbackSite, house: House
) -> None:
    site["/m/cash"] = Answer(status=404)
    assert house.harvest().status is RunStatus.INCOMPLETE
    assert house.harvest().status is RunStatus.INCOMPLETE
    assert asked_outright(site) == ["/m/cash"]
    house.tell("cash", "Cash assistance: who decides, who pays, and how it is accounted for.")
    assert house.harvest().status is RunStatus.COMPLETE
    assert bodies_sent(site) == ["/m/cash"]
    assert house.harvest().status is RunStatus.COMPLETE
    assert bodies_sent(site) == []


def test_run_that_saw_little_is_not_what_the_next_one_is_compared_with(
    site: LoopbackSite, house: House
) -> None:
    house.harvest()
    known = site._pages["/manuals"]
    site["/manuals"] = Answer(status=500)
    assert house.harvest().status is RunStatus.INCOMPLETE
    site["/manuals"] = known
    assert house.harvest().status is RunStatus.COMPLETE
    assert bodies_sent(site) == []


def test_pages_whose_fields_collapsed_are_read_anew(site: LoopbackSite, house: House) -> None:
    house.harvest()
    known = site._pages["/manuals"]
    cards = "".join(f'<li class="card"><a href="/m/{slug}">Open</a></li>' for slug in TITLES)
    site["/manuals"] = tagged(f"<html lang='en'><body><main><ul>{cards}</ul></main></body></html>")
    for _ in range(2):
        assert house.harvest().status is RunStatus.INCOMPLETE
        assert bodies_sent(site) == ["/manuals"]
    site["/manuals"] = known
    assert house.harvest().status is RunStatus.COMPLETE
    assert bodies_sent(site) == []


def test_spool_that_is_gone_is_no_obstacle(site: LoopbackSite, house: House) -> None:
    first = house.harvest()
    before = house.changes()
    (house.settings.var_dir / str(first.spool_path)).rename(house.settings.var_dir / "elsewhere")
    assert house.harvest().status is RunStatus.COMPLETE
    assert len(bodies_sent(site)) == 6
    assert house.changes() == before


def test_preview_is_sent_nothing_twice_either(site: LoopbackSite, house: House) -> None:
    house.harvest()
    site.requests.clear()
    preview = preview_source(house.source, house.settings, watch=Onlooker(), clock=house.clock)
    assert (bodies_sent(site), preview.changes) == ([], ())


def test_source_that_was_told_to_wait_says_when_it_will_be_tried_again(
    site: LoopbackSite, house: House
) -> None:
    site["/manuals"] = Answer(status=503, headers={"Retry-After": "3600"})
    run = house.harvest()
    assert run.status is RunStatus.INCOMPLETE
    assert "asks to be left alone; try again from 20" in run.reasons[0]
    house.source = replace(house.source, politeness=Politeness(delay_s=0, retries=0, timeout_s=5))
    site["/manuals"] = Answer(status=503, headers={"Retry-After": "1"})
    assert "answered 503; try again from 20" in house.harvest().reasons[0]
