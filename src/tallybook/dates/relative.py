"""Rules for dates counted from the day of publication or from another day in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tallybook.dates.calendars import (
    add_days,
    calendar_period,
    month_range,
    quarter_of,
    shift,
    weekday_after,
    weekday_before,
    weekend_before,
)
from tallybook.dates.draft import AMOUNT, Context, Draft, Relative, Rule, amount_of, unit_of
from tallybook.dates.lexicon import Entry
from tallybook.dates.offsets import offset_range
from tallybook.dates.records import Anchoring, Bound, Direction, Offset, Unit
from tallybook.model import DateRange

__all__ = ["RULES", "calendar_unit", "offset_of"]

_STEPS = {"L": -1, "s": 0, "=": 0, "X": 1}
# Where a counted distance ends and nothing follows that it could be counted from.
_CLOSING = "!,»P&R"


def calendar_unit(unit: Unit, step: int) -> Relative:
    """The calendar period `step` periods from the one that holds the anchor."""
    return lambda anchor: calendar_period(shift(calendar_period(anchor, unit).first, step, unit), unit)


def _weekday(context: Context, match: re.Match[str]) -> Draft | None:
    number = context.entry(match, "weekday").number
    letter = context.letter(match.start()) if context.letter(match.start()) in "LXs" else ""
    past_this = context.letter(match.start() + 1) == "L"
    future = not past_this and (letter in ("X", "s") or (not letter and context.is_future(*match.span()) is True))
    strict = letter in ("L", "X")

    def relative(anchor: date) -> DateRange:
        if future:
            return DateRange.day(weekday_after(anchor, number, strict=strict))
        return DateRange.day(weekday_before(anchor, number, strict=strict))

    return Draft(
        match.start(),
        match.end(),
        "weekday",
        Anchoring.PUBLICATION,
        relative=relative,
        weekday=number,
        future=future,
    )


def _deictic(context: Context, match: re.Match[str]) -> Draft | None:
    entry = context.entry(match, "day")

    def relative(anchor: date) -> DateRange:
        return DateRange.between(add_days(anchor, entry.number), add_days(anchor, entry.high))

    return Draft(
        match.start(), match.end(), "deictic", Anchoring.PUBLICATION, relative=relative, time_of_day=entry.code
    )


def _this_part(context: Context, match: re.Match[str]) -> Draft | None:
    code = context.entry(match, "part").code
    return Draft(match.start(), match.end(), "deictic", Anchoring.PUBLICATION, relative=DateRange.day, time_of_day=code)


def _calendar(context: Context, match: re.Match[str]) -> Draft | None:
    """ "Last week", "this month", "next year", "this past week", "last quarter"."""
    entry, step = context.entry(match, "unit"), _STEPS[context.letter(match.start("det"))]
    relative = _stepped(entry, step)
    if relative is None:
        return None
    return Draft(match.start(), match.end(), "period", Anchoring.PUBLICATION, relative=relative)


def _stepped(entry: Entry, step: int) -> Relative | None:
    if entry.code == "quarter":

        def quarter(anchor: date) -> DateRange:
            there = shift(month_range(anchor.year, anchor.month).first, 3 * step, Unit.MONTH)
            return quarter_of(there)

        return quarter
    unit, count = unit_of(entry)
    plural_or_small = entry.number == 1 or unit in (Unit.MINUTE, Unit.HOUR, Unit.DAY) or count != 1
    return None if plural_or_small else calendar_unit(unit, step)


def _of_the_period(context: Context, match: re.Match[str]) -> Draft | None:
    """ "The end of the year", "earlier in the week": the period that holds the day of publication."""
    relative = _stepped(context.entry(match, "unit"), 0)
    if relative is None:
        return None
    letter = context.letter(match.start("mod"))
    modifier = {"<": "earlier", ">": "later"}.get(letter, context.entry(match, "mod").code)
    return Draft(match.start(), match.end(), "period", Anchoring.PUBLICATION, relative=relative, modifier=modifier)


def _weekend(context: Context, match: re.Match[str]) -> Draft | None:
    letter = context.letter(match.end() - 2)
    if letter not in "LXs":
        letter = "X" if context.is_future(*match.span()) else ""

    def relative(anchor: date) -> DateRange:
        current = weekend_before(anchor)
        if letter == "L" and current.contains(anchor):
            return weekend_before(add_days(anchor, -2))
        if letter in ("X", "s") and not (letter == "s" and current.contains(anchor)):
            saturday = weekday_after(anchor, 5, strict=True)
            return DateRange.between(saturday, add_days(saturday, 1))
        return current

    return Draft(match.start(), match.end(), "period", Anchoring.PUBLICATION, relative=relative)


def offset_of(context: Context, match: re.Match[str], direction: Direction) -> Offset:
    """The distance that the groups of AMOUNT and `unit` give; a bare plural is two up to the unit's plural_high."""
    entry = context.entry(match, "unit")
    unit, times = unit_of(entry)
    if context.has(match, "num"):
        low, high = amount_of(context, match)
    else:
        low, high = (2, context.lexicon.plural_high[entry.code]) if entry.number else (1, 1)
    bound = Bound(context.entry(match, "q").code) if context.has(match, "q") else Bound.EXACT
    return Offset(direction, unit, low * times, high * times, bound)


def _ago(context: Context, match: re.Match[str]) -> Draft | None:
    if not context.has(match, "num") and not context.entry(match, "unit").number:
        return None
    direction = Direction.AFTER if context.letter(match.end() - 1) == "%" else Direction.BEFORE
    offset = offset_of(context, match, direction)
    return Draft(
        match.start(),
        match.end(),
        "ago",
        Anchoring.PUBLICATION,
        relative=lambda anchor: offset_range(offset, DateRange.day(anchor)),
        exact=_calendar_period_at(offset),
        offset=offset,
    )


