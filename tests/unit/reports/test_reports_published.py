"""Publication dates: what is one, with which precision, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.errors import BadDateError
from tallybook.model import DatePrecision
from tallybook.reports import parse_published


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-18",
        " 2023-02-18 ",
        "2023-2-18",
        "20230218",
        "2023/02/18",
        "2023-02-18T23:59:59-11:00",
        "2023-02-18 04:05:06",
        "Sat, 18 Feb 2023 20:15:00 +0000",
        "18 February 2023",
        "Saturday, February 18, 2023",
        "Feb. 18, 2023",
        "18th February 2023",
    ],
)
def test_a_day_is_read_in_every_form_that_can_mean_one_day_only(written: str) -> None:
    found = parse_published(written)
    assert (found.first, found.last, found.precision) == (date(2023, 2, 18), date(2023, 2, 18), DatePrecision.DAY)


@pytest.mark.parametrize("written", ["2024-02", "2024/02", "February 2024"])
def test_a_month_stays_a_month(written: str) -> None:
    found = parse_published(written)
    assert (found.first, found.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert found.precision is DatePrecision.MONTH


def test_a_year_stays_a_year() -> None:
    found = parse_published("2023")
    assert (found.first, found.last, found.precision) == (date(2023, 1, 1), date(2023, 12, 31), DatePrecision.YEAR)


@pytest.mark.parametrize(
    "written",
    ["", "soon", "02/03/2023", "2023-02-30", "2023-13", "2023-00-01", "0012", "9999", "2021.0", "1676710800"],
)
def test_anything_else_is_refused_with_one_sentence(written: str) -> None:
    with pytest.raises(BadDateError) as caught:
        parse_published(written)
    assert caught.value.code == "TB109"
    assert str(caught.value).endswith(".")


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2200, 12, 31)))
def test_every_iso_date_is_read_as_itself(day: date) -> None:
    assert parse_published(day.isoformat()).first == day


@given(st.text(max_size=40))
def test_no_text_gives_anything_but_a_date_or_the_error(text: str) -> None:
    try:
        found = parse_published(text)
    except BadDateError:
        return
    assert found.first <= found.last
