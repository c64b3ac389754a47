"""GeoJSON and GeoParquet: valid by the validators of others, honest about what a point is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import geoparquet_validator
import pyarrow.parquet as pq
import pytest
from geojson_pydantic import FeatureCollection
from many_records import MANY, leaked, written
from record_builders import harmed, incident, place

from tallybook.exports import ExportOptions
from tallybook.exports.base import LossReport
from tallybook.exports.features import COLUMNS
from tallybook.exports.registry import export_records
from tallybook.model import DateValue, PlaceCandidate, PlacePrecision, PlaceValue, value_to_json


def _written(name: str, found: list[dict[str, Any]], folder: Path, **options: Any) -> tuple[Path, LossReport]:
    path = folder / f"out.{name}"
    return path, export_records(name, iter(found), path, ExportOptions(**options))


def _geojson(found: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    path, _ = _written("geojson", found, folder)
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features


def test_a_point_is_longitude_before_latitude_and_says_what_it_is(tmp_path: Path) -> None:
    (found,) = _geojson([incident(where=place())], tmp_path)
    assert found["geometry"] == {"type": "Point", "coordinates": [36.5, 1.25]}
    properties = found["properties"]
    assert found["id"] == properties["incident"]
    assert (properties["geo_precision"], properties["coordinates_are"], properties["radius_km"]) == (
        "town",
        "town",
        None,
    )
    assert (properties["place"], properties["admin1"], properties["country"]) == ("Karsk", "Ondry", "KE")


@pytest.mark.parametrize(
    ("precision", "are", "radius"),
    [
        ("admin1", "middle of admin1", None),
        ("admin2", "middle of admin2", None),
        ("country", "middle of a country", None),
        ("near_town", "near a town", 25.0),
    ],
)
def test_the_middle_of_an_area_is_told_as_one(tmp_path: Path, precision: str, are: str, radius: float | None) -> None:
    (found,) = _geojson([incident(where=place(precision))], tmp_path)
    properties = found["properties"]
    assert (properties["geo_precision"], properties["coordinates_are"]) == (precision, are)
    assert properties["radius_km"] == radius


def test_a_quarter_on_its_town_is_told(tmp_path: Path) -> None:
    town = PlaceCandidate("Karsk", PlacePrecision.TOWN, "KE", latitude=1.0, longitude=2.0)
    quarter = PlaceValue("Harbour quarter", PlacePrecision.NEIGHBOURHOOD, town)
    (found,) = _geojson([incident(where=quarter)], tmp_path)
    assert found["properties"]["geo_precision"] == "neighbourhood"
    assert found["properties"]["coordinates_are"] == "town"
    assert found["properties"]["place_words"] == "Harbour quarter"


OPEN = PlaceValue("Karsk", PlacePrecision.TOWN, reason="two places have this name")


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (None, "no_place"),
        (OPEN, "place_open"),
        (place(latitude=None), "no_coordinates"),
        (place(latitude=91.0), "off_the_globe"),
        (place(latitude=float("nan")), "off_the_globe"),
    ],
)
def test_without_coordinates_there_is_no_geometry_and_no_zero(
    tmp_path: Path, where: PlaceValue | None, code: str
) -> None:
    path, report = _written("geojson", [incident(where=where)], tmp_path)
    (found,) = json.loads(path.read_text("utf-8"))["features"]
    assert found["geometry"] is None
    assert found["properties"]["coordinates_are"] is None
    assert code in {loss.code for loss in report.losses}
    assert (report.rows, report.left_out) == (1, 0)
    if where is OPEN:
        assert "two places have this name" in found["properties"]["place_note"]
    path, _ = _written("geoparquet", [incident(where=where)], tmp_path)
    assert pq.read_table(path)["geometry"].to_pylist() == [None]
    assert "bbox" not in json.loads(pq.read_metadata(path).metadata[b"geo"])["columns"]["geometry"]


def test_unknown_figures_are_null_and_zero_is_zero(tmp_path: Path) -> None:
    (found,) = _geojson([incident(casualties=[harmed("killed", 0), harmed("injured", 3, against=[2])])], tmp_path)
    properties = found["properties"]
    assert (properties["killed_best"], properties["injured_best"], properties["abducted_best"]) == (0, 3, None)


def test_what_has_no_property_is_counted(tmp_path: Path) -> None:
    told = incident(
        casualties=[harmed("killed", 1, names=("Zimra Trosk",), against=[2]), harmed("displaced", 50)],
        duration="two hours",
        days=None,
    )
    told["values"]["date"] = [_open_date()]
    _, report = _written("geojson", [told], tmp_path, names=True)
    counts = {loss.code: loss.count for loss in report.losses}
    assert counts == {"against": 1, "casualty_names": 1, "duration": 1, "no_day": 1, "other_harms": 1}
    assert report.names_withheld is None


def _open_date() -> dict[str, Any]:
    value = DateValue(None, "no year is given", month=2, day=1)
    return {"value": value_to_json(value), "text": "1 February", "supporting": [], "opposing": []}


@pytest.mark.parametrize("name", ["geojson", "geoparquet"])
def test_names_of_persons_are_withheld(tmp_path: Path, name: str) -> None:
    shown, known = leaked(name, tmp_path)
    assert (shown, known > 100) == (set(), True)


@pytest.mark.slow
def test_ten_thousand_incidents_are_valid_geojson(tmp_path: Path) -> None:
    path, report = written("geojson", tmp_path)
    text = path.read_text("utf-8")
    collection: FeatureCollection[Any] = FeatureCollection.model_validate_json(text)
    assert len(collection.features) == MANY == report.rows == report.incidents
    plain = json.loads(text)["features"]
    without = sum(found["geometry"] is None for found in plain)
    told = {"no_place", "place_open", "no_coordinates", "off_the_globe"}
    assert without == sum(loss.count for loss in report.losses if loss.code in told) > 0
    assert all(set(found["properties"]) == set(COLUMNS) for found in plain)


@pytest.mark.slow
def test_ten_thousand_incidents_are_valid_geoparquet_and_the_same_as_the_geojson(tmp_path: Path) -> None:
    path, report = written("geoparquet", tmp_path)
    checked = geoparquet_validator.check(str(path))
    assert {outcome["status"] for outcome in checked["outcomes"]} <= {"pass", "skip"}, checked["outcomes"]
    for conformance in ("core", "covering"):
        assert geoparquet_validator.conformant(checked, conformance)
    assert report.rows == MANY == pq.read_metadata(path).num_rows
    features = json.loads(written("geojson", tmp_path)[0].read_text("utf-8"))["features"]
    for feature, row in zip(features, pq.read_table(path).to_pylist(), strict=True):
        for name, kind in COLUMNS.items():
            value = row[name].isoformat() if kind == "day" and row[name] else row[name]
            assert value == feature["properties"][name]
        assert (row["geometry"] is None) == (feature["geometry"] is None)


def test_a_file_that_is_no_geoparquet_fails_the_validator(tmp_path: Path) -> None:
    path, _ = _written("geoparquet", [incident(where=place())], tmp_path)
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({"geo": "{}"}), tmp_path / "other.parquet")
    assert not geoparquet_validator.conformant(geoparquet_validator.check(str(tmp_path / "other.parquet")))


def test_other_programs_read_the_geoparquet(tmp_path: Path) -> None:
    path, _ = _written("geoparquet", [incident(where=place()), incident(where=None)], tmp_path)
    query = "SELECT incident, incident_types, bbox.xmin, bbox.ymax, geometry::VARCHAR FROM read_parquet(?)"
    read = duckdb.execute(query, [str(path)]).fetchall()
    assert read[0][1:] == (["armed_assault"], 36.5, 1.25, "POINT (36.5 1.25)")
    assert read[1][2:] == (None, None, None)
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["bbox"] == [36.5, 1.25, 36.5, 1.25]
    assert geo["columns"]["geometry"]["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}


def test_without_the_package_for_parquet_the_extra_is_named(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from pathlib import Path\n"
        "from tallybook.errors import MissingExtraError\n"
        "from tallybook.exports import ExportOptions\n"
        "from tallybook.exports.registry import export_records\n"
        "try: export_records('geoparquet', [], Path(sys.argv[1]), ExportOptions())\n"
        "except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "out.parquet")], capture_output=True, text=True, check=True
    )
    assert 'pip install "tallybook[parquet]"' in done.stdout
    assert list(tmp_path.iterdir()) == []
