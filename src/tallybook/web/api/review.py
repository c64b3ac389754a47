"""Review for programs: what waits, acts, second codings and agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from tallybook.model import IncidentStatus, Stance
from tallybook.model.serial import to_json
from tallybook.service import reviewing
from tallybook.service.queue import QueueKind, review_queue
from tallybook.service.review_context import get_act, look_at
from tallybook.service.second_coding import (
    agreement,
    assign,
    assigned_report,
    assignments,
    submit,
    withdraw,
)
from tallybook.web.acting import act_words, ids_of_act, need, needed_for_undo
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import DeskHere
from tallybook.web.place_lookup import candidate_words, find_candidates, key_of_candidate
from tallybook.web.review_shapes import (
    ActBody,
    DraftBody,
    IncidentBody,
    NewValueBody,
    SpanBody,
    read_json_speaker,
    read_json_value,
)
from tallybook.web.viewer import Coder, Editor, Reader

if TYPE_CHECKING:
    from tallybook.model import Act, Assignment
    from tallybook.web.desk import Desk

__all__ = ["router"]

router = APIRouter(tags=["review"])

_Id = Annotated[str, Field(min_length=1, max_length=60)]
_ReportId = Annotated[str, Path(max_length=60, description="The id of a report.")]
_Ids = Annotated[list[_Id], Field(min_length=1, max_length=500)]
_Why = Annotated[str, Field(max_length=1000)]
_Number = Annotated[int, Field(ge=1, le=10**15)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: _Why = ""


class JudgedStatements(_Body):
    """Statements to accept or reject, by ids; to reject needs `why`."""

    statements: _Ids


class Correction(_Body):
    """What stands in the place of a statement. What is left out stays; a `speaker` of null is the report itself."""

    statement: _Id
    value: dict[str, Any]
    span: SpanBody | None = None
    stance: Stance | None = None
    speaker: dict[str, Any] | None = None
    speaker_span: SpanBody | None = None


class AddedValue(_Body):
    """A value for a mention."""

    mention: _Id
    value: NewValueBody


class AddedIncident(_Body):
    """An incident that nobody found in a report."""

    report: _Id
    incident: IncidentBody


class Incidents(_Body):
    """Incidents that are one."""

    incidents: Annotated[list[_Id], Field(min_length=2, max_length=100)]


class TwoIncidents(_Body):
    """Incidents that are not one."""

    incidents: Annotated[list[_Id], Field(min_length=2, max_length=2)]


class SplitIncident(_Body):
    """The mentions of an incident that are another one."""

    incident: _Id
    mentions: _Ids


class StatusOfIncident(_Body):
    """How far people have looked at an incident."""

    incident: _Id
    status: IncidentStatus


class RetractedReport(_Body):
    """A report that counts no more, or with `again` counts again."""

    report: _Id
    again: bool = False


class UndoneAct(_Body):
    """An act that is taken back."""

    act: _Number


class QueueItem(BaseModel):
    """One thing to look at; what it is not about is empty."""

    kind: QueueKind
    incident: str
    other: str
    report: str
    statement: str
    score: float | None
    sentence: str


class QueuePage(BaseModel):
    """A page of what waits. Counts of uncertain links and low scores may include what was answered."""

    items: list[QueueItem]
    counts: dict[str, int]


class Acts(BaseModel):
    """Acts, newest first; `before` is for the next page, null at the end."""

    acts: list[ActBody]
    before: int | None


class AssignmentBody(BaseModel):
    """A report that a person is to code without seeing what others made of it."""

    id: int
    report: str
    coder: str
    state: str
    asked_by: str
    asked_at: str
    done_at: str

    @classmethod
    def of(cls, one: Assignment) -> AssignmentBody:
        """From an assignment."""
        return cls(
            id=one.id,
            report=one.report,
            coder=one.coder,
            state=one.state.value,
            asked_by=one.asked_by,
            asked_at=one.asked_at,
            done_at=one.done_at,
        )


class Asked(BaseModel):
    """Who is to code which report."""

    model_config = ConfigDict(extra="forbid")

    report: _Id
    coder: Annotated[str, Field(min_length=1, max_length=100)]


class BlindView(BaseModel):
    """A report as its second coder may see it, with the person's own coding if it was handed in."""

    assignment: AssignmentBody
    text: str
    title: str
    published: str
    language: str
    coding: DraftBody | None


class AgreementBody(BaseModel):
    """Krippendorff's alpha of one field with a 95 % interval; null without a pair."""

    alpha: float | None
    low: float | None
    high: float | None
    pairs: int


class FoundPlace(BaseModel):
    """An entry of the gazetteer, as the value of a correction holds it, what stands for it in forms, and in words."""

    key: str
    place: dict[str, Any]
    words: str


