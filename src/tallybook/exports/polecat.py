"""Incidents as rows of the POLECAT table, tab-separated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallybook._version import __version__
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.facts import Facts, is_named, joined
from tallybook.exports.plover_events import FEATURES, MATERIAL_CONFLICT, Entity, Event, find_event
from tallybook.exports.sheets import open_sheet

__all__ = ["COLUMNS", "EXPORT"]


def _party(word: str) -> tuple[str, ...]:
    return (
        *(f"{word} Name", f"{word} Country", f"{word} COW", f"Primary {word} Sector", f"{word} Sectors"),
        *(f"{word} Title", f"{word} Name Raw", f"Wikipedia {word} ID"),
    )


COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *_party("Actor"),
    *_party("Recipient"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID"),
    *("Raw Placename", "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations"),
    *("Story Locations", "Language", "Version"),
)
_MISSING = "None"  # what the files of POLECAT have where nothing is known
_NOTES = (
    "What is not known is None, as in files of POLECAT; Intensity, Contexts, titles and Wikipedia ids always are.",
    "Not checked against a file: the words of Quad Code, countries as ISO 3166-1 alpha-3 codes, COW codes as numbers,",
    "and several names in one cell with semicolons between them.",
    "Actors of a state have the country of the place; others have none, since the incident does not tell it.",
    "Story People is None: persons are not listed.",
)


@dataclass(frozen=True, slots=True)
class _Polecat:
    name: str = "polecat"
    title: str = "POLECAT table of PLOVER events, one row per incident, tab-separated"
    suffix: str = ".tsv"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        with open_sheet(path, COLUMNS, delimiter="\t") as sheet:
            for record in incidents:
                facts = Facts(record)
                event = find_event(facts, losses)
                if event is not None:
                    sheet.add(_filled(_cells(facts, event)))
                    harmed = len(record["casualty_totals"])
                    losses.add("casualties", "a number of people killed or harmed: no column", facts.id, harmed)
                losses.incident(int(event is not None))
        return losses.report()


EXPORT = _Polecat()


def _filled(cells: dict[str, object]) -> dict[str, object]:
    return {column: _MISSING if cells.get(column) in (None, "") else cells[column] for column in COLUMNS}


def _cells(facts: Facts, event: Event) -> dict[str, object]:
    heads = facts.record["reports"]
    return {
        "Event ID": facts.id,
        "Event Date": event.when.first.isoformat(),
        "Event Type": event.event_type,
        "Event Mode": event.mode,
        "Quad Code": "MATERIAL CONFLICT" if event.quad_code == MATERIAL_CONFLICT else "VERBAL CONFLICT",
        **_parties("Actor", event.actors),
        **_parties("Recipient", event.recipients),
        **_place(facts),
        "Source": joined(facts.sources()),
        "Publication Date": next((head["published"]["first"] for head in heads if head["published"]), None),
        "Story Organizations": joined([one["name"] for one in facts.values("perpetrator") if _is_body(one)]),
        "Story Locations": joined([facts.place["name"]] if facts.place else []),
        "Language": joined([head["language"] for head in heads]),
        "Version": f"Tallybook {__version__}",
    }


def _is_body(actor: Record) -> bool:
    return is_named(actor) and actor["kind"] != "individual"


def _parties(word: str, entities: tuple[Entity, ...]) -> dict[str, object]:
    if not entities:
        return {}
    countries = [one.country for one in entities if one.country]
    sectors = [sector for one in entities for sector in one.sectors]
    names = joined([one.text for one in entities])
    return {
        f"{word} Name": names,
        f"{word} Country": joined([country.iso3 for country in countries]),
        f"{word} COW": joined([str(country.cow) for country in countries if country.cow is not None]),
        f"Primary {word} Sector": sectors[0],
        f"{word} Sectors": joined(sectors),
        f"{word} Name Raw": names,
    }


def _place(facts: Facts) -> dict[str, object]:
    entry, precision = facts.entry, facts.place_precision
    if entry is None or precision is None or facts.place is None:
        return {"Raw Placename": facts.place["name"] if facts.place else None}
    feature_class, feature_code = FEATURES.get(precision, ("", ""))
    latitude, longitude = facts.point or (None, None)
    return {
        "Placename": entry["name"],
        "City": entry["name"] if feature_class == "P" else None,
        "District": entry["admin2"],
        "Province": entry["admin1"],
        "Country": facts.country.iso3 if facts.country else None,
        "Latitude": latitude,
        "Longitude": longitude,
        "GeoNames ID": entry["geonames_id"],
        "Raw Placename": facts.place["name"],
        "Feature Type": feature_code,
    }
