"""The outcomes of the table of faults, as assertions."""

from tests.faults.stage import Stage, Told

CREATED = ["create"] * 15
"""The journal after the first good harvest of the shelf."""


def assert_incomplete(told: Told, *words: str) -> None:
    """INC: exit code 1, and one line that says why."""
    assert (told.code, told.status) == (1, "incomplete"), told
    (line,) = told.errors
    assert line.startswith("pubharvest: shelf: incomplete: ")
    for word in words:
        assert word in line, line


def assert_held(told: Told, *words: str) -> None:
    """HOLD: exit code 1, and one line that says why and what to do."""
    assert (told.code, told.status) == (1, "held"), told
    (line,) = told.errors
    for word in ("pubharvest: shelf: held: ", "runs approve", *words):
        assert word in line, line


def assert_complete(told: Told) -> None:
    assert (told.code, told.status, told.errors) == (0, "complete", ()), told


def assert_unharmed(stage: Stage) -> None:
    """Nothing was withdrawn or invented since the first good harvest; the feeds say what the journal does."""
    assert stage.ops == CREATED
    assert {row[2] for row in stage.snapshot()[1]} == {"listed"}
    assert stage.query("SELECT count(*) FROM records WHERE absences > 0") == [(0,)]
    assert stage.published() == stage.journalled()
