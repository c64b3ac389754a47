"""ACLED: the file checked by rules written from ACLED's codebook, apart from the code that writes it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from record_builders import harmed, incident, place, target
from sheets_checks import demo_records, export, large_records, read_sheet

from tallybook.codebook import crosswalk

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
COLUMNS = tuple(HEADER.split(","))
INTERS = ["State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians"]
INTERS.append("External/Other forces")
REGIONS = {
    *("Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa", "Northern Africa", "South Asia"),
    *("Southeast Asia", "Middle East", "Europe", "Caucasus and Central Asia", "Central America", "South America"),
    *("Caribbean", "East Asia", "North America", "Oceania", "Antarctica"),
}


def check(rows: list[dict[str, str]]) -> None:
    """Every rule that ties the cells of a row to one another."""
    types = {code.code: code.group for code in crosswalk("acled").lists["sub_event_type"].codes}
    assert len({row["event_id_cnty"] for row in rows}) == len(rows)
    for row in rows:
        day = date.fromisoformat(row["event_date"])
        assert int(row["year"]) == day.year
        assert row["time_precision"] in {"1", "2", "3"}
        assert types[row["sub_event_type"]] == row["event_type"]
        assert (row["disorder_type"] == "Strategic developments") == (row["event_type"] == "Strategic developments")
        assert ("Demonstrations" in row["disorder_type"]) == (
            row["event_type"] == "Protests" or row["sub_event_type"] == "Violent demonstration"
        )
        _check_sides(row)
        assert row["region"] in REGIONS
        assert re.fullmatch(r"\d{1,3}", row["iso"])
        assert -90 <= float(row["latitude"]) <= 90
        assert -180 <= float(row["longitude"]) <= 180
        assert len(row["latitude"].partition(".")[2]) <= 4
        assert row["geo_precision"] in {"1", "2", "3"}
        assert int(row["fatalities"]) >= 0
        assert row["notes"]
        assert row["timestamp"] == "1700000000"


def _check_sides(row: dict[str, str]) -> None:
    first, second = row["inter1"], row["inter2"]
    assert first in INTERS
    assert second in {"", *INTERS}
    assert row["actor1"]
    assert bool(row["actor2"]) == bool(second)
    if not second:
        assert row["interaction"] == f"{first} only"
    elif {first, second} == {"Civilians", "External/Other forces"}:
        assert row["interaction"] == "External/Other forces-Civilians"
    else:
        assert row["interaction"].split("-", 1) == sorted((first, second), key=INTERS.index)
    if row["event_type"] == "Violence against civilians":
        assert second in {"Civilians", "Protesters"}
    if row["event_type"] == "Battles":
        assert second not in {"", "Civilians", "Protesters"}
    assert row["civilian_targeting"] in {"", "Civilian targeting"}
    if row["civilian_targeting"]:
        assert second in {"Civilians", "Protesters"}


def test_the_demo_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("acled", demo_records(), tmp_path, timestamp=1700000000)
    rows = read_sheet(path, COLUMNS)
    assert report.rows == len(rows) >= 3
    check(rows)


@pytest.mark.slow
def test_the_large_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("acled", large_records(), tmp_path, names=True, timestamp=1700000000)
    rows = read_sheet(path, COLUMNS)
    assert report.incidents == len(large_records())
    assert report.rows == len(rows)
    assert report.rows > len(large_records()) // 4
    check(rows)
    reached = {row["sub_event_type"] for row in rows}
    unreached = crosswalk("acled").lists["sub_event_type"].not_reached
    assert not reached & set(unreached)
    assert len(reached) >= 14
    by_incident = defaultdict(list)
    for row in rows:
        by_incident[row["event_id_cnty"].split(".")[0]].append(row)
    assert len(by_incident) == report.incidents - report.left_out


def _only(tmp_path: Path, **parts: Any) -> tuple[list[dict[str, str]], dict[str, int]]:
    path, report = export("acled", [incident(**parts)], tmp_path)
    return read_sheet(path, COLUMNS), {loss.code: loss.count for loss in report.losses}


def test_an_incident_of_three_days_is_three_rows_with_its_dead_split(tmp_path: Path) -> None:
    rows, losses = _only(
        tmp_path, days=("2024-05-03", "2024-05-05"), duration="three days", casualties=[harmed("killed", 8)]
    )
    assert [(row["event_date"], row["fatalities"]) for row in rows] == [
        *(("2024-05-03", "4"), ("2024-05-04", "2"), ("2024-05-05", "2")),
    ]
    assert losses["days_split"] == 1


def test_days_within_which_it_was_are_one_row_in_the_middle(tmp_path: Path) -> None:
    (found,), losses = _only(tmp_path, days=("2024-05-01", "2024-05-07"))
    assert (found["event_date"], found["time_precision"]) == ("2024-05-04", "2")
    assert losses["day_in_the_middle"] == 1


@pytest.mark.parametrize(
    ("parts", "loss"),
    [
        ({"days": None}, "no_day"),
        ({"days": ("2024-01-01", "2024-12-31")}, "day_too_coarse"),
        ({"where": None}, "no_place"),
        ({"where": place(precision="country")}, "place_too_coarse"),
        ({"where": place(latitude=None)}, "no_coordinates"),
        ({"stages": ["planned"]}, "no_violence"),
        ({"types": ["intimidation"]}, "no_type"),
    ],
)
def test_what_acled_cannot_hold_is_left_out_and_counted(tmp_path: Path, parts: dict[str, Any], loss: str) -> None:
    rows, losses = _only(tmp_path, **parts)
    assert rows == []
    assert losses[loss] == 1


@pytest.mark.parametrize(
    ("quantity", "dead", "loss"),
    [
        ({"low": 24, "best": None, "high": 99, "qualifier": "vague"}, "12", "dead_bounds"),
        ({"low": 200, "best": None, "high": 999, "qualifier": "vague"}, "100", "dead_bounds"),
        ({"low": 3, "best": None, "high": 9, "qualifier": "vague"}, "3", "dead_bounds"),
        ({"low": 8, "best": None, "high": 10, "qualifier": "range"}, "8", "dead_bounds"),
        ({"low": None, "best": None, "high": 4, "qualifier": "at_most"}, "0", "unbounded_dead"),
        (None, "0", "no_dead_told"),
    ],
)
def test_deaths_follow_the_conventions_of_acled(tmp_path: Path, quantity: Any, dead: str, loss: str) -> None:
    casualties = [harmed("killed", quantity)] if quantity else []
    (found,), losses = _only(tmp_path, casualties=casualties)
    assert found["fatalities"] == dead
    assert losses[loss] == 1


def test_dead_attackers_are_counted_with_the_others(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path, casualties=[harmed("killed", 5), harmed("killed", 2, group="attackers")])
    assert found["fatalities"] == "7"


def test_a_lower_figure_that_stands_against_the_published_one_is_taken(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path, casualties=[harmed("killed", 9, against=[6])])
    assert found["fatalities"] == "6"


def test_a_fight_has_two_armed_sides(tmp_path: Path) -> None:
    (found,), losses = _only(tmp_path, types=["armed_clash"], targets=[target("traders", "civilians", human=True)])
    assert found["event_type"] == "Battles"
    assert found["actor2"] == "Unidentified Armed Group (Kenya)"
    assert losses["unknown_attacked"] == 1


def test_a_suicide_bombing_of_police_is_what_the_crosswalk_says(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path, types=["bombing"], modes=["suicide"], targets=[target("a post", "police")])
    assert found["sub_event_type"] == "Suicide bomb"
    assert found["inter2"] == "State forces"
    assert found["civilian_targeting"] == ""
