"""The list of incidents: found by words, facets, days and area; the address is the whole state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from tallybook.service.catalog_query import CatalogQuery, Facet, Sort
from tallybook.service.listing import summaries
from tallybook.web.assets import has_scripts
from tallybook.web.desk import DeskHere
from tallybook.web.list_rows import AreaRow, Line, area_rows, line_of
from tallybook.web.query import Filters, query_parameters
from tallybook.web.templating import page
from tallybook.web.viewer import Reader
from tallybook.web.wording import facet_label, range_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tallybook.service.catalog import Selection
    from tallybook.service.catalog_query import Bucket, FacetCount
    from tallybook.web.desk import Desk

__all__ = ["router"]

router = APIRouter()

PER_PAGE = 50
_MOST_OPTIONS = 30  # of one facet; what is chosen is always among them
_MOST_AREAS = 1000  # those with most incidents; every answer carries them
_FACETS = {
    Facet.COUNTRY: "Country",
    Facet.TYPE: "Type of incident",
    Facet.ACTOR: "Actor",
    Facet.HARM: "Harm",
    Facet.CONFIDENCE: "Confidence",
    Facet.STATUS: "Status",
    Facet.STANCE: "How it was said",
}
_SORTS = {
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.KILLED: "Most killed first",
    Sort.CHANGED: "Last changed first",
    Sort.REPORTS: "Most reports first",
    Sort.CONFIDENCE: "Least confident first",
}


@dataclass(frozen=True, slots=True)
class _Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """One facet as a set of checkboxes."""

    name: str
    label: str
    options: tuple[_Option, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition of the query in words, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class _Pager:
    """Where in the list a page is; addresses are empty at the ends."""

    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """Everything that the page says of a query."""

    query: CatalogQuery
    count: int
    whole: int
    review: int
    killed: str
    injured: str
    facets: tuple[_Choice, ...]
    conditions: tuple[_Condition, ...]
    unit: str
    buckets: Sequence[Bucket]
    undated: int
    areas: Sequence[AreaRow]
    more_areas: int
    placed: int
    unplaced: int
    lines: Sequence[Line]
    pager: _Pager


@router.get("/incidents")
def incidents(request: Request, desk: DeskHere, viewer: Reader, query: Filters) -> Response:
    """The list as a page, or, asked for with the header `X-Part: results`, only what a query changes."""
    del viewer
    part = request.headers.get("x-part") == "results"
    answer = _answer(desk, query, _page_of(request))
    shown = page(
        request,
        "incidents_parts.html" if part else "incidents.html",
        {
            "answer": answer,
            "parameters": query_parameters(answer.query),
            "sorts": _SORTS,
            "scripts": has_scripts(),
        },
    )
    shown.headers["vary"] = "x-part"
    shown.headers["cache-control"] = "no-store"  # the same address answers with a page and with a part of it
    return shown


def _page_of(request: Request) -> int:
    given = request.query_params.get("page", "")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 9 else 1


def _answer(desk: Desk, query: CatalogQuery, number: int) -> _Answer:
    selection = desk.catalog.select(query)
    count = selection.count
    number = min(number, max(1, -(-count // PER_PAGE)))
    totals = selection.totals()
    seen = selection.map(0)
    areas = area_rows(seen.areas)
    unit, buckets = selection.timeline()
    return _Answer(
        query=query,
        count=count,
        whole=count if not query_parameters(query) else desk.catalog.select(CatalogQuery(without=query.without)).count,
        review=selection.needing_review(),
        killed=span_words(totals["killed_low"], totals["killed_high"]),
        injured=span_words(totals["injured_low"], totals["injured_high"]),
        facets=_choices(selection, query),
        conditions=tuple(_conditions(query)),
        unit=unit,
        buckets=buckets,
        undated=selection.undated,
        areas=areas[:_MOST_AREAS],
        more_areas=max(0, len(areas) - _MOST_AREAS),
        placed=sum(point.count for point in seen.points),
        unplaced=seen.unplaced,
        lines=[line_of(one) for one in summaries(desk.book, selection.page((number - 1) * PER_PAGE, PER_PAGE))],
        pager=_pager(query, number, count),
    )


def _choices(selection: Selection, query: CatalogQuery) -> tuple[_Choice, ...]:
    found = selection.facets(_MOST_OPTIONS)
    return tuple(
        _Choice(facet.value, label, _options(facet, found.get(facet, []), query), len(query.chosen.get(facet, ())))
        for facet, label in _FACETS.items()
        if found.get(facet)
    )


def _options(facet: Facet, counts: Sequence[FacetCount], query: CatalogQuery) -> tuple[_Option, ...]:
    chosen = query.chosen.get(facet, frozenset())
    return tuple(_Option(one.value, facet_label(facet, one.value), one.count, one.value in chosen) for one in counts)


def _conditions(query: CatalogQuery) -> Iterator[_Condition]:
    if query.words:
        yield _Condition(f"Words: {query.words}", _address(replace(query, words="")))
    for facet, label in _FACETS.items():
        for value in sorted(query.chosen.get(facet, ())):
            left = dict(query.chosen)
            left[facet] = left[facet] - {value}
            yield _Condition(f"{label}: {facet_label(facet, value)}", _address(replace(query, chosen=left)))
    if query.needs_review:
        yield _Condition("Waits for a person", _address(replace(query, needs_review=False)))
    if query.first:
        yield _Condition(f"From {range_words(query.first, query.first).words}", _address(replace(query, first=None)))
    if query.last:
        yield _Condition(f"To {range_words(query.last, query.last).words}", _address(replace(query, last=None)))
    if query.box:
        yield _Condition("Area of the map", _address(replace(query, box=None)))


def _address(query: CatalogQuery, number: int = 1) -> str:
    parameters = query_parameters(query)
    if number > 1:
        parameters.append(("page", str(number)))
    return "/incidents" + (f"?{urlencode(parameters)}" if parameters else "")


def _pager(query: CatalogQuery, number: int, count: int) -> _Pager:
    last = min(count, number * PER_PAGE)
    return _Pager(
        first=min(count, (number - 1) * PER_PAGE + 1),
        last=last,
        before=_address(query, number - 1) if number > 1 else "",
        after=_address(query, number + 1) if last < count else "",
    )
