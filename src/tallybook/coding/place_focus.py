"""A second look at places in the light of the whole report: a town in a country that nothing else speaks of.

Reports with a dateline are about where they were written or say what other country they speak of. A small town that
resolves to a third country, of which neither a name, a people nor another place is in the report, is rather a namesake:
the best candidate in a country that is spoken of takes its place, or it stays unresolved, with its candidates. A
quarter that the gazetteer does not have, or has only in other towns, has the coordinates of the town that is named with
it, else of the town that the report is local to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tallybook.model import PlaceCandidate, PlacePrecision, PlaceValue
from tallybook.places import PlaceExpression, great_circle_km

__all__ = ["IN_TOWN", "UNLIKELY", "apart_km", "home_town", "in_focus", "quarter_of", "town_of", "without_outlets"]

UNLIKELY = "unlikely_country"
IN_TOWN = "quarter_of_town"
_QUARTER_MARK = " - "  # as ACLED writes it: "Denver - Whittier"
# The name of the outlet behind a headline: "... - News 5 Kano", "... | The Kano Herald".
_OUTLET = re.compile(
    r"(?: [-–—|»]+ | :: )[^\n|]*\b(?:news|tv|radio|weather|times|post|herald|tribune|gazette|journal|chronicle|"
    r"observer|\w+\.(?:com|org|net|co))\b[^\n]*",
    re.I,
)
_HEADLINES = 2  # lines at the beginning of a report that may be its headline
_POSSESSIVE = 3  # characters between a town and its quarter: "’s "
_OF_TOWN = 20  # characters between a quarter and its town: " neighbourhood of "
_QUARTER_KM = 40.0  # a quarter lies no further from the middle of its town
_SMALL = (
    PlacePrecision.FACILITY,
    PlacePrecision.NEIGHBOURHOOD,
    PlacePrecision.TOWN,
    PlacePrecision.NEAR_TOWN,
    PlacePrecision.ADMIN2,
)


def in_focus(places: Sequence[PlaceExpression]) -> tuple[PlaceExpression, ...]:
    """The places, those in a country that nothing else supports resolved anew or left open; quarters in their town."""
    seen = tuple(places)
    if any(place.role == "dateline" and place.value.place is not None for place in places):
        seen = tuple(_seen_again(place, places) for place in places)
    towns = {
        one.value.name.lower(): town
        for one in seen
        if one.role == "place" and one.value.precision is PlacePrecision.NEIGHBOURHOOD
        if (town := _town_of(one, seen)) is not None
    }
    return tuple(
        replace(one, value=quarter_of(one.value, towns[one.value.name.lower()]))
        if one.role == "place" and one.value.name.lower() in towns
        else one
        for one in seen
    )


def _town_of(quarter: PlaceExpression, places: Sequence[PlaceExpression]) -> PlaceCandidate | None:
    """The town that a quarter lies in: "Karsk's Old quarter", "the Old quarter of Karsk", else that of the report.

    A dateline tells the town only where the report names no other.
    """
    named = [one for one in places if one.value.place is not None and one.value.place.kind is PlacePrecision.TOWN]
    others = [one for one in named if one.value.name.lower() != quarter.value.name.lower()]
    for one in others:
        ahead, behind = quarter.span.start - one.span.end, one.span.start - quarter.span.end
        if 0 <= ahead <= _POSSESSIVE or 0 <= behind <= _OF_TOWN:
            return one.value.place
    home = home_town(others)
    if home is None or not (home.local or all(one.value.name.lower() == home.value.name.lower() for one in others)):
        return None
    return home.value.place


def without_outlets(text: str, places: Sequence[PlaceExpression]) -> tuple[PlaceExpression, ...]:
    """The places, those in the name of the outlet behind a headline as no more than part of a name."""
    outlets = []
    start = 0
    for line in text.splitlines(keepends=True)[: 2 * _HEADLINES]:
        if (found := _OUTLET.search(line)) is not None:
            outlets.append((start + found.start(), start + found.end()))
        start += len(line)
    return tuple(
        replace(one, role="in_name")
        if one.role == "place" and any(first <= one.span.start < last for first, last in outlets)
        else one
        for one in places
    )


def home_town(places: Sequence[PlaceExpression]) -> PlaceExpression | None:
    """The town that a report is local to: that whose police it names, else that of its dateline; None without one."""
    towns = [one for one in places if one.value.place is not None and one.value.place.kind is PlacePrecision.TOWN]
    return next((one for one in towns if one.local), None) or next(
        (one for one in towns if one.role == "dateline"), None
    )


def quarter_of(value: PlaceValue, town: PlaceCandidate) -> PlaceValue:
    """A quarter as the gazetteer has it near the town, else with the coordinates of the town."""
    known = [one for one in (value.place, *value.candidates) if one is not None]
    for one in known:
        if one.kind in _SMALL and apart_km(one, town) <= _QUARTER_KM:
            return replace(value, place=one, reason="", candidates=tuple(other for other in known if other is not one))
    place = replace(
        town, name=f"{town.name}{_QUARTER_MARK}{value.name}", kind=PlacePrecision.NEIGHBOURHOOD, geonames_id=None
    )
    return PlaceValue(value.name, PlacePrecision.NEIGHBOURHOOD, place, IN_TOWN, tuple(known))


def town_of(value: PlaceValue) -> str:
    """The name of the resolved place, of a quarter that of its town; empty where nothing is resolved."""
    if value.place is None:
        return ""
    return value.place.name.partition(_QUARTER_MARK)[0] if value.reason == IN_TOWN else value.place.name


def apart_km(one: PlaceCandidate, other: PlaceCandidate) -> float:
    """Infinite where a coordinate is unknown."""
    return great_circle_km(one.latitude, one.longitude, other.latitude, other.longitude)


def _seen_again(place: PlaceExpression, places: Sequence[PlaceExpression]) -> PlaceExpression:
    found = place.value.place
    if place.role != "place" or found is None or place.value.precision not in _SMALL:
        return place
    spoken_of = {
        other.value.place.country
        for other in places
        if other.value.place is not None
        and (other.role == "dateline" or other.value.name.lower() != place.value.name.lower())
    }
    if found.country in spoken_of:
        return place
    near = [candidate for candidate in place.value.candidates if candidate.country in spoken_of]
    if near:
        best = max(near, key=lambda candidate: candidate.score)
        others = (found, *(candidate for candidate in place.value.candidates if candidate != best))
        return replace(place, value=replace(place.value, place=best, candidates=others))
    value = PlaceValue(
        place.value.name, place.value.precision, reason=UNLIKELY, candidates=(found, *place.value.candidates)
    )
    return replace(place, value=value)
