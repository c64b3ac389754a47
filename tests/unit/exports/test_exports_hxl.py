"""HXL: a header, a row of hashtags, and cells that keep the rules of their columns."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from record_builders import claim, harmed, incident
from sheets_checks import demo_records, export, large_records, read_sheet

from tallybook.codebook import load_codebook
from tallybook.exports.hxl import COLUMNS

HARMS = ("killed", "injured", "abducted", "missing", "arrested")
# As the scrapers of HDX write them.
KNOWN = {
    "incident": "#event+code",
    "incident_type": "#event+type",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "country": "#country+name",
    "admin1": "#adm1+name",
    "admin2": "#adm2+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "source": "#meta+source",
    "killed_best": "#affected+killed",
    "injured_best": "#affected+injured",
}


def check(rows: list[dict[str, str]]) -> None:
    """Every rule of the columns. The first row is that of the hashtags."""
    tags, *told = rows
    assert {column: tags[column] for column in KNOWN} == KNOWN
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in tags.values())
    assert len(set(tags.values())) == len(tags)
    assert len({row["incident"] for row in told}) == len(told)
    lists = {"incident_type": "incident_types", "mode": "modes", "stage": "stages", "weapon": "weapons"}
    lists |= {"perpetrator_kind": "actor_kinds", "target_kind": "target_kinds", "date_precision": "date_precisions"}
    lists["location_precision"] = "place_precisions"
    codebook = load_codebook()
    for row in told:
        for column, scheme in lists.items():
            assert all(codebook.has_code(scheme, code) for code in row[column].split("; ") if code)
        for side in ("", "attackers_"):
            for harm in HARMS:
                known = [int(cell) for end in ("low", "best", "high") if (cell := row[f"{side}{harm}_{end}"])]
                assert known == sorted(known)
        assert bool(row["date_start"]) == bool(row["date_end"]) == bool(row["date_precision"])
        if row["date_start"]:
            assert date.fromisoformat(row["date_start"]) <= date.fromisoformat(row["date_end"])
        assert bool(row["latitude"]) == bool(row["longitude"])
        assert bool(row["country"]) == bool(row["iso3"])


@pytest.mark.parametrize("records", [demo_records, pytest.param(large_records, marks=pytest.mark.slow)])
def test_books_follow_the_rules(tmp_path: Path, records: Any) -> None:
    path, report = export("hxl", records(), tmp_path, names=records is large_records)
    rows = read_sheet(path, tuple(COLUMNS))
    assert len(rows) == report.rows + 1 == report.incidents + 1
    assert report.left_out == 0
    check(rows)


def test_a_claim_and_a_denial_stand_side_by_side(tmp_path: Path) -> None:
    told = [claim("claimed", "Delta Movement"), claim("denied"), claim("suspected", "Steppe League")]
    path, _ = export("hxl", [incident(responsibility=told)], tmp_path)
    row = read_sheet(path, tuple(COLUMNS))[1]
    assert (row["claimed_by"], row["denied_by"], row["accused"]) == (
        *("Delta Movement", "Dawn Front Brigade", "Steppe League"),
    )


def test_figures_keep_their_bounds_and_unknown_is_empty(tmp_path: Path) -> None:
    number = {"low": 5, "best": 5, "high": None, "qualifier": "at_least"}
    path, _ = export("hxl", [incident(casualties=[harmed("killed", number)])], tmp_path)
    row = read_sheet(path, tuple(COLUMNS))[1]
    assert [row[f"killed_{end}"] for end in ("low", "best", "high")] == ["5", "5", ""]
    assert row["injured_best"] == ""
