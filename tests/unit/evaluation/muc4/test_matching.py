"""The best one-to-one matching."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tallybook.evaluation.muc4.matching import best_matching


def _best_by_trying(weights: list[list[float]]) -> float:
    rows, columns = len(weights), len(weights[0])
    if rows > columns:
        return _best_by_trying([[weights[row][column] for row in range(rows)] for column in range(columns)])
    return max(
        sum(max(weights[row][column], 0) for row, column in enumerate(order))
        for order in permutations(range(columns), rows)
    )


_SIZES = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(
    _SIZES.flatmap(
        lambda size: st.lists(
            st.lists(st.integers(-2, 5).map(float), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )
)
def test_no_other_matching_has_a_greater_sum(weights: list[list[float]]) -> None:
    pairs = best_matching(weights)
    assert len({row for row, _ in pairs}) == len(pairs) == len({column for _, column in pairs})
    assert sum(weights[row][column] for row, column in pairs) == _best_by_trying(weights)
    assert all(weights[row][column] > 0 for row, column in pairs)


def test_nothing_to_match() -> None:
    assert best_matching([]) == ()
    assert best_matching([[]]) == ()
    assert best_matching([[0.0]]) == ()
