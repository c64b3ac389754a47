"""Incidents as a flat table, one row each.

It loses what does not fit a row: the words and speakers behind the values, values that stand against the published
one, parts of totals, and all but the first unresolved candidate. `records` keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tallybook.exports.facts import point_of_entry

__all__ = ["COLUMNS", "csv_cell", "incident_row", "incident_rows"]

_HARMS = ("killed", "injured", "abducted", "arrested", "missing")
_ENDS = ("low", "best", "high")

COLUMNS: tuple[str, ...] = (
    "incident",
    "kind",
    "reports",
    "url",
    "source",
    "published",
    "incident_types",
    "modes",
    "stage",
    "weapons",
    "perpetrators",
    "perpetrator_count",
    "targets",
    "target_kinds",
    "date_first",
    "date_last",
    "date_precision",
    "date_note",
    "place",
    "admin1",
    "country",
    "latitude",
    "longitude",
    "place_precision",
    "place_note",
    *(f"{harm}_{end}" for harm in _HARMS for end in _ENDS),
    *(f"attackers_{harm}_{end}" for harm in ("killed", "injured", "arrested") for end in _ENDS),
    "responsibility",
    "statements",
)

# A spreadsheet takes a cell that begins so for a formula and runs it. OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_cell(value: object) -> str:
    """A cell as text: None is empty, and words that a spreadsheet would run as a formula get an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    # Python before 3.13 puts no quotes around a lone "\r", and spreadsheets begin a row there.
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def incident_rows(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """The rows of the incidents of report records (see `records.report_record`), one per incident."""
    for record in records:
        for incident in record["incidents"]:
            yield incident_row({**incident, "reports": [record["report"]]})


def incident_row(incident: Mapping[str, Any]) -> dict[str, str]:
    """The row of an incident record that has the heads of its `reports`; keys as in COLUMNS, cells as text."""
    cells = _cells(incident) | _report_cells(incident["reports"])
    return {column: csv_cell(cells.get(column)) for column in COLUMNS}


def _report_cells(reports: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    heads = list(reports)
    return {
        "reports": _joined(head["id"] for head in heads),
        "url": _joined(head["url"] or head["document"] for head in heads),
        "source": _joined(head["source"]["name"] for head in heads if head["source"]),
        "published": _joined(head["published"]["first"] for head in heads if head["published"]),
    }


def _cells(incident: Mapping[str, Any]) -> dict[str, object]:
    values = incident["values"]
    cells: dict[str, object] = {
        "incident": incident["id"],
        "kind": incident["kind"],
        "incident_types": _codes(values["incident_type"]),
        "modes": _codes(values["mode"]),
        "stage": _codes(values["stage"]),
        "weapons": _codes(values["weapon"]),
        "perpetrators": _joined(entry["value"]["name"] for entry in values["perpetrator"]),
        "perpetrator_count": _joined(entry["text"] for entry in values["perpetrator_count"]),
        "targets": _joined(entry["value"]["text"] for entry in values["target"]),
        "target_kinds": _joined(entry["value"]["kind"] for entry in values["target"]),
        "responsibility": _joined(entry["text"] for entry in values["responsibility"]),
        "statements": len(_behind(values)),
    }
    return (
        cells | _date_cells(values["date"]) | _place_cells(values["place"]) | _total_cells(incident["casualty_totals"])
    )


def _behind(values: Mapping[str, Any]) -> set[str]:
    sides = ("supporting", "opposing")
    return {
        statement["id"]
        for entries in values.values()
        for entry in entries
        for side in sides
        for statement in entry[side]
    }


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _codes(entries: Iterable[Mapping[str, Any]]) -> str:
    return _joined(entry["value"]["code"] for entry in entries)


def _date_cells(entries: list[Mapping[str, Any]]) -> dict[str, object]:
    if not entries:
        return {}
    value = entries[0]["value"]
    found = value["range"]
    if not found:
        return {"date_note": entries[0]["text"]}
    return {"date_first": found["first"], "date_last": found["last"], "date_precision": found["precision"]}


def _place_cells(entries: list[Mapping[str, Any]]) -> dict[str, object]:
    if not entries:
        return {}
    value = entries[0]["value"]
    place = value["place"]
    if not place:
        return {"place_note": entries[0]["text"]}
    latitude, longitude = point_of_entry(place) or (None, None)
    return {
        "place": place["name"],
        "admin1": place["admin1"],
        "country": place["country"],
        "latitude": latitude,
        "longitude": longitude,
        "place_precision": value["precision"],
    }


def _total_cells(totals: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    cells: dict[str, object] = {}
    for total in totals:
        side = "attackers_" if total["side"] == "attackers" else ""
        for end in _ENDS:
            cells[f"{side}{total['harm']}_{end}"] = total[end]
    return cells
