"""Words to date ranges, at the grain that the words have, and never the day of publication by default."""

from tallybook.dates.finder import find_dates
from tallybook.dates.offsets import resolve_against
from tallybook.dates.records import Anchoring, Bound, DateExpression, Direction, Offset, Reason, Unit

__all__ = [
    "Anchoring",
    "Bound",
    "DateExpression",
    "Direction",
    "Offset",
    "Reason",
    "Unit",
    "find_dates",
    "resolve_against",
]
