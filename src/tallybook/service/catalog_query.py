"""What the desk asks the catalog for: filters, an order, and the answers' shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tallybook.errors import UsageError

__all__ = [
    "Area",
    "Bucket",
    "CatalogQuery",
    "Confidence",
    "Facet",
    "FacetCount",
    "MapView",
    "Point",
    "Sort",
    "word_query",
]


class Sort(StrEnum):
    """The order of a list; what lacks the value comes last."""

    NEWEST = "newest"  # by the incident's day
    OLDEST = "oldest"
    KILLED = "killed"  # most first, by the best figure, else by the bound that is known
    CHANGED = "changed"  # last change first
    REPORTS = "reports"  # most reports first
    CONFIDENCE = "confidence"  # least first


class Confidence(StrEnum):
    """How well an incident is attested, by a rule that anyone can check: see `confidence.confidence_of`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Facet(StrEnum):
    """By what a list can be narrowed. Values of one facet are alternatives, facets are conditions."""

    TYPE = "type"
    ACTOR = "actor"
    COUNTRY = "country"
    HARM = "harm"
    STANCE = "stance"
    CONFIDENCE = "confidence"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """Which incidents, and in what order.

    `words`: what their reports say, as `word_query` reads it. `chosen`: values for each facet. `needs_review`: only
    those that wait for a person. `first`, `last`: days, both included, that the incident's range touches. `box`: west,
    south, east, north in degrees; only incidents with coordinates inside (west > east crosses the antimeridian).
    `without`: ids of incidents that are left out, whatever else fits.

    Raises UsageError for a `first` after `last` or a box that is none.
    """

    words: str = ""
    chosen: dict[Facet, frozenset[str]] = field(default_factory=dict)
    needs_review: bool = False
    first: date | None = None
    last: date | None = None
    box: tuple[float, float, float, float] | None = None
    sort: Sort = Sort.NEWEST
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise UsageError(f"The first day {self.first} is after the last day {self.last}; swap them.")
        if self.box is not None:
            west, south, east, north = self.box
            if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
                raise UsageError("A box is west, south, east, north in degrees: -180 to 180, and -90 to 90.")


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many incidents a value of a facet would leave, under all conditions of other facets."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    """Incidents that lie together on the map at one zoom: one, with its `incident`, or a cluster of `count`."""

    longitude: float
    latitude: float
    count: int
    killed: int
    incident: str = ""
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Incidents of which no more than a province or a country is known; never drawn as a pin.

    `name`: the place as reports name it, where it is neither (the Sahel). The coordinates are those of one of them.
    """

    country: str
    admin1: str
    precision: str
    longitude: float
    latitude: float
    count: int
    killed: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """What a map shows; `unplaced` counts incidents without any coordinates."""

    points: tuple[Point, ...]
    areas: tuple[Area, ...]
    unplaced: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """A span of time on the timeline, from `first`, with the sums of the figures of its incidents.

    Unknown figures add nothing: `killed_high` is a sum of the highest figures that are known of each incident.
    """

    first: date
    incidents: int
    killed_low: int
    killed_high: int
    injured_low: int
    injured_high: int


_TERM = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_WORD = re.compile(r"\w+")
MOST_WORDS = 32


def word_query(text: str) -> str:
    """What a person types as a query of FTS5: all words, "phrases in quotes", -without; the last word may be begun.

    Returns "" where nothing is left to look for. Only words and quotes that are made here reach the database.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in list(_TERM.finditer(text))[:MOST_WORDS]:
        minus = match[1] or match[3]
        words = _WORD.findall(match[2] if match[2] is not None else match[4])
        if not words:
            continue
        begun = match.end() == len(text) and match[2] is None and not minus
        phrase = '"' + " ".join(words) + '"' + ("*" if begun else "")
        (unwanted if minus else wanted).append(phrase)
    if not wanted:
        return ""
    return " AND ".join(wanted) + "".join(f" NOT {phrase}" for phrase in unwanted)
