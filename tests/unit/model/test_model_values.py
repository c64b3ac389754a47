"""Date ranges, precisions and the rules of the values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_strategies import date_ranges, days

from tallybook.errors import InvalidValueError
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    DatePrecision,
    DateRange,
    DateValue,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Quantity,
    ResponsibilityAct,
    ResponsibilityValue,
    TotalRelation,
)

DAY = date(2031, 3, 4)


@given(days, days)
def test_between(first: date, last: date) -> None:
    if last < first:
        with pytest.raises(InvalidValueError, match="first <= last"):
            DateRange.between(first, last)
        return
    found = DateRange.between(first, last)
    assert (found.first, found.last) == (first, last)
    assert found.precision is DatePrecision.of_days((last - first).days + 1)
    assert (found.precision is DatePrecision.DAY) == (first == last)


@given(days)
def test_day(day: date) -> None:
    found = DateRange.day(day)
    assert found == DateRange.between(day, day)
    assert str(found) == day.isoformat()
    assert found.contains(day)
    assert not found.contains(day - timedelta(days=1))


@given(date_ranges, days)
def test_contains(found: DateRange, day: date) -> None:
    assert found.contains(day) == (found.first <= day <= found.last)
    assert found.contains(found.first)
    assert found.contains(found.last)


@given(date_ranges)
def test_words_of_a_range(found: DateRange) -> None:
    words = str(found).split(" to ")
    assert words[0] == found.first.isoformat()
    assert words[-1] == found.last.isoformat()


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_longer_ranges_are_never_finer(one: int, other: int) -> None:
    order = list(DatePrecision)
    shorter, longer = sorted((one, other))
    assert order.index(DatePrecision.of_days(shorter)) <= order.index(DatePrecision.of_days(longer))


@pytest.mark.parametrize(
    ("length", "precision", "acled", "ucdp"),
    [
        (1, DatePrecision.DAY, 1, 1),
        (2, DatePrecision.FEW_DAYS, 2, 2),
        (6, DatePrecision.FEW_DAYS, 2, 2),
        (7, DatePrecision.WEEK, 2, 3),
        (8, DatePrecision.MONTH, 3, 4),
        (31, DatePrecision.MONTH, 3, 4),
        (32, DatePrecision.YEAR, None, 5),
        (366, DatePrecision.YEAR, None, 5),
        (367, DatePrecision.LONGER, None, None),
    ],
)
def test_date_precisions(length: int, precision: DatePrecision, acled: int | None, ucdp: int | None) -> None:
    assert DatePrecision.of_days(length) is precision
    assert (precision.acled, precision.ucdp) == (acled, ucdp)


@pytest.mark.parametrize(
    ("precision", "acled", "ucdp", "plover"),
    [
        (PlacePrecision.FACILITY, 1, 1, 5),
        (PlacePrecision.NEIGHBOURHOOD, 1, 1, 5),
        (PlacePrecision.TOWN, 1, 1, 4),
        (PlacePrecision.NEAR_TOWN, 2, 2, 3),
        (PlacePrecision.ADMIN2, 2, 3, 3),
        (PlacePrecision.ADMIN1, 3, 4, 2),
        (PlacePrecision.REGION, 3, 5, 1),
        (PlacePrecision.COUNTRY, None, 6, 1),
        (PlacePrecision.INTERNATIONAL, None, 7, None),
    ],
)
def test_place_precisions(precision: PlacePrecision, acled: int | None, ucdp: int, plover: int | None) -> None:
    assert (precision.acled, precision.ucdp, precision.plover) == (acled, ucdp, plover)


def test_precision_tables_are_complete_and_never_get_finer() -> None:
    for codes in (
        [precision.ucdp for precision in PlacePrecision],
        [precision.acled for precision in PlacePrecision if precision.acled],
        [-(precision.plover or 0) for precision in PlacePrecision if precision.plover],
        [precision.ucdp for precision in DatePrecision if precision.ucdp],
        [precision.acled for precision in DatePrecision if precision.acled],
    ):
        assert codes == sorted(codes)


def test_an_unresolved_date_or_place_has_a_reason() -> None:
    with pytest.raises(InvalidValueError, match="needs a reason"):
        DateValue(None)
    with pytest.raises(InvalidValueError, match="needs a reason"):
        PlaceValue("Karsk", PlacePrecision.TOWN)
    assert DateValue(None, "no year").range is None
    assert PlaceValue("Karsk", PlacePrecision.TOWN, reason="two of the name").place is None
    known = PlaceCandidate("Karsk", PlacePrecision.TOWN, "XX")
    assert PlaceValue("Karsk", PlacePrecision.TOWN, known).reason == ""
    assert DateValue(DateRange.day(DAY)).reason == ""


def test_a_casualty_row_names_another_with_its_relation() -> None:
    one = Quantity.stated(1)
    with pytest.raises(InvalidValueError, match="together with its relation"):
        CasualtyRow("killed", "police", one, total="st_1")
    with pytest.raises(InvalidValueError, match="together with its relation"):
        CasualtyRow("killed", "police", one, total_relation=TotalRelation.PART)
    assert CasualtyRow("killed", "police", one, total="st_1", total_relation=TotalRelation.OPEN).total == "st_1"


@pytest.mark.parametrize("act", ResponsibilityAct)
def test_responsibility_names_an_actor_unless_unclaimed(act: ResponsibilityAct) -> None:
    actor = ActorValue("Free Hills Army")
    named, nameless = (actor, None) if act is not ResponsibilityAct.UNCLAIMED else (None, actor)
    assert ResponsibilityValue(act, named).actor is named
    with pytest.raises(InvalidValueError, match="names an actor"):
        ResponsibilityValue(act, nameless)
