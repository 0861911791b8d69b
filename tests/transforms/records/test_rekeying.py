"""What vanished and what appeared in its place is one entry if much agrees and nothing contradicts."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.record import Description
from transforms.records.rekeying import Trace, pair_moved, trace

LONG = (
    "This handbook tells case workers how to counsel people before they return, step by step, with examples "
    "from nine countries and forms to copy."
)
OTHER = (
    "A collection of laws on asylum, with notes for judges and for lawyers who are new to the field at hand."
)


def make_trace(entry_id: str, **said: Any) -> Trace:
    return trace(entry_id, said.pop("key", f"agency.example/{entry_id}"), Description(**said))


def is_moved(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return pair_moved([make_trace("old", **before)], [make_trace("new", **after)]) == {"new": "old"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"title": "Return counselling"}, {"title": "Return counselling"}),
        ({"title": "Return counselling", "teaser": LONG}, {"title": "RETURN COUNSELLING", "teaser": OTHER}),
        ({"title": "Annual report", "teaser": LONG}, {"title": "Annual report", "teaser": f"{LONG} New."}),
        ({"title": "Return handbok", "teaser": LONG}, {"title": "Return handbook", "teaser": LONG}),
        ({"title": "Guidelines on family tracing"}, {"title": "Guidelines on family traceing"}),
        ({"teaser": LONG}, {"teaser": LONG}),
        ({"teaser": LONG}, {"teaser": LONG.replace("forms", "sheets")}),
        ({"teaser": LONG[:100], "is_teaser_cut": True}, {"title": "Handbook", "teaser": LONG}),
        (
            {"title": "Tools", "isbns": ("9789290688457",)},
            {"title": "Tools", "isbns": ("9789290688457",), "teaser": LONG},
        ),
        (
            {"title": "Return counselling", "file_urls": ("https://a.example/2019/guide.pdf",)},
            {"title": "Return counselling", "file_urls": ("https://b.example/files/guide_0.pdf",)},
        ),
        ({"title": "دليل العودة الطوعية", "teaser": LONG}, {"title": "دليل العودة الطوعية", "teaser": LONG}),
    ],
)
def test_same_words_under_another_key_are_the_same_entry(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert is_moved(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"title": "Return counselling"}, {"title": "Family tracing"}),
        ({"title": "Return counselling", "teaser": LONG}, {"title": "Family tracing", "teaser": LONG}),
        ({"title": "Counselling", "year": 2019}, {"title": "Counselling", "year": 2020}),
        ({"title": "Manual, volume 1", "teaser": LONG}, {"title": "Manual, volume 2", "teaser": LONG}),
        (
            {"title": "Return counselling", "language": "en", "is_language_stated": True},
            {"title": "Return counselling", "language": "fr", "is_language_stated": True},
        ),
        (
            {"title": "Return counselling", "isbns": ("9789290688457",)},
            {"title": "Return counselling", "isbns": ("9789290687719",)},
        ),
        (
            {"title": "Country profile", "file_urls": ("https://a.example/kenya.pdf",)},
            {"title": "Country profile", "file_urls": ("https://a.example/uganda.pdf",)},
        ),
        ({"title": "Annual report", "teaser": LONG}, {"title": "Annual report", "teaser": OTHER}),
        ({"title": "Report"}, {"title": "Report"}),
        ({"teaser": "Read more"}, {"title": "Return counselling", "teaser": "Read more"}),
        ({"teaser": LONG}, {"teaser": OTHER}),
    ],
)
def test_what_differs_or_says_too_little_is_another_entry(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert not is_moved(before, after)


def test_entries_that_say_the_same_are_told_apart_by_their_keys() -> None:
    gone = [make_trace(f"old{slug}", title="Return", teaser=LONG, key=f"a.example/{slug}") for slug in "xyz"]
    new = [
        make_trace(f"new{slug}", title="Return", teaser=LONG, key=f"a.example/index.php/{slug}")
        for slug in "zyx"
    ]
    assert pair_moved(gone, new) == {"newx": "oldx", "newy": "oldy", "newz": "oldz"}


def test_one_entry_gone_is_one_entry_moved_at_most() -> None:
    new = [make_trace(f"new{number}", title="Return", teaser=LONG) for number in range(3)]
    assert len(pair_moved([make_trace("old", title="Return", teaser=LONG)], new)) == 1


def test_thousands_that_say_the_same_are_paired_in_bounded_time() -> None:
    def crowd(site: str, **said: Any) -> list[Trace]:
        return [make_trace(f"{site}{n}", key=f"{site}.example/{n:05}", **said) for n in range(4_000)]

    said = {"title": "Fact sheet", "teaser": LONG}
    paired = pair_moved(crowd("old", **said), crowd("new", **said))
    assert paired == {f"new{n}": f"old{n}" for n in range(4_000)}
    assert pair_moved(crowd("old", title="Report"), crowd("new", title="Report")) == {}


SAID = st.fixed_dictionaries(
    {
        "title": st.sampled_from(
            [None, "Return counselling", "Return counseling", "Report", "Manual 1", "Manual 2"]
        ),
        "teaser": st.sampled_from([None, LONG, LONG[:90], OTHER]),
        "year": st.sampled_from([None, 2019, 2020]),
    }
)


@given(st.lists(SAID, max_size=6), st.lists(SAID, max_size=6), st.integers())
def test_pairs_are_one_to_one_and_do_not_depend_on_any_order(
    before: list[dict[str, Any]], after: list[dict[str, Any]], seed: int
) -> None:
    gone = [make_trace(f"old{number}", **said) for number, said in enumerate(before)]
    new = [make_trace(f"new{number}", **said) for number, said in enumerate(after)]
    paired = pair_moved(gone, new)
    assert len(set(paired.values())) == len(paired)
    for side in (gone, new):
        random.Random(seed).shuffle(side)
    assert pair_moved(gone, new) == paired


@given(st.lists(SAID.filter(lambda said: said["teaser"]), max_size=8))
def test_site_that_moves_as_a_whole_is_recognised_as_a_whole(said: list[dict[str, Any]]) -> None:
    gone = [make_trace(f"old{n}", key=f"a.example/e/{n}", **one) for n, one in enumerate(said)]
    new = [make_trace(f"new{n}", key=f"b.example/d/{n}", **one) for n, one in enumerate(said)]
    assert pair_moved(gone, new) == {f"new{n}": f"old{n}" for n in range(len(said))}
