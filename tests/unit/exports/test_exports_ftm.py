"""FollowTheMoney: entities of its schemata, linked without loose ends, and no guesses where nothing is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from format_checks import read_entities, sound_ftm, valid_ftm
from many_records import MANY, leaked, written
from record_builders import GUNMEN, claim, harmed, incident, place

from tallybook.exports import ExportOptions
from tallybook.exports.registry import export_records
from tallybook.model import ActorValue, PlacePrecision, PlaceValue


def _entities(found: list[dict[str, Any]], folder: Path, **options: Any) -> list[dict[str, Any]]:
    path = folder / "out.json"
    export_records("ftm", iter(found), path, ExportOptions(force=True, **options))
    return read_entities(path)


def _of(entities: list[dict[str, Any]], schema: str) -> list[dict[str, list[str]]]:
    return [entity["properties"] for entity in entities if entity["schema"] == schema]


TOLD = incident(
    weapons=["bomb"],
    casualties=[harmed("killed", 2, names=("Zimra Trosk", "Yolvi Dzelmir")), harmed("injured", 0)],
    responsibility=[claim("denied")],
    perpetrators=[GUNMEN, ActorValue("Karsk Police", "police"), ActorValue("Hadrun Vantreel", "individual")],
)


def test_an_event_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    entities = _entities([TOLD], tmp_path)
    sound_ftm(entities)
    (event,), (address,), (article,) = (_of(entities, schema) for schema in ("Event", "Address", "Article"))
    assert event["date"] == event["startDate"] == event["endDate"] == ["2024-05-03"]
    assert (event["country"], event["location"]) == (["ke"], ["Karsk"])
    assert {"armed_assault", "bomb"} <= set(event["keywords"])
    assert {"killed (victims): 2", "injured (victims): 0"} <= set(event["notes"])
    assert (address["latitude"], address["longitude"], address["remarks"]) == (
        ["1.25"],
        ["36.5"],
        ["Coordinates: town"],
    )
    assert article["sourceUrl"] == ["https://news.example.org/1"]
    roles = {(link["role"][0]) for link in _of(entities, "UnknownLink")}
    assert roles == {"perpetrator", "denies responsibility"}
    assert [body["name"] for body in _of(entities, "PublicBody")] == [["Karsk Police"]]


def test_names_come_only_when_they_are_asked_for(tmp_path: Path) -> None:
    shown = _entities([TOLD], tmp_path, names=True)
    sound_ftm(shown)
    people = {person["name"][0] for person in _of(shown, "Person")}
    assert people == {"Zimra Trosk", "Yolvi Dzelmir", "Hadrun Vantreel"}
    assert sum(link["role"] == ["killed"] for link in _of(shown, "UnknownLink")) == 2
    withheld = _entities([TOLD], tmp_path)
    assert [person["name"] for person in _of(withheld, "Person")] == [["[name withheld]"]]


def test_what_stands_in_entities_and_notes_is_not_told_as_lost(tmp_path: Path) -> None:
    told = incident(casualties=[harmed("displaced", 50), harmed("killed", 1, names=("Zimra Trosk",))], duration="a day")
    report = export_records("ftm", [told], tmp_path / "out.json", ExportOptions(names=True))
    assert [loss.code for loss in report.losses] == ["duration"]
    (event,) = _of(read_entities(tmp_path / "out.json"), "Event")
    assert "displaced (victims): 50" in event["notes"]


def test_the_same_group_is_one_entity_and_gunmen_are_not(tmp_path: Path) -> None:
    entities = _entities([TOLD, {**TOLD, "id": "inc_other"}], tmp_path)
    sound_ftm(entities)
    assert len(_of(entities, "Event")) == 2
    assert len(_of(entities, "Organization")) == len(_of(entities, "Address")) == 1
    gunmen = incident(perpetrators=[ActorValue("gunmen", "unidentified_armed_group")])
    assert len(_of(_entities([gunmen, {**gunmen, "id": "inc_other"}], tmp_path), "Organization")) == 2


def test_what_is_not_known_is_not_there(tmp_path: Path) -> None:
    where = PlaceValue("Karsk", PlacePrecision.TOWN, reason="two places have this name")
    (event,) = _of(_entities([incident(where=where, days=None)], tmp_path), "Event")
    assert not {"date", "startDate", "endDate", "country", "addressEntity"} & set(event)
    assert any("two places have this name" in note for note in event["notes"])
    (event,) = _of(_entities([incident(days=("2024-05-01", "2024-05-31"))], tmp_path), "Event")
    assert (event.get("date"), event["startDate"], event["endDate"]) == (None, ["2024-05-01"], ["2024-05-31"])
    (address,) = _of(_entities([incident(where=place(latitude=None))], tmp_path), "Address")
    assert not {"latitude", "longitude", "remarks"} & set(address)


def test_names_of_persons_are_withheld(tmp_path: Path) -> None:
    shown, known = leaked("ftm", tmp_path)
    assert (shown, known > 100) == (set(), True)


def test_an_example_is_valid_by_the_library(tmp_path: Path) -> None:
    valid_ftm(_entities([TOLD], tmp_path, names=True))


@pytest.mark.slow
def test_ten_thousand_incidents_are_sound(tmp_path: Path) -> None:
    path, report = written("ftm", tmp_path)
    entities = read_entities(path)
    assert len(_of(entities, "Event")) == MANY == report.rows
    sound_ftm(entities)
    valid_ftm(entities)
