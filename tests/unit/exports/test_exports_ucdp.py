"""UCDP GED: the file checked by rules written from UCDP's codebook, apart from the code that writes it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from record_builders import harmed, incident, place, target
from sheets_checks import demo_records, export, large_records, read_sheet

from tallybook.exports.ucdp import priogrid
from tallybook.model import ActorValue

HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob"
)
COLUMNS = tuple(HEADER.split(","))
LONGEST = {"1": 1, "2": 6, "3": 7, "4": 31, "5": 366}  # days


def check(rows: list[dict[str, str]]) -> None:
    """Every rule that ties the cells of a row to one another."""
    assert len(COLUMNS) == 49
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        first, last = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
        assert int(row["year"]) == first.year
        assert 1 <= (last - first).days + 1 <= LONGEST[row["date_prec"]]
        best, low, high = (int(row[name]) for name in ("best", "low", "high"))
        assert 0 <= low <= best <= high
        assert best >= 1
        parts = [int(row[f"deaths_{part}"]) for part in ("a", "b", "civilians", "unknown")]
        assert sum(parts) == best
        assert min(parts) >= 0
        _check_sides(row)
        _check_place(row)
        assert row["event_clarity"] == "1"
        assert int(row["number_of_sources"]) >= 1
        assert row["id"].isdecimal()


def _check_sides(row: dict[str, str]) -> None:
    kind = row["type_of_violence"]
    assert kind in {"1", "2", "3"}
    assert row["side_a"]
    assert row["side_b"]
    sides = [re.sub(r"^'(?=[=+@-])", "", row[side]) for side in ("side_a", "side_b")]  # the guard of spreadsheets
    assert re.sub(r"^'(?=[=+@-])", "", row["dyad_name"]) == " - ".join(sides)
    assert (row["side_b"] == "Civilians") == (kind == "3")
    if kind == "1":
        assert row["side_a"].startswith("Government")
    if kind == "2":
        assert not row["side_a"].startswith("Government of")
    if row["gwnoa"]:
        assert row["side_a"].startswith("Government of")
        assert row["gwnoa"] == row["country_id"]
    assert row["gwnob"] == ""


def _check_place(row: dict[str, str]) -> None:
    assert row["where_prec"] in set("1234567")
    latitude, longitude = float(row["latitude"]), float(row["longitude"])
    assert -90 <= latitude <= 90
    assert -180 <= longitude <= 180
    assert re.fullmatch(r"POINT \((\S+) (\S+)\)", row["geom_wkt"])
    assert row["geom_wkt"] == f"POINT ({row['longitude']} {row['latitude']})"
    cell = int(row["priogrid_gid"]) - 1
    assert abs(cell // 720 / 2 - 90 + 0.25 - latitude) <= 0.25
    assert abs(cell % 720 / 2 - 180 + 0.25 - longitude) <= 0.25
    assert row["country"] or row["where_prec"] == "7"
    assert row["region"] in {"", "Africa", "Americas", "Asia", "Europe", "Middle East"}
    assert bool(row["region"]) == bool(row["country_id"])


def test_the_demo_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("ucdp", demo_records(), tmp_path)
    rows = read_sheet(path, COLUMNS)
    assert report.rows == len(rows) >= 1
    assert report.rows + report.left_out == len(demo_records())
    check(rows)


@pytest.mark.slow
def test_the_large_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("ucdp", large_records(), tmp_path, names=True)
    rows = read_sheet(path, COLUMNS)
    assert report.rows == len(rows) == report.incidents - report.left_out
    assert len(rows) > 300
    check(rows)
    assert {row["type_of_violence"] for row in rows} == {"1", "2", "3"}
    assert {row["where_prec"] for row in rows} == set("1234567")


def _only(tmp_path: Path, **parts: Any) -> tuple[list[dict[str, str]], dict[str, int]]:
    parts = {"casualties": [harmed("killed", 3)], **parts}
    path, report = export("ucdp", [incident(**parts)], tmp_path)
    return read_sheet(path, COLUMNS), {loss.code: loss.count for loss in report.losses}


@pytest.mark.parametrize(
    ("kind", "attacked", "type_of_violence", "side_a", "side_b"),
    [
        ("rebel_group", target("traders", "civilians", human=True), "3", "Dawn Front", "Civilians"),
        ("rebel_group", target("a post", "police"), "1", "Government of Kenya", "Dawn Front"),
        ("rebel_group", target("Delta Movement fighters", "armed_group", human=True), "2", "Dawn Front", None),
        ("military", target("Delta Movement fighters", "armed_group", human=True), "1", "Government of Kenya", None),
        ("police", target("traders", "civilians", human=True), "3", "Government of Kenya", "Civilians"),
    ],
)
def test_the_sides_give_the_type_of_violence(
    tmp_path: Path, kind: str, attacked: Any, type_of_violence: str, side_a: str, side_b: str | None
) -> None:
    (found,), _ = _only(tmp_path, perpetrators=[ActorValue("Dawn Front", kind)], targets=[attacked])
    assert found["type_of_violence"] == type_of_violence
    assert (found["side_a"], found["side_b"]) == (side_a, side_b or "Delta Movement fighters")


def test_the_dead_stand_in_the_columns_of_their_sides(tmp_path: Path) -> None:
    casualties = [
        *(harmed("killed", 2, group="attackers"), harmed("killed", 4, group="police")),
        *(harmed("killed", 3, group="teachers_students"), harmed("killed", 1)),
    ]
    (found,), _ = _only(tmp_path, targets=[target("a post", "police")], casualties=casualties)
    columns = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best")
    assert [found[column] for column in columns] == ["4", "2", "3", "1", "10"]


@pytest.mark.parametrize(
    ("parts", "loss"),
    [
        ({"casualties": []}, "no_death"),
        ({"casualties": [harmed("killed", 0)]}, "no_death"),
        ({"days": None}, "no_day"),
        ({"where": None}, "no_place"),
        ({"where": place(latitude=None)}, "no_coordinates"),
        ({"perpetrators": []}, "no_perpetrator"),
        ({"perpetrators": [ActorValue("gunmen", "unidentified_armed_group")]}, "no_side"),
        ({"targets": [target("fighters", "armed_group", human=True)]}, "no_other_side"),
    ],
)
def test_what_ucdp_cannot_hold_is_left_out_and_counted(tmp_path: Path, parts: dict[str, Any], loss: str) -> None:
    rows, losses = _only(tmp_path, **parts)
    assert rows == []
    assert losses[loss] == 1


def test_an_open_end_is_told(tmp_path: Path) -> None:
    number = {"low": 5, "best": 5, "high": None, "qualifier": "at_least"}
    (found,), losses = _only(tmp_path, casualties=[harmed("killed", number)])
    assert (found["low"], found["best"], found["high"]) == ("5", "5", "5")
    assert losses["no_highest"] == 1


def test_cells_of_the_grid_are_numbered_from_the_south_west() -> None:
    assert priogrid(-90, -180) == 1
    assert priogrid(-90, 179.9) == 720
    assert priogrid(-89.5, -180) == 721
    assert priogrid(90, 180) == 259200


def test_each_report_is_cited_with_its_own_address(tmp_path: Path) -> None:
    record = incident(casualties=[harmed("killed", 2)])
    (first,) = record["reports"]
    second = first | {"id": "rep_2", "title": "Again", "source": {**first["source"], "name": "Gazette Two"}}
    third = second | {"id": "rep_3", "title": "", "url": "https://news.example.org/3", "source": None}
    record["reports"] = [first, second, third]
    path, _ = export("ucdp", [record], tmp_path)
    (row,) = read_sheet(path, COLUMNS)
    assert row["source_article"].split("; ") == [
        "Invented Gazette,Attack,https://news.example.org/1",
        "Gazette Two,Again,https://news.example.org/1",
        "https://news.example.org/3",
    ]
    assert row["number_of_sources"] == "3"
