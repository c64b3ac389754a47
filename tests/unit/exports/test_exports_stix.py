"""STIX: bundles that two programs of OASIS accept, with ids that stay the same and nothing unknown written as zero."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from format_checks import objects_of, valid_stix
from many_records import MANY, leaked, written
from record_builders import claim, harmed, incident, place

from tallybook.exports import ExportOptions
from tallybook.exports.base import LossReport
from tallybook.exports.registry import export_records
from tallybook.exports.stix import EXTENSION
from tallybook.model import ActorValue, PlacePrecision, PlaceValue


def _bundle(found: list[dict[str, Any]], folder: Path, **options: Any) -> tuple[dict[str, Any], LossReport]:
    path = folder / "out.json"
    report = export_records("stix", iter(found), path, ExportOptions(force=True, **options))
    bundle: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return bundle, report


TOLD = incident(
    weapons=["bomb"],
    casualties=[harmed("killed", 4), harmed("displaced", {"low": 24, "best": None, "high": 99, "qualifier": "vague"})],
    responsibility=[claim("denied")],
)


def test_a_bundle_has_an_incident_with_its_place_its_perpetrator_and_its_target(tmp_path: Path) -> None:
    bundle, report = _bundle([TOLD], tmp_path)
    valid_stix(bundle)
    (one,), (where,), (who,) = (objects_of(bundle, type_) for type_ in ("incident", "location", "threat-actor"))
    whom = [plain for plain in objects_of(bundle, "identity") if plain["identity_class"] == "class"]
    assert one["name"] == "armed assault, Karsk, 2024-05-03"
    assert one["external_references"][0]["url"] == "https://news.example.org/1"
    assert (where["latitude"], where["longitude"], where["country"]) == (1.25, 36.5, "KE")
    assert where["description"] == "Coordinates: town."
    assert (who["name"], [target["name"] for target in whom]) == ("Dawn Front Brigade", ["traders"])
    told = one["extensions"][EXTENSION]
    assert told["figures"] == [
        {"harm": "killed", "side": "victims", "low": 4, "best": 4, "high": 4, "qualifier": "exact"},
        {"harm": "displaced", "side": "victims", "low": 24, "high": 99, "qualifier": "vague"},
    ]
    assert (told["weapons"], told["date_first"]) == (["bomb"], "2024-05-03")
    related = {(plain["relationship_type"], plain["source_ref"]) for plain in objects_of(bundle, "relationship")}
    assert related == {(type_, one["id"]) for type_ in ("located-at", "attributed-to", "targets")}
    assert (report.rows, report.left_out) == (1, 0)
    assert "other_harms" not in {loss.code for loss in report.losses}


def test_ids_stay_the_same_and_named_actors_are_one(tmp_path: Path) -> None:
    other = {**TOLD, "id": "inc_other"}
    first, _ = _bundle([TOLD, other], tmp_path)
    again, _ = _bundle([TOLD, other], tmp_path)
    assert first == again
    assert len(objects_of(first, "incident")) == 2
    assert len(objects_of(first, "threat-actor")) == len(objects_of(first, "location")) == 1
    assert len({plain["id"] for plain in first["objects"]}) == len(first["objects"])
    alone, _ = _bundle([TOLD], tmp_path)
    assert alone["id"] != first["id"]


def test_gunmen_of_two_incidents_are_not_one(tmp_path: Path) -> None:
    gunmen = incident(perpetrators=[ActorValue("gunmen", "unidentified_armed_group")])
    bundle, _ = _bundle([gunmen, {**gunmen, "id": "inc_other"}], tmp_path)
    assert len(objects_of(bundle, "threat-actor")) == 2


def test_the_time_is_the_one_given(tmp_path: Path) -> None:
    bundle, _ = _bundle([TOLD], tmp_path, timestamp=1_700_000_000)
    assert {plain["modified"] for plain in bundle["objects"]} == {"2023-11-14T22:13:20.000Z"}
    bundle, report = _bundle([TOLD], tmp_path)
    assert {plain["created"] for plain in bundle["objects"]} == {"1970-01-01T00:00:00.000Z"}
    assert any("1970" in note for note in report.notes)


@pytest.mark.parametrize(
    "where",
    [None, PlaceValue("Karsk", PlacePrecision.TOWN, reason="unknown"), place(latitude=None, country="")],
)
def test_a_place_that_is_not_known_is_no_location(tmp_path: Path, where: PlaceValue | None) -> None:
    bundle, _ = _bundle([incident(where=where)], tmp_path)
    valid_stix(bundle)
    assert objects_of(bundle, "location") == []


def test_near_a_town_is_within_25_kilometres(tmp_path: Path) -> None:
    bundle, _ = _bundle([incident(where=place("near_town"))], tmp_path)
    assert objects_of(bundle, "location")[0]["precision"] == 25_000


def test_an_empty_book_makes_a_valid_bundle(tmp_path: Path) -> None:
    bundle, report = _bundle([], tmp_path)
    valid_stix(bundle)
    assert (report.rows, len(bundle["objects"])) == (0, 2)


def test_names_of_persons_are_withheld(tmp_path: Path) -> None:
    shown, known = leaked("stix", tmp_path)
    assert (shown, known > 100) == (set(), True)


def test_the_validator_refuses_what_is_wrong(tmp_path: Path) -> None:
    bundle, _ = _bundle([TOLD], tmp_path)
    objects_of(bundle, "location")[0].pop("longitude")
    with pytest.raises(AssertionError):
        valid_stix(bundle)


@pytest.mark.slow
def test_ten_thousand_incidents_are_one_sound_bundle(tmp_path: Path) -> None:
    path, report = written("stix", tmp_path)
    bundle = json.loads(path.read_text("utf-8"))
    assert len(objects_of(bundle, "incident")) == MANY == report.rows
    ids = {plain["id"] for plain in bundle["objects"]}
    assert len(ids) == len(bundle["objects"])
    refs = {plain[end] for plain in objects_of(bundle, "relationship") for end in ("source_ref", "target_ref")}
    assert refs <= ids
    # Validating takes a hundredth of a second an object: every fiftieth incident, with all that it names.
    some = {plain["id"] for plain in objects_of(bundle, "incident")[::50]}
    related = [plain for plain in objects_of(bundle, "relationship") if plain["source_ref"] in some]
    wanted = some | {plain["id"] for plain in related} | {plain["target_ref"] for plain in related}
    valid_stix({**bundle, "objects": [plain for plain in bundle["objects"] if plain["id"] in wanted]})
