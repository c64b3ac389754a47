"""Incidents for TimeMap of Forensic Architecture: the three lists that its datasheet-server would serve, in one ZIP.

TimeMap fetches each list from an address of its own, so the ZIP is unpacked into a folder of any web server. What the
lists look like is taken from TimeMap's own checks (src/reducers/validate): every value of an event is a text.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tallybook.codebook import load_codebook
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.facts import Facts, web_address
from tallybook.exports.features import Feature, feature
from tallybook.exports.readable import words_of_code
from tallybook.exports.shared import Once, headline, source_of

__all__ = ["ASSOCIATIONS", "EVENTS", "EXPORT", "SOURCES"]

# Addresses in the pattern of TimeMap's example settings, there called EVENTS_EXT, ASSOCIATIONS_EXT and SOURCES_EXT.
EVENTS = "api/tallybook/export_events/deeprows"
ASSOCIATIONS = "api/tallybook/export_associations/deeprows"
SOURCES = "api/tallybook/export_sources/deepids"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in the ZIP, so that equal incidents give equal bytes
_HELD_ELSEWHERE = frozenset(("other_harms",))  # every total is in the description
_FILTERS = (("weapons", "weapons", "Weapon"), ("modes", "modes", "Mode"), ("perpetrator_kinds", "actor_kinds", "Actor"))
_NOTES = (
    "The shape of the lists follows TimeMap's checks of 2020 to 2022 and was not tried in a running TimeMap.",
    "Days are written as MM/DD/YYYY, TimeMap's default; a TimeMap with another DATE_FMT needs it set so.",
    "A day stands for every time from its midnight; TimeMap has one time for an event.",
    "The settings of TimeMap need USE_ASSOCIATIONS and USE_SOURCES, and the three addresses.",
)


@dataclass(frozen=True, slots=True)
class _TimeMap:
    name: str = "timemap"
    title: str = "TimeMap of Forensic Architecture: events, associations and sources in a ZIP"
    suffix: str = ".zip"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        used: dict[str, Mapping[str, Any]] = {}
        once = Once()
        # A ZIP takes one file at a time: the sources wait on the disk until the events are through.
        with zipfile.ZipFile(path, "w") as archive, tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
            with archive.open(_entry(EVENTS), "w", force_zip64=True) as events:
                comma = b"[\n"
                for record in incidents:
                    event = _event(record, losses, used)
                    losses.incident(int(event is not None))
                    if event is None:
                        continue
                    events.write(comma + _line(event))
                    comma = b",\n"
                    for source in _sources(record):
                        if once.is_new(source["id"]):
                            waiting.write(json.dumps(source) + "\n")
                events.write(b"\n]\n" if comma == b",\n" else b"[]\n")
            archive.writestr(_entry(ASSOCIATIONS), _line([used[id_] for id_ in sorted(used)]) + b"\n")
            _copy_sources(archive, waiting)
        return losses.report()


EXPORT = _TimeMap()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _line(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _copy_sources(archive: zipfile.ZipFile, waiting: Any) -> None:
    waiting.seek(0)
    with archive.open(_entry(SOURCES), "w", force_zip64=True) as sources:
        sources.write(b"{")
        comma = b"\n"
        for line in waiting:
            source = json.loads(line)
            sources.write(comma + _line(source["id"]) + b":" + _line(source))
            comma = b",\n"
        sources.write(b"\n}\n")


def _event(record: Record, losses: Losses, used: dict[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    facts = Facts(record)
    if facts.when is None:
        losses.add("not_on_the_line", "no day is known; TimeMap drops such events: left out", facts.id)
        return None
    found = feature(record, losses, _HELD_ELSEWHERE)
    if found.point is None:
        losses.add("not_on_the_map", "without coordinates: on the timeline, but not on the map", facts.id)
    if facts.when.first != facts.when.last:
        losses.add("first_day", "known within some days only: at the first of them, as time_display says", facts.id)
    associations = list(_associations(found.properties))
    used |= {association["id"]: association for association in associations}
    longitude, latitude = (repr(degrees) for degrees in found.point) if found.point is not None else ("", "")
    return {
        "id": facts.id,
        "description": _description(record, facts, found),
        "date": _american(facts.when.first),
        "time": "",
        "time_precision": facts.when.precision.value,
        "time_display": str(facts.when),
        "location": found.properties["place"] or found.properties["place_words"] or "",
        "latitude": latitude,
        "longitude": longitude,
        "category": next((one["title"] for one in associations if one["mode"] == "CATEGORY"), ""),
        "associations": [association["id"] for association in associations],
        "sources": [head["id"] for head in record["reports"]],
        "comments": "",
    }


def _description(record: Record, facts: Facts, found: Feature) -> str:
    parts = [headline(facts)]
    parts += [f"{total['harm']} ({total['side']}): {total['text']}" for total in record["casualty_totals"]]
    properties = found.properties
    for name, texts in (("by", properties["perpetrators"]), ("against", properties["targets"])):
        parts += [f"{name} {', '.join(texts)}"] if texts else []
    parts += properties["responsibility"]
    if properties["coordinates_are"]:
        parts.append(f"on the map: {properties['coordinates_are']}")
    return "; ".join(parts) + "."


def _associations(properties: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for code in properties["incident_types"]:
        yield _association("CATEGORY", ["Incident type", _label("incident_types", code)], f"incident_types/{code}")
    for name, scheme, heading in _FILTERS:
        for code in properties[name]:
            yield _association("FILTER", [heading, _label(scheme, code)], f"{scheme}/{code}")
    if properties["country"]:
        yield _association("FILTER", ["Country", properties["country"]], f"countries/{properties['country']}")


def _association(mode: str, paths: list[str], id_: str) -> dict[str, Any]:
    return {"id": id_, "title": paths[-1], "desc": "", "mode": mode, "filter_paths": paths}


def _label(scheme: str, code: str) -> str:
    codebook = load_codebook()
    return codebook.get_entry(scheme, code).label if code in codebook.scheme(scheme).codes else words_of_code(code)


def _sources(record: Record) -> Iterator[dict[str, Any]]:
    for head in record["reports"]:
        published = head["published"]
        yield {
            "id": head["id"],
            "title": head["title"] or source_of(head),
            "paths": [],
            "type": "Report",
            "url": web_address(head),
            "description": source_of(head),
            "author": head["byline"],
            "date": _american(date.fromisoformat(published["first"])) if published else "",
        }


def _american(day: date) -> str:
    return f"{day.month:02}/{day.day:02}/{day.year:04}"
