"""Incidents as PLOVER records, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tallybook._version import __version__
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.counts import count_bounds, count_other_harms
from tallybook.exports.facts import Facts, Plain, source_name
from tallybook.exports.plover_events import FEATURES, Entity, Event, find_event

__all__ = ["EXPORT"]

_NOTES = (
    "Fields were read in drafts of the PLOVER manual up to 2021; quad_code 3 and 4 and the mode names are from there.",
    "Actors of a state have the country of the place; others have none, since the incident does not tell it.",
    "event_scale, context, text and text_info are left out; sizes are best figures of both sides together.",
)


@dataclass(frozen=True, slots=True)
class _Plover:
    name: str = "plover"
    title: str = "PLOVER events, one JSON record per incident and line"
    suffix: str = ".jsonl"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        with path.open("w", encoding="utf-8", newline="") as file:
            for record in incidents:
                facts = Facts(record)
                event = find_event(facts, losses)
                if event is not None:
                    _count(facts, losses)
                    file.write(json.dumps(_record(facts, event, options), ensure_ascii=False) + "\n")
                losses.incident(int(event is not None))
        return losses.report()


EXPORT = _Plover()


def _record(facts: Facts, event: Event, options: ExportOptions) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": facts.id,
        "has_event": True,
        "date": event.when.first.isoformat(),
        "enddate": event.when.last.isoformat() if event.when.last != event.when.first else None,
        "actor": [_entity(one) for one in event.actors],
        "recipient": [_entity(one) for one in event.recipients],
        "event": event.event_type,
        "mode": event.mode or None,
        "quad_code": event.quad_code,
        "size": _size(facts) or None,
        "event_loc": _location(facts),
        "cite_info": [_citation(head) for head in facts.record["reports"]],
        "coder": f"Tallybook {__version__}",
        "comment": _comment(facts, event),
    }
    if options.timestamp is not None:
        when = datetime.fromtimestamp(options.timestamp, UTC)
        found |= {"coded_date": f"{when:%Y-%m-%d}", "coded_time": f"{when:%H:%M:%S}"}
    return {key: value for key, value in found.items() if value is not None}


def _entity(entity: Entity) -> dict[str, str]:
    code = entity.country.iso3 if entity.country else entity.code
    told = {"code": code, "sector": entity.sectors[0], "entity_text": entity.text}
    return {key: value for key, value in told.items() if value}


def _size(facts: Facts) -> dict[str, int]:
    sizes = (("dead", "killed"), ("injured", "injured"), ("arrested", "arrested"))
    found = {name: facts.total_of(harm, "best") for name, harm in sizes}
    return {name: number for name, number in found.items() if number is not None}


def _location(facts: Facts) -> dict[str, Any] | None:
    entry, precision = facts.entry, facts.place_precision
    if entry is None or precision is None or facts.place is None:
        return None
    feature_class, feature_code = FEATURES.get(precision, (None, None))
    resolution = precision.plover
    latitude, longitude = facts.point or (None, None)
    found = {
        "extracted_place": facts.place["name"],
        "resolved_place": entry["name"],
        "geonameid": entry["geonames_id"],
        "lat": latitude,
        "lon": longitude,
        "city": entry["name"] if resolution in (4, 5) and feature_class == "P" else None,
        "district": entry["admin2"] or None,
        "province": entry["admin1"] or None,
        "country": facts.country.name if facts.country else None,
        "country_code": facts.country.iso3 if facts.country else None,
        "feature_class": feature_class,
        "feature_code": feature_code,
        "resolution": resolution,
    }
    return {key: value for key, value in found.items() if value is not None}


def _citation(head: Plain) -> dict[str, str]:
    found = {
        "citation": head["id"],
        "url": head["url"],
        "title": head["title"],
        "language": head["language"],
        "publication": source_name(head),
    }
    return {key: value for key, value in found.items() if value}


def _comment(facts: Facts, event: Event) -> str | None:
    if event.when.first == event.when.last:
        return None
    return f"The day is known to be one or more of {event.when}."


def _count(facts: Facts, losses: Losses) -> None:
    held = ("killed", "injured", "arrested")
    count_other_harms(facts, losses, held, "a harm other than death, injury or arrest: no field")
    count_bounds(facts, losses, held, "no size")
