"""Adding reports: files, text or an address, and the page that shows how far they are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from tallybook.assembly import casualty_total
from tallybook.errors import TallybookError
from tallybook.exports import words_of_code
from tallybook.model import ActorValue, CodeValue, DateValue, Field, PlaceValue
from tallybook.service import IncidentView, get_incident
from tallybook.web.api.intake import MAX_FILES, read_options
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import DeskHere
from tallybook.web.errors import status_of
from tallybook.web.parameters import Number
from tallybook.web.templating import page
from tallybook.web.viewer import Coder, Reader

__all__ = ["router"]

router = APIRouter()
_MOST_CARDS = 25


@router.get("/add")
def add(request: Request, desk: DeskHere, viewer: Coder) -> HTMLResponse:
    """The form, and what was added lately."""
    del viewer
    return page(
        request,
        "add.html",
        {
            "jobs": desk.intake.jobs()[:20],
            "given": dict.fromkeys(("text", "url", "source", "published"), ""),
            "problem": "",
        },
    )


@router.post("/add", response_model=None)
def take(
    request: Request,
    desk: DeskHere,
    viewer: Coder,
    files: Annotated[list[UploadFile] | None, File(max_length=MAX_FILES)] = None,
    text: Annotated[str, Form(max_length=1_000_000)] = "",
    url: Annotated[str, Form(max_length=2_000)] = "",
    source: Annotated[str, Form(max_length=300)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
) -> HTMLResponse | RedirectResponse:
    """Take what the form sends: files before text before an address; a text may say where it was found."""
    chosen = [one for one in files or () if one.filename]
    try:
        if chosen:
            read = [(one.filename or "file", one.file.read()) for one in chosen]
            job = desk.intake.add_files(read, read_options(source, published), by=viewer.name)
        elif text.strip() or not url.strip():
            job = desk.intake.add_text(text, read_options(source, published, url), by=viewer.name)
        else:
            job = desk.intake.add_url(url, read_options(source, published), by=viewer.name)
    except TallybookError as error:
        given = {"text": text, "url": url, "source": source, "published": published}
        values = {"jobs": desk.intake.jobs()[:20], "given": given, "problem": str(error)}
        return page(request, "add.html", values, status=status_of(error))
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.get("/jobs/{job}")
def job(request: Request, desk: DeskHere, viewer: Reader, job: Number) -> HTMLResponse:
    """How far reports that were added are, and the incidents that they tell of."""
    del viewer
    found = desk.intake.job(job)
    hidden = hidden_here(request)
    cards = [
        _card(get_incident(desk.book, id_)) for id_ in found.incidents[:_MOST_CARDS] if id_ not in hidden.incidents
    ]
    return page(request, "job.html", {"job": found, "cards": cards, "more": len(found.incidents) - len(cards)})


def _card(view: IncidentView) -> dict[str, Any]:
    """What a card tells of an incident: a heading, and pairs of a name and words."""
    incident = view.incident
    types = [words_of_code(one.code) for one in incident.values(Field.INCIDENT_TYPE) if isinstance(one, CodeValue)]
    places = [one.name for one in incident.values(Field.PLACE) if isinstance(one, PlaceValue)]
    days = [str(one.range) for one in incident.values(Field.DATE) if isinstance(one, DateValue) and one.range]
    actors = [one.name for one in incident.values(Field.PERPETRATOR) if isinstance(one, ActorValue)]
    told = [
        ("By", ", ".join(actors) or "not told"),
        *((harm.capitalize(), str(casualty_total(incident, harm).quantity)) for harm in ("killed", "injured")),
    ]
    heading = (types[0] if types else "incident", *places[:1], *(days[:1] or ["no date"]))
    return {"id": incident.id, "heading": ", ".join(heading), "told": told, "reports": len(view.reports)}


@router.post("/jobs/{job}/stop")
def stop(desk: DeskHere, viewer: Coder, job: Number) -> RedirectResponse:
    """End a job after the report that it is at."""
    del viewer
    return RedirectResponse(f"/jobs/{desk.intake.stop(job).id}", 303)
