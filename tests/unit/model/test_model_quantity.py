"""Numbers of people: bounds, sums, parts. Unknown is not zero."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from model_strategies import exact_quantities, numbers, quantities

from tallybook.errors import InvalidValueError
from tallybook.model import PartsCheck, Qualifier, Quantity, check_parts

FOUR = Quantity.stated(4)
UNKNOWN = Quantity.unknown()


@pytest.mark.parametrize(
    ("quantity", "low", "best", "high", "words"),
    [
        (Quantity.stated(4), 4, 4, 4, "4"),
        (Quantity.stated(0), 0, 0, 0, "0"),
        (Quantity.stated(4, Qualifier.AT_LEAST), 4, 4, None, "at least 4"),
        (Quantity.stated(4, Qualifier.MORE_THAN), 5, None, None, "more than 4"),
        (Quantity.stated(4, Qualifier.AT_MOST), None, None, 4, "at most 4"),
        (Quantity.stated(4, Qualifier.FEWER_THAN), None, None, 3, "fewer than 4"),
        (Quantity.stated(100, Qualifier.NEARLY), 90, 100, 100, "nearly 100"),
        (Quantity.stated(100, Qualifier.ABOUT), 90, 100, 110, "about 100"),
        (Quantity.stated(4, Qualifier.ABOUT), 4, 4, 4, "about 4"),
        (Quantity.between(8, 10), 8, None, 10, "8 to 10"),
        (Quantity.between(8, 8), 8, 8, 8, "8"),
        (Quantity.vague(24, 99), 24, None, 99, "24 to 99"),
        (Quantity.vague(1, None), 1, None, None, "1 or more"),
        (Quantity.unknown(), None, None, None, "unknown"),
    ],
)
def test_bounds_of_the_table(
    quantity: Quantity, low: int | None, best: int | None, high: int | None, words: str
) -> None:
    assert (quantity.low, quantity.best, quantity.high) == (low, best, high)
    assert str(quantity) == words


@pytest.mark.parametrize("qualifier", [Qualifier.RANGE, Qualifier.VAGUE, Qualifier.UNKNOWN])
def test_qualifiers_that_do_not_go_with_one_number(qualifier: Qualifier) -> None:
    with pytest.raises(InvalidValueError, match=f"The qualifier {qualifier} does not go with"):
        Quantity.stated(4, qualifier)


@pytest.mark.parametrize(
    ("low", "best", "high"),
    [(5, 4, None), (5, None, 4), (None, 5, 4), (-1, None, None), (None, None, -1), (1, 3, 2), (2, 1, 3)],
)
def test_bounds_out_of_order_are_refused(low: int | None, best: int | None, high: int | None) -> None:
    with pytest.raises(InvalidValueError, match="0 <= low <= best <= high"):
        Quantity(low, best, high, Qualifier.RANGE)


def test_qualifier_and_numbers_go_together() -> None:
    with pytest.raises(InvalidValueError, match="without any number is unknown"):
        Quantity(qualifier=Qualifier.EXACT)
    with pytest.raises(InvalidValueError, match="say how it was worded"):
        Quantity(3, 3, 3)
    with pytest.raises(InvalidValueError):
        Quantity.stated(0, Qualifier.FEWER_THAN)
    with pytest.raises(InvalidValueError):
        Quantity.stated(-1)
    with pytest.raises(InvalidValueError):
        Quantity.between(3, 2)


def _in_order(quantity: Quantity) -> bool:
    known = [bound for bound in (quantity.low, quantity.best, quantity.high) if bound is not None]
    return known == sorted(known) and all(bound >= 0 for bound in known)


@given(quantities)
def test_low_best_high_are_in_order(quantity: Quantity) -> None:
    assert _in_order(quantity)
    assert quantity.is_unknown == (quantity.qualifier is Qualifier.UNKNOWN)
    assert not (quantity.is_unknown and quantity.is_zero)
    assert quantity.floor == (quantity.low or 0)


@given(quantities, quantities)
def test_sums_keep_the_order_and_commute(one: Quantity, other: Quantity) -> None:
    total = one + other
    assert _in_order(total)
    assert total == other + one
    assert total.floor == one.floor + other.floor


@given(quantities, quantities, quantities)
def test_sums_are_associative_in_their_bounds(one: Quantity, two: Quantity, three: Quantity) -> None:
    left, right = (one + two) + three, one + (two + three)
    assert (left.low, left.best, left.high) == (right.low, right.best, right.high)


@given(numbers, numbers)
def test_sums_of_exact_numbers_are_exact(one: int, other: int) -> None:
    assert Quantity.stated(one) + Quantity.stated(other) == Quantity.stated(one + other)


@given(quantities)
def test_unknown_is_not_zero(quantity: Quantity) -> None:
    with_zero, with_unknown = quantity + Quantity.stated(0), quantity + UNKNOWN
    assert (with_zero.best, with_zero.high) == (quantity.best, quantity.high)
    assert with_unknown.best is None
    assert with_unknown.high is None
    assert with_unknown.low == quantity.low


def test_four_and_an_unknown_number_are_at_least_four() -> None:
    assert str(FOUR + UNKNOWN) == "at least 4"
    assert (UNKNOWN + UNKNOWN).is_unknown
    assert not UNKNOWN.is_zero
    assert Quantity.stated(0).is_zero
    assert not Quantity.stated(0).is_unknown
    assert Quantity.stated(1, Qualifier.FEWER_THAN).is_zero


@given(quantities, quantities, st.data())
def test_the_sum_of_allowed_numbers_is_allowed(one: Quantity, other: Quantity, data: st.DataObject) -> None:
    def allowed(quantity: Quantity) -> int:
        return data.draw(st.integers(quantity.floor, quantity.high if quantity.high is not None else 10**6))

    first, second = allowed(one), allowed(other)
    assert one.allows(Quantity.stated(first))
    assert (one + other).allows(Quantity.stated(first + second))


@given(quantities, quantities)
def test_allows_is_symmetric_and_reflexive(one: Quantity, other: Quantity) -> None:
    assert one.allows(one)
    assert one.allows(other) == other.allows(one)
    assert UNKNOWN.allows(one)


def test_allows() -> None:
    assert Quantity.stated(4, Qualifier.AT_LEAST).allows(Quantity.stated(7))
    assert not Quantity.stated(4, Qualifier.AT_LEAST).allows(Quantity.stated(3))
    assert not FOUR.allows(Quantity.stated(5))
    assert Quantity.between(3, 5).allows(Quantity.between(5, 9))
    assert not Quantity.stated(4, Qualifier.MORE_THAN).allows(FOUR)


@given(quantities)
def test_words_name_the_known_numbers(quantity: Quantity) -> None:
    words = str(quantity)
    assert "None" not in words
    assert ("unknown" in words) == quantity.is_unknown


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        (FOUR, [Quantity.stated(3), Quantity.stated(1)], PartsCheck.COMPLETE),
        (FOUR, [Quantity.stated(3)], PartsCheck.INCOMPLETE),
        (FOUR, [Quantity.stated(3), UNKNOWN], PartsCheck.OPEN),
        (FOUR, [Quantity.stated(3), Quantity.stated(2)], PartsCheck.CONTRADICTION),
        (FOUR, [Quantity.stated(5, Qualifier.AT_LEAST), UNKNOWN], PartsCheck.CONTRADICTION),
        (FOUR, [], PartsCheck.INCOMPLETE),
        (UNKNOWN, [Quantity.stated(3)], PartsCheck.OPEN),
        (Quantity.stated(0), [], PartsCheck.COMPLETE),
        (Quantity.stated(4, Qualifier.AT_LEAST), [Quantity.stated(3), Quantity.stated(1)], PartsCheck.COMPLETE),
        (Quantity.stated(4, Qualifier.AT_LEAST), [Quantity.stated(3)], PartsCheck.INCOMPLETE),
        (Quantity.stated(4, Qualifier.AT_LEAST), [Quantity.stated(6)], PartsCheck.OPEN),
        (Quantity.stated(100, Qualifier.NEARLY), [Quantity.stated(101)], PartsCheck.CONTRADICTION),
        (Quantity.stated(100, Qualifier.ABOUT), [Quantity.stated(105)], PartsCheck.OPEN),
        (Quantity.between(8, 10), [Quantity.stated(9)], PartsCheck.OPEN),
    ],
)
def test_check_parts(total: Quantity, parts: list[Quantity], expected: PartsCheck) -> None:
    assert check_parts(total, parts) is expected
    for order in permutations(parts):
        assert check_parts(total, order) is expected


@given(quantities, st.lists(quantities, max_size=4))
def test_a_contradiction_is_one_whatever_the_numbers_were(total: Quantity, parts: list[Quantity]) -> None:
    least = sum(part.floor for part in parts)
    expected = total.high is not None and least > total.high
    assert (check_parts(total, parts) is PartsCheck.CONTRADICTION) == expected


@given(st.lists(exact_quantities, max_size=4), st.integers(1, 100))
def test_exact_parts(parts: list[Quantity], missing: int) -> None:
    summed = sum(part.floor for part in parts)
    assert check_parts(Quantity.stated(summed), parts) is PartsCheck.COMPLETE
    assert check_parts(Quantity.stated(summed + missing), parts) is PartsCheck.INCOMPLETE
    assume(summed >= missing)
    assert check_parts(Quantity.stated(summed - missing), parts) is PartsCheck.CONTRADICTION
