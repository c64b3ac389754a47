"""Lists of incidents: rows, facets, the map, the timeline, and whole records in bulk."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from tallybook.errors import ForbiddenError, IncidentWithdrawnError, RecordNotFoundError
from tallybook.service import get_incident, summaries, views_of
from tallybook.service.exporting import records_of
from tallybook.web.api.records import IncidentRecord, incident_answer
from tallybook.web.api.shapes import IncidentPage, incident_row
from tallybook.web.desk import DeskHere
from tallybook.web.errors import ErrorDetail
from tallybook.web.query import Filters
from tallybook.web.viewer import Reader, Role

__all__ = ["router"]

router = APIRouter(tags=["incidents"], prefix="/incidents")

MOST = 200
"""The most records that one answer holds."""
_LAST = 2**31  # beyond any list; a larger number would not fit the machine's integers


class Count(BaseModel):
    """How many incidents a value would leave, under all conditions on other facets."""

    value: str
    count: int


class Facets(BaseModel):
    """For each facet its values, most frequent first; how many incidents fit, and how many wait for a person."""

    facets: dict[str, list[Count]]
    total: int
    needs_review: int


class MapPoint(BaseModel):
    """Incidents that lie together at this zoom: a cluster, or one with its id and its precision."""

    longitude: float
    latitude: float
    count: int
    killed: int
    incident: str
    precision: str


class MapArea(BaseModel):
    """Incidents of which no more than a province, a landscape or a country is known. Never to be drawn as a pin."""

    country: str
    admin1: str
    name: str
    precision: str
    longitude: float
    latitude: float
    count: int
    killed: int


class Map(BaseModel):
    """What a map shows; `unplaced` counts incidents without coordinates."""

    points: list[MapPoint]
    areas: list[MapArea]
    unplaced: int
    total: int


class Span(BaseModel):
    """A span of time with the sums of the figures that are known; unknown ones add nothing."""

    first: date
    incidents: int
    killed_low: int
    killed_high: int
    injured_low: int
    injured_high: int


class Timeline(BaseModel):
    """Incidents by the first day of their range, in spans of `unit`; `undated` counts those without a day."""

    unit: Literal["day", "month", "year"]
    spans: list[Span]
    undated: int
    total: int


class Ids(BaseModel):
    """Which incidents."""

    ids: list[Annotated[str, Field(max_length=200)]] = Field(max_length=MOST, description="Ids of incidents.")


class Missing(BaseModel):
    """An id that leads to no incident, and why."""

    id: str
    error: ErrorDetail


class Batch(BaseModel):
    """Records in the order in which their ids were given; an id that leads to another incident is told by `asked`."""

    items: list[IncidentRecord]
    missing: list[Missing]


@router.get("", summary="A list of incidents")
def list_incidents(
    desk: DeskHere,
    _: Reader,
    filters: Filters,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Rows in one answer.")] = 50,
    offset: Annotated[int, Query(ge=0, le=_LAST, description="Rows to leave out: `next` of the last answer.")] = 0,
) -> IncidentPage:
    """The incidents that fit, in the order asked for."""
    found = desk.catalog.select(filters)
    rows = summaries(desk.book, found.page(offset, limit))
    total = found.count
    return IncidentPage(
        items=[incident_row(row) for row in rows], total=total, next=offset + limit if offset + limit < total else None
    )


@router.get("/facets", summary="What a list can be narrowed by")
def facets(
    desk: DeskHere,
    _: Reader,
    filters: Filters,
    most: Annotated[int, Query(ge=1, le=1000, description="Values for each facet; chosen ones always.")] = 50,
) -> Facets:
    """For each facet its values with counts: type, actor, country, harm, stance, confidence, status."""
    found = desk.catalog.select(filters)
    counts = {
        facet.value: [Count(value=one.value, count=one.count) for one in values]
        for facet, values in found.facets(most).items()
    }
    return Facets(facets=counts, total=found.count, needs_review=found.needing_review())


@router.get("/map", summary="Incidents on a map")
def on_a_map(
    desk: DeskHere,
    _: Reader,
    filters: Filters,
    zoom: Annotated[float, Query(ge=0, le=24, description="Zoom of a web map; 0 is the world in 256 pixels.")] = 2,
) -> Map:
    """Points and clusters, areas, and how many incidents have no coordinates. `bbox` narrows it to what is seen."""
    found = desk.catalog.select(filters)
    shown = found.map(zoom)
    return Map(
        points=[MapPoint.model_construct(**_plain(one)) for one in shown.points],
        areas=[MapArea.model_construct(**_plain(one)) for one in shown.areas],
        unplaced=shown.unplaced,
        total=found.count,
    )


@router.get("/timeline", summary="Incidents over time")
def over_time(
    desk: DeskHere,
    _: Reader,
    filters: Filters,
    unit: Annotated[
        Literal["", "day", "month", "year"], Query(description="Left out: what suits the span of time.")
    ] = "",
) -> Timeline:
    """Counts and sums of figures by day, month or year. Spans without incidents are left out."""
    found = desk.catalog.select(filters)
    chosen, buckets = found.timeline(unit)
    spans = [Span.model_construct(**_plain(one)) for one in buckets]
    return Timeline.model_validate({"unit": chosen, "spans": spans, "undated": found.undated, "total": found.count})


@router.post("/batch", summary="Records of many incidents")
def batch(desk: DeskHere, _: Reader, wanted: Ids) -> Batch:
    """The records of up to 200 incidents, by ids."""
    views = {view.incident.id: view for view in views_of(desk.book, wanted.ids)}
    items, missing = [], []
    for id_ in dict.fromkeys(wanted.ids):
        try:
            # What does not stand under this id may lead to what does.
            view = views[id_] if id_ in views else get_incident(desk.book, id_)
            items.append(incident_answer(desk.book, view))
        except (RecordNotFoundError, IncidentWithdrawnError) as error:
            missing.append(Missing(id=id_, error=ErrorDetail(code=error.code, message=str(error))))
    return Batch(items=items, missing=missing)


export = APIRouter(tags=["incidents"])


@export.get(
    "/incidents.jsonl",
    summary="All records that fit, as JSON Lines",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
)
def as_lines(
    desk: DeskHere,
    viewer: Reader,
    filters: Filters,
    names: Annotated[bool, Query(description="Show the names of persons; needs the role editor.")] = False,
) -> StreamingResponse:
    """One record a line, in the order asked for, as docs/reference/output.md describes it. Names are withheld."""
    if names and not viewer.role.covers(Role.EDITOR):
        raise ForbiddenError("Records with the names of persons need the role editor.")
    found = desk.catalog.select(filters)
    records = records_of(desk.book, found.page(0, found.count), names=names)
    lines = (json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
    return StreamingResponse(lines, media_type="application/x-ndjson")


def _plain(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}
