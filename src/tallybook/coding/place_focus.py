"""A second look at places in the light of the whole report: a town in a country that nothing else speaks of.

Reports with a dateline are about where they were written or say what other country they speak of. A small town that
resolves to a third country, of which neither a name, a people nor another place is in the report, is rather a namesake:
the best candidate in a country that is spoken of takes its place, or it stays unresolved, with its candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tallybook.model import PlacePrecision, PlaceValue
from tallybook.places import PlaceExpression

__all__ = ["UNLIKELY", "in_focus"]

UNLIKELY = "unlikely_country"
_SMALL = (
    PlacePrecision.FACILITY,
    PlacePrecision.NEIGHBOURHOOD,
    PlacePrecision.TOWN,
    PlacePrecision.NEAR_TOWN,
    PlacePrecision.ADMIN2,
)


def in_focus(places: Sequence[PlaceExpression]) -> tuple[PlaceExpression, ...]:
    """The places, those in a country that nothing else supports resolved anew or left open."""
    if not any(place.role == "dateline" and place.value.place is not None for place in places):
        return tuple(places)
    return tuple(_seen_again(place, places) for place in places)


def _seen_again(place: PlaceExpression, places: Sequence[PlaceExpression]) -> PlaceExpression:
    found = place.value.place
    if place.role != "place" or found is None or place.value.precision not in _SMALL:
        return place
    spoken_of = {
        other.value.place.country
        for other in places
        if other.value.place is not None and other.value.name.lower() != place.value.name.lower()
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
