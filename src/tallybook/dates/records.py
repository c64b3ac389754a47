"""What `find_dates` finds: where the words stand, what they mean, and from which day they have to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tallybook.errors import InvalidValueError
from tallybook.model import DateRange, DateValue, Span

__all__ = ["Anchoring", "Bound", "DateExpression", "Direction", "Offset", "Reason", "Unit"]


class Anchoring(StrEnum):
    """What the words are counted from."""

    ABSOLUTE = "absolute"  # the words name the day, month or year themselves: "17 February 2023", "Feb 17", "in 2014"
    PUBLICATION = "publication"  # counted from the day of publication: "yesterday", "on Friday", "last month"
    INCIDENT = "incident"  # counted from another day in the text: "two weeks earlier", "the next day", "that night"
    SET = "set"  # many occurrences or a running period: "almost daily", "in recent weeks", "over the past year"
    DURATION = "duration"  # a length of time: "for three hours", "lasted days"


class Reason(StrEnum):
    """Why a date is not resolved; APPROXIMATE_CALENDAR and SEASON stand beside a range and limit it."""

    NO_PUBLICATION_DATE = "no publication date"
    PUBLICATION_TOO_COARSE = "publication date too coarse"
    NO_YEAR = "no year and no publication date"
    OPEN_TENSE = "the past and the coming day of that name both fit"
    DAY_MONTH_ORDER = "day and month can be read either way round"
    WEEKDAY_CONFLICT = "weekday and date do not fit together"
    NO_SUCH_DAY = "no such day in the calendar"
    NEEDS_ANCHOR = "counted from another date in the text"
    VAGUE = "no bounds in the words"
    NOT_A_DATE = "a frequency or a length of time, not a date"
    OUT_OF_CALENDAR = "outside the calendar"
    APPROXIMATE_CALENDAR = "computed calendar, a day off at most"
    SEASON = "season of the northern half of the globe"


class Direction(StrEnum):
    """On which side of the anchor the words point."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"


class Bound(StrEnum):
    """How the words bound a count: see `tallybook.dates.offsets` for the days that follow."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    CALENDAR = "calendar"  # whole calendar periods: "the previous week", "the following year"


class Unit(StrEnum):
    """The unit that is counted. Fortnights are read as two weeks, weekends as themselves."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance in time: `low` to `high` units (high None: open) before, after or on the anchor's day."""

    direction: Direction
    unit: Unit
    low: int
    high: int | None
    bound: Bound = Bound.EXACT

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise InvalidValueError(f"An offset needs 0 <= low <= high, but has {self.low} and {self.high}.")

    def reversed(self) -> Offset:
        """The same distance in the other direction."""
        turned = {Direction.BEFORE: Direction.AFTER, Direction.AFTER: Direction.BEFORE, Direction.SAME: Direction.SAME}
        return Offset(turned[self.direction], self.unit, self.low, self.high, self.bound)


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that tell a time.

    `span` counts in the text given to `find_dates`, without the preposition, which is in `preposition` (lower case, or
    empty). `period` is the whole calendar period that the words name where `value.range` is narrower or wider ("early
    2014" has the period 2014, "nearly four years ago" the year four years back), else None. `offset` is set for
    INCIDENT expressions. `governs` tells that the anchor of the offset follows: "two weeks after the bombing", against
    "two weeks later". `weekday` (Monday 0) and `modifier` ("early", "mid", "late", "earlier", "later") are what the
    words say.
    """

    span: Span
    value: DateValue
    anchoring: Anchoring
    preposition: str = ""
    period: DateRange | None = None
    offset: Offset | None = None
    governs: bool = False
    weekday: int | None = None
    modifier: str = ""
