"""Rows of the list of incidents and of the areas beside the map, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallybook.exports.countries import country_codes
from tallybook.model import PlacePrecision
from tallybook.places import load_countries
from tallybook.web.value_words import country_words, label
from tallybook.web.wording import (
    CONFIDENCES,
    STATUSES,
    Told,
    figure_words,
    place_words,
    range_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.model import DateValue, PlaceValue
    from tallybook.service.catalog_query import Area
    from tallybook.service.listing import Bounds, ListedIncident

__all__ = ["AreaRow", "Line", "area_rows", "line_of"]

_MOST_ACTORS = 3
_AREA_KINDS = {
    PlacePrecision.ADMIN1: "province",
    PlacePrecision.REGION: "region",
    PlacePrecision.COUNTRY: "country",
    PlacePrecision.INTERNATIONAL: "waters or air space",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One incident of the list. `day`: ISO 8601, empty for anything but a single day; `more`: actors left out."""

    id: str
    title: str
    day: str
    date: Told
    place: Told
    actors: tuple[str, ...]
    more: int
    killed: Told
    injured: Told
    reports: int
    voices: int
    confidence: str
    status: str
    needs_review: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """Incidents known only to lie somewhere in an area. `number`: of the country in ISO 3166-1, as shapes have it."""

    name: str
    country: str
    number: str
    kind: str
    longitude: float
    latitude: float
    count: int
    killed: int


def line_of(one: ListedIncident) -> Line:
    """A listed incident in words."""
    found = one.date.range if one.date else None
    return Line(
        id=one.id,
        title=", ".join(label("incident_types", code) for code in one.types) or "Type not known",
        day=found.first.isoformat() if found and found.first == found.last else "",
        date=_date(one.date),
        place=_place(one.place, one.country),
        actors=one.actors[:_MOST_ACTORS],
        more=max(0, len(one.actors) - _MOST_ACTORS),
        killed=_figure(one.killed),
        injured=_figure(one.injured),
        reports=one.reports,
        voices=one.voices,
        confidence=CONFIDENCES[one.confidence],
        status=STATUSES.get(one.status.value, one.status.value),
        needs_review=one.needs_review,
    )


def _date(value: DateValue | None) -> Told:
    if value is None:
        return Told("Date not known", "no report gives one")
    if value.range is None:
        return Told("Date not known", value.reason)
    return range_words(value.range.first, value.range.last, value.range.precision)


def _place(value: PlaceValue | None, country: str) -> Told:
    if value is None:
        return place_words(PlacePrecision.COUNTRY, "", "", country) if country else Told("Place not known")
    if value.place is None:
        return Told(f"“{value.name}”", f"not found on the map: {value.reason}" if value.reason else "not found")
    return place_words(value.precision, value.place.name, value.place.admin1, value.place.country)


def _figure(bounds: Bounds) -> Told:
    return figure_words(bounds.low, bounds.best, bounds.high)


def area_rows(areas: Sequence[Area]) -> list[AreaRow]:
    """Areas with most incidents first. What is known of a country alone is one row, in the country's middle."""
    rows = [_area_row(area) for area in areas if area.precision != PlacePrecision.COUNTRY]
    countries: dict[str, list[Area]] = {}
    for area in areas:
        if area.precision == PlacePrecision.COUNTRY:
            countries.setdefault(area.country, []).append(area)
    for code, found in countries.items():
        middle = load_countries().get(code)
        row = _area_row(found[0])
        rows.append(
            replace(
                row,
                longitude=middle.longitude if middle else row.longitude,
                latitude=middle.latitude if middle else row.latitude,
                count=sum(area.count for area in found),
                killed=sum(area.killed for area in found),
            )
        )
    return sorted(rows, key=lambda row: (-row.count, row.name))


def _area_row(area: Area) -> AreaRow:
    return AreaRow(
        name=_area_name(area),
        country=area.country,
        number=_number(area.country),
        kind=_AREA_KINDS.get(PlacePrecision(area.precision), "area") if area.precision else "area",
        longitude=area.longitude,
        latitude=area.latitude,
        count=area.count,
        killed=area.killed,
    )


def _area_name(area: Area) -> str:
    inside = country_words(area.country) if area.country else ""
    finer = area.admin1 or (area.name if area.precision != PlacePrecision.COUNTRY else "")
    return ", ".join(part for part in (finer, inside) if part) or "No country"


def _number(country: str) -> str:
    found = country_codes(country)
    return f"{found.iso_number:03d}" if found and found.iso_number is not None else ""
