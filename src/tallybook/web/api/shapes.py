"""The shapes of the API's answers on incidents; docs/reference/api.md says what their parts mean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from tallybook.service import ListedIncident
    from tallybook.service.listing import Bounds

__all__ = [
    "Figures",
    "IncidentPage",
    "IncidentRow",
    "ListedDate",
    "ListedPlace",
    "Names",
    "incident_row",
]

Names = list[str]


class ListedDate(BaseModel):
    """A range of days; `first` is null where the day is not known, and `reason` says why."""

    first: date | None
    last: date | None
    precision: str
    time_of_day: str
    reason: str


class ListedPlace(BaseModel):
    """A place by the name that reports give it; without coordinates where it is not known which one is meant."""

    name: str
    precision: str
    country: str
    admin1: str
    admin2: str
    latitude: float | None
    longitude: float | None
    reason: str


class Figures(BaseModel):
    """How many people, attackers left out; null is unknown, not zero."""

    low: int | None
    best: int | None
    high: int | None


class IncidentRow(BaseModel):
    """An incident as a list shows it."""

    id: str
    status: str
    types: Names
    actors: Names
    targets: Names
    date: ListedDate | None
    place: ListedPlace | None
    country: str
    killed: Figures
    injured: Figures
    reports: int
    voices: int
    statements: int
    confidence: str
    needs_review: bool
    version: int
    changed_at: str


class IncidentPage(BaseModel):
    """A part of a list. `next` is the offset of the following part; null at the end."""

    items: list[IncidentRow]
    total: int
    next: int | None


def incident_row(one: ListedIncident) -> IncidentRow:
    """A row of a list as the API gives it."""
    return IncidentRow(
        id=one.id,
        status=one.status.value,
        types=list(one.types),
        actors=list(one.actors),
        targets=list(one.targets),
        date=_date(one),
        place=_place(one),
        country=one.country,
        killed=_figures(one.killed),
        injured=_figures(one.injured),
        reports=one.reports,
        voices=one.voices,
        statements=one.statements,
        confidence=one.confidence.value,
        needs_review=one.needs_review,
        version=one.version,
        changed_at=one.changed_at,
    )


def _date(one: ListedIncident) -> ListedDate | None:
    if one.date is None:
        return None
    found = one.date.range
    return ListedDate(
        first=found.first if found else None,
        last=found.last if found else None,
        precision=found.precision.value if found else "",
        time_of_day=one.date.time_of_day,
        reason=one.date.reason,
    )


def _place(one: ListedIncident) -> ListedPlace | None:
    if one.place is None:
        return None
    entry = one.place.place
    known: dict[str, Any] = {name: getattr(entry, name, "") for name in ("country", "admin1", "admin2")}
    return ListedPlace(
        name=one.place.name,
        precision=one.place.precision.value,
        **known,
        latitude=entry.latitude if entry else None,
        longitude=entry.longitude if entry else None,
        reason=one.place.reason,
    )


def _figures(bounds: Bounds) -> Figures:
    return Figures(low=bounds.low, best=bounds.best, high=bounds.high)