# The queue and the acts -----------------------------------------------------------------------------------------------


@router.get("/review")
def waiting(
    request: Request,
    desk: DeskHere,
    viewer: Reader,
    kind: Annotated[list[QueueKind], Query(description="Why it waits; all kinds where none is given.")] = [],  # noqa: B006 (never changed)
    limit: Annotated[int, Query(ge=0, le=200, description="The most items.")] = 50,
    offset: Annotated[int, Query(ge=0, le=10**6, description="How many items to leave out first.")] = 0,
) -> QueuePage:
    """What waits for a person, of these kinds or of all, those of one kind after those of another."""
    del viewer
    found, hidden = review_queue(desk.book, kind, limit, offset), hidden_here(request)
    items = [
        QueueItem(
            kind=one.kind,
            incident=one.incident,
            other=one.other,
            report=one.report,
            statement=one.statement,
            score=one.score,
            sentence=one.sentence,
        )
        for one in found.items
        if not hidden.has((one.incident, one.other, one.report, one.statement))
    ]
    return QueuePage(items=items, counts={name.value: count for name, count in found.counts.items()})


@router.get("/acts")
def list_acts(
    request: Request,
    desk: DeskHere,
    viewer: Reader,
    incident: Annotated[str, Query(max_length=60, description="Only acts on this incident.")] = "",
    limit: Annotated[int, Query(ge=1, le=500, description="The most acts.")] = 50,
    before: Annotated[
        int | None, Query(ge=1, le=10**15, description="Only acts before the one of this number.")
    ] = None,
) -> Acts:
    """What people did, in the book or on one incident, newest first."""
    del viewer
    found = reviewing.acts(desk.book, incident, limit + 1, before)
    more = found[limit - 1].id if len(found) > limit else None
    hidden = hidden_here(request)
    return Acts(acts=[_told(desk, one) for one in found[:limit] if not hidden.has(ids_of_act(one))], before=more)


def _told(desk: Desk, act: Act) -> ActBody:
    ids = [id_ for name in ("statements", "rejected", "added") for id_ in act.data.get(name, ())]
    return ActBody.of(act, f"{act.by} {act_words(act, look_at(desk.book, ids))}")


@router.post("/acts/accept", status_code=201)
def accept(desk: DeskHere, viewer: Coder, body: JudgedStatements) -> ActBody:
    """Say that statements are right."""
    return _told(desk, reviewing.accept(desk.book, body.statements, by=viewer.name, why=body.why))


@router.post("/acts/reject", status_code=201)
def reject(desk: DeskHere, viewer: Coder, body: JudgedStatements) -> ActBody:
    """Say that statements are wrong."""
    return _told(desk, reviewing.reject(desk.book, body.statements, by=viewer.name, why=body.why))


@router.post("/acts/correct", status_code=201)
def correct(desk: DeskHere, viewer: Coder, body: Correction) -> ActBody:
    """Put another value in the place of a statement; both are kept."""
    given = body.model_fields_set
    speaker = read_json_speaker(body.speaker)
    speaker_span = body.speaker_span.read() if body.speaker_span is not None else None
    act = reviewing.correct(
        desk.book,
        body.statement,
        value=read_json_value(body.value),
        span=body.span.read() if body.span is not None else None,
        stance=body.stance,
        speaker=speaker if "speaker" in given else reviewing.KEEP,
        # Without a speaker there are no words that name one.
        speaker_span=speaker_span if {"speaker", "speaker_span"} & given else reviewing.KEEP,
        by=viewer.name,
        why=body.why,
    )
    return _told(desk, act)


@router.post("/acts/add-value", status_code=201)
def add_value(desk: DeskHere, viewer: Coder, body: AddedValue) -> ActBody:
    """Add a value to what a mention says."""
    new = body.value.read()
    act = reviewing.add_value(
        desk.book,
        body.mention,
        new.field,
        new.value,
        new.span,
        stance=new.stance,
        speaker=new.speaker,
        speaker_span=new.speaker_span,
        by=viewer.name,
        why=body.why,
    )
    return _told(desk, act)


@router.post("/acts/add-incident", status_code=201)
def add_incident(desk: DeskHere, viewer: Coder, body: AddedIncident) -> ActBody:
    """Add an incident that nobody found in a report."""
    one = body.incident.read()
    act = reviewing.add_incident(desk.book, body.report, one.anchor, one.values, by=viewer.name, why=body.why)
    return _told(desk, act)


@router.post("/acts/merge", status_code=201)
def merge(desk: DeskHere, viewer: Editor, body: Incidents) -> ActBody:
    """Decide that incidents are one."""
    return _told(desk, reviewing.merge_reviewed(desk.book, body.incidents, by=viewer.name, why=body.why))


