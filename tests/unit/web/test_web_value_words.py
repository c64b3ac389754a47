"""Values in words."""

from __future__ import annotations

from datetime import date

import pytest

from tallybook.model import (
    DateRange,
    DateValue,
    Field,
    PlacePrecision,
    PublishedBasis,
    Quantity,
    ResponsibilityAct,
    Stance,
)
from tallybook.web import value_words as words


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2031, 3, 5), (2031, 3, 5), "5 March 2031"),
        ((2031, 3, 3), (2031, 3, 5), "between 3 and 5 March 2031"),
        ((2031, 3, 1), (2031, 3, 31), "in March 2031"),
        ((2031, 2, 28), (2031, 3, 3), "between 28 February and 3 March 2031"),
        ((2030, 12, 30), (2031, 1, 2), "between 30 December 2030 and 2 January 2031"),
        ((2031, 1, 1), (2031, 12, 31), "in 2031"),
        ((2031, 2, 1), (2031, 4, 30), "between February and April 2031"),
        ((2030, 11, 1), (2031, 1, 31), "between November 2030 and January 2031"),
    ],
)
def test_ranges_of_days(first: tuple[int, int, int], last: tuple[int, int, int], expected: str) -> None:
    assert words.date_words(DateRange.between(date(*first), date(*last))) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (DateValue(DateRange.day(date(2031, 3, 5)), time_of_day="night"), "5 March 2031, night"),
        (DateValue(None, "no year", month=2, day=17), "17 February, year not known"),
        (DateValue(None, "no year", month=2, day=30), "29 February, year not known"),
        (DateValue(None, "no year", month=13), "Not resolved"),
        (DateValue(None, "which month", year=2031), "in 2031"),
        (DateValue(None, "which day", year=2031, month=2), "February 2031"),
        (DateValue(None, "nothing"), "Not resolved"),
    ],
)
def test_dates_keep_what_their_words_leave_known(value: DateValue, expected: str) -> None:
    assert words.date_value_words(value) == expected


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity.between(3, 7), "3\N{EN DASH}7"),
        (Quantity.vague(24, None), "24 or more"),
        (Quantity.stated(4), "4"),
        (Quantity.unknown(), "unknown"),
    ],
)
def test_quantities(quantity: Quantity, expected: str) -> None:
    assert words.quantity_words(quantity) == expected


def test_every_member_has_its_words() -> None:
    assert all(words.said_by(one) for one in Stance)
    assert all(words.responsibility_words(one) for one in ResponsibilityAct)
    assert all(words.place_precision_words(one) for one in PlacePrecision)
    assert all(words.basis_words(one) for one in PublishedBasis)
    assert all(words.FIELD_LABELS[one] for one in Field)


def test_codes_that_the_codebook_lacks_are_words() -> None:
    assert words.label("weapons", "no_such_weapon") == "No such weapon"
    assert words.country_words("ZZ") == "ZZ"
