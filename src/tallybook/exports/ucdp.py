"""Incidents as events of the Georeferenced Event Dataset of the Uppsala Conflict Data Program."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.countries import ucdp_region
from tallybook.exports.counts import count_common, count_other_harms, count_suspected
from tallybook.exports.facts import Facts, address_of, is_named, joined, source_name
from tallybook.exports.sheets import open_sheet
from tallybook.exports.ucdp_sides import Dyad, deaths_by_column, find_dyad
from tallybook.model import PlacePrecision

__all__ = ["COLUMNS", "EXPORT", "priogrid"]

COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
_NOTES = (
    "id is a number made from Tallybook's incident id, relid that id: they are none of UCDP's.",
    "Ids of conflicts, dyads and sides, active_year and code_status are empty: they need UCDP's own lists.",
    "conflict_name is empty for state-based violence, where it names what the sides fight over.",
    "The threshold of 25 deaths a year of a dyad was not applied, nor the rules on how organised a group must be.",
    "The government side is that of the country of the place; countries have Tallybook's names.",
    "The number of a PRIO-GRID cell, the region by the country's number, and the newest codebook were not checked.",
)
REASONS = {
    "no_perpetrator": "no perpetrator is known; UCDP needs two sides: left out",
    "no_side": "no perpetrator is of a kind that is a side, or nobody that UCDP has as the other one: left out",
    "no_other_side": "the group on the other side is not named: left out",
}


@dataclass(frozen=True, slots=True)
class _Ucdp:
    name: str = "ucdp"
    title: str = "UCDP GED events, one row per incident with deaths and two known sides"
    suffix: str = ".csv"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        with open_sheet(path, COLUMNS) as sheet:
            for record in incidents:
                cells = _cells(Facts(record), losses)
                if cells is not None:
                    sheet.add(cells)
                losses.incident(int(cells is not None))
        return losses.report()


EXPORT = _Ucdp()


def _cells(facts: Facts, losses: Losses) -> dict[str, object] | None:
    deaths = _deaths(facts, losses)
    when = _when(facts, losses)
    where = _where(facts, losses)
    dyad = find_dyad(facts, facts.country)
    if isinstance(dyad, str):
        losses.add(dyad, REASONS[dyad], facts.id)
    if deaths is None or when is None or where is None or isinstance(dyad, str):
        return None
    _count(facts, dyad, losses)
    return {
        "id": int(facts.id.removeprefix("inc_")[:13], 16),
        "relid": facts.id,
        "type_of_violence": dyad.type_of_violence,
        "conflict_name": "" if dyad.type_of_violence == "1" else dyad.name,
        "dyad_name": dyad.name,
        "side_a": dyad.side_a,
        "side_b": dyad.side_b,
        "gwnoa": dyad.gw_a,
        "gwnob": dyad.gw_b,
        **_sources(facts),
        **where,
        "event_clarity": 1,
        **when,
        **deaths,
        **deaths_by_column(facts, dyad),
    }


def _deaths(facts: Facts, losses: Losses) -> dict[str, object] | None:
    best = facts.total_of("killed", "best")
    if not best:
        losses.add("no_death", "no death is told, or none with a figure; UCDP needs one: left out", facts.id)
        return None
    totals = [total for side in ("victims", "attackers") if (total := facts.total("killed", side))]
    low = sum(total["low"] if total["low"] is not None else 0 for total in totals)
    open_ended = any(total["high"] is None for total in totals)
    losses.add("no_highest", "the dead have no highest figure: the best one is written", facts.id, int(open_ended))
    high = best if open_ended else sum(total["high"] for total in totals)
    return {"best": best, "low": min(low, best), "high": max(high, best)}


def _when(facts: Facts, losses: Losses) -> dict[str, object] | None:
    when = facts.when
    if when is None:
        losses.add("no_day", "no day is known; UCDP needs one: left out", facts.id)
        return None
    if when.precision.ucdp is None:
        losses.add("day_too_coarse", "the day is known no closer than years; UCDP takes a year: left out", facts.id)
        return None
    return {
        "year": when.first.year,
        "date_prec": when.precision.ucdp,
        "date_start": when.first.isoformat(),
        "date_end": when.last.isoformat(),
    }


def _where(facts: Facts, losses: Losses) -> dict[str, object] | None:
    entry, precision, country = facts.entry, facts.place_precision, facts.country
    if entry is None or precision is None:
        losses.add("no_place", "no place is resolved; UCDP needs one: left out", facts.id)
        return None
    if facts.point is None:
        losses.add("no_coordinates", "the place has no coordinates; UCDP needs them: left out", facts.id)
        return None
    if country is None and precision is not PlacePrecision.INTERNATIONAL:
        losses.add("no_country", "the place is in no known country: left out", facts.id)
        return None
    latitude, longitude = facts.point
    return {
        "where_prec": precision.ucdp,
        "where_coordinates": entry["name"],
        "where_description": facts.place["name"] if facts.place else "",
        "adm_1": entry["admin1"],
        "adm_2": entry["admin2"],
        "latitude": latitude,
        "longitude": longitude,
        "geom_wkt": f"POINT ({longitude} {latitude})",
        "priogrid_gid": priogrid(latitude, longitude),
        "country": country.name if country else "",
        "country_id": country.gw if country else None,
        "region": ucdp_region(country.gw) if country else "",
    }


def priogrid(latitude: float, longitude: float) -> int:
    """The number of the PRIO-GRID cell: half degrees, counted from 1 in the south-west, row by row of 720 cells."""
    row = min(math.floor((latitude + 90) * 2), 359)
    column = min(math.floor((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def _sources(facts: Facts) -> dict[str, object]:
    heads = facts.record["reports"]
    days = [head["published"]["first"] if head["published"] else "" for head in heads]
    names = [source_name(head) for head in heads]
    titles = [head["title"] for head in heads]
    addresses = [address_of(head) for head in heads]
    cited = zip(names, days, titles, addresses, strict=True)
    return {
        "number_of_sources": len(heads),
        "source_article": joined([",".join(part for part in parts if part) for parts in cited]),
        "source_office": joined(names),
        "source_date": joined(days),
        "source_headline": joined(titles),
        "source_original": joined(_who_counted(facts)),
    }


def _who_counted(facts: Facts) -> list[str]:
    """Who gave the figures of the dead: what UCDP calls the original source."""
    return [
        statement["speaker"]["role"] or statement["speaker"]["name"]
        for entry in facts.record["values"]["casualties"]
        if entry["value"]["harm"] == "killed"
        for statement in entry["supporting"]
        if statement["speaker"]
    ]


def _count(facts: Facts, dyad: Dyad, losses: Losses) -> None:
    count_common(facts, losses)
    values = facts.record["values"]
    what = sum(len(values[field]) for field in ("incident_type", "mode", "weapon"))
    losses.add("what_was_done", "a type of incident, mode or weapon: no column", facts.id, what)
    count_other_harms(facts, losses, {"killed"}, "people were harmed otherwise than killed: no column")
    count_suspected(facts, losses, "side")
    losses.add("further_actors", "a further perpetrator: there are two sides", facts.id, len(values["perpetrator"]) - 1)
    kinds = {actor["name"]: actor for actor in facts.values("perpetrator")}
    group = kinds.get(dyad.side_b if dyad.attackers == "deaths_b" else dyad.side_a)
    if group is not None and not is_named(group):
        losses.add("unnamed_side", "the group has no name of its own: the report's word for it is written", facts.id)
