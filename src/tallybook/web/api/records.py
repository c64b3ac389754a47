"""One incident: its record with all evidence, its toll over time, its history, and what else its reports tell of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from tallybook.exports import statement_record
from tallybook.model import to_json
from tallybook.service import explanations, get_incident, history, summaries, toll, view_record
from tallybook.service.evidence import related_incidents
from tallybook.web.api.shapes import IncidentRow, incident_row
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import DeskHere
from tallybook.web.viewer import Reader

if TYPE_CHECKING:
    from tallybook.assembly import CasualtyTotal
    from tallybook.model import IncidentEvent
    from tallybook.service import IncidentView
    from tallybook.service.books import AnyBook

__all__ = ["Event", "IncidentRecord", "StatementRecord", "event_answer", "incident_answer", "router"]

router = APIRouter(tags=["incidents"], prefix="/incidents")

IncidentId = Annotated[str, Path(description="The id of an incident, or its beginning.", max_length=200)]


class StatementRecord(BaseModel):
    """What one report says on one field: its value, its words and where they stand, who says it and how."""

    id: str
    report: str
    mention: str
    field: str
    value: dict[str, Any]
    text: str
    original_text: str
    span: dict[str, int]
    speaker: dict[str, Any] | None
    speaker_span: dict[str, int] | None
    stance: str


class ValueRecord(BaseModel):
    """A published value, the rule that chose it, and the statements for it (the first was chosen) and against it."""

    value: dict[str, Any]
    text: str
    rule: str
    explanation: str
    voices_for: int
    voices_against: int
    supporting: list[StatementRecord]
    opposing: list[StatementRecord]


class MentionRecord(BaseModel):
    """One report's account of the incident."""

    id: str
    report: str
    kind: str
    anchor: dict[str, int]
    anchor_text: str


class Total(BaseModel):
    """What the rows of casualties of one harm come to, for victims or attackers."""

    harm: str
    side: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    text: str
    parts: str
    statements: list[str]


class ReportHead(BaseModel):
    """What is known of a report besides its text. `characters`: how long the text is."""

    id: str
    title: str
    url: str
    document: str
    source: dict[str, Any] | None
    byline: str
    published: dict[str, Any] | None
    published_basis: str
    language: str
    text_hash: str
    characters: int


class IncidentRecord(BaseModel):
    """An incident with everything behind it.

    `asked` is the id that was asked for where it leads to this incident from another, else empty. `voices` gives the
    independent voice of each report. `retracted`: reports that would tell of it, but count no more. `contradictions`:
    what a person has to look at between its decisions, in words.
    """

    id: str
    asked: str
    kind: str
    status: str
    confidence: str
    needs_review: bool
    version: int
    changed_at: str
    mentions: list[MentionRecord]
    values: dict[str, list[ValueRecord]]
    casualty_totals: list[Total]
    reports: list[ReportHead]
    voices: dict[str, str]
    retracted: list[str]
    contradictions: list[str]


class DayToll(BaseModel):
    """The casualty totals as of the end of a day, and the reports that came out on it."""

    day: date
    reports: list[str]
    totals: list[Total]


class TollAnswer(BaseModel):
    """The totals for each day on which a report came out; `undated` reports are used on none."""

    incident: str
    days: list[DayToll]
    undated: list[str]


class Event(BaseModel):
    """One thing that happened to an incident. `revision` grows with time over the whole book."""

    revision: int
    incident: str
    kind: str
    at: str
    by: str
    reason: str
    data: dict[str, Any]


class HistoryAnswer(BaseModel):
    """What happened to an incident, oldest first.

    `leads_to` is the incident that the id leads to, if it does. `statements` are those behind the values in the events.
    """

    incident: str
    state: str
    leads_to: str
    events: list[Event]
    statements: dict[str, StatementRecord]
    retracted: list[str]


class RelatedIncident(BaseModel):
    """Another incident that reports of this one tell of: in which, and as what."""

    incident: IncidentRow
    reports: list[str]
    kinds: list[str]


class RelatedAnswer(BaseModel):
    """Other incidents of the same reports, those of most reports first."""

    items: list[RelatedIncident]


@router.get("/{id}", summary="One incident with all its evidence")
def one_incident(desk: DeskHere, _: Reader, id: IncidentId) -> IncidentRecord:  # noqa: A002 (it is named so in the address)
    """The record: each value with its rule and the statements for and against it. 410 for a withdrawn incident."""
    return incident_answer(desk.book, get_incident(desk.book, id))


@router.get("/{id}/toll", summary="Its casualties as they became known")
def its_toll(desk: DeskHere, _: Reader, id: IncidentId) -> TollAnswer:  # noqa: A002
    """The casualty totals as of each day on which a report came out."""
    view = get_incident(desk.book, id)
    found = toll(view)
    days = [
        DayToll(day=one.day, reports=list(one.reports), totals=[_total(total) for total in one.totals])
        for one in found.tolls
    ]
    return TollAnswer(incident=view.incident.id, days=days, undated=list(found.undated))


@router.get("/{id}/history", summary="What happened to it")
def its_history(desk: DeskHere, _: Reader, id: IncidentId) -> HistoryAnswer:  # noqa: A002
    """The events of an incident, whatever became of it; withdrawn ones have a history, too."""
    found = history(desk.book, id)
    return HistoryAnswer(
        incident=found.incident,
        state=found.state.value,
        leads_to=found.leads_to,
        events=[event_answer(event) for event in found.events],
        statements={id_: StatementRecord(**statement_record(one)) for id_, one in found.statements.items()},
        retracted=list(found.retracted),
    )


@router.get("/{id}/related", summary="What else its reports tell of")
def beside_it(request: Request, desk: DeskHere, _: Reader, id: IncidentId) -> RelatedAnswer:  # noqa: A002
    """Other incidents that the same reports are about or recall."""
    found, hidden = related_incidents(desk.book, get_incident(desk.book, id)), hidden_here(request).incidents
    return RelatedAnswer(
        items=[
            RelatedIncident(
                incident=incident_row(one.incident), reports=list(one.reports), kinds=[kind.value for kind in one.kinds]
            )
            for one in found
            if one.incident.id not in hidden
        ]
    )


def incident_answer(book: AnyBook, view: IncidentView) -> IncidentRecord:
    """An incident as the API gives it."""
    record = view_record(view)
    why = iter(explanations(view))
    for resolution in view.incident.resolutions:
        explained = next(why)
        values = record["values"][resolution.field.value]
        entry = next(one for one in values if "explanation" not in one)
        entry |= {
            "explanation": explained.explanation,
            "voices_for": explained.voices_for,
            "voices_against": explained.voices_against,
        }
    listed = next(iter(summaries(book, [view.incident.id])), None)
    return IncidentRecord(
        **record,
        asked=view.asked,
        confidence=listed.confidence.value if listed else "",
        needs_review=listed.needs_review if listed else False,
        version=listed.version if listed else 0,
        changed_at=listed.changed_at if listed else "",
        voices=dict(view.voices),
        retracted=[one.report for one in view.retracted],
        contradictions=list(view.questions.contradictions),
    )


def event_answer(event: IncidentEvent) -> Event:
    """An event as the API gives it."""
    return Event(
        revision=event.id,
        incident=event.incident,
        kind=event.kind.value,
        at=event.at,
        by=event.by,
        reason=event.reason,
        data=dict(event.data),
    )


def _total(total: CasualtyTotal) -> Total:
    return Total(
        harm=total.harm,
        side="attackers" if total.attackers else "victims",
        **to_json(total.quantity),
        text=str(total.quantity),
        parts=total.parts.value,
        statements=list(total.statements),
    )
