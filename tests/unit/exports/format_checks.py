"""What the programs that read a format would say of a file: validators where there are some, else their rules."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import stix2
import stix2validator

from tallybook.exports.timemap import ASSOCIATIONS, EVENTS, SOURCES

__all__ = ["accepted_by_timemap", "objects_of", "read_entities", "read_lists", "sound_ftm", "valid_ftm", "valid_stix"]

Lists = tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, dict[str, Any]]]

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
# What src/reducers/validate of TimeMap allows and demands (eventSchema, associationsSchema, sourceSchema).
EVENT_TEXTS = {
    *("id", "description", "date", "time", "time_precision", "location", "latitude", "longitude", "type", "category"),
    *("category_full", "comments", "time_display", "shape", "colour"),
}
ASSOCIATION_TEXTS = {"id", "title", "desc", "mode", "colour", "type", "display"}
SOURCE_TEXTS = {"id", "title", "thumbnail", "type", "url", "description", "parent", "author", "date", "notes"}


def objects_of(bundle: dict[str, Any], type_: str) -> list[dict[str, Any]]:
    """The objects of one type in a STIX bundle."""
    return [plain for plain in bundle["objects"] if plain["type"] == type_]


def valid_stix(bundle: dict[str, Any]) -> None:
    """What stix2-validator and stix2 say."""
    # Warned about, as the loss report says: ids of version 5, relationships of our own, addresses without a hash of
    # what stands there, XK for Kosovo. Nothing is an error.
    result = stix2validator.validate_instance(bundle, stix2validator.ValidationOptions(version="2.1"))
    assert result.is_valid, [str(error) for error in result.errors[:3]]
    codes = {warning.split("{")[1][:3] for warning in result.warnings}
    assert codes <= {"103", "201", "202", "302"}, sorted(result.warnings)[:5]
    kosovo = {plain["id"] for plain in objects_of(bundle, "location") if plain.get("country") == "XK"}
    assert {warning.split(":")[0] for warning in result.warnings if "{201}" in warning} == kosovo
    assert len(stix2.parse(json.dumps(bundle), allow_custom=False, version="2.1").objects) == len(bundle["objects"])


def read_entities(path: Path) -> list[dict[str, Any]]:
    """The entities of a file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def sound_ftm(entities: list[dict[str, Any]]) -> None:
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


def valid_ftm(entities: list[dict[str, Any]]) -> None:
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


def read_lists(path: Path) -> Lists:
    """Events, associations and sources of a ZIP."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        events, associations, sources = (json.loads(archive.read(name)) for name in (EVENTS, ASSOCIATIONS, SOURCES))
        return events, associations, sources


def accepted_by_timemap(lists: Lists) -> None:
    """What TimeMap checks before it shows anything."""
    events, associations, sources = lists
    known = {association["id"] for association in associations}
    assert len(known) == len(associations)
    for event in events:
        _shape(event, EVENT_TEXTS, {"associations", "sources"}, {"description", "associations"})
        # TimeMap breaks on an event without these two texts, and drops one without a day.
        assert (event["latitude"] == "") == (event["longitude"] == "")
        assert event["latitude"] == "" or abs(float(event["latitude"])) <= 90
        assert datetime.strptime(event["date"], "%m/%d/%Y")  # noqa: DTZ007 (a day of no zone, as TimeMap reads it)
        assert set(event["associations"]) <= known
        assert set(event["sources"]) <= sources.keys()
    for association in associations:
        _shape(association, ASSOCIATION_TEXTS, {"filter_paths"}, {"id", "title", "mode", "filter_paths"})
        assert association["mode"] in ("CATEGORY", "FILTER", "NARRATIVE")
    for id_, source in sources.items():
        assert source["id"] == id_
        _shape(source, SOURCE_TEXTS, {"paths", "affil_s"}, {"id", "paths"})


def _shape(plain: dict[str, Any], texts: set[str], lists: set[str], required: set[str]) -> None:
    assert required <= set(plain) <= texts | lists
    assert all(isinstance(value, str if name in texts else list) for name, value in plain.items())
