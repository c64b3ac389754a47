"""Places between two others: "between Jos and Abuja", "on the Jos-Abuja road".

What lies between two towns is in neither of them. It gets the point half way, at a precision that says how far from it
the true place may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tallybook.model import PlaceCandidate, PlacePrecision, PlaceValue, Span
from tallybook.places.distances import great_circle_km
from tallybook.places.expressions import PlaceExpression

__all__ = ["with_between"]

# No place of an act is told by two ends further apart.
_FURTHEST_KM = 600.0
# Half of this is the 25 km within which a place counts as near.
_NEAR_KM = 50.0
_ENDS = (PlacePrecision.TOWN, PlacePrecision.NEAR_TOWN, PlacePrecision.NEIGHBOURHOOD, PlacePrecision.FACILITY)
_KIND = r"(?:the (?:towns?|cities|city|villages?) of )?"
_LEAD = re.compile(rf"\bbetween {_KIND}$", re.IGNORECASE)
_AND = re.compile(rf"\s+and\s+{_KIND}", re.IGNORECASE)
_TO = re.compile(r"\s?[-–]\s?|\s+(?:to|and)\s+", re.IGNORECASE)
_ROAD = re.compile(
    r"(?:\s+\w+)?\s+(?:road|highway|motorway|expressway|route|track|axis|railway|rail line)\b", re.IGNORECASE
)
# "Talks between Baghdad and Basra" happen in neither and not on the way.
_NO_PLACE = re.compile(
    r"\b(?:talks|relations|tensions?|ties|dispute|agreement|deal|war|conflict|trade|difference|match|negotiations)"
    r"(?: \w+)? between ",
    re.IGNORECASE,
)
_LOOK_BACK = 60


def with_between(text: str, found: Sequence[PlaceExpression]) -> list[PlaceExpression]:
    """The expressions, and one for each two whose words say that something lies between them.

    The two ends are then no more than parts of its name (role "in_name").
    """
    made = list(_between(text, found))
    parts = {part for _, *ends in made for part in ends}
    kept = [replace(one, role="in_name") if one.span in parts and one.role == "place" else one for one in found]
    return [*kept, *(one for one, *_ in made)]


def _between(text: str, found: Sequence[PlaceExpression]) -> Iterator[tuple[PlaceExpression, Span, Span]]:
    named = [one for one in found if one.role == "place"]
    for left, right in pairwise(sorted(named, key=lambda one: one.span.start)):
        a, b = left.value.place, right.value.place
        if a is None or b is None or a.kind not in _ENDS or b.kind not in _ENDS:
            continue
        span = _span(text, left.span, right.span)
        place = _half_way(a, b, left.value.name, right.value.name) if span is not None else None
        if span is not None and place is not None:
            yield PlaceExpression(span, PlaceValue(span.of(text), place.kind, place)), left.span, right.span


def _span(text: str, left: Span, right: Span) -> Span | None:
    """The words that put something between two places; None where they do not."""
    gap = text[left.end : right.start]
    before = text[max(0, left.start - _LOOK_BACK) : left.start]
    lead = _LEAD.search(before)
    if lead is not None and _AND.fullmatch(gap) and _NO_PLACE.search(before) is None:
        return Span(left.start - (len(before) - lead.start()), right.end)
    road = _ROAD.match(text, right.end)
    return Span(left.start, road.end()) if road is not None and _TO.fullmatch(gap) else None


def _half_way(a: PlaceCandidate, b: PlaceCandidate, first: str, second: str) -> PlaceCandidate | None:
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    apart = great_circle_km(a.latitude, a.longitude, b.latitude, b.longitude)
    if not 0 < apart <= _FURTHEST_KM or abs(a.longitude - b.longitude) > 180:
        return None
    same = a.country == b.country
    return PlaceCandidate(
        f"between {first} and {second}",
        PlacePrecision.NEAR_TOWN if apart <= _NEAR_KM else PlacePrecision.REGION,
        a.country if same else "",
        a.admin1 if same and a.admin1 == b.admin1 else "",
        a.admin2 if same and a.admin2 == b.admin2 else "",
        latitude=round((a.latitude + b.latitude) / 2, 4),
        longitude=round((a.longitude + b.longitude) / 2, 4),
    )
