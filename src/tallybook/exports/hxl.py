"""Incidents as a CSV file with HXL hashtags in its second row, as the Humanitarian Data Exchange takes it.

Tags as the scrapers of HDX for ACLED and UCDP write them; those for figures by harm and side follow the same pattern.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.counts import count_by_group, count_common, count_other_harms
from tallybook.exports.facts import Facts, joined
from tallybook.exports.sheets import open_sheet

__all__ = ["COLUMNS", "EXPORT"]

_HARMS = {
    "killed": "killed",
    "injured": "injured",
    "abducted": "abducted",
    "missing": "missing",
    "arrested": "detained",
}
_ENDS = {"low": "min", "best": "", "high": "max"}


def _figures() -> dict[str, str]:
    """Columns for each harm, low, best and high, of victims, then of attackers."""
    found = {}
    for side, mark in (("", ""), ("attackers_", "+attackers")):
        for harm, attribute in _HARMS.items():
            for end, word in _ENDS.items():
                found[f"{side}{harm}_{end}"] = f"#affected+{attribute}{mark}" + (f"+{word}" if word else "")
    return found


# Header and hashtag of each column.
COLUMNS: dict[str, str] = {
    "incident": "#event+code",
    "incident_type": "#event+type",
    "mode": "#event+mode",
    "stage": "#event+status",
    "weapon": "#event+weapon",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "date_precision": "#date+precision",
    "perpetrator": "#group+name+perpetrator",
    "perpetrator_kind": "#group+type+perpetrator",
    "target": "#group+name+target",
    "target_kind": "#group+type+target",
    "claimed_by": "#group+name+claim",
    "denied_by": "#group+name+denial",
    "accused": "#group+name+accused",
    "country": "#country+name",
    "iso3": "#country+code",
    "admin1": "#adm1+name",
    "admin2": "#adm2+name",
    "location": "#loc+name",
    "location_precision": "#loc+precision",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    **_figures(),
    "source": "#meta+source",
    "url": "#meta+url",
}
_NOTES = (
    "Tags in use on HDX: event, date, country, adm1, adm2, loc, geo, group+name, affected+killed, affected+injured, "
    "meta+source. The other attributes follow the pattern of HXL 1.1 and were not seen in use.",
    "#country+code is ISO 3166-1 alpha-3; an empty cell is not known, never nought.",
)


@dataclass(frozen=True, slots=True)
class _Hxl:
    name: str = "hxl"
    title: str = "HXL-tagged table, one row per incident"
    suffix: str = ".csv"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        with open_sheet(path, COLUMNS) as sheet:
            sheet.add(COLUMNS)
            for record in incidents:
                facts = Facts(record)
                sheet.add(_cells(facts))
                _count(facts, losses)
                losses.incident(1)
        return losses.report()


EXPORT = _Hxl()


def _cells(facts: Facts) -> dict[str, object]:
    return {
        "incident": facts.id,
        "incident_type": joined(facts.codes("incident_type")),
        "mode": joined(facts.codes("mode")),
        "stage": joined(facts.codes("stage")),
        "weapon": joined(facts.codes("weapon")),
        "perpetrator": joined([actor["name"] for actor in facts.values("perpetrator")]),
        "perpetrator_kind": joined([actor["kind"] for actor in facts.values("perpetrator")]),
        "target": joined([target["text"] for target in facts.values("target")]),
        "target_kind": joined([target["kind"] for target in facts.values("target")]),
        "claimed_by": _who(facts, "claimed"),
        "denied_by": _who(facts, "denied"),
        "accused": _who(facts, "accused", "suspected"),
        **_when(facts),
        **_where(facts),
        **_harm(facts),
        "source": joined(facts.sources()),
        "url": joined([head["url"] for head in facts.record["reports"]]),
    }


def _who(facts: Facts, *acts: str) -> str:
    return joined([value["actor"]["name"] for value in facts.values("responsibility") if value["act"] in acts])


def _when(facts: Facts) -> dict[str, object]:
    when = facts.when
    if when is None:
        return {}
    return {
        "date_start": when.first.isoformat(),
        "date_end": when.last.isoformat(),
        "date_precision": when.precision.value,
    }


def _where(facts: Facts) -> dict[str, object]:
    entry, country = facts.entry, facts.country
    if entry is None or facts.place_precision is None:
        return {}
    latitude, longitude = facts.point or (None, None)
    return {
        "country": country.name if country else "",
        "iso3": country.iso3 if country else "",
        "admin1": entry["admin1"],
        "admin2": entry["admin2"],
        "location": entry["name"],
        "location_precision": facts.place_precision.value,
        "latitude": latitude,
        "longitude": longitude,
    }


def _harm(facts: Facts) -> dict[str, object]:
    cells: dict[str, object] = {}
    for side, prefix in (("victims", ""), ("attackers", "attackers_")):
        for harm in _HARMS:
            total = facts.total(harm, side)
            if total is not None:
                cells |= {f"{prefix}{harm}_{end}": total[end] for end in _ENDS}
    return cells


def _count(facts: Facts, losses: Losses) -> None:
    count_common(facts, losses, claims=True, denials=True, accusations=True)
    id_ = facts.id
    losses.add("no_day", "no day is known: empty", id_, int(facts.when is None))
    losses.add("no_place", "no place is resolved: empty", id_, int(facts.entry is None))
    text = "a harm other than death, injury, abduction, absence, arrest: no column"
    count_other_harms(facts, losses, _HARMS, text)
    count_by_group(facts, losses)
    cleared = sum(value["act"] == "cleared" for value in facts.values("responsibility"))
    losses.add("cleared", "somebody is cleared: no column", id_, cleared)
