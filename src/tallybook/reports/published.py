"""Publication dates as data, pages and people write them; never the time of a file, never today."""

from __future__ import annotations

import calendar
import re
from datetime import date

from tallybook.errors import BadDateError
from tallybook.model import DatePrecision, DateRange
from tallybook.reports.wordlists import month_numbers

__all__ = ["parse_published", "range_of"]

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}.*)?", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?(?: \d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(?:[A-Za-z]+\.?,? )?(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]+)\.?,? (\d{4})(?:,? .*)?")
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]+\.?, )?([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? .*)?")
_MONTH_ONLY = re.compile(r"([A-Za-z]+)\.?,? (\d{4})")


def range_of(year: int, month: int | None = None, day: int | None = None) -> DateRange:
    """The day, month or year as a range. Raises ValueError where the calendar has no such day."""
    if month is None:
        return DateRange(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR)
    if day is None:
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {month}")
        return DateRange(
            date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), DatePrecision.MONTH
        )
    return DateRange.day(date(year, month, day))


def parse_published(text: str) -> DateRange:
    """The publication date that `text` writes, with its precision: a day, a month or a year.

    Taken are ISO 8601 dates and times ("2023-02-18", "2023-02", "2023", "2023-02-18T20:15:00Z"; the day is the one
    written, whatever the time zone), "20230218", "2023/02/18", RFC 5322 dates ("Sat, 18 Feb 2023 20:15:00 +0000") and
    English dates with the month as a word. "02/03/2023" is refused: it is one day in one country and another in the
    next. Raises BadDateError, also for a day that the calendar does not have.
    """
    plain = " ".join(text.split())
    try:
        found = _numeric(plain) or _worded(plain)
    except (ValueError, OverflowError) as error:
        raise BadDateError(f"{_short(text)!r} is not a date: {error}.") from error
    if found is None:
        raise BadDateError(f"{_short(text)!r} is not a date; write it as 2023-02-18, 2023-02 or 2023.")
    return found


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _numeric(plain: str) -> DateRange | None:
    for pattern in (_ISO, _COMPACT, _SLASHED):
        match = pattern.fullmatch(plain)
        if match:
            year, month, day = (int(part) if part else None for part in match.groups())
            # Four digits that are no year of newspapers ("0012", "9999") are some other number.
            return range_of(year, month, day) if year is not None and 1500 <= year <= 2200 else None
    return None


def _worded(plain: str) -> DateRange | None:
    months = month_numbers()
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_MONTH_ONLY, (2, 1, None))):
        match = pattern.fullmatch(plain)
        if match and (month := months.get(match.group(order[1]).casefold())):
            return range_of(int(match.group(order[0])), month, int(match.group(order[2])) if order[2] else None)
    if re.match(r"[A-Z][a-z]{2}, \d", plain):
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to import and rarely needed

        return DateRange.day(parsedate_to_datetime(plain).date())
    return None
