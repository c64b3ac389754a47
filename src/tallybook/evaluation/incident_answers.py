"""The one incident that a whole report is about, for corpora that give each report one incident."""

from __future__ import annotations

from dataclasses import dataclass

from tallybook.assembly import assemble, casualty_total
from tallybook.coding.place_focus import town_of
from tallybook.model import (
    CasualtyRow,
    Coding,
    DateRange,
    DateValue,
    Field,
    Incident,
    MentionKind,
    PlaceCandidate,
    PlaceValue,
    Quantity,
)

__all__ = ["Told", "everybody", "main_incident", "told"]

_HARMS = frozenset(("killed", "injured"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a coder says of a report's main incident. None where it says nothing, or nothing that is one value.

    `killed` and `injured` count everybody, attackers too.
    """

    killed: int | None = None
    injured: int | None = None
    date: DateRange | None = None
    place: PlaceCandidate | None = None
    names: tuple[str, ...] = ()
    place_name: str = ""
    town: str = ""


def main_incident(coding: Coding) -> Incident | None:
    """The assembled incident that a corpus of shootings would record for a report.

    The first in which somebody was killed or injured, because reports of an arrest or a trial tell of the arrest first;
    where there is none, the first reported one before the first recalled one.
    """
    mentions = {mention.id: mention for mention in coding.mentions}
    incidents = assemble(coding.mentions, coding.statements)

    def rank(incident: Incident) -> tuple[bool, bool, int]:
        mention = mentions[incident.mentions[0]]
        harmed = any(isinstance(row, CasualtyRow) and row.harm in _HARMS for row in incident.values(Field.CASUALTIES))
        return (not harmed, mention.kind is not MentionKind.REPORTED, mention.anchor.start)

    return min(incidents, key=rank, default=None)


def told(coding: Coding) -> Told:
    """What the coding says of the report's main incident."""
    incident = main_incident(coding)
    if incident is None:
        return Told()
    date = next((value.range for value in incident.values(Field.DATE) if isinstance(value, DateValue)), None)
    places = [value for value in incident.values(Field.PLACE) if isinstance(value, PlaceValue)]
    rows = [row for row in incident.resolutions if row.field is Field.CASUALTIES]
    names = tuple(name for row in rows for name in getattr(row.value, "names", ()))
    return Told(
        killed=everybody(incident, "killed"),
        injured=everybody(incident, "injured"),
        date=date,
        place=places[0].place if places else None,
        names=tuple(dict.fromkeys(names)),
        place_name=places[0].name if places else "",
        town=town_of(places[0]) if places else "",
    )


def everybody(incident: Incident, harm: str) -> int | None:
    """The best figure for one harm over victims and attackers; None where the incident has none."""
    sides = [casualty_total(incident, harm), casualty_total(incident, harm, attackers=True)]
    quantities = [side.quantity for side in sides if side.statements]
    if not quantities:
        return None
    total: Quantity = quantities[0]
    for quantity in quantities[1:]:
        total = total + quantity
    return total.best
