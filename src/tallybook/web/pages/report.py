"""The page of one report, with everything that was coded of it, and the list of reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tallybook.model import Stance
from tallybook.service.evidence import list_reports, read_report
from tallybook.web.desk import DeskHere
from tallybook.web.marking import Words, marked
from tallybook.web.pages.review import done_of
from tallybook.web.templating import page
from tallybook.web.viewer import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.model import Incident, Mention, Statement
    from tallybook.service.evidence import ReportView

__all__ = ["Filter", "Marks", "router", "safe_link"]

router = APIRouter(include_in_schema=False)

_PAGE = 50
_COLOURS = 6
_NO_SPEAKER = "the report itself"


@dataclass(frozen=True, slots=True)
class Marks:
    """One mention with its letter, the number of its colour from 1, its statements, and its incident if it has one."""

    letter: str
    colour: int
    mention: Mention | None
    statements: tuple[Statement, ...]
    incident: Incident | None


@router.get("/reports")
def show_reports(
    request: Request,
    desk: DeskHere,
    _: Reader,
    title: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """The reports of the book, newest publication first, a page at a time."""
    found = list_reports(desk.book, title, offset=(number - 1) * _PAGE, limit=_PAGE)
    pages = max(1, -(-found.count // _PAGE))

    def address(to: int) -> str:
        return "/reports?" + urlencode(({"title": title} if title else {}) | {"page": to})

    values = {
        "reports": found.reports,
        "count": found.count,
        "title": title,
        "number": number,
        "pages": pages,
        "first": (number - 1) * _PAGE + 1,
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number < pages else "",
    }
    return page(request, "reports.html", values)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which statements are marked: those that fit everything that is not empty. `mention` is a letter."""

    mention: str = ""
    stance: str = ""
    speaker: str = ""
    coder: str = ""


@router.get("/reports/{report}")
def show_report(
    request: Request,
    report: str,
    desk: DeskHere,
    viewer: Reader,
    mention: Annotated[str, Query(max_length=10)] = "",
    stance: Annotated[str, Query(max_length=40)] = "",
    speaker: Annotated[str, Query(max_length=500)] = "",
    coder: Annotated[str, Query(max_length=100)] = "",
    done: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> Response:
    """One report: its text with all statements marked, or those that fit, and what coders noted."""
    view = read_report(desk.book, report)
    if report != view.report.id:
        return RedirectResponse(f"/reports/{view.report.id}")
    wanted = Filter(mention, stance, speaker, coder)
    every = _marks(view)
    marks = tuple(_filtered(view, each, wanted) for each in every)
    shown = [one for each in marks for one in each.statements]
    values = {
        "view": view,
        "report": view.report,
        "done": done_of(desk, viewer, done),
        "this": f"/reports/{view.report.id}",
        "blocks": marked(view.report.text, (Words(one.span.start, one.span.end, one.id) for one in shown)),
        "marks": [each for each in marks if each.statements or not wanted.mention],
        "every": every,
        "of_statement": {one.id: each for each in marks for one in each.statements},
        "homes": {one.id: f"line-{one.id}" for one in shown},
        "count": len(shown),
        "supports": view.supports,
        "coders": list(dict.fromkeys(coding.coder for coding in view.codings)),
        "stances": [one for one in Stance if any(each.stance is one for each in view.statements)],
        "speakers": _speakers(view.statements),
        "wanted": wanted,
        "link": safe_link(view.report.url),
    }
    return page(request, "report.html", values)


def _filtered(view: ReportView, marks: Marks, wanted: Filter) -> Marks:
    def fits(one: Statement) -> bool:
        return (
            wanted.mention in {"", marks.letter}
            and wanted.stance in {"", one.stance.value}
            and wanted.speaker in {"", _speaker_of(one)}
            and (not wanted.coder or any(each.coder == wanted.coder for each in view.supports.get(one.id, ())))
        )

    return replace(marks, statements=tuple(one for one in marks.statements if fits(one)))


def safe_link(url: str) -> str:
    """The address, if a browser may be sent there: only http and https; else empty."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def _marks(view: ReportView) -> tuple[Marks, ...]:
    """The mentions in the order of the text, each with a letter; last, statements about actors, of no mention."""
    by_mention: dict[str, list[Statement]] = {}
    for statement in view.statements:
        by_mention.setdefault(statement.mention, []).append(statement)
    found = [
        Marks(
            _letter(at),
            at % _COLOURS + 1,
            mention,
            tuple(by_mention.get(mention.id, ())),
            view.incidents.get(mention.id),
        )
        for at, mention in enumerate(view.mentions)
    ]
    if "" in by_mention:
        found.append(Marks("\N{EN DASH}", 0, None, tuple(by_mention[""]), None))
    return tuple(found)


def _letter(at: int) -> str:
    """A, B, ..., Z, AA, AB, ..."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _speaker_of(statement: Statement) -> str:
    return str(statement.speaker) if statement.speaker is not None else _NO_SPEAKER


def _speakers(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Everybody who says something, in the order of the text."""
    return tuple(dict.fromkeys(_speaker_of(one) for one in statements))
