"""Incidents that lack a day or coordinates, or whose reports share an address, in every format."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_builders import harmed, incident
from sheets_checks import export
from test_exports_names import written

from tallybook.exports.registry import EXPORTS
from tallybook.model import PlaceCandidate, PlacePrecision, PlaceValue

_SHEETS = {"csv": ",", "acled": ",", "ucdp": ",", "gtd": ",", "hxl": ",", "polecat": "\t"}
_ZERO_IN_JSON = re.compile(r"""['"](?:lat|lon|latitude|longitude|coordinates)['"]: ?\[?['"]?-?0(?:\.0+)?(?![.\d])""")


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter=delimiter))


def pins_at_nought(name: str, incidents: list[dict[str, Any]]) -> list[str]:
    """What an export writes of a point in the Atlantic: cells of coordinates, or values of such keys, that are 0."""
    if name not in _SHEETS:
        return _ZERO_IN_JSON.findall(written(name, incidents))
    with tempfile.TemporaryDirectory() as folder:
        path, _ = export(name, incidents, Path(folder))
        rows = rows_of(path, _SHEETS[name])
    cells = [row[column] for row in rows for column in row if column.lower() in {"latitude", "longitude", "geom_wkt"}]
    return [cell for cell in cells if re.fullmatch(r"-?0(\.0+)?|POINT \(-?0.*", cell)]


def somewhere(latitude: float | None, longitude: float | None, precision: str = "country") -> PlaceValue:
    kind = PlacePrecision(precision)
    return PlaceValue("Kenya", kind, PlaceCandidate("Kenya", kind, "KE", "", "", 7, latitude, longitude))


def twice_told(**parts: Any) -> dict[str, Any]:
    """An incident of two reports with one URL."""
    record = incident(casualties=[harmed("killed", 2)], **parts)
    (first,) = record["reports"]
    record["reports"].append(first | {"id": "rep_2", "title": "Attack, again"})
    return record


@pytest.mark.parametrize("name", EXPORTS)
@given(
    st.sampled_from([(None, None), (0.0, 0.0), (0, 0), (-0.0, 0.0), (None, 37.9), (0.0, None)]),
    st.sampled_from(["country", "admin1", "town"]),
    st.sampled_from([None, ("2024-05-03", "2024-05-03"), ("2024-01-01", "2024-12-31")]),
)
@settings(max_examples=15, deadline=None)
def test_no_format_puts_a_pin_at_nought(
    name: str, point: tuple[float | None, float | None], precision: str, days: tuple[str, str] | None
) -> None:
    assert not pins_at_nought(name, [twice_told(days=days, where=somewhere(*point, precision))])


@pytest.mark.parametrize(("name", "code"), [("acled", "place_too_coarse"), ("ucdp", "no_coordinates")])
def test_a_country_without_coordinates_is_left_out_and_counted(name: str, code: str, tmp_path: Path) -> None:
    _, report = export(name, [twice_told(where=somewhere(None, None))], tmp_path)
    assert (report.rows, report.left_out) == (0, 1)
    assert code in {loss.code for loss in report.losses}


@pytest.mark.parametrize("name", ["acled", "ucdp", "gtd", "plover", "polecat", "timemap"])
def test_an_incident_without_a_day_is_left_out_where_the_format_needs_one(name: str, tmp_path: Path) -> None:
    _, report = export(name, [twice_told(days=None)], tmp_path)
    assert report.left_out == 1
    assert {"no_day", "not_on_the_line"} & {loss.code for loss in report.losses}


@pytest.mark.parametrize("name", ["csv", "hxl", "muc4", "geojson", "geoparquet", "stix", "ftm"])
def test_an_incident_without_a_day_stands_in_all_other_formats(name: str, tmp_path: Path) -> None:
    _, report = export(name, [twice_told(days=None)], tmp_path)
    assert report.rows == 1


def test_both_reports_with_one_address_are_cited(tmp_path: Path) -> None:
    record = twice_told()
    path, _ = export("plover", [record], tmp_path)
    cited = json.loads(path.read_text("utf-8"))["cite_info"]
    assert [one["title"] for one in cited] == ["Attack", "Attack, again"]
    path, _ = export("gtd", [record], tmp_path)
    (row,) = rows_of(path)
    assert [row[f"scite{number}"].split(",")[0] for number in (1, 2, 3)] == ["Attack", "Attack", ""]
    path, _ = export("ftm", [record], tmp_path)
    entities = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert sum(one["schema"] == "Article" for one in entities) == 2
    path, _ = export("csv", [record], tmp_path)
    (row,) = rows_of(path)
    assert row["url"] == "https://news.example.org/1"
    assert row["reports"].count("rep_") == 2
