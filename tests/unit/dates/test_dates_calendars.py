"""The arithmetic under the words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.dates.calendars import (
    calendar_period,
    easter,
    islamic_day,
    months_range,
    narrow,
    nth_weekday,
    shift,
    weekday_after,
    weekday_before,
)
from tallybook.dates.records import Unit
from tallybook.model import DateRange

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("year", "expected"), [(1961, "1961-04-02"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2038, "2038-04-25")]
)
def test_easter_falls_on_the_published_days(year: int, expected: str) -> None:
    assert easter(year).isoformat() == expected


@pytest.mark.parametrize(
    ("islamic", "announced"),
    [((1444, 10, 1), "2023-04-21"), ((1443, 12, 10), "2022-07-09"), ((1421, 9, 1), "2000-11-27")],
)
def test_the_tabular_islamic_calendar_is_within_a_day_of_the_announced_dates(
    islamic: tuple[int, int, int], announced: str
) -> None:
    assert abs((islamic_day(*islamic) - date.fromisoformat(announced)).days) <= 1


@given(DAYS, st.integers(0, 6))
def test_weekdays_are_found_within_a_week(day: date, weekday: int) -> None:
    before, after = weekday_before(day, weekday), weekday_after(day, weekday)
    assert before.weekday() == after.weekday() == weekday
    assert 0 <= (day - before).days < 7
    assert 0 <= (after - day).days < 7
    assert 0 < (day - weekday_before(day, weekday, strict=True)).days <= 7
    assert 0 < (weekday_after(day, weekday, strict=True) - day).days <= 7


@given(DAYS, st.sampled_from(Unit))
def test_the_period_of_a_day_holds_it(day: date, unit: Unit) -> None:
    assert calendar_period(day, unit).contains(day)


@given(DAYS, st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.YEAR, Unit.DECADE]))
def test_thirds_cover_a_period_without_overlap(day: date, unit: Unit) -> None:
    period = calendar_period(day, unit)
    early, mid, late = (narrow(period, name) for name in ("early", "mid", "late"))
    assert early.first == period.first
    assert late.last == period.last
    assert (mid.first - early.last).days == 1
    assert (late.first - mid.last).days == 1


def test_shifting_keeps_to_the_end_of_shorter_months() -> None:
    assert shift(date(2023, 3, 31), -1, Unit.MONTH) == date(2023, 2, 28)
    assert shift(date(2024, 2, 29), 1, Unit.YEAR) == date(2025, 2, 28)
    with pytest.raises(OverflowError):
        shift(date(50, 1, 1), -1, Unit.CENTURY)


def test_periods_carry_over_the_end_of_the_year() -> None:
    assert str(months_range(2017, 12, 3)) == "2017-12-01 to 2018-02-28"
    assert nth_weekday(2023, 11, 3, 4) == date(2023, 11, 23)
    assert nth_weekday(2023, 11, 3, -1) == date(2023, 11, 30)
    assert narrow(DateRange.day(date(2023, 1, 1)), "early") == DateRange.day(date(2023, 1, 1))
