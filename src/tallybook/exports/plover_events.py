"""An incident as one event of the PLOVER ontology: what the JSON records and the POLECAT table are written from."""

from __future__ import annotations

from dataclasses import dataclass

from tallybook.actors import STATE_KINDS
from tallybook.codebook import TargetCode, crosswalk
from tallybook.exports.base import Losses
from tallybook.exports.countries import CountryCodes
from tallybook.exports.counts import count_common, count_suspected
from tallybook.exports.facts import Facts, Plain
from tallybook.model import DatePrecision, DateRange, PlacePrecision

__all__ = ["FEATURES", "MATERIAL_CONFLICT", "Entity", "Event", "find_event"]

# Quad codes: 1 and 2 cooperation, 3 conflict in words, 4 in deeds.
VERBAL_CONFLICT, MATERIAL_CONFLICT = 3, 4
_TARGETS_OF_A_STATE = frozenset(("police", "military", "security_forces", "government", "judicial"))
_COARSE = frozenset((DatePrecision.YEAR, DatePrecision.LONGER))
# Feature class and code of GeoNames, where the kind of place gives them.
FEATURES = {
    PlacePrecision.NEIGHBOURHOOD: ("P", "PPLX"),
    PlacePrecision.TOWN: ("P", "PPL"),
    PlacePrecision.NEAR_TOWN: ("P", "PPL"),
    PlacePrecision.ADMIN2: ("A", "ADM2"),
    PlacePrecision.ADMIN1: ("A", "ADM1"),
    PlacePrecision.COUNTRY: ("A", "PCLI"),
}


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or recipient. `country` is None where the incident does not tell, `code` the code without a country."""

    text: str
    sectors: tuple[str, ...]
    country: CountryCodes | None = None
    code: str = ""
    lexicon_id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `mode` is without its event type, empty where PLOVER has none for it."""

    event_type: str
    mode: str
    quad_code: int
    when: DateRange
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]


def find_event(facts: Facts, losses: Losses) -> Event | None:
    """The event of an incident, None with a loss counted where PLOVER has no room for it."""
    what = _what(facts, losses)
    when = facts.when
    if when is None:
        losses.add("no_day", "no day is known; PLOVER needs one: left out", facts.id)
    elif when.precision in _COARSE:
        losses.add("day_too_coarse", "the day is known no closer than a year: left out", facts.id)
        when = None
    if what is None or when is None:
        return None
    _count(facts, when, losses)
    event_type, mode = what
    actors = tuple(_actor(actor, facts.country) for actor in facts.values("perpetrator"))
    if not actors:
        losses.add("no_actor", "no perpetrator is known; PLOVER needs an actor: unknown", facts.id)
        actors = (Entity("unknown", ("UNK",)),)
    recipients = tuple(_recipient(target, facts.country) for target in facts.values("target"))
    quad_code = VERBAL_CONFLICT if event_type == "THREATEN" else MATERIAL_CONFLICT
    return Event(event_type, mode, quad_code, when, actors, recipients)


def _what(facts: Facts, losses: Losses) -> tuple[str, str] | None:
    """Event type and mode. How it was done is told by the modes first, then by the type, then by the weapons."""
    ways = crosswalk("plover")
    stages = facts.codes("stage")
    if stages and set(stages) <= {"threatened"}:
        found = ways.map("stages", "threatened", facts.pairs)
        return _event_and_mode(found.targets)
    if stages and set(stages) <= {"planned"}:
        losses.add("planned", "only planned; PLOVER records what is done or said: left out", facts.id)
        return None
    typed = [ways.map("incident_types", code, facts.pairs) for code in facts.codes("incident_type")]
    events = list(dict.fromkeys(code.code for found in typed if (code := found.find("event_type"))))
    if not events:
        losses.add("no_type", "no event type of PLOVER fits its incident types: left out", facts.id)
        return None
    losses.add("further_types", "a further incident type: there is one event type", facts.id, len(typed) - 1)
    found_modes = [ways.map("modes", code, facts.pairs) for code in facts.codes("mode")]
    found_modes += typed
    found_modes += [ways.map("weapons", code, facts.pairs) for code in facts.codes("weapon")]
    modes = [code for found in found_modes if (code := found.find("mode")) and code.group == events[0]]
    losses.add("further_modes", "a further mode: there is one", facts.id, len({code.code for code in modes}) - 1)
    return events[0], modes[0].label if modes else ""


def _event_and_mode(targets: tuple[TargetCode, ...]) -> tuple[str, str]:
    event = next(code.code for code in targets if code.list == "event_type")
    return event, next((code.label for code in targets if code.list == "mode"), "")


def _entity(scheme: str, kind: str) -> tuple[tuple[str, ...], str]:
    """The sectors and the code without a country that a kind leads to; the first sector is the preferred one."""
    found = crosswalk("plover").map(scheme, kind)
    sector, code = found.find("sector"), found.find("actor_code")
    return (sector.code,) if sector else ("UNK",), code.code if code else ""


def _actor(actor: Plain, country: CountryCodes | None) -> Entity:
    sectors, code = _entity("actor_kinds", actor["kind"])
    of_country = country if actor["kind"] in STATE_KINDS else None
    return Entity(actor["name"], sectors, of_country, code, actor["lexicon_id"])


def _recipient(target: Plain, country: CountryCodes | None) -> Entity:
    sectors, code = _entity("target_kinds", target["kind"])
    return Entity(target["text"], sectors, country if target["kind"] in _TARGETS_OF_A_STATE else None, code)


def _count(facts: Facts, when: DateRange, losses: Losses) -> None:
    count_common(facts, losses)
    losses.add(
        "day_precision", "known within some days only: the first is the date", facts.id, int(when.first != when.last)
    )
    attempted = set(facts.codes("stage")) == {"attempted"}
    losses.add("attempted", "an attempt, not told apart from an act", facts.id, int(attempted))
    count_suspected(facts, losses, "actor")
    if facts.entry is None:
        losses.add("no_place", "no place is resolved: empty", facts.id)
