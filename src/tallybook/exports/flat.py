"""The plain table of Tallybook as an export: the columns of `table`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.counts import count_against, count_names
from tallybook.exports.facts import Facts
from tallybook.exports.table import COLUMNS, incident_row

__all__ = ["EXPORT"]


@dataclass(frozen=True, slots=True)
class _Table:
    name: str = "csv"
    title: str = "Tallybook's own table, one row per incident"
    suffix: str = ".csv"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, ("Words, speakers and stances behind the values have no column.",))
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            rows.writeheader()
            for incident in incidents:
                rows.writerow(incident_row(incident))
                losses.incident(1)
                _count(incident, losses)
        return losses.report()


def _count(incident: Record, losses: Losses) -> None:
    values, id_ = incident["values"], incident["id"]
    facts = Facts(incident)
    count_against(facts, losses)
    for field in ("date", "place"):
        text = f"a further {field} of the incident; there is a column for one"
        losses.add(f"further_{field}", text, id_, len(values[field]) - 1)
    count_names(facts, losses)
    parts = sum(bool(entry["value"]["total"]) for entry in values["casualties"])
    losses.add("casualty_parts", "a casualty figure is part of another one; only totals have columns", id_, parts)


EXPORT = _Table()
