"""Incidents as points with properties: what the geographic formats share.

A point says where the gazetteer puts a place, which may be the middle of a province. So each feature says what its
coordinates are, and an incident whose place is not resolved has none: 0, 0 is a place in the Atlantic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tallybook.exports.base import Losses, Record
from tallybook.exports.counts import count_against, count_names
from tallybook.exports.facts import Facts
from tallybook.model import PlacePrecision

__all__ = ["COLUMNS", "NOTES", "Feature", "feature", "point_of"]

NOTES = (
    "coordinates_are says what a point is: that of the place, or the middle of an area. radius_km is given only where "
    "the words say near (about 25 km); for areas no radius is known.",
    "Words, speakers and stances behind the values are left out.",
)
_VICTIMS = ("killed", "injured", "abducted", "arrested", "missing")
_ATTACKERS = ("killed", "injured", "arrested")
_ENDS = ("low", "best", "high")
_NEAR_KM = 25.0  # the codebook's "near a town": within about 25 km
_COORDINATES = {
    PlacePrecision.FACILITY: "facility",
    PlacePrecision.NEIGHBOURHOOD: "neighbourhood",
    PlacePrecision.TOWN: "town",
    PlacePrecision.NEAR_TOWN: "near a town",
    PlacePrecision.ADMIN2: "middle of admin2",
    PlacePrecision.ADMIN1: "middle of admin1",
    PlacePrecision.REGION: "middle of a region",
    PlacePrecision.COUNTRY: "middle of a country",
    PlacePrecision.INTERNATIONAL: "middle of waters or air space",
}

# Name of each property and what it holds: "text", "texts" (a list), "day", "count", "number".
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("incident", "kind", "status"), "text"),
    **dict.fromkeys(("incident_types", "modes", "weapons", "stages"), "texts"),
    **dict.fromkeys(("date_first", "date_last"), "day"),
    **dict.fromkeys(("date_precision", "date_note", "place", "place_words", "admin1", "admin2", "country"), "text"),
    **dict.fromkeys(("geo_precision", "coordinates_are"), "text"),
    "radius_km": "number",
    "place_note": "text",
    **dict.fromkeys(("perpetrators", "perpetrator_kinds", "targets", "target_kinds", "responsibility"), "texts"),
    **{f"{harm}_{end}": "count" for harm in _VICTIMS for end in _ENDS},
    **{f"attackers_{harm}_{end}": "count" for harm in _ATTACKERS for end in _ENDS},
    "reports": "count",
    **dict.fromkeys(("sources", "urls"), "texts"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """An incident: where, as longitude and latitude in degrees (WGS 84) or None, and its properties, as in COLUMNS."""

    point: tuple[float, float] | None
    properties: dict[str, Any]


class _Less(Losses):
    """Counts what a feature loses, less what the format keeps elsewhere."""

    def __init__(self, losses: Losses, held: frozenset[str]) -> None:
        self._losses = losses
        self._held = held

    def add(self, code: str, text: str, incident: str, count: int = 1) -> None:
        if code not in self._held:
            self._losses.add(code, text, incident, count)


def feature(record: Record, losses: Losses, held: frozenset[str] = frozenset()) -> Feature:
    """The feature of an incident; what it cannot hold is counted, except the codes of what the format has elsewhere."""
    facts = Facts(record)
    losses = _Less(losses, held)
    point = point_of(facts, losses)
    _count(facts, losses)
    properties: dict[str, Any] = {
        "incident": facts.id,
        "kind": record["kind"],
        "status": record["status"],
        "incident_types": facts.codes("incident_type"),
        "modes": facts.codes("mode"),
        "weapons": facts.codes("weapon"),
        "stages": facts.codes("stage"),
        **_date(facts, losses),
        **_place(facts, point),
        "perpetrators": _each(value["name"] for value in facts.values("perpetrator")),
        "perpetrator_kinds": _each(value["kind"] for value in facts.values("perpetrator")),
        "targets": _each(value["text"] for value in facts.values("target")),
        "target_kinds": _each(value["kind"] for value in facts.values("target")),
        "responsibility": _each(entry["text"] for entry in record["values"]["responsibility"]),
        **_figures(facts),
        "reports": len(record["reports"]),
        "sources": facts.sources(),
        "urls": facts.addresses(),
    }
    empty: dict[str, Any] = {name: [] if kind == "texts" else None for name, kind in COLUMNS.items()}
    return Feature(point, empty | properties)


def _each(texts: Any) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def point_of(facts: Facts, losses: Losses) -> tuple[float, float] | None:
    """Longitude and latitude of the place, None where it has none on the globe; counts why."""
    if facts.place is None:
        losses.add("no_place", "no place is told: no coordinates", facts.id)
    elif facts.entry is None:
        losses.add("place_open", "the place is not resolved: no coordinates, a note says why", facts.id)
    elif facts.point is None:
        losses.add("no_coordinates", "the gazetteer has no coordinates of the place: there are none", facts.id)
    else:
        latitude, longitude = facts.point
        if math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90:
            return longitude, latitude
        losses.add("off_the_globe", "the coordinates are not on the globe: there are none", facts.id)
    return None


def _date(facts: Facts, losses: Losses) -> dict[str, Any]:
    entries = facts.record["values"]["date"]
    losses.add("further_dates", "a further date of the incident: one is held", facts.id, len(entries) - 1)
    if facts.when is None:
        losses.add("no_day", "no day is known: the dates are empty", facts.id)
        return {"date_note": entries[0]["text"]} if entries else {}
    return {
        "date_first": facts.when.first.isoformat(),
        "date_last": facts.when.last.isoformat(),
        "date_precision": facts.when.precision.value,
    }


def _place(facts: Facts, point: tuple[float, float] | None) -> dict[str, Any]:
    place, entry = facts.place, facts.entry
    if place is None:
        return {}
    found: dict[str, Any] = {"place_words": place["name"], "geo_precision": place["precision"]}
    if entry is None:
        return found | {"place_note": facts.record["values"]["place"][0]["text"]}
    found |= {name: entry[name] or None for name in ("admin1", "admin2", "country")} | {"place": entry["name"]}
    if point is not None:
        # The entry may be coarser than the words: a quarter that the gazetteer lacks is put on its town.
        kind = PlacePrecision(entry["kind"])
        near = PlacePrecision.NEAR_TOWN in (kind, facts.place_precision)
        found |= {"coordinates_are": _COORDINATES[kind], "radius_km": _NEAR_KM if near else None}
    return found


def _figures(facts: Facts) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for side, prefix, harms in (("victims", "", _VICTIMS), ("attackers", "attackers_", _ATTACKERS)):
        for harm in harms:
            total = facts.total(harm, side)
            found |= {f"{prefix}{harm}_{end}": total[end] if total else None for end in _ENDS}
    return found


def _count(facts: Facts, losses: Losses) -> None:
    values = facts.record["values"]
    count_against(facts, losses, "left out")
    losses.add("further_places", "a further place of the incident: one is held", facts.id, len(values["place"]) - 1)
    for field in ("perpetrator_count", "duration", "frequency"):
        losses.add(field, f"{field.replace('_', ' ')}: no property", facts.id, len(values[field]))
    count_names(facts, losses, "no property")
    parts = sum(bool(value["total"]) for value in facts.values("casualties"))
    losses.add("casualty_parts", "a casualty figure is part of another one: only totals are held", facts.id, parts)
    held = {("victims", harm) for harm in _VICTIMS} | {("attackers", harm) for harm in _ATTACKERS}
    other = sum((total["side"], total["harm"]) not in held for total in facts.record["casualty_totals"])
    losses.add("other_harms", "a total of a harm that has no property", facts.id, other)
