"""What a statement can state. Every value is frozen, says its own kind and turns into plain JSON and back.

Codes (`CodeValue.code`, `CasualtyRow.harm`, ...) are codes of the codebook; the model does not know which exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tallybook.errors import InvalidValueError
from tallybook.model.precision import DatePrecision, PlacePrecision
from tallybook.model.quantity import Quantity

__all__ = [
    "ActorRelation",
    "ActorValue",
    "CasualtyRow",
    "CodeValue",
    "DateRange",
    "DateValue",
    "MentionRelation",
    "PlaceCandidate",
    "PlaceValue",
    "QuantityValue",
    "ResponsibilityAct",
    "ResponsibilityValue",
    "TargetValue",
    "TextValue",
    "TotalRelation",
    "Value",
]


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Days `first` to `last`, both included: the thing happened on one or more days in this range."""

    first: date
    last: date
    precision: DatePrecision

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValueError(f"A date range needs first <= last, but {self.first} is after {self.last}.")

    @classmethod
    def day(cls, day: date) -> DateRange:
        """A single day."""
        return cls(day, day, DatePrecision.DAY)

    @classmethod
    def between(cls, first: date, last: date) -> DateRange:
        """A range whose precision follows from its length."""
        return cls(first, last, DatePrecision.of_days((last - first).days + 1))

    def contains(self, day: date) -> bool:
        """Whether `day` is in the range."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.first.isoformat() if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as resolved: `range`, or None with a `reason` and, where some can be named, the `candidates`.

    `parts` are the components that the words themselves give, whatever the resolution: the month 2 and the day 17 of
    "Feb 17" stay known although the year is not. `time_of_day` is a code (night, morning, ...) or empty.
    """

    range: DateRange | None
    reason: str = ""
    candidates: tuple[DateRange, ...] = ()
    year: int | None = None
    month: int | None = None
    day: int | None = None
    time_of_day: str = ""

    def __post_init__(self) -> None:
        if self.range is None and not self.reason:
            raise InvalidValueError("A date that is not resolved needs a reason.")


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """An entry of the gazetteer that a place word may mean. Coordinates in degrees (WGS 84), None where unknown."""

    name: str
    kind: PlacePrecision
    country: str  # ISO 3166-1 alpha-2, or empty
    admin1: str = ""
    admin2: str = ""
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A place word and what it was resolved to: `place`, or None with a `reason` and the `candidates`."""

    name: str
    precision: PlacePrecision
    place: PlaceCandidate | None = None
    reason: str = ""
    candidates: tuple[PlaceCandidate, ...] = ()

    def __post_init__(self) -> None:
        if self.place is None and not self.reason:
            raise InvalidValueError(f"The place {self.name!r} is not resolved and needs a reason.")


@dataclass(frozen=True, slots=True)
class CodeValue:
    """A code of one of the codebook's lists: `scheme` is the list ("weapons"), `code` the entry ("grenade")."""

    scheme: str
    code: str


@dataclass(frozen=True, slots=True)
class TextValue:
    """Words that have no code: a duration, a frequency."""

    text: str


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A number of persons or things that are not casualties: attackers, hostages taken."""

    quantity: Quantity
    of: str = ""  # what is counted, in the report's words


@dataclass(frozen=True, slots=True)
class ActorValue:
    """A person or group that acts.

    `name` is the canonical name where the lexicon knows the actor (`lexicon_id` is then set), else the report's words.
    `kind` is a code of the codebook's actor kinds. `aliases` are other names of the actor that this report uses.
    `part_of` is the canonical name of a larger group when the words speak of a faction or branch of it.
    """

    name: str
    kind: str = "unknown"
    lexicon_id: str = ""
    aliases: tuple[str, ...] = ()
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class TargetValue:
    """What or who was attacked: a kind of the codebook's target kinds, with the report's words.

    `damage` is a code of the codebook's damages, for things whose fate the report tells, else empty.
    """

    text: str
    kind: str = "unknown"
    human: bool = False
    damage: str = ""


class TotalRelation(StrEnum):
    """How a casualty row stands to another one."""

    PART = "part"  # its people are among those of the other row
    OPEN = "open"  # they may or may not be; the report leaves it open


@dataclass(frozen=True, slots=True)
class CasualtyRow:
    """One row of the casualty table.

    `harm` and `group` are codes of the codebook, `role` the group in the report's own words. `total` is the id of the
    statement of another row that this one relates to as `total_relation` says; empty for a row that stands alone.
    `condition` is a further word on the harm ("critical"), or empty.
    """

    harm: str
    group: str
    quantity: Quantity
    role: str = ""
    total: str = ""
    total_relation: TotalRelation | None = None
    condition: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.total) != (self.total_relation is not None):
            raise InvalidValueError("A casualty row names another row together with its relation to it, or neither.")


class ResponsibilityAct(StrEnum):
    """What is done about responsibility. A denial never erases a claim: each is an entry of its own."""

    CLAIMED = "claimed"  # the actor says that it did it
    DENIED = "denied"  # the actor says that it did not
    ACCUSED = "accused"  # somebody says that the actor did it
    SUSPECTED = "suspected"  # somebody thinks that the actor may have done it
    CLEARED = "cleared"  # somebody says that the actor did not do it
    UNCLAIMED = "unclaimed"  # nobody has claimed it so far


@dataclass(frozen=True, slots=True)
class ResponsibilityValue:
    """One entry in the list of responsibility. `hedge` is a word that weakens the report of it ("reportedly")."""

    act: ResponsibilityAct
    actor: ActorValue | None = None
    hedge: str = ""
    channel: str = ""

    def __post_init__(self) -> None:
        if (self.actor is None) != (self.act is ResponsibilityAct.UNCLAIMED):
            raise InvalidValueError("An entry of responsibility names an actor, unless nobody has claimed.")


@dataclass(frozen=True, slots=True)
class ActorRelation:
    """A statement about actors, not about an incident: who split from, is allied to, is designated by whom."""

    subject: str
    relation: str  # code of the codebook's actor relations
    object: str


@dataclass(frozen=True, slots=True)
class MentionRelation:
    """How this statement's mention stands to another one of the same report ("background_of")."""

    relation: str  # code of the codebook's mention relations
    other: str  # id of the other mention


Value = (
    ActorRelation
    | ActorValue
    | CasualtyRow
    | CodeValue
    | DateValue
    | MentionRelation
    | PlaceValue
    | QuantityValue
    | ResponsibilityValue
    | TargetValue
    | TextValue
)
