"""Which incidents an address asks for: the same parameters for the list's page and for the API."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Query, Request

from tallybook.errors import UsageError
from tallybook.service.catalog_query import CatalogQuery, Facet, Sort
from tallybook.web.blinding import hidden_here

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

__all__ = ["Filters", "catalog_query", "query_parameters"]

_MOST_CHOSEN = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})


def catalog_query(params: QueryParams) -> CatalogQuery:
    """The query that an address asks for; parameters that it does not know, and empty ones, count for nothing.

    `q`: words; `type`, `actor`, `country`, `harm`, `stance`, `confidence`, `status`: each any number of times, a value
    that no incident has fits none; `review`; `from`, `to`: days; `bbox`: west,south,east,north; `sort`.

    Raises UsageError for a value that cannot be read.
    """
    chosen = {facet: frozenset(filter(None, map(str.strip, params.getlist(facet.value)))) for facet in Facet}
    if sum(map(len, chosen.values())) > _MOST_CHOSEN:
        raise UsageError(f"A list is narrowed to at most {_MOST_CHOSEN} values at once; choose fewer.")
    chosen[Facet.COUNTRY] = frozenset(country.upper() for country in chosen[Facet.COUNTRY])
    return CatalogQuery(
        words=_one(params, "q"),
        chosen={facet: values for facet, values in chosen.items() if values},
        needs_review=_flag(params, "review"),
        first=_day(params, "from"),
        last=_day(params, "to"),
        box=_box(params),
        sort=_sort(params),
    )


def query_parameters(query: CatalogQuery) -> list[tuple[str, str]]:
    """The parameters that ask for a query, without those that say what holds anyway; `catalog_query` reads them."""
    found = [("q", query.words)] if query.words else []
    found += [(facet.value, value) for facet, values in query.chosen.items() for value in sorted(values)]
    if query.needs_review:
        found.append(("review", "1"))
    found += [(name, day.isoformat()) for name, day in (("from", query.first), ("to", query.last)) if day]
    if query.box is not None:
        found.append(("bbox", ",".join(str(edge) for edge in query.box)))
    if query.sort is not Sort.NEWEST:
        found.append(("sort", query.sort.value))
    return found


def _one(params: QueryParams, name: str) -> str:
    return params.get(name, "").strip()


def _flag(params: QueryParams, name: str) -> bool:
    given = _one(params, name).lower()
    if given not in _YES | _NO:
        raise UsageError(f"{name} is 1 or 0, not {_shown(given)}.")
    return given in _YES


def _day(params: QueryParams, name: str) -> date | None:
    given = _one(params, name)
    if not given:
        return None
    try:
        # fromisoformat would take weeks and days without dashes, too, which people do not expect.
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise UsageError(f"{name} is a day such as 2024-05-31, not {_shown(given)}.")


def _box(params: QueryParams) -> tuple[float, float, float, float] | None:
    given = _one(params, "bbox")
    if not given:
        return None
    try:
        west, south, east, north = (float(edge) for edge in given.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not all(map(math.isfinite, (west, south, east, north))):
        raise UsageError(f"bbox is west,south,east,north in degrees, such as 60,23,78,38, not {_shown(given)}.")
    return (west, south, east, north)


def _sort(params: QueryParams) -> Sort:
    given = _one(params, "sort")
    try:
        return Sort(given) if given else Sort.NEWEST
    except ValueError:
        raise UsageError(f"sort is one of {', '.join(Sort)}, not {_shown(given)}.") from None


def _shown(given: str) -> str:
    return repr(given if len(given) <= 60 else given[:60] + "…")


def _filters(
    request: Request,
    q: Annotated[str, Query(description='Words of the reports: all of them, "phrases in quotes", -without.')] = "",
    type: Annotated[list[str], Query(description="Incident types, codes of the codebook.")] = [],  # noqa: A002, B006
    actor: Annotated[list[str], Query(description="Names of actors, as incidents have them.")] = [],  # noqa: B006
    country: Annotated[list[str], Query(description="Two-letter codes of ISO 3166-1.")] = [],  # noqa: B006
    harm: Annotated[list[str], Query(description="Harms, codes of the codebook.")] = [],  # noqa: B006
    stance: Annotated[list[str], Query(description="Stances that statements of the incident have.")] = [],  # noqa: B006
    confidence: Annotated[list[str], Query(description="low, medium or high.")] = [],  # noqa: B006
    status: Annotated[list[str], Query(description="Statuses in review.")] = [],  # noqa: B006
    review: Annotated[str, Query(description="1: only incidents that wait for a person.")] = "",
    first: Annotated[str, Query(alias="from", description="A day; incidents that end before it are left out.")] = "",
    last: Annotated[str, Query(alias="to", description="A day; incidents that begin after it are left out.")] = "",
    bbox: Annotated[
        str, Query(description="west,south,east,north in degrees; west > east crosses the antimeridian.")
    ] = "",
    sort: Annotated[str, Query(description=f"The order: {', '.join(Sort)}.")] = "",
) -> CatalogQuery:
    # The parameters are named so that the description of the API tells them; `catalog_query` reads them all.
    return replace(catalog_query(request.query_params), without=hidden_here(request).incidents)


Filters = Annotated[CatalogQuery, Depends(_filters)]
