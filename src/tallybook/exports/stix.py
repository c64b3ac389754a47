"""Incidents as a bundle of STIX 2.1 objects: incidents, places, perpetrators, targets, and how they are related.

STIX 2.1 has of an incident little more than its name. What Tallybook knows is in a property extension of its own,
whose definition is the second object of the bundle.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from tallybook.actors import STATE_KINDS
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.facts import Facts, web_address
from tallybook.exports.features import Feature, feature
from tallybook.exports.shared import Once, actor_key, headline, kept, source_of
from tallybook.model import canonical_json

__all__ = ["EXPORT", "EXTENSION", "SCHEMA"]

# Of Tallybook alone: STIX forbids its own namespace for objects that are no cyber observables.
_NAMESPACE = UUID("2ca1bd41-8c7e-4fe1-bb82-bc3184124996")
_NOTES = (
    "STIX describes attacks on computers. Its words are stretched: a perpetrator is a threat-actor, whoever it is, and "
    "a target an identity.",
    "What an incident is stands in an extension of Tallybook, which other programs keep but do not understand. The "
    "Incident Core Extension of OASIS is not used: its fields are about operations of computers.",
    "created and modified are 1970-01-01 unless --timestamp is given; a receiver takes an object with a later one for "
    "a newer version of it.",
    "Ids are UUIDs of version 5, so that they stay the same; the standard recommends, but does not demand, version 4.",
    "Addresses of reports have no hash: the standard recommends one of what stands there, which may have changed.",
    "attributed-to, targets and located-at are not among the relationships that the standard suggests for incidents.",
)
_TYPES = {
    **dict.fromkeys(STATE_KINDS, "nation-state"),
    "external_forces": "nation-state",
    "criminal_group": "crime-syndicate",
    "protesters": "activist",
}
SCHEMA = (
    "Properties, each left out where it is unknown: incident (Tallybook's id), kind (reported, background), status "
    "(machine, in_review, confirmed), incident_types, modes, weapons, stages (codes), date_first, date_last (days, "
    "both included), date_precision, date_note, place_words, geo_precision, coordinates_are, place_note, target_kinds, "
    "responsibility (texts), figures (list of objects: harm, side, low, best, high, qualifier; a bound that is not "
    "there is unknown), reports (how many)."
)
_HELD = (
    *("incident", "kind", "status", "incident_types", "modes", "weapons", "stages", "date_first", "date_last"),
    *("date_precision", "date_note", "place_words", "geo_precision", "coordinates_are", "place_note", "target_kinds"),
    *("responsibility", "reports"),
)
_HELD_ELSEWHERE = frozenset(("other_harms",))  # every total is in the list of figures


def _id(type_: str, key: object) -> str:
    return f"{type_}--{uuid5(_NAMESPACE, canonical_json([type_, key]))}"


EXTENSION = _id("extension-definition", "incident/1")
_MAKER = _id("identity", "tallybook")


@dataclass(frozen=True, slots=True)
class _Stix:
    name: str = "stix"
    title: str = "STIX 2.1 bundle of incidents, places, perpetrators and targets"
    suffix: str = ".json"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        time = datetime.fromtimestamp(options.timestamp or 0, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        once, digest = Once(), hashlib.sha256()
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write('{"type":"bundle","objects":[')
            comma = "\n"
            for plain in _objects(incidents, time, losses):
                if once.is_new(plain["id"]):
                    line = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                    digest.update(line.encode())
                    file.write(comma + line)
                    comma = ",\n"
            # Named after what is in it, which is known only here; the order of keys means nothing in JSON.
            file.write(f'\n],"id":"{_id("bundle", digest.hexdigest())}"}}\n')
        return losses.report()


EXPORT = _Stix()


def _objects(incidents: Iterable[Record], time: str, losses: Losses) -> Iterator[dict[str, Any]]:
    for plain in (_maker(), _definition()):
        yield _common(plain, time)
    for record in incidents:
        for plain in _incident(record, losses):
            yield _common(plain, time)
        losses.incident(1)


def _common(plain: dict[str, Any], time: str) -> dict[str, Any]:
    head = {"type": plain["id"].partition("--")[0], "spec_version": "2.1", "id": plain["id"]}
    by = {} if plain["id"] == _MAKER else {"created_by_ref": _MAKER}
    return head | by | {"created": time, "modified": time} | kept(plain)


def _maker() -> dict[str, Any]:
    return {"id": _MAKER, "name": "Tallybook", "identity_class": "system"}


def _definition() -> dict[str, Any]:
    return {
        "id": EXTENSION,
        "name": "Tallybook incident",
        "description": "What news reports tell of an incident of political violence.",
        "schema": SCHEMA,
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _incident(record: Record, losses: Losses) -> Iterator[dict[str, Any]]:
    facts = Facts(record)
    found = feature(record, losses, _HELD_ELSEWHERE)
    incident = _id("incident", facts.id)
    yield {
        "id": incident,
        "name": headline(facts),
        "external_references": [
            kept({"source_name": source_of(head), "description": head["title"], "url": web_address(head)})
            for head in record["reports"]
        ],
        "extensions": {EXTENSION: _extension(record, found)},
    }
    yield from _location(facts, found, incident, losses)
    for entry in record["values"]["perpetrator"]:
        yield from _perpetrator(facts, entry, incident)
    for value in facts.values("target"):
        target = _id("identity", [facts.id, value["text"], value["kind"]])
        yield {
            "id": target,
            "name": value["text"] or value["kind"],
            "identity_class": "class",
            "roles": [value["kind"]],
        }
        yield _relationship(incident, "targets", target)


def _extension(record: Record, found: Feature) -> dict[str, Any]:
    figures = [
        kept({name: total[name] for name in ("harm", "side", "low", "best", "high", "qualifier")})
        for total in record["casualty_totals"]
    ]
    held = kept({name: found.properties[name] for name in _HELD})
    return {"extension_type": "property-extension", **held, **kept({"figures": figures})}


def _location(facts: Facts, found: Feature, incident: str, losses: Losses) -> Iterator[dict[str, Any]]:
    entry = facts.entry
    if entry is None:
        return
    if found.point is None and not entry["country"]:
        losses.add("no_location", "the place has neither coordinates nor a country: no location object", facts.id)
        return
    kosovo = int(entry["country"] == "XK")
    losses.add("country_code", "XK for Kosovo is no code of ISO 3166, which the standard recommends", facts.id, kosovo)
    where: Mapping[str, Any] = {
        "name": entry["name"],
        "description": f"Coordinates: {found.properties['coordinates_are']}." if found.point else None,
        "country": entry["country"],
        "administrative_area": entry["admin1"],
        "city": entry["name"] if entry["kind"] == "town" else None,
    }
    point: dict[str, Any] = {}
    if found.point is not None:
        point = {"latitude": found.point[1], "longitude": found.point[0]}
        if found.properties["radius_km"]:
            point["precision"] = found.properties["radius_km"] * 1000  # metres
    location = {**where, **point}
    location["id"] = _id("location", location)
    yield location
    yield _relationship(incident, "located-at", location["id"])


def _perpetrator(facts: Facts, entry: Mapping[str, Any], incident: str) -> Iterator[dict[str, Any]]:
    actor = entry["value"]
    id_ = _id("threat-actor", actor_key(actor, facts.id))
    yield {
        "id": id_,
        "name": actor["name"],
        "description": f"Kind: {actor['kind']}",
        "threat_actor_types": [_TYPES.get(actor["kind"], "unknown")],
        "aliases": actor["aliases"],
    }
    suspected = "Only suspected or alleged." if facts.is_suspected(entry) else None
    yield _relationship(incident, "attributed-to", id_, suspected)


def _relationship(source: str, type_: str, target: str, description: str | None = None) -> dict[str, Any]:
    return {
        "id": _id("relationship", [source, type_, target]),
        "relationship_type": type_,
        "description": description,
        "source_ref": source,
        "target_ref": target,
    }
