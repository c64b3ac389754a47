"""The queue of what waits for a person, the acts that its cards send, and the list of what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from tallybook.errors import RecordNotFoundError, TallybookError
from tallybook.model import ActKind
from tallybook.service.queue import QueueKind, review_queue
from tallybook.service.review_context import get_act, look_at
from tallybook.service.reviewing import acts
from tallybook.web.acting import FORM_ACTS, Sent, act_words, ids_of_act, needed_for_undo, perform
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import DeskHere
from tallybook.web.errors import status_of
from tallybook.web.review_cards import around, make_card, make_side
from tallybook.web.templating import page
from tallybook.web.viewer import Coder, Editor, Reader, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallybook.model import Act
    from tallybook.service.review_context import ToldStatement
    from tallybook.web.desk import Desk
    from tallybook.web.viewer import Viewer

__all__ = ["SentHere", "back_to", "done_of", "router", "safe_address"]

router = APIRouter(include_in_schema=False)

_PAGE = 12
_ACTS = 50
_NAMES = {
    QueueKind.CONTRADICTION: "Contradictions",
    QueueKind.NEW_REPORTS: "Changed since",
    QueueKind.ADJUDICATE: "Second codings",
    QueueKind.UNCERTAIN_LINK: "Same incident?",
    QueueKind.FAILED_RESOLUTION: "Not resolved",
    QueueKind.LOW_SCORE: "Low scores",
}
_TITLES = {
    "accept": "accept",
    "reject": "reject",
    "resolve": "take this one",
    "merge": "same incident",
    "apart": "not the same",
    "split": "split",
    "status": "set the status",
    "retract": "retract",
    "undo": "take back",
}


async def _sent(request: Request) -> Sent:
    form = await request.form()
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields.setdefault(name, []).append(value)
    return Sent(fields)


SentHere = Annotated[Sent, Depends(_sent)]


def safe_address(given: str, otherwise: str = "/review") -> str:
    """An address of this desk, or the other one where somebody put another site's there."""
    plain = given.startswith("/") and not given.startswith("//") and "\\" not in given and given.isprintable()
    return given if plain else otherwise


def back_to(given: str, act: int = 0, then: str = "") -> str:
    """Where to go on after an act: to the page that it was sent from, at the next item, with word of what was done."""
    path, _, query = safe_address(given).partition("#")[0].partition("?")
    parts = [part for part in query.split("&") if part and not part.startswith("done=")]
    parts += [f"done={act}"] if act else []
    fragment = f"#{then}" if then.replace("-", "").isalnum() else ""
    return path + (f"?{'&'.join(parts)}" if parts else "") + fragment


@dataclass(frozen=True, slots=True)
class Done:
    """What was done just now, in words, and whether this person may take it back."""

    act: Act
    words: str
    may_undo: bool


def done_of(desk: Desk, viewer: Viewer, number: int) -> Done | None:
    """The act that the page before did; None where the number is none's, or another's than this person's."""
    try:
        act = get_act(desk.book, number) if number else None
    except RecordNotFoundError:
        return None
    if act is None or act.by != viewer.name:
        return None
    told = look_at(desk.book, _statements_of(act))
    return Done(act, f"You {act_words(act, told)}.", act.stands and viewer.role.covers(needed_for_undo(act)))


def _statements_of(act: Act) -> list[str]:
    return [id_ for name in ("statements", "rejected", "added") for id_ in act.data.get(name, ())]


# The queue ------------------------------------------------------------------------------------------------------------


@router.get("/review")
def show_queue(
    request: Request,
    desk: DeskHere,
    viewer: Reader,
    kind: Annotated[QueueKind | None, Query()] = None,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    done: Annotated[int, Query(ge=0, le=10**15)] = 0,
) -> Response:
    """What waits, a page at a time, of one kind or of all."""
    offset = (number - 1) * _PAGE
    found = review_queue(desk.book, [kind] if kind else (), limit=_PAGE + 1, offset=offset)
    counts = review_queue(desk.book, limit=0).counts if kind else found.counts
    items = found.items
    hidden = hidden_here(request)
    shown = [one for one in items[:_PAGE] if not hidden.has((one.incident, one.other, one.report, one.statement))]

    def address(to: int) -> str:
        query = ({"kind": kind.value} if kind else {}) | ({"page": to} if to > 1 else {})
        return "/review" + (f"?{urlencode(query)}" if query else "")

    values = {
        "kind": kind.value if kind else "",
        "kinds": [(one.value, _NAMES[one], counts[one]) for one in QueueKind],
        "names": _NAMES,
        "most": 10_000,
        "cards": [make_card(desk, item, viewer.name) for item in shown],
        "offset": offset,
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if len(items) > _PAGE else "",
        "this": address(number),
        "editor": viewer.role.covers(Role.EDITOR),
        "done": done_of(desk, viewer, done),
    }
    return page(request, "review.html", values)


