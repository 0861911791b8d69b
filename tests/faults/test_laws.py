"""Whatever the site, its edits and one fault: no entry still on the site is withdrawn, none is invented."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from harvesters.crawl.ledger import FINISHED, Ledger
from harvesters.crawl.spool import Spool, SpoolWriter, open_spool
from harvesters.html.listing.listing import read_listing
from harvesters.html.markup import open_markup
from harvesters.spiders.listing_end import ListingWalk
from models.record import Row
from models.run import Outcome, PageRole
from models.source import FieldRule, Limits, ListingRules
from services.ingest.ingest import ingest_spool
from storage.check import check_catalogue
from storage.database import Database, open_database
from storage.migrate import upgrade_database
from tests.factories import NOON, make_row, make_source, make_visit
from tests.faults import lies
from tests.faults.server import FaultServer, page
from tests.faults.shelf import TITLES, Book, list_page, make_books, path_of, reword
from tests.faults.stage import Stage

BASE = "https://agency.example"
RULES = ListingRules(
    row=("li.card",),
    next=("a.next",),
    follow=False,
    fields=(
        FieldRule(name="title", selectors=("h3",)),
        FieldRule(name="teaser", selectors=("p",)),
        FieldRule(name="detail_url", selectors=("h3 a::attr(href)",)),
        FieldRule(name="date", selectors=("time",)),
    ),
)
ALL_TITLES = (*TITLES, *(f"{title} Revisited" for title in TITLES))
RUNS = 5

Pages = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What happens to the list before a run."""

    removed: int
    added: int
    reworded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A site, what happens to it before each run, and the one fault."""

    size: int
    page_size: int
    pager: str
    edits: tuple[Edit, ...]
    fault: str
    fault_run: int
    fault_length: int
    """Runs that it lasts."""
    fault_page: int

    def is_spoilt(self, run: int) -> bool:
        length = self.fault_length if self.fault in LASTING_FAULTS else 1
        return self.fault_run <= run < self.fault_run + length


def tell_edits(runs: int) -> st.SearchStrategy[tuple[Edit, ...]]:
    few = st.integers(0, 2)
    return st.tuples(*[st.builds(Edit, removed=few, added=few, reworded=few)] * runs)


PAGERS = ("next", "repeats its last page", "says that it is empty", "leads back and states a total")
FAULTS = ("fails", "is empty", "is cut", "repeats the first", "leads back", "says that nothing is there")
LASTING_FAULTS = ("fails", "is empty", "repeats the first", "leads back")
"""Those that show in every run. A list that ends early in proper form is only known by the runs around it."""
stories = st.builds(
    Story,
    size=st.integers(0, 15),
    page_size=st.integers(1, 6),
    pager=st.sampled_from(PAGERS),
    edits=tell_edits(RUNS),
    fault=st.sampled_from(FAULTS),
    fault_run=st.integers(1, RUNS - 1),
    fault_length=st.integers(1, 3),
    fault_page=st.integers(1, 5),
)


def edit_books(books: list[Book], edit: Edit, unused: list[Book]) -> list[Book]:
    """The list after an edit; what was removed never comes back."""
    kept = books[edit.removed :]
    kept[-edit.reworded :] = map(reword, kept[-edit.reworded :]) if edit.reworded else kept[len(kept) :]
    return [unused.pop() for _ in range(min(edit.added, len(unused)))] + kept


def make_pages(books: list[Book], story: Story) -> Pages:
    """All pages of the site."""
    size = story.page_size
    chunks = [books[start : start + size] for start in range(0, len(books), size)] or [[]]
    last = len(chunks)
    total = f"<p>Showing 1-{len(chunks[0])} of {len(books)} results</p>" if "total" in story.pager else ""
    pages = {}
    for number, chunk in enumerate(chunks, start=1):
        following: str | None = path_of(number + 1)
        if number == last:
            following = {PAGERS[0]: None, PAGERS[3]: path_of(1)}.get(story.pager, path_of(number + 1))
        pages[path_of(number)] = list_page(
            chunk, following, more=total if books else "<p>No results found.</p>"
        )
    for number in range(last + 1, last + 4):
        if story.pager == PAGERS[1]:
            pages[path_of(number)] = list_page(chunks[-1], path_of(number + 1))
        elif story.pager == PAGERS[2]:
            pages[path_of(number)] = list_page([], more="<p>No results found.</p>")
    return pages


def spoil(pages: Pages, story: Story) -> Pages:
    """The pages with the fault in one of them; one that fails is gone."""
    path = path_of(min(story.fault_page, len(pages)))
    whole = pages[path]
    cut = whole[: whole.find("</li>") + 5] + "</ul></main></body></html>"
    spoilt = {
        "fails": None,
        "is empty": list_page([]),
        "is cut": cut if "</li>" in whole else whole,
        "repeats the first": pages[path_of(1)],
        "leads back": whole.replace("</body>", f'<a class="next" href="{path_of(1)}">Next</a></body>'),
        "says that nothing is there": list_page([], more="<p>No results found.</p>"),
    }[story.fault]
    return {**pages, path: spoilt} if spoilt else {key: kept for key, kept in pages.items() if key != path}


def crawl(pages: Pages, var_dir: Path, number: int) -> Spool:
    """What the listing spider does, without a network: plan, visit, settle, walk on."""
    source = make_source(url=f"{BASE}/list", listing=RULES)
    started_at = NOON + timedelta(days=number)
    run_id = f"run-{number}"
    writer = SpoolWriter(var_dir, run_id, source)
    ledger = Ledger(run_id=run_id, source_id=source.id, started_at=started_at, record=writer.add)
    walk, url, page_number = ListingWalk(Limits()), source.url, 1
    while url and ledger.plan(url, PageRole.LISTING, page_number):
        content = pages.get(url.removeprefix(BASE))
        if content is None:
            ledger.settle(replace(make_visit(url, reason="answered 500"), number=page_number))
            break
        listing = read_listing(open_markup(content.encode(), url), RULES)
        ledger.settle(replace(make_visit(url), number=page_number, outcome=Outcome.OK))
        step = walk.after(page_number, url, listing)
        if step.reason:
            ledger.blame(step.reason)
        if step.proof and step.detail:
            ledger.prove_end(step.proof, step.detail)
        for raw in () if step.is_repeat else listing.rows:
            ledger.rows += 1
            writer.add(Row(source_id=source.id, raw=raw, sighting=make_row("x").sighting))
        url, page_number = step.next_url or "", page_number + 1
    return open_spool(writer.finish(ledger.close(FINISHED, started_at)))


def live_and_gone(database: Database) -> tuple[set[str], set[str]]:
    """Titles of records that are listed, and of those that are withdrawn."""
    query = text("SELECT status, json_extract(description_json, '$.title') FROM v1_records")
    with database.read() as connection:
        assert check_catalogue(connection) == ()
        rows = connection.execute(query).all()
    live, gone = ({title for status, title in rows if status == wanted} for wanted in ("listed", "withdrawn"))
    return live, gone


def play(story: Story, harvest: Callable[[Pages, bool], tuple[set[str], set[str]]], runs: int) -> None:
    """Harvests again and again, and holds the two laws after each run."""
    unused = make_books(ALL_TITLES)[::-1]
    books = [unused.pop() for _ in range(story.size)]
    ever_listed: set[str] = set()
    for number in range(runs):
        if number:
            books = edit_books(books, story.edits[number], unused)
        on_site = {book.title for book in books}
        ever_listed |= on_site
        live, gone = harvest(make_pages(books, story), story.is_spoilt(number))
        assert not gone & on_site
        assert live | gone <= ever_listed


@settings(max_examples=60, deadline=None)
@given(story=stories)
def test_no_entry_on_the_site_is_withdrawn_and_none_is_invented(story: Story) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database("sqlite://")
        upgrade_database(database)
        numbers = iter(range(RUNS))

        def harvest(pages: Pages, is_spoilt: bool) -> tuple[set[str], set[str]]:
            number = next(numbers)
            spool = crawl(spoil(pages, story) if is_spoilt else pages, Path(folder), number)
            ingest_spool(spool, database, now=NOON + timedelta(days=number))
            return live_and_gone(database)

        play(story, harvest, RUNS)
        database.close()


WIRE_FAULTS = {
    "is garbage": lies.GARBAGE,
    "is short": lies.announce("<html><body><ul></ul>", 5_000),
    "stands in": page("<html><title>Log in</title><form><input type=password></form></html>"),
}


@pytest.mark.parametrize("fault", WIRE_FAULTS)
def test_the_same_holds_over_the_wire(fault: str, harvested: Stage, server: FaultServer) -> None:
    """A good harvest, one in which a page lies while the list has changed, and two good ones."""
    books = make_books()
    books = [*make_books(["Brand New"]), *map(reword, books[2:])]
    harvested.stock(books)
    server[path_of(2)] = WIRE_FAULTS[fault]
    statuses = [harvested.harvest().status]
    harvested.stock(books)
    statuses += [harvested.harvest().status for _ in range(2)]
    assert statuses == ["incomplete", "complete", "complete"]
    gone = harvested.query("SELECT native_key FROM v1_records WHERE status = 'withdrawn' ORDER BY native_key")
    assert [str(key).rpartition("/")[2] for (key,) in gone] == ["counting-fairly", "farming-again"]
    live = {
        title for (title,) in harvested.query("SELECT title FROM v1_publications WHERE withdrawn_at IS NULL")
    }
    assert live == {book.title for book in books}
