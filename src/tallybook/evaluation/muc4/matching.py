"""The best one-to-one matching between two lists, by the Hungarian method."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["best_matching"]


def best_matching(weights: Sequence[Sequence[float]]) -> tuple[tuple[int, int], ...]:
    """The pairs (row, column) of a matching with the greatest sum of weights; pairs of weight 0 or less are left out.

    `weights` has one row per item of the first list and one column per item of the second. The result is sorted by row.

    Source: Kuhn, The Hungarian method for the assignment problem (1955), in the form with potentials, in O(n^3).
    """
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if not rows or not columns:
        return ()
    if rows > columns:
        turned = [[weights[row][column] for row in range(rows)] for column in range(columns)]
        return tuple(sorted((row, column) for column, row in best_matching(turned)))
    # 1-based; row_of[0] is the row that is being placed.
    row_potential, column_potential = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        column = 0
        least, used = [float("inf")] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            used[column] = True
            placed, delta, following = row_of[column], float("inf"), 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                cost = -max(weights[placed - 1][other - 1], 0.0) - row_potential[placed] - column_potential[other]
                if cost < least[other]:
                    least[other], way[other] = cost, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    row_potential[row_of[other]] += delta
                    column_potential[other] -= delta
                else:
                    least[other] -= delta
            column = following
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    pairs = ((row_of[column] - 1, column - 1) for column in range(1, columns + 1) if row_of[column])
    return tuple(sorted((row, column) for row, column in pairs if weights[row][column] > 0))
