"""Figures for the same people put together, and people taken off a figure that holds them."""

from __future__ import annotations

from collections.abc import Sequence

from tallybook.model import Qualifier, Quantity

__all__ = ["combine_quantities", "less", "sum_of", "wording"]


def combine_quantities(quantities: Sequence[Quantity]) -> tuple[Quantity, int]:
    """One quantity from figures for the same people, best said first, and the index of the figure taken as best.

    Low is the lowest low and high the highest high that anybody gives. The best figure is the first one that is known;
    where anybody who gives it leaves an end open ("at least four"), the combined figure leaves it open too. A figure
    without any number changes nothing. `quantities` must not be empty.
    """
    if len(quantities) == 1:
        return quantities[0], 0
    known = [index for index, quantity in enumerate(quantities) if not quantity.is_unknown]
    if not known:
        return quantities[0], 0
    index = next((index for index in known if quantities[index].best is not None), known[0])
    chosen = quantities[index]
    if all(quantities[other] == chosen for other in known):
        return chosen, index
    figures = [quantities[other] for other in known]
    agreeing = [figure for figure in figures if figure.best == chosen.best] if chosen.best is not None else [chosen]
    lows = [figure.low for figure in figures if figure.low is not None]
    highs = [figure.high for figure in figures if figure.high is not None]
    low = None if any(figure.low is None for figure in agreeing) else min(lows)
    high = None if any(figure.high is None for figure in agreeing) else max(highs)
    return Quantity(low, chosen.best, high, wording(low, chosen.best, high)), index


def wording(low: int | None, best: int | None, high: int | None) -> Qualifier:
    """The qualifier of a figure that nobody has worded as it is. At least one of the three is known."""
    if low == best == high:
        return Qualifier.EXACT
    if high is None:
        return Qualifier.AT_LEAST
    return Qualifier.AT_MOST if low is None else Qualifier.RANGE


def sum_of(added: Sequence[Quantity]) -> Quantity:
    """The sum over disjoint rows. A row without any number adds nothing to the figures and leaves the end open."""
    if len(added) == 1:
        return added[0]
    known = [quantity for quantity in added if not quantity.is_unknown]
    if not known:
        return Quantity.unknown()
    total = sum(known[1:], known[0])
    if len(known) < len(added) and total.low is not None:
        return Quantity(total.low, total.best, None, Qualifier.AT_LEAST)
    return total


def less(whole: Quantity, taken: Quantity, *, certain: bool) -> Quantity:
    """The people of `whole` that are not of `taken`; where it is not `certain` that these are among them, they may be.

    `whole` itself where the two contradict one another.
    """
    low = None if whole.low is None or taken.high is None else max(0, whole.low - taken.high)
    best = whole.best - taken.best if certain and whole.best is not None and taken.best is not None else None
    high = whole.high if whole.high is None or not certain else whole.high - taken.floor
    if (high is not None and high < 0) or (best is not None and best < 0):
        return whole
    if best is not None and not (low or 0) <= best <= (high if high is not None else best):
        best = None
    if low is None and best is None and high is None:
        return Quantity.unknown()
    return Quantity(low, best, high, wording(low, best, high))
