"""Distances in time to date ranges: "more than two weeks before" a day, "two years ago", "the next day".

The rule, for a count of N units from a day D (backwards here; forwards is the mirror image):

    words                 range
    exactly the number    the unit's own grain: a day is a day; a week is the seven days round the day 7 N back; a month
    ("two weeks before")  or year is the calendar one that holds the day N units back; decades and centuries are half a
                          unit either way; hours and minutes are the day itself or the one before
    low to high           from the range of the high to that of the low ("several": 3 to 9)
    "more than N"         from N + 1 units back to one day more than N units back; from ten units on, the far end is a
                          tenth more than N, where that is further
    "less than N"         from one day less than N units back to N - 1 units back; "nearly" and "almost" too
    "about N"             half a unit either way round the day N units back (a week: 4 days, a day: 1)
    "at least N"          no range: the far end is not in the words
    "up to", "within N"   from N units back to D
    "the previous week"   the calendar period before the one that holds D

An anchor that is itself a range gives the smallest range that holds the results for its first and its last day.
"""

from __future__ import annotations

from datetime import date

from tallybook.dates.calendars import add_days, calendar_period, hull, shift, weekday_after, weekday_before
from tallybook.dates.records import Anchoring, Bound, DateExpression, Direction, Offset, Reason, Unit
from tallybook.model import DateRange, DateValue

__all__ = ["offset_range", "resolve_against"]

# Half a unit in days, for "about".
_HALF = {
    Unit.MINUTE: 1,
    Unit.HOUR: 1,
    Unit.DAY: 1,
    Unit.WEEK: 4,
    Unit.MONTH: 15,
    Unit.YEAR: 183,
    Unit.DECADE: 1826,
    Unit.CENTURY: 18262,
}
_SIGNS = {Direction.BEFORE: -1, Direction.SAME: 0, Direction.AFTER: 1}


def resolve_against(expression: DateExpression, anchor: DateRange, *, inverse: bool = False) -> DateValue:
    """The date that an INCIDENT expression means when it is counted from `anchor`.

    With `inverse` the anchor is the day that the words speak of and the result is the day of what they are counted
    from: in "the raid came two weeks after the bombing", the raid's date as anchor gives the date of the bombing.
    Expressions that are not counted from another date keep their own value.
    """
    offset = expression.offset
    if expression.anchoring is not Anchoring.INCIDENT or offset is None:
        return expression.value
    if inverse:
        offset = offset.reversed()
    try:
        if expression.weekday is not None:
            found: DateRange | None = _weekday_range(offset, anchor, expression.weekday)
        else:
            found = offset_range(offset, anchor)
    except (OverflowError, ValueError):
        return DateValue(None, Reason.OUT_OF_CALENDAR)
    if found is None:
        return DateValue(None, Reason.VAGUE)
    tod = "" if inverse else expression.value.time_of_day
    return DateValue(found, time_of_day=tod)


def _weekday_range(offset: Offset, anchor: DateRange, weekday: int) -> DateRange:
    """ "The following Friday": the first such weekday after the anchor, or the last before it."""
    step = weekday_before if offset.direction is Direction.BEFORE else weekday_after
    ends = sorted((step(anchor.first, weekday, strict=True), step(anchor.last, weekday, strict=True)))
    return DateRange.between(ends[0], ends[-1])


def offset_range(offset: Offset, anchor: DateRange) -> DateRange | None:
    """The range at this distance from `anchor`, or None where the words leave an end open.

    Raises OverflowError or ValueError where the result lies outside the calendar.
    """
    first = _from_day(offset, anchor.first)
    if first is None or anchor.first == anchor.last:
        return first
    last = _from_day(offset, anchor.last)
    return hull(first, last) if last is not None else None


def _from_day(offset: Offset, day: date) -> DateRange | None:
    sign, unit = _SIGNS[offset.direction], offset.unit
    low, high = offset.low, offset.high
    if high is None or offset.bound is Bound.AT_LEAST:
        return None
    if offset.bound is Bound.CALENDAR:
        return calendar_period(shift(calendar_period(day, unit).first, sign * low, unit), unit)
    if offset.bound is Bound.MORE_THAN:
        return _ordered(
            add_days(shift(day, sign * high, unit), sign), shift(day, sign * max(high + 1, high * 11 // 10), unit)
        )
    if offset.bound is Bound.LESS_THAN:
        near = shift(day, sign * (low - 1), unit) if low else day
        return _ordered(near, add_days(shift(day, sign * high, unit), 0 if unit is Unit.DAY else -sign))
    if offset.bound is Bound.ABOUT:
        return _ordered(
            add_days(shift(day, sign * low, unit), -_HALF[unit]), add_days(shift(day, sign * high, unit), _HALF[unit])
        )
    if offset.bound is Bound.UP_TO:
        return hull(
            DateRange.day(day), _exact(day, sign, high, unit) if unit is Unit.HOUR else _there(day, sign * high, unit)
        )
    return hull(_exact(day, sign, low, unit), _exact(day, sign, high, unit))


def _there(day: date, count: int, unit: Unit) -> DateRange:
    return DateRange.day(shift(day, count, unit))


def _ordered(one: date, other: date) -> DateRange:
    return DateRange.between(min(one, other), max(one, other))


def _exact(day: date, sign: int, count: int, unit: Unit) -> DateRange:
    """The range of exactly `count` units, at the unit's own grain."""
    there = shift(day, sign * count, unit)
    if unit in (Unit.MINUTE, Unit.HOUR):
        # Hours cross midnight; a day's worth of hours and more is counted in days.
        days = count // 24 if unit is Unit.HOUR else 0
        return _ordered(add_days(day, sign * days), add_days(day, sign * (days + 1)))
    if unit is Unit.WEEK:
        return DateRange.between(add_days(there, -3), add_days(there, 3)) if count else DateRange.day(there)
    if unit in (Unit.DECADE, Unit.CENTURY) and count:
        # "Two decades earlier" is no calendar decade; half a decade either way would pretend less than the words say.
        return DateRange.between(add_days(there, -_HALF[unit]), add_days(there, _HALF[unit]))
    return calendar_period(there, unit)
