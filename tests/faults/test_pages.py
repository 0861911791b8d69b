"""Rows 36 to 41: pages that are served as if all were well, and lists that lead astray."""

import pytest

from tests.faults.shelf import PAGE_SIZE, list_page, make_books, make_shelf, path_of
from tests.faults.stage import Stage
from tests.faults.verdicts import CREATED, assert_complete, assert_held, assert_incomplete, assert_unharmed

BOOKS = make_books()
NO_ROWS = list_page([])
SAYS_EMPTY = list_page([], more="<p>No results found.</p>")


def test_a_page_that_stands_in_for_another_is_not_read(harvested: Stage) -> None:
    login = "<title>Log in</title><form><input name='u'><input type='password' name='p'></form>"
    harvested.server[path_of(3)] = f"<html><head></head><body>{login}</body></html>"
    assert_incomplete(harvested.harvest(), "page 3", "the site asks for a login")
    assert_unharmed(harvested)


def test_an_empty_list_that_does_not_say_so_is_held(harvested: Stage) -> None:
    harvested.server["/list"] = NO_ROWS
    assert_held(harvested.harvest(), "does not say so in words; the catalogue keeps 15 records")
    assert_unharmed(harvested)
    harvested.stock(BOOKS)
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)
    assert harvested.query("SELECT status FROM runs ORDER BY started_at") == [
        ("complete",), ("discarded",), ("complete",)
    ]  # fmt: skip


def test_an_empty_list_is_incomplete_at_first(stage: Stage) -> None:
    stage.server["/list"] = NO_ROWS
    for _ in range(2):
        assert_incomplete(stage.harvest(), "no rows found")
    assert stage.ops == []


def test_an_empty_page_in_the_middle_does_not_end_the_list(harvested: Stage) -> None:
    harvested.server[path_of(3)] = NO_ROWS
    assert_incomplete(harvested.harvest(), "page 3", "lists nothing and does not say why")
    assert_unharmed(harvested)


def test_a_list_that_says_that_it_is_empty_is_believed_at_the_second_time(stage: Stage) -> None:
    """As far as the bounds allow; of many records an operator is asked all the same."""
    stage.stock(BOOKS[:3])
    assert_complete(stage.harvest())
    stage.server["/list"] = SAYS_EMPTY
    assert_complete(stage.harvest())
    assert stage.ops == ["create"] * 3
    assert_complete(stage.harvest())
    assert stage.ops == ["create"] * 3 + ["withdraw"] * 3


def test_a_long_list_that_says_that_it_is_empty_is_held(harvested: Stage) -> None:
    harvested.server["/list"] = SAYS_EMPTY
    assert_held(harvested.harvest(), "15 of 15 records are no longer listed")
    assert_unharmed(harvested)


def test_a_changed_layout_is_said_and_changes_nothing(harvested: Stage) -> None:
    for path, content in make_shelf(BOOKS).items():
        harvested.server[path] = content.replace('<li class="card">', '<li class="tile">')
    assert_incomplete(harvested.harvest(), "listing.row matches nothing", "its markup has changed")
    assert_unharmed(harvested)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("<time>", "<em>", "date"), ("h3", "h4", "title")],
)
def test_a_field_that_collapses_is_said_and_changes_nothing(
    harvested: Stage, old: str, new: str, field: str
) -> None:
    for path, content in make_shelf(BOOKS).items():
        harvested.server[path] = content.replace(old, new)
    before = harvested.snapshot()
    assert_incomplete(harvested.harvest(), f"only 0% of the rows have a {field}")
    assert harvested.snapshot() == before
    assert_unharmed(harvested)


def test_a_list_that_lost_too_much_is_held_until_an_operator_decides(harvested: Stage) -> None:
    harvested.server[path_of(4)] = list_page(BOOKS[3 * PAGE_SIZE : 3 * PAGE_SIZE + 2])
    told = harvested.harvest()
    assert_held(told, "4 of 15 records are no longer listed (27%)")
    assert_unharmed(harvested)
    run_id = str(told.runs[0]["run"])
    assert harvested.command("runs", "approve", run_id, *harvested.settings).returncode == 0
    assert harvested.ops == [*CREATED, *["withdraw"] * 4]


def test_a_pager_that_leads_back_ends_the_walk_unproven(harvested: Stage) -> None:
    harvested.server[path_of(5)] = list_page(BOOKS[4 * PAGE_SIZE :], path_of(1))
    assert_incomplete(harvested.harvest(), f"page 5 leads back to {harvested.server.url}/list", "not proven")
    assert len(harvested.server.paths_asked) == 5
    assert_unharmed(harvested)


def test_a_pager_that_has_one_page_for_every_number_ends_the_walk_unproven(harvested: Stage) -> None:
    for number in range(1, 9):
        harvested.server[path_of(number)] = list_page(BOOKS[:PAGE_SIZE], path_of(number + 1))
    assert_incomplete(harvested.harvest(), "repeats page 1", "not proven")
    assert len(harvested.server.paths_asked) <= 3
    assert_unharmed(harvested)


def test_a_pager_that_repeats_its_last_page_for_ever_has_proven_its_end(harvested: Stage) -> None:
    for number in range(5, 12):
        harvested.server[path_of(number)] = list_page(BOOKS[4 * PAGE_SIZE :], path_of(number + 1))
    assert_complete(harvested.harvest())
    assert len(harvested.server.paths_asked) <= 7
    assert_unharmed(harvested)


def test_a_list_that_shifts_while_it_is_read_loses_and_doubles_nothing(harvested: Stage) -> None:
    """The last entry of page 2 is on page 3 as well, as when one is added at the top; the first of page 4
    was missed, as when one is taken away."""
    harvested.server[path_of(3)] = list_page(BOOKS[5:9], path_of(4))
    harvested.server[path_of(4)] = list_page(BOOKS[10:12], path_of(5))
    told = harvested.harvest()
    assert_complete(told)
    assert told.runs[0]["records_listed"] == 14
    assert harvested.ops == CREATED
    assert harvested.query("SELECT count(*) FROM records WHERE absences = 1") == [(1,)]
    harvested.stock(BOOKS)
    assert_complete(harvested.harvest())
    assert_unharmed(harvested)
