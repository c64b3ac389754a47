"""A coding on its way: incidents and values that a person puts together in a form, which carries them step by step.

Nothing is stored before it is handed in. What the form carries is checked like anything else that is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tallybook.errors import TallybookError, UsageError
from tallybook.model import Field, MentionKind
from tallybook.service.second_coding import SecondIncident
from tallybook.web.review_shapes import DraftBody, IncidentBody, check_small_codes
from tallybook.web.templating import page
from tallybook.web.value_form import EDITED, read_new_value, read_span

if TYPE_CHECKING:
    from fastapi import Request, Response

    from tallybook.model import Report
    from tallybook.web.value_form import Given

__all__ = ["Draft", "draft_page", "read_draft", "step"]

_KEPT = ("next", "why", "field", "to")
"""What stays in the form when a value was added to the draft."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The incidents so far, what stands in the form, and what was wrong with the last step."""

    report: Report
    given: Given = field(default_factory=dict)
    incidents: tuple[SecondIncident, ...] = ()
    problem: str = ""

    def told(self, problem: str) -> Draft:
        """The same with word of what is wrong."""
        return replace(self, problem=problem)

    @property
    def field(self) -> Field:
        """The field whose form is shown."""
        known = [one for one in EDITED if one.value == self.given.get("field", "")]
        return known[0] if known else EDITED[0]


def read_draft(report: Report, given: Given) -> Draft:
    """The draft that a form carries. One that cannot be read is empty, and says so."""
    carried = given.get("draft", "")
    try:
        incidents = DraftBody.model_validate_json(carried).read() if carried else ()
        for one in incidents:
            one.anchor.of(report.text)
            for value in one.values:
                value.span.of(report.text)
    except (ValidationError, TallybookError):
        return Draft(report, given, (), "What you had put together could not be read; begin again.")
    return Draft(report, given, incidents)


def step(draft: Draft) -> Draft:
    """The draft after the button that was pressed. What is wrong is told, and what was typed stays."""
    name, _, rest = draft.given.get("do", "").partition(":")
    try:
        match name:
            case "incident":
                return _with_incident(draft)
            case "add":
                return _with_value(draft)
            case "drop":
                return _without(draft, rest)
            case _:  # another field, or a place that is looked up
                return draft
    except TallybookError as error:
        return draft.told(str(error))


def _with_incident(draft: Draft) -> Draft:
    anchor = read_span(draft.report.text, draft.given, "anchor_")
    kind = draft.given.get("kind", "") or MentionKind.REPORTED.value
    if kind not in list(MentionKind):
        raise UsageError(f"There is no kind of mention called {kind!r}.")
    if any(one.anchor == anchor and one.kind == kind for one in draft.incidents):
        raise UsageError("An incident is marked at these words already; mark each at words of its own.")
    given = {name: value for name, value in draft.given.items() if name in _KEPT and name != "to"}
    return Draft(draft.report, given, (*draft.incidents, SecondIncident(anchor, (), MentionKind(kind))))


def _with_value(draft: Draft) -> Draft:
    number = _index(draft.given.get("to", "0"), len(draft.incidents))
    new = read_new_value(draft.field, draft.report.text, draft.given)
    check_small_codes(new.value)
    if getattr(new.value, "total", ""):
        raise UsageError("A figure that is counted in another one is added to the incident when that is there.")
    incidents = list(draft.incidents)
    one = incidents[number]
    incidents[number] = replace(one, values=(*one.values, new))
    given = {name: value for name, value in draft.given.items() if name in _KEPT}
    return Draft(draft.report, given, tuple(incidents))


def _without(draft: Draft, which: str) -> Draft:
    first, _, second = which.partition(":")
    incidents = list(draft.incidents)
    number = _index(first, len(incidents))
    if second:
        values = list(incidents[number].values)
        del values[_index(second, len(values))]
        incidents[number] = replace(incidents[number], values=tuple(values))
    else:
        del incidents[number]
    return replace(draft, incidents=tuple(incidents))


def _index(typed: str, length: int) -> int:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else length
    if number >= length:
        raise UsageError("Mark the incident first.")
    return number


def draft_page(request: Request, draft: Draft, values: dict[str, Any]) -> Response:
    """The page of a draft; with a problem, as an answer that says so."""
    told = {
        "report": draft.report,
        "given": draft.given,
        "draft": draft.incidents,
        "draft_json": DraftBody(incidents=[IncidentBody.of(one) for one in draft.incidents]).model_dump_json(),
        "field": draft.field,
        "problem": draft.problem,
        "this": request.url.path + (f"?report={draft.report.id}" if "report" in request.query_params else ""),
    }
    status = HTTPStatus.BAD_REQUEST if draft.problem else HTTPStatus.OK
    return page(request, "review_draft.html", {**values, **told}, status=status)
