"""Correcting a statement, adding a value to a mention, and adding an incident, each beside the text of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tallybook.codebook import load_codebook
from tallybook.errors import RecordNotFoundError, TallybookError, UsageError
from tallybook.model import Field
from tallybook.service import get_report
from tallybook.service.review_context import look_at, mention_in_report, other_rows
from tallybook.service.reviewing import add_incident, add_value, correct
from tallybook.web.desk import DeskHere
from tallybook.web.drafting import Draft, draft_page, read_draft, step
from tallybook.web.errors import status_of
from tallybook.web.pages.review import SentHere, back_to, safe_address
from tallybook.web.place_lookup import find_candidates, key_of_candidate
from tallybook.web.review_shapes import check_small_codes
from tallybook.web.templating import page
from tallybook.web.value_form import EDITED, SCHEMES, candidates_of, form_of, read_new_value
from tallybook.web.viewer import Coder

if TYPE_CHECKING:
    from tallybook.model import Act, Mention, PlaceCandidate, Report, Statement
    from tallybook.service.reviewing import NewValue
    from tallybook.web.desk import Desk
    from tallybook.web.value_form import Given

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_Id = Annotated[str, Query(min_length=1, max_length=60)]
_Next = Annotated[str, Query(max_length=2000)]


def _statement(desk: Desk, given: str) -> tuple[Statement, Report]:
    told = look_at(desk.book, [given]).get(given)
    if told is None:
        raise RecordNotFoundError(f"There is no statement {given!r} in this book; look at the incident again.")
    if told.statement.field not in EDITED:
        raise UsageError("A relation is accepted or rejected, and not corrected by hand.")
    return told.statement, told.report


@router.get("/review/correct")
def show_correct(
    request: Request, desk: DeskHere, viewer: Coder, statement: _Id, back: Annotated[_Next, Query(alias="next")] = ""
) -> Response:
    """The form that puts another value in the place of a statement."""
    del viewer
    old, report = _statement(desk, statement)
    return _form(request, desk, report, old.field, form_of(old, report.text), old=old, back=back)


@router.post("/review/correct")
def do_correct(request: Request, desk: DeskHere, viewer: Coder, statement: _Id, sent: SentHere) -> Response:
    """Correct the statement, or look a place up; what cannot be done is told with what was typed."""
    old, report = _statement(desk, statement)
    given = sent.plain
    back = given.get("next", "")
    if given.get("do") == "lookup":
        return _form(request, desk, report, old.field, given, old=old, back=back)
    try:
        new = _read(old.field, report, given, old)
        _check_total(desk, new, old.mention, old)
        act = correct(
            desk.book,
            old.id,
            value=new.value,
            span=new.span,
            stance=new.stance,
            speaker=new.speaker,
            speaker_span=new.speaker_span,
            by=viewer.name,
            why=given.get("why", "").strip(),
        )
    except TallybookError as error:
        return _form(request, desk, report, old.field, given, old=old, back=back, error=error)
    return _home(act, back)


def _read(field: Field, report: Report, given: Given, old: Statement | None) -> NewValue:
    new = read_new_value(field, report.text, given, old.value if old is not None else None)
    check_small_codes(new.value)
    return new


def _check_total(desk: Desk, new: NewValue, mention: str, old: Statement | None = None) -> None:
    """Refuse a figure that is part of one that its mention does not tell."""
    total = getattr(new.value, "total", "")
    known = {one.id for one in other_rows(desk.book, mention, old.id if old is not None else "")}
    if total and total not in known and total != getattr(old and old.value, "total", ""):
        raise UsageError("Choose the figure that it is counted in among those of the same incident in this report.")


def _home(act: Act, back: str) -> Response:
    here = f"/incidents/{act.incident}" if act.incident else "/review"
    return RedirectResponse(back_to(safe_address(back, here), act.id), 303)


def _field(given: str) -> Field:
    try:
        field = Field(given or EDITED[0])
    except ValueError:
        raise UsageError(f"There is no field {given!r}.") from None
    if field not in EDITED:
        raise UsageError("A relation is accepted or rejected, and not added by hand.")
    return field


@router.get("/review/value")
def show_value(
    request: Request,
    desk: DeskHere,
    viewer: Coder,
    mention: _Id,
    field: Annotated[str, Query(max_length=40)] = "",
    back: Annotated[_Next, Query(alias="next")] = "",
) -> Response:
    """The form that adds a value to what a mention says."""
    del viewer
    marked, report = mention_in_report(desk.book, mention)
    return _form(request, desk, report, _field(field), {}, mention=marked, back=back)


@router.post("/review/value")
def do_value(request: Request, desk: DeskHere, viewer: Coder, mention: _Id, sent: SentHere) -> Response:
    """Add the value, or show the form of another field; what cannot be done is told with what was typed."""
    marked, report = mention_in_report(desk.book, mention)
    given = sent.plain
    field, back = _field(given.get("field", "")), given.get("next", "")
    if given.get("do") in {"lookup", "choose"}:
        return _form(request, desk, report, field, given, mention=marked, back=back)
    try:
        new = _read(field, report, given, None)
        _check_total(desk, new, marked.id)
        act = add_value(
            desk.book,
            marked.id,
            field,
            new.value,
            new.span,
            stance=new.stance,
            speaker=new.speaker,
            speaker_span=new.speaker_span,
            by=viewer.name,
            why=given.get("why", "").strip(),
        )
    except TallybookError as error:
        return _form(request, desk, report, field, given, mention=marked, back=back, error=error)
    return _home(act, back)


def _form(
    request: Request,
    desk: Desk,
    report: Report,
    field: Field,
    given: Given,
    *,
    old: Statement | None = None,
    mention: Mention | None = None,
    back: str = "",
    error: TallybookError | None = None,
) -> Response:
    candidates, problem = looked_up(given, old)
    marked = old.mention if old is not None else mention.id if mention is not None else ""
    values: dict[str, Any] = {
        "report": report,
        "old": old,
        "field": field,
        "given": given,
        "candidates": candidates,
        "rows": other_rows(desk.book, marked, old.id if old else "") if field is Field.CASUALTIES else (),
        "problem": str(error) if error else problem,
        "this": request.url.path + (f"?statement={old.id}" if old else f"?mention={marked}"),
        "next": safe_address(back),
        **form_words(),
    }
    return page(request, "review_correct.html", values, **({"status": status_of(error)} if error else {}))


def form_words() -> dict[str, Any]:
    """What the form of a value needs in any template."""
    return {
        "codebook": load_codebook(),
        "schemes": SCHEMES,
        "edited": EDITED,
        "key_of_candidate": key_of_candidate,
    }


def looked_up(given: Given, old: Statement | None = None) -> tuple[tuple[PlaceCandidate, ...], str]:
    """The places to choose from: those that the statement had, and those that were looked up; and what was wrong."""
    found = {key_of_candidate(one): one for one in candidates_of(old.value if old is not None else None)}
    name = given.get("place_search", "") or given.get("place_name", "")
    try:
        more = find_candidates(name, given.get("place_country", ""))
    except UsageError as error:
        return tuple(found.values()), str(error)
    found |= {key_of_candidate(one): one for one in more}
    return tuple(found.values()), ""


# An incident that nobody found ----------------------------------------------------------------------------------------


@router.get("/review/add")
def show_add(
    request: Request, desk: DeskHere, viewer: Coder, report: _Id, back: Annotated[_Next, Query(alias="next")] = ""
) -> Response:
    """The form that adds an incident to a report by hand."""
    del viewer
    found = get_report(desk.book, report)
    return _draft(request, Draft(found, {"next": back}))


@router.post("/review/add")
def do_add(request: Request, desk: DeskHere, viewer: Coder, report: _Id, sent: SentHere) -> Response:
    """Take one step with the form: words, a value, or all of it."""
    draft = read_draft(get_report(desk.book, report), sent.plain)
    if draft.given.get("do") != "submit":
        return _draft(request, step(draft))
    try:
        if draft.problem:
            return _draft(request, draft)
        if not draft.incidents:
            raise UsageError("Mark the words that name the incident first.")
        one = draft.incidents[0]
        why = draft.given.get("why", "").strip()
        act = add_incident(desk.book, draft.report.id, one.anchor, one.values, by=viewer.name, why=why)
    except TallybookError as error:
        return _draft(request, draft.told(str(error)))
    return _home(act, draft.given.get("next", ""))


def _draft(request: Request, draft: Draft) -> Response:
    values = {"blind": False, "state": "", "next": safe_address(draft.given.get("next", ""), "/review")}
    candidates, problem = looked_up(draft.given)
    return draft_page(
        request, draft.told(draft.problem or problem), {**values, **form_words(), "candidates": candidates}
    )
