"""Rules for dates that name their day, month or year: "17 February 2023", "Feb. 17", "in 2014", "Eid al-Fitr"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tallybook.dates.calendars import (
    add_days,
    day_or_none,
    easter,
    half_range,
    islamic_day,
    month_range,
    months_range,
    nth_weekday,
    quarter_range,
    year_range,
)
from tallybook.dates.draft import YEAR, Context, Draft, InYear, Rule, by_determiner, latest
from tallybook.dates.lexicon import Holiday
from tallybook.dates.records import Anchoring, Reason
from tallybook.model import DateRange

__all__ = ["RULES"]


def _iso(context: Context, match: re.Match[str]) -> Draft | None:
    numbers = [int(part) for part in re.findall(r"\d+", context.lower(match.start()))[:3]]
    return _full_day(context, match, numbers[0], numbers[1], numbers[2])


def _full_day(context: Context, match: re.Match[str], year: int, month: int, day: int) -> Draft:
    found = day_or_none(year, month, day)
    first, last = match.span()
    if found is None:
        return Draft(first, last, "day", reason=Reason.NO_SUCH_DAY, year=year)
    return Draft(first, last, "day", fixed=DateRange.day(found), year=year, month=month, day=day)


def _numeric(context: Context, match: re.Match[str]) -> Draft | None:
    parts = re.findall(r"\d+", context.lower(match.start()))
    one, two, year = (int(part) for part in parts)
    if len(parts[2]) == 2:
        year = context.full_year(year)
    readings = {day_or_none(year, two, one), day_or_none(year, one, two)} - {None}
    days = sorted(day for day in readings if day is not None)
    if not days:
        return None
    if len(days) == 1:
        return _full_day(context, match, year, days[0].month, days[0].day)
    first, last = match.span()
    ranges = tuple(DateRange.day(day) for day in days)
    return Draft(first, last, "day", reason=Reason.DAY_MONTH_ORDER, candidates=ranges, year=year)


def _days_in_month(month: int, first_day: int, last_day: int) -> InYear:
    def in_year(year: int) -> DateRange | None:
        first, last = day_or_none(year, month, first_day), day_or_none(year, month, last_day)
        return DateRange.between(first, last) if first is not None and last is not None and first <= last else None

    return in_year


def _month_day(context: Context, match: re.Match[str]) -> Draft | None:
    """Day and month in either order, or two days of one month, with or without the year."""
    month = context.entry(match, "mon").number
    days = [context.entry(match, "day").number]
    if context.has(match, "day2"):
        days.append(context.entry(match, "day2").number)
    if day_or_none(2000, month, days[0]) is None or day_or_none(2000, month, days[-1]) is None:
        return None
    last, year = match.end(), context.year_of(match)
    if year is not None and context.letter(match.start("yr")) == "d" and not _two_digit_year(context, match):
        year, last = None, match.end("mon")
    # "In February 17 people were killed": the number counts people.
    if year is None and context.letter(last - 1) == "d" and context.in_list(last, "counted_nouns"):
        return None
    return _in_month(context, match.start(), last, month, days, year)


def _in_month(context: Context, first: int, last: int, month: int, days: list[int], year: int | None) -> Draft | None:
    in_year = _days_in_month(month, days[0], days[-1])
    day = days[0] if len(days) == 1 else None
    if len(days) == 2 and days[1] <= days[0]:
        return None
    if year is None:
        future = context.is_future(first, last)
        relative = latest(in_year, future=future, deadline=context.is_deadline(first))
        kind = "monthday" if len(days) == 1 else "days"
        return Draft(first, last, kind, relative=relative, in_year=in_year, month=month, day=day, future=future)
    found = in_year(year)
    if found is None:
        return Draft(first, last, "day", reason=Reason.NO_SUCH_DAY, year=year, month=month)
    return Draft(first, last, "day" if day else "days", fixed=found, year=year, month=month, day=day)


def _two_digit_year(context: Context, match: re.Match[str]) -> bool:
    """Whether two digits after day and month are a year rather than a count: "17 Feb 23." against "17 Feb 23 men"."""
    index = match.start("yr")
    if len(context.lower(index)) != 2 or context.letter(index - 1) == ",":
        return False
    if context.tokens.entries[index].number > 31:
        return not context.in_list(index + 1, "counted_nouns")
    return context.letter(index + 1) in "!,»P&RiOJ"


def _month(context: Context, match: re.Match[str]) -> Draft | None:
    month, year = context.entry(match, "mon").number, context.year_of(match)
    first, last = match.span()
    if year is not None:
        return Draft(first, last, "month", fixed=month_range(year, month), year=year, month=month)
    if context.letter(first) == "k":
        return None
    in_year = _month_in_year(month)
    future = context.is_future(first, last)
    relative = latest(in_year, future=future, deadline=context.is_deadline(first))
    return Draft(first, last, "month", relative=relative, in_year=in_year, month=month, future=future)


def _month_by(context: Context, match: re.Match[str]) -> Draft | None:
    """ "Last April", "this May": the pronoun says which."""
    if context.letter(match.start("mon")) == "k":
        return None
    month = context.entry(match, "mon").number
    in_year = _month_in_year(month)
    relative = by_determiner(in_year, context.letter(match.start("det")))
    first, last = match.span()
    return Draft(first, last, "month", Anchoring.PUBLICATION, relative=relative, in_year=in_year, month=month)


def _month_in_year(month: int) -> InYear:
    return lambda year: month_range(year, month)


def _week_of_month(context: Context, match: re.Match[str]) -> Draft | None:
    if context.entry(match, "unit").code != "week":
        return None
    month, year = context.entry(match, "mon").number, context.year_of(match)
    ordinal = context.entry(match, "nth").number if context.letter(match.start("nth")) == "o" else -1
    if not (ordinal == -1 or 1 <= ordinal <= 5):
        return None

    def in_year(year: int) -> DateRange:
        period = month_range(year, month)
        if ordinal == -1:
            return DateRange.between(add_days(period.last, -6), period.last)
        first = min(add_days(period.first, 7 * (ordinal - 1)), period.last)
        return DateRange.between(first, min(add_days(first, 6), period.last))

    first, last = match.span()
    if year is not None:
        return Draft(first, last, "period", fixed=in_year(year), year=year, month=month)
    relative = latest(in_year, future=context.is_future(first, last))
    return Draft(first, last, "period", relative=relative, in_year=in_year, month=month)


def _weekday_of_month(context: Context, match: re.Match[str]) -> Draft | None:
    """ "The last Friday of March", "the first weekend in May"."""
    month, year = context.entry(match, "mon").number, context.year_of(match)
    nth = context.entry(match, "nth").number if context.letter(match.start("nth")) == "o" else -1
    weekend = context.letter(match.start("weekday")) == "e"
    if nth > 4 or nth == 0:
        return None

    def in_year(year: int) -> DateRange:
        day = nth_weekday(year, month, 5 if weekend else context.entry(match, "weekday").number, nth)
        return DateRange.between(day, add_days(day, 1)) if weekend else DateRange.day(day)

    first, last = match.span()
    if year is not None:
        return Draft(first, last, "holiday", fixed=in_year(year), year=year, month=month)
    relative = latest(in_year, future=context.is_future(first, last))
    return Draft(first, last, "holiday", relative=relative, in_year=in_year, month=month)


def _year(context: Context, match: re.Match[str]) -> Draft | None:
    year = context.year_of(match)
    if year is None or year < 1:
        return None
    return Draft(match.start(), match.end(), "year", fixed=year_range(year), year=year)


def _apostrophe_year(context: Context, match: re.Match[str]) -> Draft | None:
    # Only after "in" and the like: 'em and '40 are not years by themselves.
    return _year(context, match) if context.letter(match.start() - 1) in "iNBRfmbr" else None


def _spoken_year(context: Context, match: re.Match[str]) -> Draft | None:
    """Years in words: "nineteen ninety-six", "two thousand and three"."""
    numbers = [entry.number for entry in context.entries(match, "words") if entry.letter == "n"]
    if numbers[:2] == [2, 1000] and context.letter(match.start() - 1) in "iuNfBR":
        year = 2000 + sum(numbers[2:])
    elif numbers[0] in (17, 18, 19, 20) and len(numbers) in (2, 3) and (len(numbers) == 2 or numbers[2] < 10):
        year = 100 * numbers[0] + sum(numbers[1:])
        if year % 100 < 10 or numbers[1] > 90:
            return None
    else:
        return None
    return Draft(match.start(), match.end(), "year", fixed=year_range(year), year=year)


def _decade(context: Context, match: re.Match[str]) -> Draft | None:
    number = context.entry(match, "decade").number
    if number < 100:
        number = number + (2000 if number <= 10 else 1900)
    if not 1500 <= number <= 2090 or context.lower(match.start("decade") - 1) in ("his", "her", "their", "mid"):
        return None
    return Draft(match.start(), match.end(), "period", fixed=year_range(number, 10))


def _quarter(context: Context, match: re.Match[str]) -> Draft | None:
    number = context.entry(match, "nth").number
    quarters = context.letter(match.start("unit")) == "q"
    if not 1 <= number <= (4 if quarters else 2):
        return None
    first, last, year = match.start(), match.end(), context.year_of(match)

    def in_year(year: int) -> DateRange:
        return quarter_range(year, number) if quarters else half_range(year, number)

    if year is not None:
        return Draft(first, last, "period", fixed=in_year(year), year=year)
    # What is planned or expected in a report is still told of the quarter that has begun.
    relative = latest(in_year, future=False)
    return Draft(first, last, "period", relative=relative, in_year=in_year)


def _half(context: Context, match: re.Match[str]) -> Draft | None:
    number = context.entry(match, "nth").number if context.letter(match.start("nth")) == "o" else 2
    year = context.year_of(match)
    if year is None or not 1 <= number <= 2:
        return None
    return Draft(match.start(), match.end(), "period", fixed=half_range(year, number), year=year)


def _season(context: Context, match: re.Match[str]) -> Draft | None:
    entry = context.entry(match, "season")
    north, south = context.lexicon.seasons[entry.code]
    year = context.year_of(match)
    first, last = match.span()

    def in_year(year: int) -> DateRange:
        return months_range(year, north, 3)

    if year is not None:
        # A winter of 1994 may be the one that ended in it.
        both = {in_year(year), months_range(year - 1 if south == 12 else year, south, 3)}
        if north == 12:
            both.add(in_year(year - 1))
        listed = tuple(sorted(both))
        return Draft(first, last, "period", fixed=in_year(year), reason=Reason.SEASON, candidates=listed, year=year)
    if context.lower(match.start("season")) == "fall" and not context.has(match, "det"):
        return None
    relative = latest(in_year, future=context.is_future(first, last))
    anchoring = Anchoring.ABSOLUTE
    if context.has(match, "det"):
        relative = by_determiner(in_year, context.letter(match.start("det")))
        anchoring = Anchoring.PUBLICATION
    return Draft(first, last, "period", anchoring, relative=relative, in_year=in_year, reason=Reason.SEASON)


def _holiday(context: Context, match: re.Match[str]) -> Draft | None:
    holiday = context.lexicon.holidays[context.entry(match, "holiday").number]
    first, last, year = match.start(), match.end(), context.year_of(match)
    if holiday.rule == "day":
        day = date.fromisoformat(holiday.date)
        return Draft(first, last, "day", fixed=DateRange.day(day), year=day.year, month=day.month, day=day.day)

    def in_year(year: int) -> DateRange | None:
        return _holiday_in(holiday, year)

    note = Reason.APPROXIMATE_CALENDAR if holiday.rule == "islamic" else None
    month, number = (holiday.numbers.get("month"), holiday.numbers.get("day"))
    if holiday.rule != "fixed":
        month = number = None
    if year is not None:
        return Draft(first, last, "holiday", fixed=in_year(year), reason=note, year=year, month=month, day=number)
    relative = latest(in_year, future=context.is_future(first, last))
    anchoring = Anchoring.ABSOLUTE
    if context.has(match, "det"):
        relative = by_determiner(in_year, context.letter(match.start("det")))
        anchoring = Anchoring.PUBLICATION
    return Draft(
        first, last, "holiday", anchoring, relative=relative, in_year=in_year, reason=note, month=month, day=number
    )


def _holiday_in(holiday: Holiday, year: int) -> DateRange | None:
    numbers = holiday.numbers
    length = numbers.get("days", 1)
    if holiday.rule == "islamic":
        return _islamic_in(numbers["month"], numbers["day"], length, year)
    if holiday.rule == "easter":
        first = add_days(easter(year), numbers["offset"])
    elif holiday.rule == "weekday":
        first = nth_weekday(year, numbers["month"], numbers["weekday"], numbers["nth"])
    else:
        first = date(year, numbers["month"], numbers["day"])
    return DateRange.between(first, add_days(first, length - 1))


def _islamic_in(month: int, day: int, length: int, year: int) -> DateRange | None:
    """The first feast of that name that begins in a Gregorian year, with a day more on either side."""
    about = (year - 622) * 33 // 32
    for islamic_year in range(max(about - 1, 1), about + 3):
        first = islamic_day(islamic_year, month, day)
        if first.year == year:
            return DateRange.between(add_days(first, -1), add_days(first, length))
    return None


_MONTH = "(?P<mon>[Mk])"
_DAY = "(?P<day>[do])"
_ANY_YEAR = "(?P<yr>[yzad])"


def _rule(name: str, pattern: str, make: Callable[[Context, re.Match[str]], Draft | None]) -> Rule:
    return Rule(name, re.compile(pattern), make)


RULES: tuple[Rule, ...] = (
    _rule("year-month-day", "I", _iso),
    _rule("numbers with marks", "/", _numeric),
    _rule("day month year", f"{_DAY}-?f?-?{_MONTH}(?:-?,?f?{_ANY_YEAR})?", _month_day),
    _rule("days of a month", f"{_DAY}(?:[-R&]|\\+)(?P<day2>[do])f?{_MONTH}(?:,?f?{YEAR})?", _month_day),
    _rule("month day year", f"{_MONTH}h?{_DAY}(?:,?f?{YEAR})?", _month_day),
    _rule("month days", f"{_MONTH}{_DAY}(?:[-R&]|\\+)(?P<day2>[do])(?:,?f?{YEAR})?", _month_day),
    _rule("week of a month", f"h?(?P<nth>[oL])(?P<unit>u)[fi]{_MONTH}(?:,?f?{YEAR})?", _week_of_month),
    _rule("weekday of a month", f"h?(?P<nth>[oL])(?P<weekday>[We])[fi]{_MONTH}(?:,?f?{YEAR})?", _weekday_of_month),
    _rule("month", f"{_MONTH}(?:,?f?{YEAR})?", _month),
    _rule("last month name", f"(?P<det>[LXs]){_MONTH}", _month_by),
    _rule("year", "Y?(?P<yr>y)", _year),
    _rule("the year", "hu(?P<yr>[yz])", _year),
    _rule("short year", "(?P<yr>a)", _apostrophe_year),
    _rule("year in words", "(?P<words>n-?n(?:[-&]?n)?)", _spoken_year),
    _rule("decade", "h?(?P<decade>j)", _decade),
    _rule("quarter", f"h?Y?-?(?P<nth>o)-?(?P<unit>[ql])(?:f?Y?{YEAR})?", _quarter),
    _rule("year quarter", "h?(?P<yr>y)Y?(?P<nth>o)-?(?P<unit>[ql])", _quarter),
    _rule("half of a year", f"h?(?P<nth>[oL])-?lfY?{YEAR}", _half),
    _rule("season", f"h?(?P<season>S)f?,?{YEAR}", _season),
    _rule("last season", "(?P<det>[LXs])(?P<season>S)(?P<yr>y)?", _season),
    _rule("the season", "h(?P<season>S)(?P<yr>y)?", _season),
    _rule("holiday", f"(?P<holiday>H)(?:f?,?{YEAR})?", _holiday),
    _rule("last holiday", "(?P<det>[LXs])(?P<holiday>H)(?P<yr>y)?", _holiday),
)
