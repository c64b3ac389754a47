"""Learning what each level of agreement is worth, from pairs of which it is known whether they tell of one incident.

Logistic regression over the levels, with bounds that make the table one that people can trust on other reports than
those it was learned from: along the order of a comparison the weight never falls (more agreement is never worth less),
full agreement never speaks against a pair, and every weight is drawn towards zero (what was hardly ever seen is worth
little).

Source: iteratively reweighted least squares, each step by coordinate descent with bounds, as in Friedman, Hastie and
Tibshirani (2010), "Regularization paths for generalized linear models via coordinate descent".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tallybook.linking.comparisons import COMPARISONS
from tallybook.linking.scoring import PairModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["fit"]

_SHRINKAGE = 3.0  # of the squared weights; in units of pairs
# What is known besides the pairs, as the least weight of a step: those that linking is learned from are all of one
# country, so that another one is always a misread name there.
_KNOWN = {("area", "another area"): 2.0}
_ROUNDS = 50
_SWEEPS = 300


def fit(levels: NDArray[np.int8], same: NDArray[np.bool_], version: str) -> PairModel:
    """The weights for pairs on these levels (pairs x comparisons), of which `same` says which tell of one incident.

    From no pairs at all every weight is the least that it may be.
    """
    design, lowest = _design(levels)
    weights = _descend(design, same.astype(float), lowest)
    found: list[tuple[float, ...]] = []
    at = 1
    for one in COMPARISONS:
        steps = weights[at : at + len(one.levels) - 1]
        at += len(one.levels) - 1
        if one.unknown:
            # The first weight is that of full agreement, each further one is taken off for a step away from it.
            falls = np.concatenate((np.cumsum(steps[1:][::-1])[::-1], [0.0]))
            levels_of_one = (0.0, *(steps[0] - falls))
        else:
            levels_of_one = (0.0, *np.cumsum(steps))
        found.append(tuple(round(float(weight), 4) + 0.0 for weight in levels_of_one))
    return PairModel(version, round(float(weights[0]), 4), tuple(found))


def _design(levels: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """A column for where every pair starts, then the columns of each comparison; the least that each weight may be.

    With "unknown" as zero point: one column for full agreement, and one per step away from it, which counts against.
    Without: one column per step from the first level, which is the zero point.
    """
    columns = [np.ones(len(levels))]
    lowest = [-np.inf]
    for number, one in enumerate(COMPARISONS):
        level = levels[:, number]
        if one.unknown:
            columns.append((level >= 1).astype(float))
            columns += [-((level >= 1) & (level < step)).astype(float) for step in range(2, len(one.levels))]
        else:
            columns += [(level >= step).astype(float) for step in range(1, len(one.levels))]
        lowest += [_KNOWN.get((one.name, name), 0.0) for name in one.levels[1:]]
    return np.stack(columns, axis=1), np.array(lowest)


def _descend(design: Floats, same: Floats, lowest: Floats) -> Floats:
    penalty = np.full(design.shape[1], _SHRINKAGE)
    penalty[0] = 0.0

    def loss(weights: Floats) -> float:
        odds = design @ weights
        return float(np.sum(np.logaddexp(0.0, odds) - same * odds) + 0.5 * np.sum(penalty * weights**2))

    weights = np.maximum(lowest, 0.0)
    now = loss(weights)
    for _ in range(_ROUNDS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (chances - same) + penalty * weights
        curve = (design * (chances * (1.0 - chances) + 1e-6)[:, None]).T @ design + np.diag(penalty + 1e-6)
        aim = _least(curve, slope - curve @ weights, weights, lowest)
        share = 1.0
        while (ahead := loss(weights + share * (aim - weights))) > now and share > 1e-3:
            share /= 2.0
        if now - ahead <= 1e-4 * abs(now) / max(len(same), 1) or share <= 1e-3:
            break
        weights, now = weights + share * (aim - weights), ahead
    return weights


def _least(curve: Floats, slope: Floats, begin: Floats, lowest: Floats) -> Floats:
    """Where slope*w + w*curve*w/2 is least with no weight below its lowest: one weight after the other, in rounds."""
    weights = begin.copy()
    pull = curve @ weights + slope
    for _ in range(_SWEEPS):
        largest = 0.0
        for at in range(len(weights)):
            change = max(weights[at] - pull[at] / curve[at, at], lowest[at]) - weights[at]
            if change:
                weights[at] += change
                pull += curve[:, at] * change
                largest = max(largest, abs(change))
        if largest < 1e-5:
            break
    return weights
