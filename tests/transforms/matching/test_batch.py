"""A whole file at once: the same outcome as pair by pair, in any order, and in bounded time."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import combinations

import pytest

from models.matching import Decider, Judgement
from models.record import Description
from tests.transforms.matching.labelled.labelled import labelled_pairs, load_works
from transforms.matching.batch import match_descriptions
from transforms.matching.blocking import blocking_keys
from transforms.matching.clustering import resolve
from transforms.matching.preparation.prepared import Prepared, prepare
from transforms.matching.verdict import compare

Item = tuple[str, Description]
NOON = datetime(2026, 1, 1, tzinfo=UTC)


def clusters_of(pairs: tuple[tuple[str, str], ...]) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for record_id, cluster in pairs:
        members.setdefault(cluster, set()).add(record_id)
    return {frozenset(ids) for ids in members.values()}


def labelled_items() -> list[Item]:
    sides = [side for pair in labelled_pairs() for side in (pair.left, pair.right)]
    return [(f"r{number:05d}", side) for number, side in enumerate(sides)]


def test_twenty_cards_with_one_listed_twice_are_nineteen_publications() -> None:
    cards = [work.card for work in load_works()[:19]]
    items = [(f"c{number:02d}", card) for number, card in enumerate([*cards, cards[4]])]
    clusters = clusters_of(match_descriptions(items))
    assert len(clusters) == 19
    assert frozenset({"c04", "c19"}) in clusters


def test_the_order_of_the_items_does_not_count() -> None:
    items = labelled_items()[::3]
    expected = clusters_of(match_descriptions(items))
    for seed in range(3):
        shuffled = random.Random(seed).sample(items, len(items))
        assert clusters_of(match_descriptions(shuffled)) == expected


@pytest.mark.parametrize("batches", [2, 7])
def test_matching_in_batches_gives_what_matching_at_once_gives(batches: int) -> None:
    items = random.Random(batches).sample(labelled_items()[::4], 300)
    judged: dict[tuple[str, str], Judgement] = {}
    known: list[Item] = []
    for start in range(batches):
        for item in items[start::batches]:
            judged.update((judgement_pair(j), j) for j in judge_against(item, known))
            known.append(item)
    resolution = resolve([record_id for record_id, _ in items], judged.values())
    assert {frozenset(ids) for ids in resolution.clusters} == clusters_of(match_descriptions(items))


def judgement_pair(judgement: Judgement) -> tuple[str, str]:
    return judgement.left_id, judgement.right_id


@cache
def ready(description: Description) -> tuple[frozenset[str], Prepared]:
    """Keys and prepared form, made once: every item is compared with every later one."""
    return blocking_keys(description), prepare(description)


def judge_against(item: Item, known: list[Item]) -> Iterator[Judgement]:
    keys, prepared = ready(item[1])
    for other_id, other in known:
        other_keys, other_prepared = ready(other)
        if keys & other_keys:
            left, right = sorted((item[0], other_id))
            score = compare(prepared, other_prepared)
            yield Judgement(
                left_id=left,
                right_id=right,
                verdict=score.verdict,
                decider=Decider.ENGINE,
                score=score.value,
                reasons=score.reasons,
                at=NOON,
                link=score.link,
            )


def test_blank_titles_stay_alone() -> None:
    items = [(str(number), Description(title="")) for number in range(500)]
    assert len(clusters_of(match_descriptions(items))) == 500


def test_ten_thousand_equal_titles_take_bounded_time() -> None:
    started = time.process_time()
    items = [(f"r{n:05d}", Description(title="Guide to safe return", year=2019)) for n in range(10_000)]
    assert len(clusters_of(match_descriptions(items))) == 1
    items = [(f"r{n:05d}", Description(title="Annual report", publisher=f"Body {n}")) for n in range(10_000)]
    assert len(clusters_of(match_descriptions(items))) == 10_000
    assert time.process_time() - started < 30


def test_an_abstract_of_a_megabyte_costs_little() -> None:
    text = "Über die Rückkehr und was sie kostet. " * 28_000
    started = time.process_time()
    items = [(str(n), Description(title=f"Bericht über Rückkehr {n}", abstract=text)) for n in range(50)]
    assert len(match_descriptions(items)) == 50
    assert time.process_time() - started < 5


def test_languages_and_scripts_stay_apart() -> None:
    titles = {"en": "Migration", "ru": "Миграция", "ar": "الهجرة", "zh": "移民与发展", "am": "ስደት"}
    items = [
        (f"{language}{copy}", Description(title=f"{title} {copy}", year=2020, language=language))
        for language, title in titles.items()
        for copy in (1, 2)
    ]
    assert len(clusters_of(match_descriptions(items))) == len(items)


def test_one_title_in_two_languages_stays_two() -> None:
    title = "Protocolo de actuación regional"
    items = [(language, Description(title=title, year=2020, language=language)) for language in ("es", "pt")]
    assert len(clusters_of(match_descriptions(items))) == 2


def article(**changes: object) -> Description:
    fields: dict[str, object] = {
        "title": "Savings groups and the cost of sending money home",
        "authors": ("Okafor, N. and Lind, P. and Sato, M.",),
        "year": 2015,
        "journal": "Journal of Rural Finance",
        "volume": "12",
        "number": "3",
        "pages": "201-219",
    }
    return Description(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({"year": 2016}, True),
        (
            {"journal": "J Rural Financ", "pages": "201-19", "authors": ("N Okafor and P Lind and M Sato",)},
            True,
        ),
        ({"title": "Savings Groups and the Cost of Sending Money Home [Review] [33 refs]"}, True),
        ({"volume": "", "number": "", "pages": "", "doi": "10.1/x"}, True),
        ({"volume": "14", "number": "1", "pages": "7-9"}, False),
        ({"year": 2019}, True),
        ({"year": 2019, "volume": ""}, False),
        ({"year": 2019, "pages": ""}, False),
        ({"year": 2016, "volume": "", "number": "", "pages": ""}, True),
        ({"year": 2017, "volume": "", "number": "", "pages": ""}, False),
        ({"journal": "", "volume": ""}, True),
        ({"journal": "", "volume": "", "title": "Savings groups and sending money home"}, True),
        ({"journal": "", "volume": "", "title": "Weather insurance for smallholders"}, False),
        ({"title": "Erratum: Savings groups and the cost of sending money home", "pages": "400"}, False),
        ({"title": "Savings groups and the cost of sending money home: Part 2"}, False),
        ({"authors": ("Meyer, K. and Dubois, F.",)}, False),
        (
            {
                "title": "Savings groups in mountain villages and the cost of sending money",
                "pages": "233-240",
            },
            False,
        ),
        (
            {
                "title": "The cost of sending money home to savings groups",
                "journal": "Symposium on Credit",
                "volume": "",
                "number": "",
                "pages": "",
            },
            False,
        ),
    ],
)
def test_articles_are_told_apart_by_place_year_and_people(changes: dict[str, object], is_one: bool) -> None:
    items = [("a", article()), ("b", article(**changes))]
    assert (len(clusters_of(match_descriptions(items))) == 1) is is_one


def test_reports_of_two_years_stay_two_however_alike() -> None:
    reports = [Description(title="World hunger report", authors=("Osei, A.",), year=y) for y in (2018, 2019)]
    items = list(zip("ab", reports, strict=True))
    assert len(clusters_of(match_descriptions(items))) == 2


def test_the_watch_is_told_both_stages() -> None:
    told: list[tuple[str, int]] = []
    match_descriptions(labelled_items()[:200], watch=lambda stage, done, total: told.append((stage, total)))
    assert {stage for stage, _ in told} == {"prepare", "compare"}
    assert len(list(combinations(range(200), 2))) >= max(total for _, total in told)
