"""Exports: which there are, making one, its file and its loss report."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from tallybook.errors import ForbiddenError, UsageError
from tallybook.service.export_jobs import ExportJob, formats
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import Desk, DeskHere
from tallybook.web.parameters import Number
from tallybook.web.query import Filters
from tallybook.web.viewer import Editor, Reader, Role, Viewer

__all__ = ["file_of", "router", "start"]

router = APIRouter(tags=["exports"])
_SECONDS = 2.0  # a small export is done before the answer is sent


class FormatBody(BaseModel):
    """A format that incidents can be written in."""

    name: str
    title: str


class ExportIn(BaseModel):
    """What to export; the incidents are those that the parameters of the address ask for, as in the list."""

    model_config = ConfigDict(extra="forbid")

    format: str = Field(max_length=40, description="A name of GET /exports/formats.")
    names: bool = Field(False, description="Show the names of persons; needs the role editor.")


class ExportBody(BaseModel):
    """An export, and how far it is."""

    id: int
    format: str
    by: str
    asked_at: str
    names: bool
    incidents: int
    done: bool
    error: str = ""
    losses: dict[str, Any] | None = Field(None, description="The loss report, once it is done.")

    @classmethod
    def of(cls, job: ExportJob) -> ExportBody:
        """An export as the API tells it."""
        return cls(
            id=job.id,
            format=job.format,
            by=job.by,
            asked_at=job.asked_at,
            names=job.names,
            incidents=job.incidents,
            done=job.report is not None,
            error=job.error,
            losses=job.report.to_plain() if job.report else None,
        )


def start(desk: Desk, viewer: Viewer, format_name: str, query: Filters, *, names: bool) -> ExportJob:
    """Begin an export of what a query finds. Raises UsageError, and ForbiddenError for names that are not shown."""
    if names and not viewer.role.covers(Role.EDITOR):
        raise ForbiddenError("Exports with the names of persons need the role editor.")
    found = desk.catalog.select(query)
    return desk.exports.add(format_name, found.page(0, found.count), by=viewer.name, names=names)


def file_of(request: Request, desk: Desk, viewer: Viewer, export: int, *, losses: bool = False) -> FileResponse:
    """The file of an export, or its loss report. Raises UsageError where it is not done."""
    job = desk.exports.job(export)
    if job.report is None:
        raise UsageError(job.error or f"The export {export} is not done yet; ask again.")
    if job.names and not viewer.role.covers(Role.EDITOR):
        raise ForbiddenError("This export has the names of persons, so it needs the role editor.")
    if hidden_here(request).reports and job.by != viewer.name:
        raise ForbiddenError(
            "You are asked to code a report from its text alone; make an export of your own, without it."
        )
    path = job.losses if losses else job.path
    return FileResponse(path, filename=path.name, headers={"cache-control": "no-store"})


@router.get("/exports/formats")
def list_formats(viewer: Reader) -> list[FormatBody]:
    """The formats that there are."""
    del viewer
    return [FormatBody(name=name, title=title) for name, title in formats().items()]


@router.post("/exports", status_code=HTTPStatus.ACCEPTED)
def export(desk: DeskHere, viewer: Reader, given: ExportIn, query: Filters) -> ExportBody:
    """Begin an export. Names of persons are withheld unless they are asked for."""
    job = start(desk, viewer, given.format, query, names=given.names)
    return ExportBody.of(desk.exports.job(job.id, wait=_SECONDS))


@router.get("/exports")
def exports(desk: DeskHere, viewer: Editor) -> list[ExportBody]:
    """The exports that were made since the desk was started, newest first."""
    del viewer
    return [ExportBody.of(job) for job in desk.exports.jobs()]


@router.get("/exports/{export}")
def one(desk: DeskHere, viewer: Reader, export: Number) -> ExportBody:
    """How far an export is, and its loss report."""
    del viewer
    return ExportBody.of(desk.exports.job(export))


@router.get("/exports/{export}/file", response_class=FileResponse)
def file(request: Request, desk: DeskHere, viewer: Reader, export: Number) -> FileResponse:
    """The file of an export that is done."""
    return file_of(request, desk, viewer, export)


@router.get("/exports/{export}/losses", response_class=FileResponse)
def losses(request: Request, desk: DeskHere, viewer: Reader, export: Number) -> FileResponse:
    """The loss report of an export that is done, as the file that belongs beside it."""
    return file_of(request, desk, viewer, export, losses=True)
