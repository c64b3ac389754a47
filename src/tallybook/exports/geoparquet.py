"""Incidents as GeoParquet 1.1: points as well-known binary, properties as typed columns, a box around each point."""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tallybook.errors import MissingExtraError
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.features import COLUMNS, NOTES, Feature, feature

__all__ = ["EXPORT"]

_GROUP = 10_000  # rows of a row group, which is as much as is kept in memory
_WKB_POINT = struct.Struct("<BIdd")  # little-endian mark, type 1, x, y: OGC 06-103r4
_SIDES = ("xmin", "ymin", "xmax", "ymax")
# OGC:CRS84, longitude before latitude on WGS 84, as PROJJSON. It is the default, but readers differ in knowing that.
_CRS84 = {
    "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
    "type": "GeographicCRS",
    "name": "WGS 84 (CRS84)",
    "datum": {
        "type": "GeodeticReferenceFrame",
        "name": "World Geodetic System 1984",
        "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6378137, "inverse_flattening": 298.257223563},
    },
    "coordinate_system": {
        "subtype": "ellipsoidal",
        "axis": [
            {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
            {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
        ],
    },
    "id": {"authority": "OGC", "code": "CRS84"},
}


@dataclass(frozen=True, slots=True)
class _GeoParquet:
    name: str = "geoparquet"
    title: str = "GeoParquet 1.1, one point per incident; needs the extra parquet"
    suffix: str = ".parquet"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        if importlib.util.find_spec("pyarrow") is None:
            raise MissingExtraError(
                'GeoParquet needs the package pyarrow, which is not installed; `pip install "tallybook[parquet]"` '
                "adds it."
            )
        import pyarrow.parquet as pq  # noqa: PLC0415 (an optional package, slow to import)

        losses = Losses(self.name, NOTES)
        box = _Box()
        schema = _schema()
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            group: list[Feature] = []
            for record in incidents:
                found = feature(record, losses)
                box.add(found.point)
                group.append(found)
                losses.incident(1)
                if len(group) == _GROUP:
                    writer.write_batch(_batch(group, schema))
                    group = []
            if group:
                writer.write_batch(_batch(group, schema))
            writer.add_key_value_metadata({"geo": json.dumps(_metadata(box), separators=(",", ":"))})
        return losses.report()


EXPORT = _GeoParquet()


class _Box:
    """The smallest box around all points."""

    def __init__(self) -> None:
        self.sides: list[float] | None = None

    def add(self, point: tuple[float, float] | None) -> None:
        if point is None:
            return
        x, y = point
        west, south, east, north = self.sides or (x, y, x, y)
        self.sides = [min(west, x), min(south, y), max(east, x), max(north, y)]


def _metadata(box: _Box) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": _CRS84,
        "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
    }
    if box.sides is not None:
        column["bbox"] = box.sides
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _schema() -> Any:
    import pyarrow as pa  # noqa: PLC0415 (see write)

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "day": pa.date32(),
        "count": pa.int64(),
        "number": pa.float64(),
    }
    sides = pa.struct([pa.field(side, pa.float64(), nullable=False) for side in _SIDES])
    properties = [pa.field(name, types[kind]) for name, kind in COLUMNS.items()]
    return pa.schema([pa.field("geometry", pa.binary()), pa.field("bbox", sides), *properties])


def _batch(group: Sequence[Feature], schema: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (see write)

    columns: dict[str, list[Any]] = {
        "geometry": [_WKB_POINT.pack(1, 1, *found.point) if found.point else None for found in group],
        "bbox": [dict(zip(_SIDES, found.point * 2, strict=True)) if found.point else None for found in group],
    }
    for name, kind in COLUMNS.items():
        cells = [found.properties[name] for found in group]
        columns[name] = [date.fromisoformat(cell) if cell else None for cell in cells] if kind == "day" else cells
    arrays = [pa.array(columns[field.name], type=field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
