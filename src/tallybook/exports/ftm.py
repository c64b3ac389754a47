"""Incidents as FollowTheMoney entities, one a line: events, addresses, actors, articles, and links between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallybook.actors import STATE_KINDS
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.facts import Facts, source_name, web_address
from tallybook.exports.features import Feature, feature
from tallybook.exports.names import WITHHELD
from tallybook.exports.shared import Once, actor_key, headline
from tallybook.model import canonical_json

__all__ = ["EXPORT"]

_NOTES = (
    "FollowTheMoney has no properties for casualties, precisions and stances: they stand as sentences in notes.",
    "Targets that are groups of people or things are no entities; they stand in notes.",
    "Names of schemata and properties are those of followthemoney 3.8.",
)
# What a link between an actor and an event says, by the act of responsibility.
_ROLES = {
    "claimed": "claims responsibility",
    "denied": "denies responsibility",
    "accused": "accused",
    "suspected": "suspected",
    "cleared": "cleared",
}
# Every total is a note, and a victim that may be named an entity.
_HELD_ELSEWHERE = frozenset(("other_harms", "casualty_names"))
Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Ftm:
    name: str = "ftm"
    title: str = "FollowTheMoney entities, one JSON object per line"
    suffix: str = ".ftm.json"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        once = Once()
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for record in incidents:
                for entity in _entities(record, losses):
                    if once.is_new(entity["id"]):
                        file.write(json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n")
                losses.incident(1)
        return losses.report()


EXPORT = _Ftm()


def _id(schema: str, key: str) -> str:
    return f"tallybook-{hashlib.sha1(f'{schema} {key}'.encode(), usedforsecurity=False).hexdigest()}"


def _entity(schema: str, key: str, **properties: Any) -> Entity:
    """An entity. Properties are lists of texts; a single text becomes a list, and what is not known is left out."""
    lists: dict[str, list[str]] = {}
    for name, value in properties.items():
        values = value if isinstance(value, list) else [value]
        told = list(dict.fromkeys(str(one) for one in values if one is not None and one != ""))
        if told:
            lists[name] = told
    return {"id": _id(schema, key), "schema": schema, "properties": lists}


def _entities(record: Record, losses: Losses) -> Iterator[Entity]:
    facts = Facts(record)
    found = feature(record, losses, _HELD_ELSEWHERE)
    articles = [_article(head, facts, losses) for head in record["reports"]]
    yield from articles
    address = _address(facts, found)
    if address is not None:
        yield address
    actors = []
    links = []
    for actor, role in _roles(record, facts):
        entity = _actor(actor, facts)
        actors.append(entity)
        key = f"{facts.id} {entity['id']} {role}"
        event = _id("Event", facts.id)
        links.append(_entity("UnknownLink", key, subject=entity["id"], object=event, role=role))
    people, harmed = _victims(facts)
    yield from actors
    yield from people
    yield _event(record, facts, found, articles, address, [entity["id"] for entity in actors])
    yield from links
    yield from harmed


def _event(
    record: Record, facts: Facts, found: Feature, articles: list[Entity], address: Entity | None, involved: list[str]
) -> Entity:
    properties = found.properties
    codes = [code for name in ("incident_types", "modes", "weapons", "stages") for code in properties[name]]
    return _entity(
        "Event",
        facts.id,
        name=headline(facts),
        recordId=facts.id,
        keywords=codes,
        # A single day is a date; else the days between which it lies.
        date=properties["date_first"] if properties["date_first"] == properties["date_last"] else None,
        startDate=properties["date_first"],
        endDate=properties["date_last"],
        country=_country(properties["country"]),
        location=properties["place"] or properties["place_words"],
        addressEntity=address["id"] if address else None,
        involved=involved,
        proof=[article["id"] for article in articles],
        sourceUrl=[web_address(head) for head in record["reports"]],
        publisher=facts.sources(),
        notes=_notes(record, facts, properties),
    )


def _notes(record: Record, facts: Facts, properties: Mapping[str, Any]) -> list[str]:
    notes = [f"{total['harm']} ({total['side']}): {total['text']}" for total in record["casualty_totals"]]
    notes += [f"target: {entry['text']}" for entry in record["values"]["target"]]
    notes += [f"responsibility: {entry['text']}" for entry in record["values"]["responsibility"]]
    if properties["date_precision"] not in (None, "day"):
        notes.append(f"date known by {properties['date_precision']} only")
    notes += [f"date: {properties['date_note']}"] if properties["date_note"] else []
    notes += [f"place: {properties['place_note']}"] if properties["place_note"] else []
    if facts.record["kind"] == "background":
        notes.append("reports only recall it")
    return notes


def _address(facts: Facts, found: Feature) -> Entity | None:
    entry = facts.entry
    if entry is None:
        return None
    names = [entry["name"], entry["admin2"], entry["admin1"], facts.country.name if facts.country else ""]
    full = ", ".join(dict.fromkeys(name for name in names if name))
    longitude, latitude = found.point if found.point is not None else (None, None)
    are = found.properties["coordinates_are"]
    return _entity(
        "Address",
        canonical_json([full, entry["country"], entry["kind"], longitude, latitude]),
        full=full,
        city=entry["name"] if entry["kind"] == "town" else None,
        state=entry["admin1"],
        country=_country(entry["country"]),
        latitude=latitude,
        longitude=longitude,
        remarks=f"Coordinates: {are}" if are else None,
    )


def _article(head: Mapping[str, Any], facts: Facts, losses: Losses) -> Entity:
    web = web_address(head)
    losses.add("no_address", "a report has no address on the web: sourceUrl is empty", facts.id, int(not web))
    text = "the language of a report is left out: FollowTheMoney takes the three letters of ISO 639-3"
    losses.add("language", text, facts.id, int(bool(head["language"])))
    published = head["published"]
    return _entity(
        "Article",
        head["id"],
        title=head["title"],
        sourceUrl=web,
        publisher=source_name(head),
        author=head["byline"],
        publishedAt=published["first"] if published and published["first"] == published["last"] else None,
    )


def _roles(record: Record, facts: Facts) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Actors with what they have to do with the incident, each pair once."""
    pairs = []
    for entry in record["values"]["perpetrator"]:
        pairs.append((entry["value"], "suspected perpetrator" if facts.is_suspected(entry) else "perpetrator"))
    for value in facts.values("responsibility"):
        if value["actor"] and value["act"] in _ROLES:
            pairs.append((value["actor"], _ROLES[value["act"]]))
    seen = set()
    for actor, role in pairs:
        key = (actor_key(actor, facts.id), role)
        if key not in seen:
            seen.add(key)
            yield actor, role


def _actor(actor: Mapping[str, Any], facts: Facts) -> Entity:
    of_state = "PublicBody" if actor["kind"] in STATE_KINDS else "Organization"
    schema = "Person" if actor["kind"] == "individual" else of_state
    return _entity(
        schema,
        actor_key(actor, facts.id),
        name=actor["name"],
        alias=actor["aliases"],
        summary=f"Kind: {actor['kind']}",
    )


def _victims(facts: Facts) -> tuple[list[Entity], list[Entity]]:
    """People named among the casualties, and what befell them. There are none where names are withheld."""
    people, harmed = [], []
    event = _id("Event", facts.id)
    for value in facts.values("casualties"):
        for name in value["names"]:
            if not name.strip() or WITHHELD in name:
                continue
            person = _entity("Person", f"{facts.id} {name}", name=name)
            people.append(person)
            key = f"{facts.id} {person['id']} {value['harm']}"
            harmed.append(_entity("UnknownLink", key, subject=person["id"], object=event, role=value["harm"]))
    return people, harmed


def _country(code: str | None) -> str | None:
    return code.lower() if code else None
