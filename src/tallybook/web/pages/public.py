"""The public view: released incidents, read-only, without the names of persons.

It cannot be searched by words: a search that finds the words of reports would tell whom a withheld name belongs to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from tallybook.errors import RecordNotFoundError
from tallybook.service.catalog_query import CatalogQuery, Facet
from tallybook.service.public import RELEASED
from tallybook.web.desk import Desk, DeskHere
from tallybook.web.query import Filters, query_parameters
from tallybook.web.templating import page

if TYPE_CHECKING:
    from tallybook.service.catalog import Selection

__all__ = ["home", "router"]

router = APIRouter(prefix="/public", include_in_schema=False)
home = APIRouter(include_in_schema=False)
_PAGE = 25
_OPEN = (Facet.TYPE, Facet.COUNTRY, Facet.HARM)
_DATA = {"csv": "A table for spreadsheets", "geojson": "For maps", "hxl": "Humanitarian exchange language"}


@home.get("/")
def to_public() -> RedirectResponse:
    """The public view is all that is served here."""
    return RedirectResponse("/public")


def _released(desk: Desk, query: CatalogQuery) -> Selection:
    """What the public may ask for: days, types, countries and harms of released incidents, nothing else."""
    chosen = {facet: values for facet, values in query.chosen.items() if facet in _OPEN}
    return desk.catalog.select(replace(query, words="", needs_review=False, box=None, chosen={**chosen, **RELEASED}))


@router.get("")
def listing(request: Request, desk: DeskHere, query: Filters, start: int = 0) -> HTMLResponse:
    """Released incidents, newest first."""
    found = _released(desk, query)
    start = max(start, 0)
    facets = found.facets()
    values = {
        "count": found.count,
        "totals": found.totals(),
        "records": [desk.public.get(id_) for id_ in found.page(start, _PAGE)],
        "facets": {facet: facets[facet] for facet in _OPEN},
        "query": query,
        "parameters": [pair for pair in query_parameters(query) if pair[0] not in ("q", "bbox", "review")],
        "start": start,
        "next": start + _PAGE if start + _PAGE < found.count else None,
        "before": max(start - _PAGE, 0) if start else None,
        "data": _DATA,
    }
    return page(request, "public_list.html", values)


@router.get("/incidents/{incident}")
def one(request: Request, desk: DeskHere, incident: str) -> HTMLResponse:
    """One released incident, with how to cite it."""
    record = desk.public.get(incident)
    with desk.book.published() as look:
        revision = look.revision()
    values: dict[str, Any] = {"record": record, "revision": revision, "today": datetime.now(UTC).date().isoformat()}
    return page(request, "public_incident.html", values)


@router.get("/incidents.{format_name}", response_class=FileResponse)
def data(desk: DeskHere, format_name: str) -> FileResponse:
    """All released incidents as a file, names withheld; made once for each state of the book."""
    if format_name not in _DATA:
        raise RecordNotFoundError(f"There is no public file of the format {format_name}; there are {', '.join(_DATA)}.")
    found = _released(desk, CatalogQuery())
    path = desk.released_file(format_name, found.page(0, found.count))
    return FileResponse(path, filename=path.name)
