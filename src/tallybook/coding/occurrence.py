"""What a report tells of one occurrence, while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from tallybook.coding.triggers import Hit
from tallybook.dates import DateExpression
from tallybook.model import DateRange, DateValue, MentionKind, PlacePrecision
from tallybook.places import PlaceExpression

__all__ = ["FINE", "DatedExpression", "Occurrence"]

FINE = frozenset((PlacePrecision.FACILITY, PlacePrecision.NEIGHBOURHOOD, PlacePrecision.TOWN, PlacePrecision.NEAR_TOWN))


@dataclass(frozen=True, slots=True)
class DatedExpression:
    """A date expression with what it means for the occurrence that it dates."""

    expression: DateExpression
    value: DateValue


@dataclass
class Occurrence:
    """What the report tells of one occurrence, collected while reading: not a record, never leaves the coder."""

    kind: MentionKind
    hits: list[Hit] = field(default_factory=list)
    dates: list[DatedExpression] = field(default_factory=list)
    places: list[PlaceExpression] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    ranges: list[tuple[int, int]] = field(default_factory=list)  # tokens that speak of it
    relation: str = ""  # code of the codebook's mention relations, to the first occurrence

    @property
    def anchor(self) -> Hit:
        """The trigger that names the occurrence: the first strong one in the body, else the first."""
        return next((hit for hit in self.hits if not hit.trigger.weak), self.hits[0])

    def date(self) -> DateRange | None:
        """The finest range that a date expression gave."""
        ranges = [d.value.range for d in self.dates if d.value.range is not None]
        return min(ranges, key=lambda r: (r.last - r.first, r.first)) if ranges else None

    def town(self) -> PlaceExpression | None:
        """A place of town grain or finer."""
        return next((p for p in self.places if p.value.precision in FINE), None)
