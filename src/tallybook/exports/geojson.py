"""Incidents as GeoJSON (RFC 7946): a collection of features, each a point or, where no place is known, none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.features import NOTES, feature

__all__ = ["EXPORT"]


@dataclass(frozen=True, slots=True)
class _GeoJson:
    name: str = "geojson"
    title: str = "GeoJSON, one point per incident"
    suffix: str = ".geojson"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, NOTES)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            # A line for each feature: it can be searched with the tools of the command line, and written one by one.
            file.write('{"type":"FeatureCollection","features":[')
            comma = "\n"
            for record in incidents:
                found = feature(record, losses)
                geometry = {"type": "Point", "coordinates": list(found.point)} if found.point is not None else None
                plain = {
                    "type": "Feature",
                    "id": record["id"],
                    "geometry": geometry,
                    "properties": found.properties,
                }
                file.write(comma + json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
                comma = ",\n"
                losses.incident(1)
            file.write("\n]}\n")
        return losses.report()


EXPORT = _GeoJson()
