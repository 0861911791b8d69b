"""Printed dates: read as precisely as they are stated, in every language of the sources."""

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from models.record import DatePrecision
from text.dates.reading import decide_day_first, parse_date, read_date

_WEST = "en en_GB fr es de pt it nl ru uk bg sr hr cs pl ro hu el tr sq sv fi da nb sk sl lt lv et ca gl"
_EAST = "ar ar_SY he hi bn vi id sw am zh ja ko ka hy az kk ms so zu af ur ta te ml gu mr ne si km lo"
_LANGUAGES = (*_WEST.split(), *_EAST.split())
_DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)).filter(
    lambda day: day != date(1970, 1, 1)
)


@given(day=_DAYS, language=st.sampled_from(_LANGUAGES), style=st.sampled_from(["long", "medium", "full"]))
def test_a_date_printed_in_any_language_is_that_date(day: date, language: str, style: str) -> None:
    printed = format_date(day, style, locale=language)
    is_day_first = decide_day_first([], language.replace("_", "-"))
    read = read_date(printed, languages=(language.partition("_")[0],), is_day_first=is_day_first)
    assert read.value is not None, (printed, read.note)
    # Some languages' medium style is in figures with the year behind, whose order only the site can tell.
    assert read.value.iso == (day.isoformat() if read.note is None else day.isoformat()[:4])


@given(day=_DAYS, language=st.sampled_from(_LANGUAGES))
def test_a_month_printed_in_any_language_is_that_month(day: date, language: str) -> None:
    printed = format_date(day, "LLLL y", locale=language)
    read = parse_date(printed, languages=(language.partition("_")[0],))
    assert read is not None
    assert (read.iso, read.precision) == (f"{day:%Y-%m}", DatePrecision.MONTH)


@given(day=_DAYS)
def test_formats_of_machines_keep_the_printed_day(day: date) -> None:
    for printed in (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day:%Y-%m-%d}T23:30:00+02:00"):
        assert parse_date(printed) == parse_date(day.isoformat())
    for printed in (f"{day:%a, %d %b %Y} 23:30:00 GMT", f"{day:%Y-%m-%d} 23:30:00.123Z", f"{day:%d.%m.%Y}"):
        assert parse_date(printed) == parse_date(day.isoformat())


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2019", "2019"),
        ("© 2019", "2019"),
        ("June 2024", "2024-06"),
        ("2024-06", "2024-06"),
        ("06/2024", "2024-06"),
        ("7 novembre 2019", "2019-11-07"),
        ("1er janvier 2020", "2020-01-01"),
        ("Noviembre de 2021", "2021-11"),
        ("7 de noviembre de 2021", "2021-11-07"),
        ("٧ نوفمبر ٢٠١٩", "2019-11-07"),
        ("تشرين الثاني 2019", "2019-11"),
        ("7 ноября 2019 г.", "2019-11-07"),
        ("2019年11月7日", "2019-11-07"),
        ("二〇一九年十一月七日", "2019-11-07"),
        ("2019년 11월", "2019-11"),
        ("7 tháng 11, 2019", "2019-11-07"),
        ("7.XI.2019", "2019-11-07"),
        ("Nov 7th, 2019", "2019-11-07"),
        ("7-nov-19", "2019-11-07"),
        ("Nov '98", "1998-11"),
        ("Published: Thursday, 7 November 2019 - 10:30", "2019-11-07"),
        ("mar. 7 nov. 2019", "2019-11-07"),
        ("Issue 4, March 2019", "2019-03"),
        ("12–14 March 2019", "2019-03"),
        ("January–March 2019", "2019"),
        ("Q3 2019", "2019"),
        ("2019-00-00", "2019"),
        ("2019-06-00", "2019-06"),
        ("15 رمضان 1445هـ / 25 مارس 2024", "2024-03-25"),
    ],
)
def test_printed_dates_are_read_as_precisely_as_they_are_stated(printed: str, iso: str) -> None:
    reading = read_date(printed)
    assert reading.value is not None
    assert reading.value.iso == iso
    assert reading.note is None


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("0000-00-00", "not plausible"),
        ("20233", "not plausible"),
        ("30 February 2019", "no such day"),
        ("31.02.2019", "no such day"),
        ("2019-13-45", "no such day"),
        ("15 رمضان 1445", "not of the Gregorian calendar"),
        ("የካቲት 12 2012", "not of the Gregorian calendar"),
        ("7 พฤศจิกายน 2562", "not plausible"),
        ("2015-2020", "span of years"),
        ("3 days ago", "no year"),
        ("10 March", "no year"),
        ("n.d.", "no year"),
        ("1970-01-01", "1970"),
        ("x" * 500, "too long"),
    ],
)
def test_what_is_no_date_is_null_with_a_reason(printed: str, why: str) -> None:
    reading = read_date(printed)
    assert reading.value is None
    assert reading.note is not None
    assert why in reading.note


@pytest.mark.parametrize("nothing", [None, "", "  ", "\u200b"])
def test_nothing_stated_is_nothing_to_note(nothing: str | None) -> None:
    assert read_date(nothing).value is None
    assert read_date(nothing).note is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_has_a_note(text: str) -> None:
    reading = read_date(text)
    assert reading.value is None or 1500 <= reading.value.year <= 2100


def test_order_of_day_and_month_is_taken_from_the_source() -> None:
    assert parse_date("07/11/2019", is_day_first=True) == parse_date("2019-11-07")
    assert parse_date("07/11/2019", is_day_first=False) == parse_date("2019-07-11")
    assert parse_date("07/11/2019") == parse_date("2019")
    assert "told apart" in (read_date("07/11/2019").note or "")
    assert parse_date("13/11/2019", is_day_first=False) == parse_date("2019-11-13")


def test_rows_decide_the_order_before_the_language_does() -> None:
    assert decide_day_first(["07/11/2019", "25/12/2019"], "en-US") is True
    assert decide_day_first(["07/11/2019", "12/25/2019"], "fr") is False
    assert decide_day_first(["25/12/2019", "12/25/2019"], "fr") is True
    assert decide_day_first(["07/11/2019", None, "June 2024"], "fr") is True
    assert decide_day_first(["07/11/2019"], "en-US") is False
    assert decide_day_first(["07/11/2019"], "en-GB") is True
    assert decide_day_first(["07/11/2019"], "en") is None
    assert decide_day_first(["07/11/2019"], None) is None


def test_months_that_languages_disagree_about_need_the_language() -> None:
    assert parse_date("listopad 2019", languages=("pl",)) == parse_date("2019-11")
    assert parse_date("listopad 2019", languages=("hr",)) == parse_date("2019-10")
    assert parse_date("listopad 2019") == parse_date("2019")
