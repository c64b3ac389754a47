"""What an address asks for."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from tallybook.errors import UsageError
from tallybook.service.catalog_query import CatalogQuery, Facet, Sort
from tallybook.web.query import catalog_query, query_parameters


def read(query: str) -> CatalogQuery:
    return catalog_query(QueryParams(query))


def test_every_parameter() -> None:
    found = read(
        "q=market+bomb&type=bombing&type=assault&country=pk&status=open&review=1&from=2024-01-01&to=2024-02-29"
        "&bbox=60,23.5,78,38&sort=killed&page=3"
    )
    assert found == CatalogQuery(
        words="market bomb",
        chosen={
            Facet.TYPE: frozenset({"bombing", "assault"}),
            Facet.COUNTRY: frozenset({"PK"}),
            Facet.STATUS: frozenset({"open"}),
        },
        needs_review=True,
        first=date(2024, 1, 1),
        last=date(2024, 2, 29),
        box=(60.0, 23.5, 78.0, 38.0),
        sort=Sort.KILLED,
    )


def test_what_an_empty_form_sends_asks_for_everything() -> None:
    assert read("q=&type=&country=+&review=&from=&to=&bbox=&sort=") == CatalogQuery()


@pytest.mark.parametrize(
    "query",
    [
        *("from=2024-02-30", "from=yesterday", "to=20240101", "to=2024-W01-1", "from=2024-02-01&to=2024-01-01"),
        *("bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=0,10,1,5", "bbox=-181,0,1,1", "bbox=1e999,0,1,1"),
        *("bbox=-200.5,0,1,1", "review=perhaps", "sort=worst", "from=%00", "bbox=%F0%9F"),
    ],
)
def test_a_malformed_value_is_refused_in_a_sentence(query: str) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        read(query)


_edges = st.tuples(st.floats(-180, 180), st.floats(-90, 0), st.floats(-180, 180), st.floats(0, 90))
_values = st.frozensets(st.text(min_size=1).map(str.strip).filter(bool), min_size=1, max_size=3)
_queries = st.builds(
    CatalogQuery,
    words=st.text().map(str.strip),
    chosen=st.dictionaries(st.sampled_from([facet for facet in Facet if facet is not Facet.COUNTRY]), _values),
    needs_review=st.booleans(),
    first=st.none() | st.dates(max_value=date(2000, 1, 1)),
    last=st.none() | st.dates(min_value=date(2000, 1, 1)),
    box=st.none() | _edges,
    sort=st.sampled_from(Sort),
)


@given(_queries)
def test_a_query_is_read_back_from_its_parameters(query: CatalogQuery) -> None:
    assert catalog_query(QueryParams(urlencode(query_parameters(query)))) == query


@given(st.text())
def test_any_address_is_read_or_refused_with_a_sentence(query: str) -> None:
    told = "."
    try:
        read(query)
    except UsageError as error:
        told = str(error)
    assert told.endswith(".")


def test_thousands_of_values_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(UsageError, match="at most 200 values"):
        catalog_query(QueryParams("&".join(f"actor=a{at}" for at in range(4000))))
