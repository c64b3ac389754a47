"""What waits for a person, with everything that is needed to decide on it: one card for each item of the queue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.errors import IncidentWithdrawnError, RecordNotFoundError
from tallybook.model import AssignmentState, DateValue, Field, PlaceValue
from tallybook.service import get_incident, history, summarise
from tallybook.service.queue import QueueKind
from tallybook.service.review_context import look_at
from tallybook.service.second_coding import assignments, differences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import IncidentEvent, Mention, Report, Span
    from tallybook.service import IncidentSummary, IncidentView
    from tallybook.service.queue import ReviewItem
    from tallybook.service.review_context import ToldStatement
    from tallybook.service.second_coding import Difference
    from tallybook.web.desk import Desk

__all__ = ["Card", "Context", "Side", "around", "key_of", "make_card", "make_side"]

_BEFORE = 160


@dataclass(frozen=True, slots=True)
class Context:
    """Words of a report with what stands around them."""

    before: str
    words: str
    after: str
    report: Report


@dataclass(frozen=True, slots=True)
class Side:
    """One incident in a few lines: the line of the list, and the words that name it in up to three reports."""

    view: IncidentView
    summary: IncidentSummary
    quotes: tuple[Context, ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A date or place that could not be resolved, in its context."""

    told: ToldStatement
    context: Context


@dataclass(frozen=True, slots=True)
class Card:
    """One item with what belongs to it; what its kind has no use for is empty.

    `key` stands for the item in the page. `closed` says why there is nothing to decide for this person.
    """

    key: str
    item: ReviewItem
    sides: tuple[Side, ...] = ()
    told: ToldStatement | None = None
    context: Context | None = None
    unresolved: tuple[Unresolved, ...] = ()
    events: tuple[IncidentEvent, ...] = ()
    differences: tuple[Difference, ...] = ()
    report: Report | None = None
    closed: str = ""


def around(report: Report, span: Span, most: int = _BEFORE) -> Context:
    """Words with up to `most` characters of their paragraph on both sides, cut between words."""
    text = report.text
    start, end = span.start, min(span.end, len(text))
    first = max(text.rfind("\n", 0, start) + 1, start - most)
    found = text.find("\n", end)
    last = min(found if found >= 0 else len(text), end + most)
    before, after = text[first:start], text[end:last]
    if first > 0 and text[first - 1] not in " \n":
        before = "… " + before.partition(" ")[2]
    if last < len(text) and text[last] not in " \n":
        after = after.rpartition(" ")[0] + " …"
    return Context(before, text[start:end], after, report)


def key_of(item: ReviewItem) -> str:
    """What stands for an item in a page: the same for as long as it is about the same."""
    told = "\n".join((item.kind, item.incident, item.other, item.report, item.statement, item.sentence))
    return f"item-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def make_side(desk: Desk, incident: str) -> Side | None:
    """An incident in a few lines; None where there is none of this id any more."""
    if not incident:
        return None
    try:
        view = get_incident(desk.book, incident)
    except (RecordNotFoundError, IncidentWithdrawnError):
        return None
    reports = {one.id: one for one in view.reports}
    return Side(view, summarise(view), tuple(_quotes(view.mentions, reports)))


def _quotes(mentions: Iterable[Mention], reports: dict[str, Report]) -> Iterable[Context]:
    seen: set[str] = set()
    for mention in mentions:
        if mention.report not in seen and len(seen) < 3:
            seen.add(mention.report)
            yield around(reports[mention.report], mention.anchor)


def make_card(desk: Desk, item: ReviewItem, viewer: str) -> Card:
    """The card of an item, for this person."""
    sides = tuple(side for id_ in (item.incident, item.other) if (side := make_side(desk, id_)) is not None)
    key = key_of(item)
    match item.kind:
        case QueueKind.LOW_SCORE | QueueKind.CONTRADICTION:
            told = look_at(desk.book, [item.statement]).get(item.statement) if item.statement else None
            context = around(told.report, told.statement.span) if told is not None else None
            return Card(key, item, sides, told=told, context=context)
        case QueueKind.FAILED_RESOLUTION:
            return Card(key, item, sides, unresolved=_unresolved(desk, sides))
        case QueueKind.NEW_REPORTS:
            return Card(key, item, sides, events=_since(desk, item.incident))
        case QueueKind.ADJUDICATE:
            return _adjudication(desk, item, viewer)
        case _:
            return Card(key, item, sides)


def _unresolved(desk: Desk, sides: tuple[Side, ...]) -> tuple[Unresolved, ...]:
    """What could not be resolved of an incident, and nobody has rejected."""
    ids = []
    for side in sides:
        judged = side.view.verdicts
        open_ = {
            one.field
            for one in side.view.incident.resolutions
            if one.field in {Field.DATE, Field.PLACE} and not _is_resolved(one.value)
        }
        ids += [
            one.id
            for one in side.view.statements
            if one.field in open_
            and not _is_resolved(one.value)
            and not (one.id in judged and judged[one.id].is_rejected)
        ]
    told = look_at(desk.book, ids)
    return tuple(Unresolved(told[id_], around(told[id_].report, told[id_].statement.span)) for id_ in ids)


def _is_resolved(value: object) -> bool:
    match value:
        case DateValue():
            return value.range is not None
        case PlaceValue():
            return value.place is not None
        case _:
            return True


def _since(desk: Desk, incident: str) -> tuple[IncidentEvent, ...]:
    """What happened to an incident after its status was set last, newest first."""
    found = []
    for event in reversed(history(desk.book, incident).events):
        if event.kind == "status_changed":
            break
        found.append(event)
    return tuple(found)


def _adjudication(desk: Desk, item: ReviewItem, viewer: str) -> Card:
    key = key_of(item)
    asked = [one for one in assignments(desk.book, viewer) if one.report == item.report]
    if any(one.state is AssignmentState.OPEN for one in asked):
        reason = "You are asked to code this report yourself, so what others saw in it is not shown to you yet."
        return Card(key, item, closed=reason)
    found = tuple(one for one in differences(desk.book, item.report) if not one.settled)
    told = look_at(desk.book, [one.id for each in found for one in (*each.record, *each.second)])
    report = next((one.report for one in told.values()), None)
    return Card(key, item, differences=found, report=report)
