"""The page of one incident: what is published of it, beside the reports and the words that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tallybook._version import __version__
from tallybook.errors import IncidentWithdrawnError, RecordNotFoundError
from tallybook.model import EventKind, Field, value_from_json
from tallybook.service import get_incident, history
from tallybook.service.evidence import surroundings
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import DeskHere
from tallybook.web.marking import Words, folded, marked
from tallybook.web.pages.review import done_of
from tallybook.web.record import make_record
from tallybook.web.templating import page
from tallybook.web.viewer import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tallybook.model import IncidentEvent, Report, Statement, Value
    from tallybook.service import History, IncidentView
    from tallybook.service.blinding import Hidden
    from tallybook.service.evidence import Surroundings
    from tallybook.web.desk import Desk
    from tallybook.web.marking import Block

__all__ = ["Change", "Told", "router", "told_changes"]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Told:
    """One report with its text in runs of paragraphs that can be folded or not."""

    report: Report
    voice: str
    same_voice: int
    runs: tuple[tuple[bool, tuple[Block, ...]], ...]
    statements: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one event changed in one field: the values that went and those that came."""

    field: str
    gone: tuple[Value, ...]
    came: tuple[Value, ...]


@router.get("/incidents/{incident}")
def show_incident(
    request: Request, incident: str, desk: DeskHere, viewer: Reader, done: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> Response:
    """One incident with its evidence; `?print=1` opens everything that is folded, `done` tells of an act."""
    try:
        view = get_incident(desk.book, incident)
    except IncidentWithdrawnError as error:
        return _withdrawn(request, desk, incident, error)
    if incident not in {view.incident.id, view.asked}:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/incidents/{view.asked or view.incident.id}{query}")
    record = make_record(view)
    around = _seen(surroundings(desk.book, view), hidden_here(request))
    happened = _history(desk, view.incident.id)
    way = _history(desk, view.asked) if view.asked else None
    return page(
        request,
        "incident.html",
        {
            "view": view,
            "incident": view.incident,
            "done": done_of(desk, viewer, done),
            "this": f"/incidents/{view.incident.id}",
            "record": record,
            "homes": record.homes | _relations(view, around),
            "around": around,
            "told": _told(view),
            "happened": happened,
            "changes": told_changes(happened.events) if happened else {},
            "way": way,
            "opened": "print" in request.query_params,
            "address": f"{request.base_url}incidents/{view.incident.id}",
            "revision": happened.events[-1].id if happened and happened.events else 0,
            "book": desk.settings.book.stem,
            "version": __version__,
            "today": datetime.now(UTC).date(),
        },
    )


def _seen(around: Surroundings, hidden: Hidden) -> Surroundings:
    """The surroundings without incidents that this person must not see yet."""
    return replace(
        around,
        related=tuple(one for one in around.related if one.incident.id not in hidden.incidents),
        questions=tuple(one for one in around.questions if not hidden.has(one.incidents)),
    )


def _relations(view: IncidentView, around: Surroundings) -> dict[str, str]:
    """Statements on other incidents are shown where these are listed."""
    listed = view.statements if around.related else ()
    return {statement.id: "related" for statement in listed if statement.field is Field.MENTION_RELATION}


def _withdrawn(request: Request, desk: Desk, incident: str, error: IncidentWithdrawnError) -> Response:
    happened = _history(desk, incident)
    values = {
        "message": str(error).split("; `tallybook", maxsplit=1)[0],
        "named": happened.incident if happened else incident,
        "happened": happened,
        "changes": told_changes(happened.events) if happened else {},
    }
    return page(request, "incident_gone.html", values, status=HTTPStatus.GONE)


def _history(desk: Desk, incident: str) -> History | None:
    """What happened to an incident; None where it was never published, so that nothing did."""
    try:
        return history(desk.book, incident)
    except (RecordNotFoundError, IncidentWithdrawnError):
        return None


def _told(view: IncidentView) -> tuple[Told, ...]:
    """The reports, earliest publication first, undated ones last."""
    by_report: dict[str, list[Statement]] = {}
    for statement in view.statements:
        by_report.setdefault(statement.report, []).append(statement)
    voices = list(view.voices.values())
    found = []
    for report in sorted(view.reports, key=lambda one: (one.published is None, str(one.published), one.id)):
        statements = by_report.get(report.id, [])
        blocks = marked(report.text, (Words(one.span.start, one.span.end, one.id) for one in statements))
        voice = view.voices.get(report.id, report.id)
        found.append(Told(report, voice, voices.count(voice), folded(blocks), len(statements)))
    return tuple(found)


def told_changes(events: Iterable[IncidentEvent]) -> Mapping[int, tuple[Change, ...]]:
    """By the number of an event, the fields whose values it changed."""
    kinds = {EventKind.VALUES_CHANGED, EventKind.RULES_CHANGED}
    found: dict[int, tuple[Change, ...]] = {}
    for event in events:
        if event.kind not in kinds:
            continue
        changes = []
        for field, sides in event.data.get("fields", {}).items():
            old, new = ([entry["value"] for entry in sides[side]] for side in ("old", "new"))
            gone = tuple(value_from_json(value) for value in old if value not in new)
            came = tuple(value_from_json(value) for value in new if value not in old)
            changes.append(Change(field, gone, came))
        found[event.id] = tuple(changes)
    return found
