"""PLOVER and POLECAT: files checked by rules written from the manual and the table's header."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from record_builders import harmed, incident, place, target
from sheets_checks import demo_records, export, large_records, read_sheet

from tallybook.codebook import crosswalk
from tallybook.model import ActorValue

HEADER = (
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,"
    "Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,"
    "Recipient Country,Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,"
    "Wikipedia Recipient ID,Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,"
    "Feature Type,Source,Publication Date,Story People,Story Organizations,Story Locations,Language,Version"
)
COLUMNS = tuple(HEADER.split(","))
KEYS = {
    *("id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event", "event_loc"),
    *("event_text", "quad_code", "event_scale", "mode", "context", "link", "text", "text_info", "cite_info", "coder"),
    *("coded_date", "coded_time", "comment", "size"),
}
LOCATION = {
    *("extracted_place", "resolved_place", "geonameid", "lat", "lon", "city", "district", "province", "country"),
    *("country_code", "feature_class", "feature_code", "resolution"),
}
CITATION = {"corpus", "citation", "url", "title", "language", "publication", "license", "copyright", "coder"}


def _codes(name: str) -> set[str]:
    return {code.code for code in crosswalk("plover").lists[name].codes}


def _check_event(event: str, mode: str) -> None:
    assert event in _codes("event_type")
    if mode:
        assert f"{event}/{mode}" in _codes("mode")


def check_records(lines: list[dict[str, Any]]) -> None:
    """Every rule of the JSON records."""
    assert len({line["id"] for line in lines}) == len(lines)
    for line in lines:
        assert line.keys() <= KEYS
        assert line.keys() >= {"id", "date", "actor", "event"}
        first = date.fromisoformat(line["date"])
        if "enddate" in line:
            assert date.fromisoformat(line["enddate"]) > first
        _check_event(line["event"], line.get("mode", ""))
        assert line["quad_code"] == (3 if line["event"] == "THREATEN" else 4)
        assert line["actor"]
        for entity in (*line["actor"], *line["recipient"]):
            assert entity.keys() <= {"code", "sector", "entity_text"}
            assert entity["sector"] in _codes("sector")
            assert len(entity.get("code", "KEN")) == 3
        assert line.get("size", {}).keys() <= _codes("size")
        assert all(number >= 0 for number in line.get("size", {}).values())
        _check_location(line.get("event_loc"))
        assert line["cite_info"]
        assert all(citation.keys() <= CITATION for citation in line["cite_info"])


def _check_location(location: dict[str, Any] | None) -> None:
    if location is None:
        return
    assert location.keys() <= LOCATION
    assert ("lat" in location) == ("lon" in location)
    if "resolution" in location:
        assert str(location["resolution"]) in _codes("resolution")
    if location.get("resolution") == 1:
        assert "city" not in location


def check_rows(rows: list[dict[str, str]]) -> None:
    """Every rule of the table."""
    assert len(COLUMNS) == 40
    assert len({row["Event ID"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row.values()), "an empty cell; POLECAT writes None"
        date.fromisoformat(row["Event Date"])
        _check_event(row["Event Type"], row["Event Mode"].replace("None", ""))
        assert row["Quad Code"] == ("VERBAL CONFLICT" if row["Event Type"] == "THREATEN" else "MATERIAL CONFLICT")
        for party in ("Actor", "Recipient"):
            sectors = row[f"{party} Sectors"].split("; ")
            assert row[f"Primary {party} Sector"] == sectors[0]
            assert set(sectors) <= _codes("sector") | {"None"}
            assert row[f"{party} COW"] == "None" or row[f"{party} COW"].isdecimal()
            if row[f"{party} COW"] != "None":
                assert row[f"{party} Country"] == row["Country"]
        assert (row["Latitude"] == "None") == (row["Longitude"] == "None")
        assert row["Country"] == "None" or len(row["Country"]) == 3
        if row["City"] != "None":
            assert row["Feature Type"].startswith("PPL")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_demo_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("plover", demo_records(), tmp_path)
    lines = _lines(path)
    assert report.rows == len(lines) >= 3
    check_records(lines)
    path, report = export("polecat", demo_records(), tmp_path)
    rows = read_sheet(path, COLUMNS, "\t")
    assert report.rows == len(rows) >= 3
    check_rows(rows)


@pytest.mark.slow
def test_the_large_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("plover", large_records(), tmp_path, names=True, timestamp=1700000000)
    lines = _lines(path)
    assert report.rows == len(lines) == report.incidents - report.left_out
    assert len(lines) > len(large_records()) // 3
    check_records(lines)
    assert {line["event"] for line in lines} == {"ASSAULT", "COERCE", "PROTEST", "THREATEN"}
    assert {line["coded_date"] for line in lines} == {"2023-11-14"}
    path, other = export("polecat", large_records(), tmp_path, names=True)
    rows = read_sheet(path, COLUMNS, "\t")
    assert [row["Event ID"] for row in rows] == [line["id"] for line in lines]
    check_rows(rows)
    assert other.left_out == report.left_out


def _only(tmp_path: Path, **parts: Any) -> tuple[dict[str, Any], dict[str, int]]:
    path, report = export("plover", [incident(**parts)], tmp_path)
    (line,) = _lines(path) or ({},)
    return line, {loss.code: loss.count for loss in report.losses}


def test_the_mode_is_told_by_the_modes_before_the_type_and_the_weapon(tmp_path: Path) -> None:
    line, losses = _only(tmp_path, types=["armed_assault"], modes=["stabbing"], weapons=["rifle"])
    assert (line["event"], line["mode"]) == ("ASSAULT", "primitive")
    assert losses["further_modes"] == 1


def test_a_threat_is_an_event_in_words(tmp_path: Path) -> None:
    line, _ = _only(tmp_path, stages=["threatened"])
    assert (line["event"], line["mode"], line["quad_code"]) == ("THREATEN", "violence", 3)


def test_a_state_has_its_country_and_a_group_none(tmp_path: Path) -> None:
    actors = [ActorValue("Kenya police", "police"), ActorValue("Dawn Front", "rebel_group")]
    line, _ = _only(tmp_path, perpetrators=actors, targets=[target("a judge", "judicial", human=True)])
    assert {"code": "KEN", "sector": "COP", "entity_text": "Kenya police"} in line["actor"]
    assert {"sector": "REB", "entity_text": "Dawn Front"} in line["actor"]
    assert line["recipient"] == [{"code": "KEN", "sector": "JUD", "entity_text": "a judge"}]


def test_sizes_are_of_both_sides(tmp_path: Path) -> None:
    told = [harmed("killed", 5), harmed("killed", 2, group="attackers"), harmed("injured", 3)]
    line, _ = _only(tmp_path, casualties=told)
    assert line["size"] == {"dead": 7, "injured": 3}


@pytest.mark.parametrize(
    ("parts", "loss"),
    [
        ({"days": None}, "no_day"),
        ({"days": ("2024-01-01", "2024-12-31")}, "day_too_coarse"),
        ({"stages": ["planned"]}, "planned"),
    ],
)
def test_what_plover_cannot_hold_is_left_out_and_counted(tmp_path: Path, parts: dict[str, Any], loss: str) -> None:
    line, losses = _only(tmp_path, **parts)
    assert line == {}
    assert losses[loss] == 1


def test_a_country_is_no_city(tmp_path: Path) -> None:
    line, _ = _only(tmp_path, where=place("country"))
    assert line["event_loc"]["resolution"] == 1
    assert "city" not in line["event_loc"]
