"""The acts of review as forms send them: which role each needs, what it reads, and what was done in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallybook.errors import ForbiddenError, UsageError
from tallybook.model import Act, ActKind, DateRange, DateValue, IncidentStatus, PlaceValue
from tallybook.service import reviewing
from tallybook.service.review_context import get_act, look_at, root_kind
from tallybook.web.value_form import read_value
from tallybook.web.viewer import Role
from tallybook.web.wording import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tallybook.model import Value
    from tallybook.service.review_context import ToldStatement
    from tallybook.web.desk import Desk
    from tallybook.web.viewer import Viewer

__all__ = ["EDITOR_ACTS", "FORM_ACTS", "Sent", "act_words", "ids_of_act", "need", "needed_for_undo", "perform"]

FORM_ACTS = ("accept", "reject", "resolve", "merge", "apart", "split", "status", "retract", "undo")
"""What a form can ask for at /review/acts/NAME. Corrections and additions have pages of their own."""

EDITOR_ACTS = frozenset({"merge", "apart", "split", "status", "retract"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: each field with all of its values."""

    fields: Mapping[str, Sequence[str]]

    def get(self, name: str) -> str:
        """The first value of a field, empty where it was not sent."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        """The values of a field that are not empty."""
        return [one for one in self.fields.get(name, ()) if one]

    @property
    def plain(self) -> dict[str, str]:
        """Each field with its first value."""
        return {name: self.get(name) for name in self.fields}


def need(viewer: Viewer, role: Role) -> None:
    """Raise ForbiddenError unless the person has this role."""
    if not viewer.role.covers(role):
        raise ForbiddenError(f"This needs the role {role.value}, and {viewer.name} is a {viewer.role.value}.")


def needed_for_undo(act: Act) -> Role:
    """Who may take back an act: those who may do what it did."""
    return Role.EDITOR if root_kind(act) in EDITOR_ACTS else Role.CODER


def perform(desk: Desk, viewer: Viewer, name: str, sent: Sent) -> Act:
    """Do what a form asks for. Raises ForbiddenError, and the errors of the act."""
    need(viewer, Role.EDITOR if name in EDITOR_ACTS else Role.CODER)
    by, why = viewer.name, sent.get("why").strip()
    match name:
        case "accept":
            return reviewing.accept(desk.book, sent.all("statement"), by=by, why=why)
        case "reject":
            return reviewing.reject(desk.book, sent.all("statement"), by=by, why=why)
        case "resolve":
            return _resolve(desk, sent, by, why)
        case "merge":
            return reviewing.merge_reviewed(desk.book, sent.all("incident"), by=by, why=why)
        case "apart":
            incidents = sent.all("incident")
            if len(incidents) != 2:
                raise UsageError("Name the two incidents that are not one.")
            return reviewing.keep_apart_reviewed(desk.book, *incidents, by=by, why=why)
        case "split":
            return reviewing.split_reviewed(desk.book, sent.get("incident"), sent.all("mention"), by=by, why=why)
        case "status":
            status = sent.get("status")
            if status not in list(IncidentStatus):
                raise UsageError(f"There is no status {status!r}; it is one of {', '.join(IncidentStatus)}.")
            return reviewing.set_status(desk.book, sent.get("incident"), status, by=by, why=why)
        case "retract":
            again = sent.get("again") == "yes"
            return reviewing.retract_reviewed(desk.book, sent.get("report"), by=by, why=why, undo=again)
        case "undo":
            return _undo(desk, viewer, sent.get("act"), why)
        case _:
            raise UsageError(f"There is no act called {name!r}.")


def _undo(desk: Desk, viewer: Viewer, number: str, why: str) -> Act:
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise UsageError(f"An act has a number, not {number!r}; the list of acts has it.")
    act = get_act(desk.book, int(number))
    need(viewer, needed_for_undo(act))
    return reviewing.undo(desk.book, act.id, by=viewer.name, why=why)


def _resolve(desk: Desk, sent: Sent, by: str, why: str) -> Act:
    """Correct a date or place that was not resolved to one of its candidates, by number, or to what was typed."""
    named = sent.get("statement")
    told = look_at(desk.book, [named]).get(named)
    if told is None:
        raise UsageError("Name the statement that is to be resolved.")
    old, choice = told.statement.value, sent.get("choice")
    value: Value
    if choice.isascii() and choice.isdecimal() and len(choice) < 4 and isinstance(old, DateValue | PlaceValue):
        candidates: Sequence[object] = old.candidates
        if int(choice) >= len(candidates):
            raise UsageError("Choose one of the candidates that are shown.")
        value = _resolved(old, int(choice))
    elif choice == "other" and isinstance(old, DateValue):
        value = read_value(told.statement.field, {**sent.plain, "time_of_day": old.time_of_day}, old)
    else:
        raise UsageError("Choose which of the candidates is meant, or give another.")
    return reviewing.correct(desk.book, named, value=value, by=by, why=why)


def _resolved(old: DateValue | PlaceValue, number: int) -> Value:
    if isinstance(old, DateValue):
        found: DateRange = old.candidates[number]
        return replace(old, range=found, reason="", candidates=())
    place = old.candidates[number]
    return PlaceValue(old.name, place.kind, place)


def ids_of_act(act: Act) -> list[str]:
    """The ids of everything that an act is about."""
    told = [value for value in act.data.values() if isinstance(value, list | tuple)]
    return [act.incident, act.report, *(one for value in told for one in value if isinstance(one, str))]


# In words -------------------------------------------------------------------------------------------------------------


def act_words(act: Act, told: Mapping[str, ToldStatement] | None = None) -> str:
    """What an act did, without who did it: "rejected the date". `told`: the statements it is about, where known."""
    fields = _fields(act, told or {})
    match act.kind:
        case ActKind.ACCEPT:
            return f"accepted {fields}"
        case ActKind.REJECT:
            return f"rejected {fields}"
        case ActKind.CORRECT:
            return f"corrected {fields}"
        case ActKind.ADD:
            return f"added {'an incident' if act.data.get('mentions') else fields}"
        case ActKind.MERGE:
            return f"joined {len(act.data.get('incidents', ()))} incidents to one"
        case ActKind.APART:
            return "decided that two incidents are not one"
        case ActKind.SPLIT:
            return "split an incident in two"
        case ActKind.STATUS:
            new, old = act.data.get("new", "machine"), act.data.get("old", "machine")
            same = "found that it is still" if new == old else "set the status to"
            return f"{same} {STATUSES[new].lower()}"
        case ActKind.RETRACT:
            return "retracted a report" if act.data.get("withdrawn") else "let a report count again"
        case ActKind.UNDO:
            return f"took back the act {act.undoes}"


def _fields(act: Act, told: Mapping[str, ToldStatement]) -> str:
    ids = [*act.data.get("statements", ()), *act.data.get("rejected", ()), *act.data.get("added", ())]
    names = list(dict.fromkeys(told[id_].statement.field.replace("_", " ") for id_ in ids if id_ in told))
    if not names:
        return "a value" if len(ids) == 1 else f"{len(ids)} statements"
    return "the " + " and the ".join(names)
