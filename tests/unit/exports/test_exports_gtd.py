"""GTD: the file checked by rules written from GTD's codebook, apart from the code that writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from record_builders import claim, harmed, incident, place, target
from sheets_checks import demo_records, export, large_records, read_sheet

from tallybook.codebook import crosswalk
from tallybook.exports.gtd_columns import COLUMNS
from tallybook.model import ActorValue

# Spot checks of the order, from loaders of the database's own files: name and place counted from 1.
PLACES = {"eventid": 1, "country_txt": 9, "latitude": 14, "attacktype1": 29, "targtype1": 35, "gname": 59, "nkill": 99}
PLACES |= {"nwoundte": 104, "ishostkid": 110, "scite1": 127, "INT_ANY": 134, "related": 135}
REGIONS = {
    "1": "North America",
    "2": "Central America & Caribbean",
    "3": "South America",
    "4": "East Asia",
    "5": "Southeast Asia",
    "6": "South Asia",
    "7": "Central Asia",
    "8": "Western Europe",
    "9": "Eastern Europe",
    "10": "Middle East & North Africa",
    "11": "Sub-Saharan Africa",
    "12": "Australasia & Oceania",
}


def _codes(name: str) -> dict[str, str]:
    return {code.code: code.label for code in crosswalk("gtd").lists[name].codes}


def check(rows: list[dict[str, str]]) -> None:
    """Every rule that ties the cells of a row to one another."""
    lists = {"attacktype": (3, _codes("attacktype")), "targtype": (3, _codes("targtype"))}
    lists["weaptype"] = (4, _codes("weaptype"))
    assert len({row["eventid"] for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"\d{12}", row["eventid"])
        assert row["eventid"][:8] == f"{int(row['iyear']):04d}{int(row['imonth']):02d}{int(row['iday']):02d}"
        assert not (row["imonth"] == "0" and row["iday"] != "0")
        assert bool(row["approxdate"]) == (row["iday"] == "0")
        assert REGIONS[row["region"]] == row["region_txt"]
        assert row["country_txt"]
        for column, (room, known) in lists.items():
            _check_numbered(row, column, room, known)
        _check_people(row)
        _check_place(row)
        _check_claims(row)
        for flag in ("suicide", "individual", "extended", "ishostkid"):
            assert row[flag] in {"0", "1"}
        assert row["success"] in {"", "0", "1"}
        assert row["gname"]
        assert row["dbsource"] == "Tallybook"


def _check_numbered(row: dict[str, str], column: str, room: int, known: dict[str, str]) -> None:
    """The code has its name; a code stands in the second place only if one stands in the first; none stands twice."""
    found = [row[f"{column}{number}"] for number in range(1, room + 1)]
    assert found[0]
    assert sorted(found, key=lambda code: not code) == found
    for number, code in enumerate(found, start=1):
        assert row[f"{column}{number}_txt"] == (known[code] if code else "")
    if column != "targtype":
        told = [code for code in found if code]
        assert len(set(told)) == len(told)


def _check_people(row: dict[str, str]) -> None:
    for whole, part in (("nkill", "nkillter"), ("nwound", "nwoundte")):
        if row[part]:
            assert 0 <= int(row[part]) <= int(row[whole])
    assert int(row["nperps"]) >= 0 or row["nperps"] == "-99"
    assert int(row["nperpcap"]) >= 0 or row["nperpcap"] == "-99"
    assert bool(row["nhostkid"]) == (row["ishostkid"] == "1")
    assert row["property"] in {"0", "1", "-9"}
    assert bool(row["propcomment"]) == (row["property"] == "1")


def _check_place(row: dict[str, str]) -> None:
    assert row["specificity"] in set("12345")
    assert bool(row["latitude"]) == bool(row["longitude"]) == (row["specificity"] != "5")
    if row["latitude"]:
        assert -90 <= float(row["latitude"]) <= 90
        assert -180 <= float(row["longitude"]) <= 180
    assert row["vicinity"] in {"0", "1", "-9"}
    if row["specificity"] in {"3", "4"}:
        assert row["city"] == "Unknown"


def _check_claims(row: dict[str, str]) -> None:
    known = _codes("claimmode")
    assert row["claimed"] in {"0", "1", "-9"}
    for number, flag in enumerate(("claimed", "claim2", "claim3"), start=1):
        suffix = "" if number == 1 else str(number)
        assert (row[flag] == "1") == bool(row[f"claimmode{suffix}"])
        if row[flag] == "1":
            assert known[row[f"claimmode{suffix}"]] == row[f"claimmode{suffix}_txt"]
    assert row["compclaim"] == ("" if row["claimed"] != "1" else str(int(row["claim2"] == "1")))


def test_the_columns_stand_where_the_database_has_them() -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 135
    assert {name: COLUMNS.index(name) + 1 for name in PLACES} == PLACES


def test_the_demo_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("gtd", demo_records(), tmp_path)
    rows = read_sheet(path, COLUMNS)
    assert report.rows == len(rows) >= 3
    check(rows)


@pytest.mark.slow
def test_the_large_book_follows_the_rules(tmp_path: Path) -> None:
    path, report = export("gtd", large_records(), tmp_path, names=True)
    rows = read_sheet(path, COLUMNS)
    assert report.rows == len(rows) == report.incidents - report.left_out
    assert len(rows) > len(large_records()) // 5
    check(rows)
    for name in ("attacktype", "targtype", "weaptype"):
        unreached = set(crosswalk("gtd").lists[name].not_reached)
        assert {row[f"{name}1"] for row in rows} <= set(_codes(name)) - unreached


def _only(tmp_path: Path, **parts: Any) -> tuple[list[dict[str, str]], dict[str, int]]:
    path, report = export("gtd", [incident(**parts)], tmp_path)
    return read_sheet(path, COLUMNS), {loss.code: loss.count for loss in report.losses}


def test_the_dead_include_the_attackers(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path, casualties=[harmed("killed", 5), harmed("killed", 2, group="attackers")])
    assert (found["nkill"], found["nkillter"]) == ("7", "2")


def test_what_is_not_told_is_not_nought(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path)
    assert (found["nkill"], found["nkillter"], found["nperps"], found["claimed"]) == ("", "", "-99", "-9")


def test_claims_are_numbered_by_claimant(tmp_path: Path) -> None:
    claims = [claim("claimed", channel="video"), claim("claimed", "Delta Movement"), claim("denied", "Other Front")]
    (found,), losses = _only(tmp_path, responsibility=claims)
    assert (found["claimed"], found["claim2"], found["claim3"], found["compclaim"]) == ("1", "1", "", "1")
    assert (found["claimmode"], found["claimmode2"]) == ("6", "10")
    assert losses["denials"] == 1


def test_a_faction_is_a_sub_group(tmp_path: Path) -> None:
    faction = ActorValue("Dawn Front Youth", "rebel_group", part_of="Dawn Front")
    (found,), _ = _only(tmp_path, perpetrators=[faction])
    assert (found["gname"], found["gsubname"]) == ("Dawn Front", "Dawn Front Youth")


def test_a_month_is_a_date_without_a_day(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path, days=("2024-05-01", "2024-05-31"))
    assert (found["imonth"], found["iday"], found["approxdate"]) == ("5", "0", "2024-05-01 to 2024-05-31")


def test_taken_people_are_hostages(tmp_path: Path) -> None:
    (found,), _ = _only(tmp_path, types=["abduction"], casualties=[harmed("abducted", 4), harmed("released", 2)])
    assert (found["ishostkid"], found["nhostkid"], found["nreleased"]) == ("1", "4", "2")


@pytest.mark.parametrize(
    ("parts", "loss"),
    [
        ({"days": None}, "no_day"),
        ({"days": ("2023-12-30", "2024-01-02")}, "no_year"),
        ({"where": None}, "no_country"),
        ({"where": place("international", country="")}, "no_country"),
        ({"perpetrators": [ActorValue("Kenyan army", "military")]}, "by_a_state"),
        ({"stages": ["planned"]}, "not_attempted"),
        ({"types": ["detention"], "perpetrators": []}, "no_type"),
    ],
)
def test_what_gtd_cannot_hold_is_left_out_and_counted(tmp_path: Path, parts: dict[str, Any], loss: str) -> None:
    rows, losses = _only(tmp_path, **parts)
    assert rows == []
    assert losses[loss] == 1


def test_a_fourth_target_is_lost_and_counted(tmp_path: Path) -> None:
    kinds = ("police", "market", "transport", "media")
    _, losses = _only(tmp_path, targets=[target(f"a {kind} post", kind) for kind in kinds])
    assert losses["further_targets"] == 1
