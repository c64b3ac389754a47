"""Exports with their loss reports, and the way to the public view."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from tallybook.service.catalog_query import CatalogQuery
from tallybook.service.export_jobs import formats
from tallybook.service.public import RELEASED
from tallybook.web.api.exports import file_of, start
from tallybook.web.desk import DeskHere
from tallybook.web.parameters import Number
from tallybook.web.query import Filters, query_parameters
from tallybook.web.templating import page
from tallybook.web.viewer import Reader

__all__ = ["router"]

router = APIRouter()
_SECONDS = 1.5


@router.get("/publish")
def publish(request: Request, desk: DeskHere, viewer: Reader, query: Filters) -> HTMLResponse:
    """The formats, for the incidents that the address asks for: all, or what a list was narrowed to."""
    del viewer
    values = {
        "formats": formats(),
        "count": desk.catalog.select(query).count,
        "all": desk.catalog.select(CatalogQuery()).count,
        "released": desk.catalog.select(CatalogQuery(chosen=dict(RELEASED))).count,
        "parameters": query_parameters(query),
        "jobs": desk.exports.jobs()[:10],
    }
    return page(request, "publish.html", values)


@router.post("/publish")
def make(
    desk: DeskHere,
    viewer: Reader,
    query: Filters,
    chosen: Annotated[str, Form(alias="format", max_length=40)],
    names: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Begin an export and lead to its page."""
    job = start(desk, viewer, chosen, query, names=names)
    desk.exports.job(job.id, wait=_SECONDS)
    return RedirectResponse(f"/publish/{job.id}", 303)


@router.get("/publish/{export}")
def made(request: Request, desk: DeskHere, viewer: Reader, export: Number) -> HTMLResponse:
    """An export: its file, and what the format could not hold."""
    del viewer
    job = desk.exports.job(export)
    size = job.path.stat().st_size if job.report else 0
    return page(request, "export.html", {"job": job, "title": formats()[job.format], "size": size})


@router.get("/publish/{export}/file", response_class=FileResponse)
def file(request: Request, desk: DeskHere, viewer: Reader, export: Number) -> FileResponse:
    """The file of an export."""
    return file_of(request, desk, viewer, export)


@router.get("/publish/{export}/losses", response_class=FileResponse)
def losses(request: Request, desk: DeskHere, viewer: Reader, export: Number) -> FileResponse:
    """The loss report of an export."""
    return file_of(request, desk, viewer, export, losses=True)
