"""TimeMap: lists that its own checks would let pass, put into words here, since TimeMap is a program of the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from format_checks import Lists, accepted_by_timemap, read_lists
from many_records import MANY, leaked, written
from record_builders import harmed, incident, place

from tallybook.exports import ExportOptions
from tallybook.exports.base import LossReport
from tallybook.exports.registry import export_records


def _written(found: list[dict[str, Any]], folder: Path) -> tuple[Lists, LossReport]:
    path = folder / "out.zip"
    report = export_records("timemap", iter(found), path, ExportOptions(force=True))
    return read_lists(path), report


TOLD = incident(weapons=["bomb"], casualties=[harmed("killed", 2)])


def test_an_event_on_the_map_with_its_filters_and_its_source(tmp_path: Path) -> None:
    lists, report = _written([TOLD], tmp_path)
    accepted_by_timemap(lists)
    (event,), associations, sources = lists
    assert (event["date"], event["latitude"], event["longitude"]) == ("05/03/2024", "1.25", "36.5")
    assert "killed (victims): 2" in event["description"]
    assert "on the map: town" in event["description"]
    modes = {association["id"]: association["mode"] for association in associations}
    assert modes["incident_types/armed_assault"] == "CATEGORY"
    assert modes["weapons/bomb"] == modes["countries/KE"] == "FILTER"
    assert [source["url"] for source in sources.values()] == ["https://news.example.org/1"]
    assert (report.rows, report.left_out) == (1, 0)


def test_without_a_place_it_is_on_the_timeline_only_and_without_a_day_left_out(tmp_path: Path) -> None:
    nowhere = incident(where=None)
    lists, report = _written([nowhere, incident(days=None), incident(where=place("admin1"))], tmp_path)
    accepted_by_timemap(lists)
    assert [event["latitude"] for event in lists[0]] == ["", "1.25"]
    assert "on the map: middle of admin1" in lists[0][1]["description"]
    assert (report.incidents, report.rows, report.left_out) == (3, 2, 1)
    assert {"not_on_the_line", "not_on_the_map"} <= {loss.code for loss in report.losses}


def test_a_range_of_days_is_told(tmp_path: Path) -> None:
    ((event,), _, _), report = _written([incident(days=("2024-05-01", "2024-05-07"))], tmp_path)
    assert (event["date"], event["time_display"]) == ("05/01/2024", "2024-05-01 to 2024-05-07")
    assert event["time_precision"] == "week"
    assert "first_day" in {loss.code for loss in report.losses}


def test_equal_incidents_give_equal_bytes_and_none_an_empty_list(tmp_path: Path) -> None:
    written_bytes = []
    for name in ("a.zip", "b.zip"):
        export_records("timemap", [TOLD], tmp_path / name, ExportOptions())
        written_bytes.append((tmp_path / name).read_bytes())
    assert written_bytes[0] == written_bytes[1]
    lists, _ = _written([], tmp_path)
    assert lists == ([], [], {})


def test_names_of_persons_are_withheld(tmp_path: Path) -> None:
    shown, known = leaked("timemap", tmp_path)
    assert (shown, known > 100) == (set(), True)


@pytest.mark.slow
def test_ten_thousand_incidents_are_accepted(tmp_path: Path) -> None:
    path, report = written("timemap", tmp_path)
    lists = read_lists(path)
    accepted_by_timemap(lists)
    assert len(lists[0]) == report.rows
    assert report.rows + report.left_out == MANY
    assert len(lists[2]) > report.rows * 0.99
