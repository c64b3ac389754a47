"""Numbers of people as reports give them: a low, a best and a high, any of which may be unknown. Unknown is not zero.

The bounds are the ones that the words allow, not an estimate of the truth:

    words                   low             best    high
    "four"                  4               4       4
    "at least four"         4               4       unknown
    "more than four"        5               unknown unknown
    "up to four"            unknown         unknown 4
    "fewer than four"       unknown         unknown 3
    "nearly 100"            90              100     100      (within a tenth below)
    "about 100"             90              100     110      (within a tenth either way)
    "eight to 10"           8               unknown 10
    "dozens"                24              unknown 99       (bounds from the codebook's quantity words)
    "many", "some"          1               unknown unknown
    no number               unknown         unknown unknown

"At least four" has a best figure because it is the figure that the speaker stands by; ACLED, UCDP and GTD record it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tallybook.errors import InvalidValueError

__all__ = ["PartsCheck", "Qualifier", "Quantity", "check_parts"]

# "Nearly" and "about" allow a tenth. A choice, not a measurement: reporters round to the leading digit or two.
ROUNDING_SHARE = 0.1


class Qualifier(StrEnum):
    """How the number was worded."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"
    NEARLY = "nearly"
    ABOUT = "about"
    RANGE = "range"
    VAGUE = "vague"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people with bounds. None is unknown. `low <= best <= high` wherever two of them are known."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    qualifier: Qualifier = Qualifier.UNKNOWN

    def __post_init__(self) -> None:
        known = [bound for bound in (self.low, self.best, self.high) if bound is not None]
        if any(bound < 0 for bound in known) or known != sorted(known):
            raise InvalidValueError(
                f"A quantity needs 0 <= low <= best <= high, not {self.low}, {self.best}, {self.high}."
            )
        if not known and self.qualifier is not Qualifier.UNKNOWN:
            raise InvalidValueError(f"A quantity without any number is unknown, not {self.qualifier}.")
        if known and self.qualifier is Qualifier.UNKNOWN:
            raise InvalidValueError(
                f"A quantity with a number, here {known[0]}, is not unknown; say how it was worded."
            )

    @classmethod
    def unknown(cls) -> Quantity:
        """No number was given."""
        return cls()

    @classmethod
    def stated(cls, number: int, qualifier: Qualifier = Qualifier.EXACT) -> Quantity:
        """The bounds of one number under a qualifier, as the table of this module says.

        Raises InvalidValueError for a qualifier that does not go with a single number (range, vague, unknown) and for
        "fewer than 0".
        """
        margin = math.floor(number * ROUNDING_SHARE)
        match qualifier:
            case Qualifier.EXACT:
                return cls(number, number, number, qualifier)
            case Qualifier.AT_LEAST:
                return cls(number, number, None, qualifier)
            case Qualifier.MORE_THAN:
                return cls(number + 1, None, None, qualifier)
            case Qualifier.AT_MOST:
                return cls(None, None, number, qualifier)
            case Qualifier.FEWER_THAN:
                return cls(None, None, number - 1, qualifier)
            case Qualifier.NEARLY:
                return cls(number - margin, number, number, qualifier)
            case Qualifier.ABOUT:
                return cls(number - margin, number, number + margin, qualifier)
            case _:
                raise InvalidValueError(f"The qualifier {qualifier} does not go with the single number {number}.")

    @classmethod
    def between(cls, low: int, high: int) -> Quantity:
        """A stated range, "eight to ten"; equal ends are an exact number."""
        return cls.stated(low) if low == high else cls(low, None, high, Qualifier.RANGE)

    @classmethod
    def vague(cls, low: int, high: int | None) -> Quantity:
        """A word for an amount ("dozens") with the bounds that the codebook gives it."""
        return cls(low, None, high, Qualifier.VAGUE)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known of the number."""
        return self.low is None and self.best is None and self.high is None

    @property
    def is_zero(self) -> bool:
        """Whether the report says that there was nobody: a known high of zero."""
        return self.high == 0

    @property
    def floor(self) -> int:
        """The least number that the words allow: the low, or zero where none is known."""
        return self.low if self.low is not None else 0

    def __add__(self, other: Quantity) -> Quantity:
        """The sum over two disjoint groups of people.

        An unknown side adds nothing to the low, and leaves best and high unknown: four and an unknown number are at
        least four.
        """
        low = None if self.low is None and other.low is None else self.floor + other.floor
        best = None if self.best is None or other.best is None else self.best + other.best
        high = None if self.high is None or other.high is None else self.high + other.high
        if low is None and best is None and high is None:
            return Quantity.unknown()
        if low == best == high:
            qualifier = Qualifier.EXACT
        elif high is not None:
            qualifier = Qualifier.RANGE
        else:
            qualifier = Qualifier.AT_LEAST
        return Quantity(low, best, high, qualifier)

    def allows(self, other: Quantity) -> bool:
        """Whether one number can satisfy both: the ranges overlap, unknown bounds being open."""
        low = max(self.floor, other.floor)
        highs = [high for high in (self.high, other.high) if high is not None]
        return not highs or low <= min(highs)

    def __str__(self) -> str:
        match self.qualifier:
            case Qualifier.UNKNOWN:
                return "unknown"
            case Qualifier.EXACT:
                return str(self.best)
            case Qualifier.AT_LEAST:
                return f"at least {self.low}"
            case Qualifier.MORE_THAN:
                return f"more than {self.floor - 1}"
            case Qualifier.AT_MOST:
                return f"at most {self.high}"
            case Qualifier.FEWER_THAN:
                return f"fewer than {(self.high or 0) + 1}"
            case Qualifier.NEARLY:
                return f"nearly {self.best}"
            case Qualifier.ABOUT:
                return f"about {self.best}"
            case Qualifier.RANGE | Qualifier.VAGUE:
                return f"{self.floor} to {self.high}" if self.high is not None else f"{self.floor} or more"


class PartsCheck(StrEnum):
    """What the parts of a total say about it."""

    COMPLETE = "complete"  # the parts add up to the total
    INCOMPLETE = "incomplete"  # the parts leave room: others are not described
    OPEN = "open"  # too little is known of either to tell
    CONTRADICTION = "contradiction"  # the parts exceed the total


def check_parts(total: Quantity, parts: Iterable[Quantity]) -> PartsCheck:
    """Compare a total with disjoint parts of it. Nothing is corrected: a contradiction is kept and flagged."""
    summed = Quantity.stated(0)
    for part in parts:
        summed = summed + part
    if total.high is not None and summed.floor > total.high:
        return PartsCheck.CONTRADICTION
    if summed.best is None or total.best is None or summed.qualifier is not Qualifier.EXACT:
        return PartsCheck.OPEN
    if summed.best == total.best:
        return PartsCheck.COMPLETE
    # Six described of "at least four": more than the total's best, and yet no more than its words allow.
    return PartsCheck.INCOMPLETE if summed.best < total.best else PartsCheck.OPEN