@router.post("/review/acts/{name}")
def do_act(request: Request, desk: DeskHere, viewer: Coder, name: str, sent: SentHere) -> Response:
    """Do what a form asks for, and go back to the page that it was on; what cannot be done is told with the form."""
    if name not in FORM_ACTS:
        raise RecordNotFoundError(f"There is no act called {name!r}.")
    try:
        act = perform(desk, viewer, name, sent)
    except TallybookError as error:
        values = {
            "problem": str(error),
            "name": name,
            "title": _TITLES[name],
            "sent": sent,
            "next": safe_address(sent.get("next")),
            "this": "",
        }
        return page(request, "review_again.html", values, status=status_of(error))
    return RedirectResponse(back_to(sent.get("next"), act.id, sent.get("then")), 303)


# What was done --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """An act in the list: what it did in words, with the values that it set aside and those that it brought."""

    act: Act
    words: str
    before: tuple[ToldStatement, ...]
    after: tuple[ToldStatement, ...]
    may_undo: bool


@router.get("/review/acts")
def show_acts(
    request: Request,
    desk: DeskHere,
    viewer: Reader,
    incident: Annotated[str, Query(max_length=60)] = "",
    before: Annotated[int | None, Query(ge=1, le=10**15)] = None,
    done: Annotated[int, Query(ge=0, le=10**15)] = 0,
) -> Response:
    """What people did, newest first: in the book, or on one incident."""
    found = acts(desk.book, incident, _ACTS + 1, before)
    told = look_at(desk.book, [id_ for act in found for id_ in _statements_of(act)])
    hidden = hidden_here(request)
    query = {"incident": incident} if incident else {}
    earlier = urlencode(query | {"before": found[_ACTS - 1].id}) if len(found) > _ACTS else ""
    values = {
        "rows": [_row(act, told, viewer) for act in found[:_ACTS] if not hidden.has(ids_of_act(act))],
        "incident": incident,
        "after": f"/review/acts?{earlier}" if earlier else "",
        "this": "/review/acts" + (f"?{urlencode(query)}" if query else ""),
        "done": done_of(desk, viewer, done),
    }
    return page(request, "review_acts.html", values)


def _row(act: Act, told: Mapping[str, ToldStatement], viewer: Viewer) -> Row:
    def known(name: str) -> tuple[ToldStatement, ...]:
        return tuple(told[id_] for id_ in act.data.get(name, ()) if id_ in told)

    judged = known("statements")
    gone, came = known("rejected"), known("added")
    if act.kind is ActKind.REJECT:
        gone = judged
    elif act.kind is ActKind.ACCEPT:
        came = judged
    return Row(act, act_words(act, told), gone, came, viewer.role.covers(needed_for_undo(act)))


# Joining and splitting by hand ----------------------------------------------------------------------------------------


@router.get("/review/merge")
def show_pair(
    request: Request,
    desk: DeskHere,
    viewer: Editor,
    incident: Annotated[str, Query(max_length=60)],
    other: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Two incidents side by side, to say that they are one or that they are not."""
    del viewer
    first, second = make_side(desk, incident), make_side(desk, other.strip())
    if first is None:
        raise RecordNotFoundError(f"There is no incident {incident!r}.")
    missing = bool(other.strip()) and second is None
    values = {
        "splitting": False,
        "sides": [first, *([second] if second else [])],
        "other": other,
        "problem": f"There is no incident {other!r}." if missing else "",
        "this": "/review",
    }
    return page(request, "review_pair.html", values)


@router.get("/review/split")
def show_split(
    request: Request, desk: DeskHere, viewer: Editor, incident: Annotated[str, Query(max_length=60)]
) -> Response:
    """The mentions of an incident, to say which of them are another incident."""
    del viewer
    side = make_side(desk, incident)
    if side is None:
        raise RecordNotFoundError(f"There is no incident {incident!r}.")
    mentions = [(one, around(side.view.report(one.report), one.anchor)) for one in side.view.mentions]
    only = "It is told by one mention alone, so that there is nothing to split." if len(mentions) < 2 else ""
    values = {"splitting": True, "sides": [side], "mentions": mentions, "problem": only, "this": "/review"}
    return page(request, "review_pair.html", values)
