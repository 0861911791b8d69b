"""What the fields of a row are, where its texts look like dates and are none, or are dates among others."""

import pytest

from harvesters.html.listing.listing import read_listing
from harvesters.html.markup import open_markup
from models.record import RawFields
from models.source import ListingRules


def read_rows(*rows: str) -> tuple[RawFields, ...]:
    body = (
        f"<html><body><main>{''.join(f'<div class=entry>{row}</div>' for row in rows)}</main></body></html>"
    )
    return read_listing(open_markup(body.encode(), "https://x.org/list"), ListingRules()).rows


TEASER = (
    "What a guardian has to know of the first weeks after arrival, told in plain words for beginners, part"
)


@pytest.mark.parametrize("title", ["Module {} out of 5", "Volume {} set", "{} may apply to you"])
def test_titles_with_a_number_beside_a_word_that_is_a_month_elsewhere_stay_titles(title: str) -> None:
    rows = read_rows(
        *(
            f'<a href="/doc/{at}">{title.format(at)}</a><p>{TEASER} {at} of the handbook.</p>'
            for at in range(1, 6)
        )
    )
    assert [row.title_raw for row in rows] == [title.format(at) for at in range(1, 6)]
    assert all(row.teaser_raw for row in rows)
    assert [row.date_raw for row in rows] == [None] * 5


def test_a_newsletter_is_titled_by_its_month() -> None:
    rows = read_rows(
        *(
            f'<a href="/n/{month}">Newsletter {month} 2020</a><p>{TEASER} {month}.</p>'
            for month in ("May", "June", "July", "August")
        )
    )
    assert [row.title_raw for row in rows] == [
        f"Newsletter {month} 2020" for month in ("May", "June", "July", "August")
    ]


def test_a_label_alone_is_no_title() -> None:
    rows = read_rows(
        *(
            f"<h2>June {day}, 2023</h2><p>{TEASER} {day}. {TEASER * 4}</p><p><b>Date &amp; Time:</b> "
            f'Thursday, June {day}, 2023 at 10:00 a.m.</p><p><a href="/m/{day}">Read more</a></p>'
            for day in (8, 15, 22, 29)
        )
    )
    assert [row.title_raw for row in rows] == [f"June {day}, 2023" for day in (8, 15, 22, 29)]


def test_what_a_place_for_dates_says_in_unknown_words_comes_after_every_date() -> None:
    rows = read_rows(
        *(
            f'<h3><a href="/j/{at}">Field officer number {at}, northern districts</a></h3>'
            f'<p class="time">40 hours a week in shift {at}</p><p>Posted on: {at} March 2026</p>'
            for at in range(2, 7)
        )
    )
    assert [row.date_raw for row in rows] == [f"{at} March 2026" for at in range(2, 7)]