def _calendar_period_at(offset: Offset) -> Relative:
    """The calendar week, month or year that a distance leads to: what "nearly four years ago" names."""
    plain = Offset(offset.direction, offset.unit, offset.low, offset.low, Bound.CALENDAR)
    return lambda anchor: offset_range(plain, DateRange.day(anchor)) if offset.low == offset.high else None


def _distance(context: Context, match: re.Match[str]) -> Draft | None:
    """ "Two weeks earlier", "days after the bombing", "more than a month before"."""
    if not context.has(match, "num") and not context.entry(match, "unit").number:
        return None
    if context.lower(match.end()) == context.lower(match.start("unit")):
        return None  # "hour after hour"
    letter = context.letter(match.start("dir"))
    before = match.start()
    if not context.has(match, "num") and context.letter(before - 1) == "x" and context.letter(before - 2) in "ndcv":
        return None  # "eight trading days after": the count is not a count of days
    direction = Direction.BEFORE if letter in "<bV" else Direction.AFTER
    return _incident(context, match, offset_of(context, match, direction), governs=letter in "br")


def _incident(context: Context, match: re.Match[str], offset: Offset, *, governs: bool = False, tod: str = "") -> Draft:
    follows = governs and context.letter(match.end()) not in _CLOSING
    return Draft(
        match.start(),
        match.end(),
        "offset",
        Anchoring.INCIDENT,
        offset=offset,
        governs=follows,
        time_of_day=tod,
    )


def _the_day_before(context: Context, match: re.Match[str]) -> Draft | None:
    """ "The day before", "the night before", "the week after"."""
    if context.lower(match.end()) == context.lower(match.start("unit")):
        return None  # "day after day"
    direction = Direction.BEFORE if context.letter(match.start("dir")) == "b" else Direction.AFTER
    offset, tod = _whole(context.entry(match, "unit"), direction)
    return _incident(context, match, offset, governs=True, tod=tod) if offset else None


def _whole(entry: Entry, direction: Direction) -> tuple[Offset | None, str]:
    """One calendar unit or day before, after or on the anchor's."""
    count = 0 if direction is Direction.SAME else 1
    if entry.letter == "p":
        return Offset(direction, Unit.DAY, count, count, Bound.CALENDAR), entry.code
    unit, times = unit_of(entry)
    if entry.number == 1 or times != 1 or entry.letter != "u":
        return None, ""
    if unit in (Unit.MINUTE, Unit.HOUR):
        return (Offset(direction, unit, 1, 1), "") if count else (None, "")
    return Offset(direction, unit, count, count, Bound.CALENDAR), ""


def _neighbour(context: Context, match: re.Match[str]) -> Draft | None:
    """ "The previous day", "the following week", "the next morning"."""
    letter = context.letter(match.start("det"))
    direction = Direction.BEFORE if letter == "V" else Direction.AFTER
    offset, tod = _whole(context.entry(match, "unit"), direction)
    return _incident(context, match, offset, tod=tod) if offset else None


def _same(context: Context, match: re.Match[str]) -> Draft | None:
    """ "The same day", "that night"."""
    offset, tod = _whole(context.entry(match, "unit"), Direction.SAME)
    return _incident(context, match, offset, tod=tod) if offset else None


def _neighbour_weekday(context: Context, match: re.Match[str]) -> Draft | None:
    """ "The following Friday": within seven days, the weekday says which."""
    direction = Direction.BEFORE if context.letter(match.start("det")) == "V" else Direction.AFTER
    return Draft(
        match.start(),
        match.end(),
        "offset",
        Anchoring.INCIDENT,
        offset=Offset(direction, Unit.DAY, 1, 7),
        weekday=context.entry(match, "weekday").number,
    )


def _rule(name: str, pattern: str, make: Callable[[Context, re.Match[str]], Draft | None]) -> Rule:
    return Rule(name, re.compile(pattern), make)


RULES: tuple[Rule, ...] = (
    _rule("weekday", "(?:[LX]|sL?)?(?P<weekday>W)", _weekday),
    _rule("today and yesterday", "(?P<day>t)", _deictic),
    _rule("this morning", "s(?P<part>p)", _this_part),
    _rule("last week", "(?:s|h(?==))?(?P<det>[LXs=])(?P<unit>[uq])", _calendar),
    _rule("the end of the year", "h?(?P<mod>m)fh(?P<unit>[uq])", _of_the_period),
    _rule("earlier in the week", "(?P<mod>[<>m])ih(?P<unit>[uq])", _of_the_period),
    _rule("weekend", "h?[LXsh]e", _weekend),
    _rule("ago", f"(?:{AMOUNT})?(?P<unit>[uqe])[g%]", _ago),
    _rule("a day or two ago", r"(?P<num>[An])(?P<unit>u)\+(?P<num2>n)[g%]", _ago),
    _rule("a day or two later", r"(?P<num>[An])(?P<unit>u)\+(?P<num2>n)(?P<dir>[<>br])", _distance),
    _rule("distance", f"(?:{AMOUNT})?(?P<unit>[uqe])(?P<dir>[<>brV])", _distance),
    _rule("the day before", "h?(?P<unit>[up])(?P<dir>[br])", _the_day_before),
    _rule("the next day", "(?:h(?=X)|h?(?=[VF]))(?P<det>[VFX])(?P<unit>[up])", _neighbour),
    _rule("next morning", "(?P<det>X)(?P<unit>p)", _neighbour),
    _rule("the same day", "(?:h?E|Z)(?P<unit>[up])", _same),
    _rule("the following Friday", "h?(?P<det>[VF])(?P<weekday>W)", _neighbour_weekday),
)
