"""What happened to incidents: the events of one, and what is different in a book since a day or an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from tallybook.model import EventKind, IncidentEvent, IncidentState, Statement
from tallybook.service.books import opened
from tallybook.service.current import Current, words_of_retraction
from tallybook.service.publishing import changed_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tallybook.service.books import AnyBook
    from tallybook.store import Known, Published

__all__ = ["DiffKind", "History", "IncidentDiff", "diff", "events_after", "history"]


@dataclass(frozen=True, slots=True)
class History:
    """What happened to one incident, oldest first.

    `leads_to` is set for an id that leads to another incident. `statements` are those behind the values in the events,
    by id. `retracted` says in words which reports of its mentions count no more.
    """

    incident: str
    state: IncidentState
    events: tuple[IncidentEvent, ...]
    statements: Mapping[str, Statement]
    leads_to: str = ""
    retracted: tuple[str, ...] = ()


class DiffKind(StrEnum):
    """How an incident is different."""

    CREATED = "created"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"  # new, and part of another one before
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class IncidentDiff:
    """How one incident differs from what it was.

    `other`: the incident that it was merged into, or split from, else empty. `fields`: by field, the `old` and the
    `new` resolutions, where their values differ. `joined` and `left` are mentions. `reasons` are those given, in order,
    as (who, why); `events` the numbers of the events behind it.
    """

    incident: str
    kind: DiffKind
    other: str
    fields: Mapping[str, Mapping[str, Any]]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    events: tuple[int, ...]


def history(book: AnyBook, incident: str) -> History:
    """What happened to the incident whose id is or begins with `incident`, whatever became of it.

    An id that was never published itself gives the history of the incident that its mention is part of. Raises
    RecordNotFoundError and the errors of `Book.open`.
    """
    with opened(book) as found, found.published() as look:
        named = look.find(incident)
        known = look.incidents([named]).get(named)
        if known is None:
            known = look.get_incident(Current.around(look, named).find(named)[1])
        events = look.events(known.id)
        statements = look.statements_named(_statements_of(events))
        leads_to = _end(look, known)
        reports = set(look.reports_of(_mentions_of(events)).values())
        retracted = [words_of_retraction(one) for one in look.retractions() if one.withdrawn and one.report in reports]
    return History(known.id, known.state, events, statements, leads_to, tuple(retracted))


def _end(look: Published, known: Known) -> str:
    end = known.id
    while target := look.target_of(end):
        end = target
    return end if end != known.id else ""


def _mentions_of(events: Iterable[IncidentEvent]) -> set[str]:
    return {mention for event in events for mention in event.data.get("mentions", ())}


def _statements_of(events: Iterable[IncidentEvent]) -> set[str]:
    sides = [side for event in events for field in event.data.get("fields", {}).values() for side in field.values()]
    return {one for side in sides for entry in side for one in (*entry["supporting"], *entry["opposing"])}


def diff(book: AnyBook, since: int | str) -> tuple[IncidentDiff, ...]:
    """How the published incidents differ from what they were after the event with the number `since`, or at an instant.

    An instant is given as `parse_since` gives it; events of that instant itself are among the differences. Incidents
    are in the order of their first event. What changed and changed back is no difference; an incident that was
    created and withdrawn in the meantime is told as withdrawn, because somebody may have cited it.
    """
    by_incident: dict[str, list[IncidentEvent]] = {}
    with opened(book) as found, found.published() as look:
        events = look.events_since(revision=since) if isinstance(since, int) else look.events_since(at=since)
        for event in events:
            by_incident.setdefault(event.incident, []).append(event)
        known = look.incidents(by_incident, members=False)
        found_diffs = [_diff(known[id_], told) for id_, told in by_incident.items()]
    return tuple(one for one in found_diffs if one is not None)


def _diff(known: Known, events: Sequence[IncidentEvent]) -> IncidentDiff | None:
    kinds = [event.kind for event in events]
    kind, other = _kind(known, events)
    is_new = EventKind.CREATED in kinds
    fields = {} if is_new else _net_fields(events)
    joined, left = ((), ()) if is_new else _net_mentions(events)
    if kind is DiffKind.CHANGED and not (fields or joined or left):
        return None
    reasons = dict.fromkeys((event.by, event.reason) for event in events)
    return IncidentDiff(known.id, kind, other, fields, joined, left, tuple(reasons), tuple(one.id for one in events))


def _kind(known: Known, events: Sequence[IncidentEvent]) -> tuple[DiffKind, str]:
    first = events[0]
    if known.state is IncidentState.TOMBSTONE:
        return (DiffKind.WITHDRAWN, "") if _stood(events) else (DiffKind.CHANGED, "")
    if known.state is IncidentState.REDIRECT:
        return DiffKind.MERGED, known.target
    if first.kind is EventKind.CREATED:
        origins = first.data.get("from", [])
        return (DiffKind.SPLIT, origins[0]) if origins else (DiffKind.CREATED, "")
    if first.kind is EventKind.RESTORED:
        return DiffKind.RESTORED, next(iter(first.data.get("from", [])), "")
    return DiffKind.CHANGED, ""


def _stood(events: Sequence[IncidentEvent]) -> bool:
    """Whether the incident stood at some time before its last event: a tombstone that only moved on did not."""
    return any(event.kind is EventKind.RETRACTED for event in events)


def _net_fields(events: Iterable[IncidentEvent]) -> dict[str, dict[str, Any]]:
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for event in events:
        for field, sides in event.data.get("fields", {}).items():
            old.setdefault(field, sides["old"])
            new[field] = sides["new"]
    return changed_fields(old, new)


def _net_mentions(events: Iterable[IncidentEvent]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    moved: dict[str, int] = {}
    gains = {EventKind.JOINED: 1, EventKind.MERGED: 1, EventKind.LEFT: -1, EventKind.SPLIT: -1}
    for event in events:
        for mention in event.data.get("mentions", ()) if event.kind in gains else ():
            moved[mention] = moved.get(mention, 0) + gains[event.kind]
    return tuple(m for m, change in moved.items() if change > 0), tuple(m for m, change in moved.items() if change < 0)


def events_after(book: AnyBook, revision: int, limit: int) -> tuple[tuple[IncidentEvent, ...], int]:
    """The first `limit` events after the one with the number `revision`, and the number of the last of all.

    Raises the errors of `Book.open`.
    """
    with opened(book) as found, found.published() as look:
        return tuple(islice(look.events_since(revision=revision), limit)), look.revision()
