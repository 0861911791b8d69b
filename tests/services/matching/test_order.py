"""Matching record by record, in any order and any split, gives what matching all at once gives."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from benchmarks.described import NOON, make_catalogue, put_descriptions, read_clusters
from models.record import Description
from services.matching.rematch import index_all, judge_duplicates, judge_range
from storage.blocks import KeyRange
from storage.database import Connection, Database, open_database
from transforms.matching.batch import match_descriptions
from transforms.matching.blocking import BLOCK_LIMITS

Item = tuple[str, Description]

SMALL_BLOCKS = {"w:": 2, "": 3}
"""Few records are enough for blocks to grow too large."""

FIELDS: dict[str, list[Any]] = {
    "title": [
        "Handbook on family tracing",
        "HANDBOOK on family tracing",
        "Handbook on family tracing, 2nd edition",
        "Handbook on family tracings",
        "Handbook on family tracing after return",
        "Annual report",
        None,
    ],
    "year": [None, 2015, 2016],
    "authors": [(), ("Okafor, N.",), ("Okafor, N.; Lind, P.",), ("Meyer, K.",)],
    "publisher": [None, "Agency for Return"],
    "isbns": [(), ("9789290688457",)],
    "journal": [None, "Journal of Rural Finance"],
    "volume": [None, "12"],
    "teaser": [
        None,
        "How case workers find the families of children who travelled alone, step by step. " * 2,
    ],
}

descriptions = st.builds(Description, **{name: st.sampled_from(values) for name, values in FIELDS.items()})
ids = st.integers(0, 24).map(lambda number: f"r-{number:02d}")
ingests = st.lists(st.dictionaries(ids, descriptions, min_size=1, max_size=8), min_size=1, max_size=5)


@pytest.fixture
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    for start, limit in SMALL_BLOCKS.items():
        monkeypatch.setitem(BLOCK_LIMITS, start, limit)
    made = open_database(database_url)
    make_catalogue(made)
    yield made
    made.close()


def gather_clusters(homes: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(one for one, home in homes.items() if home == wanted) for wanted in homes.values()}


def judged(connection: Connection) -> list[tuple[Any, ...]]:
    query = "SELECT left_id, right_id, verdict, score, link FROM judgements ORDER BY left_id, right_id"
    return [tuple(row) for row in connection.execute(text(query))]


def judge_everything_anew(connection: Connection) -> list[tuple[Any, ...]]:
    index_all(connection, lambda *_: None)
    found = [one for some in judge_range(connection, KeyRange(), NOON) for one in some]
    found += [one for some in judge_duplicates(connection, NOON) for one in some]
    rows = ((one.left_id, one.right_id, one.verdict.value, one.score, one.link) for one in found)
    return sorted(rows, key=lambda row: row[:2])


def put_all(connection: Connection, parts: Sequence[Sequence[Item]]) -> dict[str, str]:
    for part in parts:
        put_descriptions(connection, part)
    return read_clusters(connection)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ingests=ingests)
def test_what_was_said_last_counts_and_not_when(
    database: Database, ingests: list[dict[str, Description]]
) -> None:
    """Records that come, say something else and come together with others: the end decides."""
    final = {record_id: one for ingest in ingests for record_id, one in ingest.items()}
    expected = gather_clusters(dict(match_descriptions(sorted(final.items()))))
    with database.write() as connection:
        found = put_all(connection, [list(ingest.items()) for ingest in ingests])
        assert gather_clusters(found) == expected
        kept = judged(connection)
        assert kept == judge_everything_anew(connection)
        connection.rollback()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    items=st.lists(descriptions, min_size=8, max_size=16).flatmap(lambda some: st.permutations(some * 2)),
    cuts=st.sets(st.integers(1, 15), max_size=5),
)
def test_any_order_and_split_of_records_of_which_many_are_equal(
    database: Database, items: list[Description], cuts: set[int]
) -> None:
    numbered = [(f"r-{number:02d}", one) for number, one in enumerate(items)]
    bounds = [0, *sorted(cuts), len(numbered)]
    parts = [numbered[start:end] for start, end in pairwise(bounds)]
    with database.write() as connection:
        found = put_all(connection, parts)
        connection.rollback()
    assert gather_clusters(found) == gather_clusters(dict(match_descriptions(numbered)))


def test_a_hundred_equal_records_are_one_publication_however_they_come(database: Database) -> None:
    told = Description(title="Guide to safe return", year=2019, authors=("Okafor, N.",))
    numbered = [(f"r-{number:03d}", told) for number in range(100)]
    for order in (numbered, numbered[::-1]):
        with database.write() as connection:
            found = put_all(connection, [order[:1], order[1:40], order[40:]])
            connection.rollback()
        assert len(set(found.values())) == 1
