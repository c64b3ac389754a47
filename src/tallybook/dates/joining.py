"""What stands beside a date and belongs to it ("the night of"), and neighbours that are one date: "Friday (Feb 17)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from tallybook.dates.calendars import add_days, weekday_after, weekday_before
from tallybook.dates.draft import Context, Draft, InYear, latest, unit_of
from tallybook.dates.offsets import offset_range
from tallybook.dates.records import Anchoring, Offset, Reason, Unit
from tallybook.model import DateRange

__all__ = ["decorate", "join"]

_DAYS = frozenset({"day", "days", "monthday", "weekday", "deictic", "offset", "holiday"})
_PERIODS = frozenset({"month", "year", "period"})

_PART_OF = re.compile("h?(?P<part>p)f[hO]?$")
_EARLY_ON = re.compile("(?P<mod>[m<>])[Oi]?$")
_SHORT_WEEKDAY = re.compile("(?P<weekday>w),?$")
_EARLY_IN = re.compile("(?P<mod>[m<>])(?:-|ih?)?$")
_END_OF = re.compile("h?(?P<mod>m)fh?$")
_LAST_YEARS = re.compile("(?P<det>[LsX])(?P<unit>u)'Y?$")
_AT_NIGHT = re.compile("(?:ih?)?m?(?P<part>p)")
_OF_LAST_YEAR = re.compile(",?f?(?P<det>[LsX])(?P<unit>u)")
_OF_LAST_WEEK = re.compile(",?f?(?P<det>[LsX])(?P<unit>u)")
_STEPS = {"L": -1, "s": 0, "X": 1}
_WORDS = {"<": "earlier", ">": "later"}
# How far to either side of a date its attributes stand, in tokens.
_REACH = 6


def decorate(context: Context, drafts: list[Draft]) -> Iterator[Draft]:
    """Each draft with the words beside it that belong to it; `drafts` are in the order of the text."""
    floor = 0
    for index, draft in enumerate(drafts):
        ceiling = drafts[index + 1].first if index + 1 < len(drafts) else len(context.tokens.letters)
        grown = _to_the_right(context, draft, ceiling)
        for _ in range(2):
            grown = _to_the_left(context, grown, floor)
        yield grown
        floor = grown.last


def _to_the_left(context: Context, draft: Draft, floor: int) -> Draft:
    start = max(floor, draft.first - _REACH)
    tail = context.tokens.letters[start : draft.first]
    if not tail:
        return draft
    if draft.kind in _DAYS:
        return _left_of_day(context, draft, tail, start)
    if draft.kind in _PERIODS:
        return _left_of_period(context, draft, tail, start)
    return draft


def _left_of_day(context: Context, draft: Draft, tail: str, start: int) -> Draft:
    if match := _PART_OF.search(tail):
        code = context.tokens.entries[start + match.start("part")].code
        return replace(draft, first=start + match.start(), time_of_day=draft.time_of_day or code)
    if match := _EARLY_ON.search(tail):
        modifier = _modifier(context, start + match.start("mod"), direct=True)
        if modifier and draft.kind != "offset":
            tod = draft.time_of_day or (modifier if modifier in ("early", "late") else "")
            return replace(draft, first=start + match.start(), time_of_day=tod, modifier=modifier)
    if draft.kind in ("monthday", "day") and (match := _SHORT_WEEKDAY.search(tail)):
        number = context.tokens.entries[start + match.start()].number
        return with_weekday(replace(draft, first=start + match.start()), number)
    return draft


def _weekend_of(draft: Draft) -> Draft:
    """ "The weekend of 12 March": the Saturday and Sunday that the day belongs to or comes before."""

    def weekend(found: DateRange | None) -> DateRange | None:
        if found is None:
            return None
        saturday = weekday_after(add_days(found.first, -1), 5)
        return DateRange.between(saturday, add_days(saturday, 1))

    in_year, relative = draft.in_year, draft.relative
    return replace(
        draft,
        kind="period",
        day=None,
        fixed=weekend(draft.fixed),
        in_year=(lambda year: weekend(in_year(year))) if in_year is not None else None,
        relative=(lambda anchor: weekend(relative(anchor))) if relative is not None else None,
    )


def _left_of_period(context: Context, draft: Draft, tail: str, start: int) -> Draft:
    if draft.in_year is not None and (match := _LAST_YEARS.search(tail)):
        grown = _in_year_of(context, draft, start + match.start("det"), start + match.start("unit"))
        return replace(grown, first=start + match.start()) if grown is not None else draft
    if draft.modifier:
        return draft
    if match := _END_OF.search(tail):
        modifier = _modifier(context, start + match.start("mod"), direct=False)
        return replace(draft, first=start + match.start(), modifier=modifier)
    if match := _EARLY_IN.search(tail):
        modifier = _modifier(context, start + match.start("mod"), direct=True)
        return replace(draft, first=start + match.start(), modifier=modifier) if modifier else draft
    return draft


def _modifier(context: Context, index: int, *, direct: bool) -> str:
    """The code of a modifier; `direct` takes only the words that stand before a date without "of"."""
    letter = context.letter(index)
    if letter in _WORDS:
        return _WORDS[letter]
    return context.tokens.entries[index].code if not direct or context.lower(index) in ("early", "mid", "late") else ""


def _to_the_right(context: Context, draft: Draft, ceiling: int) -> Draft:
    head = context.tokens.letters[draft.last : min(ceiling, draft.last + _REACH)]
    # A date such as "February last year": the other year may itself have been found and then lies past the ceiling.
    reach = context.tokens.letters[draft.last : draft.last + _REACH]
    if draft.in_year is not None and draft.year is None and (match := _OF_LAST_YEAR.match(reach)):
        det, unit = draft.last + match.start("det"), draft.last + match.start("unit")
        grown = _in_year_of(context, draft, det, unit)
        if grown is not None:
            return replace(grown, last=draft.last + match.end())
    if draft.kind == "weekday" and (match := _OF_LAST_WEEK.match(reach)):
        grown = _in_week_of(context, draft, draft.last + match.start("det"), draft.last + match.start("unit"))
        if grown is not None:
            return replace(grown, last=draft.last + match.end())
    if draft.kind in _DAYS and (match := _AT_NIGHT.match(head)):
        code = context.tokens.entries[draft.last + match.start("part")].code
        return replace(draft, last=draft.last + match.end(), time_of_day=code)
    return draft


def _in_week_of(context: Context, draft: Draft, det: int, unit: int) -> Draft | None:
    """ "Tuesday of last week": that day of the week before the one that holds the anchor."""
    weekday, step = draft.weekday, _STEPS[context.letter(det)]
    if (
        weekday is None
        or unit_of(context.tokens.entries[unit]) != (Unit.WEEK, 1)
        or context.tokens.entries[unit].number
    ):
        return None

    def relative(anchor: date) -> DateRange:
        monday = weekday_before(anchor, 0)
        return DateRange.day(add_days(monday, 7 * step + weekday))

    return replace(draft, relative=relative)


def _in_year_of(context: Context, draft: Draft, det: int, unit: int) -> Draft | None:
    in_year, step = draft.in_year, _STEPS[context.letter(det)]
    if in_year is None or unit_of(context.tokens.entries[unit]) != (Unit.YEAR, 1):
        return None

    def relative(anchor: date) -> DateRange | None:
        return in_year(anchor.year + step)

    return replace(draft, relative=relative, in_year=None, anchoring=Anchoring.PUBLICATION)


def join(context: Context, drafts: list[Draft]) -> list[Draft]:
    """Neighbours that are one date made one: weekday and date, a distance and its anchor, the two ends of a range."""
    for step in (_name_and_year, _weekday_and_date, _distance_and_anchor, _ends_of_range):
        drafts = _join_pairs(context, drafts, step)
    return drafts


def _join_pairs(
    context: Context, drafts: list[Draft], step: Callable[[Context, Draft, Draft, str], Draft | None]
) -> list[Draft]:
    joined: list[Draft] = []
    for draft in drafts:
        if joined and draft.first < joined[-1].last:
            continue  # taken in by the date to its left
        if joined and draft.first - joined[-1].last <= 3:
            gap = context.tokens.letters[joined[-1].last : draft.first]
            both = step(context, joined[-1], draft, gap)
            if both is not None:
                joined[-1] = both
                continue
        joined.append(draft)
    return joined


def _name_and_year(context: Context, one: Draft, other: Draft, gap: str) -> Draft | None:
    """ "January nineteen ninety-seven": the year was found by itself."""
    if one.in_year is None or one.year is not None or other.kind != "year" or other.year is None:
        return None
    if gap not in ("", "f", ",") or one.kind not in ("month", "monthday", "period", "holiday"):
        return None
    kind = "day" if one.kind == "monthday" else one.kind
    fixed = one.in_year(other.year)
    return replace(one, last=other.last, kind=kind, fixed=fixed, relative=None, in_year=None, year=other.year)


def _weekday_and_date(context: Context, one: Draft, other: Draft, gap: str) -> Draft | None:
    dates = ("monthday", "day", "days")
    if "p" in context.tokens.letters[other.first : other.first + 2]:
        return None  # "Wednesday, night of 16 February": two dates
    if (
        one.kind == "weekday"
        and other.kind in dates
        and gap in ("", ",", "«", "h", ",h", "-")
        and one.weekday is not None
    ):
        dated = with_weekday(other, one.weekday)
    elif other.kind == "weekday" and one.kind in dates and gap in ("«", ",A") and other.weekday is not None:
        dated = with_weekday(one, other.weekday)
    elif context.letter(one.last - 1) == "e" and other.kind in ("monthday", "day") and gap in ("f", "fh"):
        dated = _weekend_of(other)
    else:
        return None
    last = other.last + ("«" in gap and context.letter(other.last) == "»")
    tod = one.time_of_day or other.time_of_day
    return replace(dated, first=one.first, last=last, time_of_day=tod, modifier=one.modifier or other.modifier)


def with_weekday(draft: Draft, weekday: int) -> Draft:
    """The same date with its weekday: it picks the year, or contradicts the date, which is then not resolved."""
    if draft.kind == "monthday" and draft.in_year is not None:
        relative = latest(draft.in_year, future=draft.future, weekday=weekday)
        return replace(draft, relative=relative, weekday=weekday)
    if draft.kind == "day" and draft.fixed is not None and draft.fixed.first.weekday() != weekday:
        candidates = (draft.fixed, DateRange.day(nearest_weekday(draft.fixed.first, weekday)))
        return replace(
            draft, fixed=None, weekday=weekday, reason=Reason.WEEKDAY_CONFLICT, candidates=tuple(sorted(candidates))
        )
    if draft.kind == "day" and draft.reason is Reason.DAY_MONTH_ORDER:
        fitting = [candidate for candidate in draft.candidates if candidate.first.weekday() == weekday]
        if len(fitting) == 1:
            day = fitting[0].first
            return replace(
                draft, fixed=fitting[0], weekday=weekday, reason=None, candidates=(), month=day.month, day=day.day
            )
    return replace(draft, weekday=weekday)


def nearest_weekday(day: date, weekday: int) -> date:
    """The nearest such weekday; at most three days away."""
    back, ahead = weekday_before(day, weekday), weekday_after(day, weekday)
    return back if day - back < ahead - day else ahead


def _distance_and_anchor(context: Context, one: Draft, other: Draft, gap: str) -> Draft | None:
    offset = one.offset
    if one.anchoring is not Anchoring.INCIDENT or not one.governs or offset is None or gap not in ("", "h"):
        return None
    if other.anchoring not in (Anchoring.ABSOLUTE, Anchoring.PUBLICATION):
        return None
    return Draft(
        one.first,
        other.last,
        "period",
        other.anchoring,
        fixed=_from_range(offset, other.fixed),
        relative=(lambda anchor: _from_range(offset, other.range_from(anchor))) if other.relative else None,
        reason=other.reason if other.fixed is None and other.relative is None else None,
        time_of_day=one.time_of_day,
    )


def _from_range(offset: Offset, anchor: DateRange | None) -> DateRange | None:
    return offset_range(offset, anchor) if anchor is not None else None


_RANGE_KINDS = (
    frozenset({"weekday", "deictic"}),
    frozenset({"monthday", "day"}),
    frozenset({"month"}),
    frozenset({"year"}),
    frozenset({"period"}),
)


def _ends_of_range(context: Context, one: Draft, other: Draft, gap: str) -> Draft | None:
    opened = "B" in context.tokens.letters[max(one.first - 2, 0) : one.first]
    if gap not in ("-", "R", "RO", "Rh", "Ri") and not (gap in ("&", "&O", "&h") and opened):
        return None
    if not any({one.kind, other.kind} <= kinds for kinds in _RANGE_KINDS):
        return None

    def between(anchor: date | None) -> DateRange | None:
        return _between(one, other, anchor)

    yearless = one.in_year is not None and other.in_year is not None
    relative_ends = other.fixed is None or (one.fixed is None and one.in_year is None)
    publication = Anchoring.PUBLICATION in (one.anchoring, other.anchoring)
    return Draft(
        one.first,
        other.last,
        "range",
        Anchoring.PUBLICATION if publication else Anchoring.ABSOLUTE,
        fixed=None if relative_ends else _safely(between),
        relative=between if relative_ends else None,
        in_year=_range_in_year(one.in_year, other.in_year) if yearless else None,
        reason=one.reason or other.reason,
        year=one.year if one.year == other.year else None,
        month=one.month if one.month == other.month else None,
        time_of_day=one.time_of_day if one.time_of_day == other.time_of_day else "",
    )


def _safely(between: Callable[[date | None], DateRange | None]) -> DateRange | None:
    try:
        return between(None)
    except (OverflowError, ValueError):
        return None


def _range_in_year(first: InYear | None, last: InYear | None) -> InYear:
    def in_year(year: int) -> DateRange | None:
        end = last(year) if last is not None else None
        start = first(year) if first is not None else None
        if start is not None and end is not None and start.first > end.last and first is not None:
            start = first(year - 1)
        return DateRange.between(start.first, end.last) if start is not None and end is not None else None

    return in_year


def _between(one: Draft, other: Draft, anchor: date | None) -> DateRange | None:
    """From the start of one to the end of the other; an end without a year takes that of the other end."""
    if other.fixed is None and one.fixed is not None and other.in_year is not None:
        end = latest(other.in_year, future=True)(one.fixed.first)
    else:
        end = other.range_from(anchor)
    if end is None:
        return None
    if one.fixed is not None:
        start: DateRange | None = one.range_from(anchor)
    elif one.in_year is not None:
        start = latest(one.in_year, future=False)(add_days(end.last, -2))
    elif one.weekday is not None:
        start = DateRange.day(weekday_before(end.last, one.weekday, strict=True))
    else:
        start = one.range_from(anchor)
    if start is None or start.first > end.last:
        return None
    return DateRange.between(start.first, end.last)
