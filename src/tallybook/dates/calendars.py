"""Arithmetic of the calendar: periods, shifts, feasts. Pure functions of days; nothing here knows words.

Days that the calendar of Python cannot hold (before year 1, after year 9999) raise OverflowError, which the callers
turn into a refusal with a reason.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from tallybook.dates.records import Unit
from tallybook.model import DateRange

__all__ = [
    "calendar_period",
    "day_or_none",
    "easter",
    "half_range",
    "hull",
    "islamic_day",
    "month_range",
    "months_range",
    "narrow",
    "nth_weekday",
    "quarter_range",
    "shift",
    "weekday_after",
    "weekday_before",
    "weekend_before",
    "year_range",
]

_YEARS = {Unit.YEAR: 1, Unit.DECADE: 10, Unit.CENTURY: 100}


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_days(day: date, days: int) -> date:
    """`days` days later (earlier where negative)."""
    return day + timedelta(days=days)


def months_range(year: int, first_month: int, months: int) -> DateRange:
    """`months` whole months from `first_month` (which may lie outside 1 to 12 and is then carried to other years)."""
    first = _month_start(year, first_month)
    return DateRange.between(first, add_days(_month_start(year, first_month + months), -1))


def _month_start(year: int, month: int) -> date:
    carry, zero_based = divmod(month - 1, 12)
    if not 1 <= year + carry <= 9999:
        raise OverflowError(f"The year {year + carry} is outside the calendar.")
    return date(year + carry, zero_based + 1, 1)


def month_range(year: int, month: int) -> DateRange:
    """A whole month."""
    return months_range(year, month, 1)


def quarter_range(year: int, quarter: int) -> DateRange:
    """Quarter 1 to 4 of a calendar year."""
    return months_range(year, quarter * 3 - 2, 3)


def quarter_of(day: date) -> DateRange:
    """The quarter of a calendar year that holds a day."""
    return quarter_range(day.year, (day.month + 2) // 3)


def half_range(year: int, half: int) -> DateRange:
    """Half 1 or 2 of a calendar year."""
    return months_range(year, half * 6 - 5, 6)


def year_range(year: int, years: int = 1) -> DateRange:
    """`years` whole years from `year`."""
    return months_range(year, 1, 12 * years)


def shift(day: date, count: int, unit: Unit) -> date:
    """The day `count` units later (earlier where negative); the 31st becomes the last day of a shorter month."""
    if unit in (Unit.MINUTE, Unit.HOUR):
        return day
    if unit is Unit.DAY:
        return add_days(day, count)
    if unit is Unit.WEEK:
        return add_days(day, 7 * count)
    months = count if unit is Unit.MONTH else 12 * count * _YEARS[unit]
    start = _month_start(day.year, day.month + months)
    return start.replace(day=min(day.day, monthrange(start.year, start.month)[1]))


def calendar_period(day: date, unit: Unit) -> DateRange:
    """The day, week (Monday to Sunday), month, year, decade or century that holds `day`."""
    if unit in (Unit.MINUTE, Unit.HOUR, Unit.DAY):
        return DateRange.day(day)
    if unit is Unit.WEEK:
        monday = add_days(day, -day.weekday())
        return DateRange.between(monday, add_days(monday, 6))
    if unit is Unit.MONTH:
        return month_range(day.year, day.month)
    years = _YEARS[unit]
    return year_range(max(day.year - day.year % years, 1), years)


def weekday_before(day: date, weekday: int, *, strict: bool = False) -> date:
    """The latest such weekday (Monday 0) on or before `day`; before it where `strict`."""
    back = (day.weekday() - weekday) % 7
    return add_days(day, -7 if strict and back == 0 else -back)


def weekday_after(day: date, weekday: int, *, strict: bool = False) -> date:
    """The first such weekday (Monday 0) on or after `day`; after it where `strict`."""
    ahead = (weekday - day.weekday()) % 7
    return add_days(day, 7 if strict and ahead == 0 else ahead)


def weekend_before(day: date) -> DateRange:
    """The latest Saturday and Sunday of which the first is on or before `day`."""
    saturday = weekday_before(day, 5)
    return DateRange.between(saturday, add_days(saturday, 1))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; nth -1 is the last."""
    if nth < 0:
        return weekday_before(month_range(year, month).last, weekday)
    return add_days(weekday_after(date(year, month, 1), weekday), 7 * (nth - 1))


def easter(year: int) -> date:
    """Western Easter Sunday. Source: the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    skipped, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - skipped - correction + 15) % 30
    quads, single = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * quads - epact - single) % 7
    late = (year % 19 + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def islamic_day(islamic_year: int, month: int, day: int) -> date:
    """The day of the tabular (civil) Islamic calendar, which differs by a day at most from most announced dates.

    Source: Dershowitz and Reingold, Calendrical Calculations, the arithmetic Islamic calendar (epoch 16 July 622).
    """
    fixed = day + 29 * (month - 1) + month // 2 + 354 * (islamic_year - 1) + (3 + 11 * islamic_year) // 30 + 227014
    return date.fromordinal(fixed)


def hull(first: DateRange, second: DateRange) -> DateRange:
    """The smallest range that holds both."""
    return DateRange.between(min(first.first, second.first), max(first.last, second.last))


def narrow(period: DateRange, modifier: str) -> DateRange:
    """The early, mid or late third of a period of more than a day.

    Thirds of a year and of a decade are counted in months and years (January to April; the first three years and four
    months), those of a shorter period in days, the middle taking what is left over (a month: 1 to 10, 11 to 20, 21 to
    the end).
    """
    days = (period.last - period.first).days + 1
    index = {"early": 0, "mid": 1, "late": 2}.get(modifier)
    if index is None or days == 1:
        return period
    if days >= 365:
        months = (period.last.year - period.first.year + 1) * 12 // 3
        return months_range(period.first.year, 1 + index * months, months)
    third = days // 3 or 1
    starts = (0, third, 2 * third)
    first = add_days(period.first, starts[index])
    last = period.last if index == 2 else add_days(period.first, starts[index + 1] - 1)
    return DateRange.between(first, max(first, last))