@router.post("/acts/apart", status_code=201)
def apart(desk: DeskHere, viewer: Editor, body: TwoIncidents) -> ActBody:
    """Decide that two incidents are not one."""
    one, other = body.incidents
    return _told(desk, reviewing.keep_apart_reviewed(desk.book, one, other, by=viewer.name, why=body.why))


@router.post("/acts/split", status_code=201)
def split(desk: DeskHere, viewer: Editor, body: SplitIncident) -> ActBody:
    """Decide that some mentions of an incident are another one."""
    act = reviewing.split_reviewed(desk.book, body.incident, body.mentions, by=viewer.name, why=body.why)
    return _told(desk, act)


@router.post("/acts/status", status_code=201)
def set_status(desk: DeskHere, viewer: Editor, body: StatusOfIncident) -> ActBody:
    """Say how far people have looked at an incident."""
    return _told(desk, reviewing.set_status(desk.book, body.incident, body.status, by=viewer.name, why=body.why))


@router.post("/acts/retract", status_code=201)
def retract(desk: DeskHere, viewer: Editor, body: RetractedReport) -> ActBody:
    """Decide that what a report says counts no more, or counts again."""
    act = reviewing.retract_reviewed(desk.book, body.report, by=viewer.name, why=body.why, undo=body.again)
    return _told(desk, act)


@router.post("/acts/undo", status_code=201)
def undo(desk: DeskHere, viewer: Coder, body: UndoneAct) -> ActBody:
    """Take back an act; who may do what it did may take it back."""
    act = get_act(desk.book, body.act)
    need(viewer, needed_for_undo(act))
    return _told(desk, reviewing.undo(desk.book, act.id, by=viewer.name, why=body.why))


# Second codings -------------------------------------------------------------------------------------------------------


@router.get("/assignments")
def list_assignments(
    desk: DeskHere, viewer: Coder, coder: Annotated[str, Query(max_length=100, description="Only this person's.")] = ""
) -> list[AssignmentBody]:
    """The assignments of a person, or all."""
    del viewer
    return [AssignmentBody.of(one) for one in assignments(desk.book, coder)]


@router.post("/assignments", status_code=201)
def make_assignment(desk: DeskHere, viewer: Editor, body: Asked) -> AssignmentBody:
    """Ask a person to code a report without seeing what others made of it."""
    return AssignmentBody.of(assign(desk.book, body.report, body.coder, by=viewer.name))


@router.post("/assignments/withdraw")
def withdraw_assignment(desk: DeskHere, viewer: Editor, body: Asked) -> AssignmentBody:
    """Ask a person no more."""
    return AssignmentBody.of(withdraw(desk.book, body.report, body.coder, by=viewer.name))


@router.get("/assignments/{report}")
def blind_view(desk: DeskHere, viewer: Coder, report: _ReportId) -> BlindView:
    """A report that you are asked to code: its text, and nothing that anybody else made of it."""
    found = assigned_report(desk.book, report, viewer.name)
    told = [IncidentBody.of(one) for one in found.incidents] if found.coding is not None else None
    return BlindView(
        assignment=AssignmentBody.of(found.assignment),
        text=found.report.text,
        title=found.report.title,
        published=str(found.report.published or ""),
        language=found.report.language,
        coding=DraftBody(incidents=told) if told is not None else None,
    )


@router.post("/assignments/{report}/submit")
def hand_in(desk: DeskHere, viewer: Coder, report: _ReportId, body: DraftBody) -> AssignmentBody:
    """Hand in your coding of a report; one that you handed in before is replaced."""
    return AssignmentBody.of(submit(desk.book, report, viewer.name, body.read()))


@router.get("/agreement")
def show_agreement(desk: DeskHere, viewer: Reader) -> dict[str, AgreementBody]:
    """How far coders agree on each field, and under `mention` on which incidents there are."""
    del viewer
    return {
        name: AgreementBody(alpha=one.alpha, low=one.low, high=one.high, pairs=one.pairs)
        for name, one in agreement(desk.book).items()
    }


# Places ---------------------------------------------------------------------------------------------------------------


@router.get("/places")
def look_up_place(
    viewer: Reader,
    name: Annotated[str, Query(min_length=1, max_length=200, description="What the place is called.")],
    country: Annotated[str, Query(max_length=2, description="Only in this country, two letters.")] = "",
) -> list[FoundPlace]:
    """The places of a name, the most prominent first."""
    del viewer
    return [
        FoundPlace(key=key_of_candidate(one), place=to_json(one), words=candidate_words(one))
        for one in find_candidates(name, country)
    ]
