"""FollowTheMoney: entities of its schemata, linked without loose ends, and no guesses where nothing is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from many_records import MANY, leaked, written
from record_builders import GUNMEN, claim, harmed, incident, place

from tallybook.exports import ExportOptions
from tallybook.exports.registry import export_records
from tallybook.model import ActorValue, PlacePrecision, PlaceValue

# The properties that are used, by schema, as followthemoney 3.8.2 and 4.11.2 have them: their own models, read by eye.
PROPERTIES = {
    "Event": {
        *("name", "recordId", "keywords", "date", "startDate", "endDate", "country", "location", "addressEntity"),
        *("involved", "proof", "sourceUrl", "publisher", "notes"),
    },
    "Address": {"full", "city", "state", "country", "latitude", "longitude", "remarks"},
    "Article": {"title", "sourceUrl", "publisher", "author", "publishedAt"},
    "Person": {"name", "alias", "summary"},
    "Organization": {"name", "alias", "summary"},
    "PublicBody": {"name", "alias", "summary"},
    "UnknownLink": {"subject", "object", "role"},
}
REFERENCES = ("addressEntity", "involved", "proof", "subject", "object")


def _entities(found: list[dict[str, Any]], folder: Path, **options: Any) -> list[dict[str, Any]]:
    path = folder / "out.json"
    export_records("ftm", iter(found), path, ExportOptions(force=True, **options))
    return _read(path)


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def _of(entities: list[dict[str, Any]], schema: str) -> list[dict[str, list[str]]]:
    return [entity["properties"] for entity in entities if entity["schema"] == schema]


def _sound(entities: list[dict[str, Any]]) -> None:
    """Known properties with lists of texts, each id once, and every reference leads to an entity."""
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities)
    for entity in entities:
        assert set(entity) == {"id", "schema", "properties"}
        assert set(entity["properties"]) <= PROPERTIES[entity["schema"]]
        for name, values in entity["properties"].items():
            assert values
            assert all(isinstance(value, str) and value for value in values)
            assert name not in REFERENCES or set(values) <= ids


def _valid(entities: list[dict[str, Any]]) -> None:
    """What followthemoney itself says, where it is installed: `pip install followthemoney`."""
    model = pytest.importorskip("followthemoney").model
    for entity in entities:
        schema = model.get(entity["schema"])
        for name, values in entity["properties"].items():
            property_ = schema.get(name)
            assert property_ is not None, name
            assert not property_.stub
            for value in values:
                assert property_.type.validate(value), (name, value)
        proxy = model.get_proxy(entity)
        assert {name: set(values) for name, values in proxy.to_dict()["properties"].items()} == {
            name: set(values) for name, values in entity["properties"].items()
        }


TOLD = incident(
    weapons=["bomb"],
    casualties=[harmed("killed", 2, names=("Zimra Trosk", "Yolvi Dzelmir")), harmed("injured", 0)],
    responsibility=[claim("denied")],
    perpetrators=[GUNMEN, ActorValue("Karsk Police", "police"), ActorValue("Hadrun Vantreel", "individual")],
)


def test_an_event_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    entities = _entities([TOLD], tmp_path)
    _sound(entities)
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
    _sound(shown)
    people = {person["name"][0] for person in _of(shown, "Person")}
    assert people == {"Zimra Trosk", "Yolvi Dzelmir", "Hadrun Vantreel"}
    assert sum(link["role"] == ["killed"] for link in _of(shown, "UnknownLink")) == 2
    withheld = _entities([TOLD], tmp_path)
    assert [person["name"] for person in _of(withheld, "Person")] == [["[name withheld]"]]


def test_the_same_group_is_one_entity_and_gunmen_are_not(tmp_path: Path) -> None:
    entities = _entities([TOLD, {**TOLD, "id": "inc_other"}], tmp_path)
    _sound(entities)
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
    _valid(_entities([TOLD], tmp_path, names=True))


@pytest.mark.slow
def test_ten_thousand_incidents_are_sound(tmp_path: Path) -> None:
    path, report = written("ftm", tmp_path)
    entities = _read(path)
    assert len(_of(entities, "Event")) == MANY == report.rows
    _sound(entities)
    _valid(entities)
