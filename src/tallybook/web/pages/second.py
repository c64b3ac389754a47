"""Two-coder mode: reports that people are asked to code from the text alone, the form for it, and the agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tallybook.errors import TallybookError
from tallybook.model import AssignmentState, Field
from tallybook.service import get_report
from tallybook.service.second_coding import (
    agreement,
    assign,
    assigned_report,
    assignments,
    submit,
    withdraw,
)
from tallybook.web.desk import DeskHere
from tallybook.web.drafting import Draft, draft_page, read_draft, step
from tallybook.web.errors import status_of
from tallybook.web.pages.correct import form_words, looked_up
from tallybook.web.pages.review import SentHere
from tallybook.web.templating import page
from tallybook.web.value_words import FIELD_LABELS
from tallybook.web.viewer import Coder, Editor, Reader, Role

if TYPE_CHECKING:
    from tallybook.model import Assignment
    from tallybook.service.second_coding import AssignedReport
    from tallybook.web.desk import Desk
    from tallybook.web.value_form import Given
    from tallybook.web.viewer import Viewer

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_NOTES = {
    "asked": "The report is assigned.",
    "withdrawn": "The person is asked no more.",
    "handed-in": "Your coding was handed in.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An assignment with what its report is called."""

    assignment: Assignment
    title: str


@router.get("/review/second")
def show_assignments(
    request: Request, desk: DeskHere, viewer: Coder, note: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """The assignments, and the form that asks for another."""
    return _list(request, desk, viewer, {}, note=_NOTES.get(note, ""))


@router.post("/review/second")
def do_assign(request: Request, desk: DeskHere, viewer: Editor, sent: SentHere) -> Response:
    """Ask a person to code a report."""
    given = {name: value.strip() for name, value in sent.plain.items()}
    try:
        assign(desk.book, given.get("report", ""), given.get("coder", ""), by=viewer.name)
    except TallybookError as error:
        return _list(request, desk, viewer, given, error=error)
    return RedirectResponse("/review/second?note=asked", 303)


@router.post("/review/second/withdraw")
def do_withdraw(request: Request, desk: DeskHere, viewer: Editor, sent: SentHere) -> Response:
    """Ask a person no more to code a report."""
    try:
        withdraw(desk.book, sent.get("report"), sent.get("coder"), by=viewer.name)
    except TallybookError as error:
        return _list(request, desk, viewer, {}, error=error)
    return RedirectResponse("/review/second?note=withdrawn", 303)


def _list(
    request: Request,
    desk: Desk,
    viewer: Viewer,
    given: Given,
    *,
    note: str = "",
    error: TallybookError | None = None,
) -> Response:
    found = sorted(assignments(desk.book), key=lambda one: (one.coder != viewer.name, -one.id))
    texts = {id_: get_report(desk.book, id_) for id_ in {one.report for one in found}}
    titles = {id_: one.title or one.text.strip().splitlines()[0][:120] for id_, one in texts.items()}
    values = {
        "rows": [Row(one, titles[one.report]) for one in found],
        "me": viewer.name,
        "editor": viewer.role.covers(Role.EDITOR),
        "given": given,
        "note": note,
        "problem": str(error) if error else "",
        "this": "/review/second",
    }
    return page(request, "review_second.html", values, **({"status": status_of(error)} if error else {}))


@router.get("/review/agreement")
def show_agreement(request: Request, desk: DeskHere, viewer: Reader) -> Response:
    """How far coders agree, field by field."""
    del viewer
    found = agreement(desk.book)
    rows = [(_name(field), one) for field, one in found.items()]
    values = {"rows": rows, "any_pairs": any(one.pairs for _, one in rows), "this": "/review/agreement"}
    return page(request, "review_agreement.html", values)


def _name(field: str) -> str:
    return "Whether there is an incident" if field == "mention" else FIELD_LABELS[Field(field)]


# Coding ---------------------------------------------------------------------------------------------------------------


@router.get("/review/second/{report}")
def show_coding(request: Request, desk: DeskHere, viewer: Coder, report: str) -> Response:
    """The text of a report and a form to code it; nothing that anybody else made of it."""
    asked = assigned_report(desk.book, report, viewer.name)
    return _form(request, asked, Draft(asked.report, {}, asked.incidents))


@router.post("/review/second/{report}")
def do_coding(request: Request, desk: DeskHere, viewer: Coder, report: str, sent: SentHere) -> Response:
    """Take one step with the form, or hand the coding in."""
    asked = assigned_report(desk.book, report, viewer.name)
    draft = read_draft(asked.report, sent.plain)
    if draft.given.get("do") != "submit" or draft.problem:
        return _form(request, asked, draft if draft.problem else step(draft))
    try:
        submit(desk.book, asked.report.id, viewer.name, draft.incidents)
    except TallybookError as error:
        return _form(request, asked, draft.told(str(error)))
    return RedirectResponse("/review/second?note=handed-in", 303)


def _form(request: Request, asked: AssignedReport, draft: Draft) -> Response:
    state = "open" if asked.assignment.state is AssignmentState.OPEN else "done"
    candidates, problem = looked_up(draft.given)
    values = {"blind": True, "state": state, "next": "/review/second", **form_words(), "candidates": candidates}
    return draft_page(request, draft.told(draft.problem or problem), values)
