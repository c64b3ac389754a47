"""How casualty figures are read and chosen: the methods behind the casualty rules.

A method has three parts: how the words of one statement become a figure (`read`), whose account of a harm is published
(`pick`), and how the bounds over all voices become the published row (`span`).
"""

from __future__ import annotations

import importlib.resources
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tallybook.assembly.casualty_accounts import Account, row_of
from tallybook.assembly.quantities import combine_quantities, wording
from tallybook.codebook import load_codebook
from tallybook.codebook.reading import parse_yaml
from tallybook.model import Qualifier, Quantity, Statement

__all__ = ["ACLED", "ACLED_OLDER", "AGREED", "BEST_SAID", "GTD", "IBC", "UCDP", "Method"]

# Days after the first report within which a higher figure is taken for a toll that grows. Later reports are mostly of
# arrests, trials and anniversaries, and recall figures rather than bring new ones. A choice, not a measurement.
FRESH_DAYS = 7


@dataclass(frozen=True, slots=True)
class Method:
    """A way to the casualty table; see the module. `span` gets the figures of each voice, the chosen one first."""

    pick: Callable[[Sequence[Account]], Account]
    read: Callable[[Statement], Quantity]
    span: Callable[[Sequence[Sequence[Quantity]]], Quantity]


def _as_stated(statement: Statement) -> Quantity:
    return row_of(statement).quantity


def _widest(voices: Sequence[Sequence[Quantity]]) -> Quantity:
    if len(voices) == 1 and len(voices[0]) == 1:
        return voices[0][0]
    return combine_quantities([quantity for quantities in voices for quantity in quantities])[0]


def _known(accounts: Sequence[Account]) -> Sequence[Account]:
    """The accounts that have a best figure and are said best by stance; without any figure, all."""
    figures = [account for account in accounts if account.figure is not None]
    if not figures:
        return accounts
    stance = min(account.stance for account in figures)
    return [account for account in figures if account.stance == stance]


def _votes(account: Account, accounts: Sequence[Account]) -> int:
    return sum(account.agrees(other) or _left_open(account, other) for other in accounts)


def _left_open(account: Account, before: Account) -> bool:
    """Whether an account gives a higher figure that one before it left room for: "at least five", then six."""
    if account.figure is None or before.figure is None or not 0 < before.day <= account.day:
        return False
    return before.quantity.low is not None and before.quantity.high is None and account.figure > before.figure


def _agreed(accounts: Sequence[Account]) -> Account:
    asked = _known(accounts)
    if len(asked) == 1:
        return asked[0]
    days = [account.day for account in asked if account.day]
    fresh_until = min(days) + FRESH_DAYS if days else 0

    def merit(account: Account) -> tuple[object, ...]:
        fresh = account.day <= fresh_until
        return (
            -_votes(account, asked),
            account.everybody is None,  # among those who agree, one that tells attackers apart
            account.rows,
            account.breadth,
            not fresh,
            -account.day if fresh else account.day,
            account.placed,
            account.figure or 0,
            account.said,
        )

    growing = _growing(asked, fresh_until)
    return min(growing or asked, key=merit)


def _growing(accounts: Sequence[Account], fresh_until: int) -> Sequence[Account]:
    """The accounts with the last figure of a toll that grows, within a week of the first; none if it does not.

    It grows if no day brings a lower figure than the day before, and either two voices give the last figure, of which
    the first day knows nothing yet, or it has risen twice. One higher figure alone may be a slip.
    """
    by_day: dict[int, list[int]] = {}
    for account in accounts:
        if account.figure is not None and 0 < account.day <= fresh_until:
            by_day.setdefault(account.day, []).append(account.figure)
    days = sorted(by_day)
    if len(days) < 2 or any(max(by_day[a]) > min(by_day[b]) for a, b in itertools.pairwise(days)):
        return ()
    last = max(by_day[days[-1]])
    voices = sum(figures.count(last) for figures in by_day.values())
    if last in by_day[days[0]] or (voices < 2 and len({max(figures) for figures in by_day.values()}) < 3):
        return ()
    return [account for account in accounts if account.figure == last and account.day <= fresh_until]


def _best_said(accounts: Sequence[Account]) -> Account:
    return min(_known(accounts), key=lambda account: account.said)


def _lowest_until_corroborated(accounts: Sequence[Account]) -> Account:
    asked = _known(accounts)

    def merit(account: Account) -> tuple[object, ...]:
        votes = _votes(account, asked)
        return (-votes if votes > 1 else 0, account.figure or 0, account.placed, -account.day, account.said)

    return min(asked, key=merit)


def _most_reliable(accounts: Sequence[Account]) -> Account:
    asked = _known(accounts)
    return min(
        asked,
        key=lambda one: (-_votes(one, asked), one.placed, one.figure or 0, one.everybody is None, -one.day, one.said),
    )


def _latest_else_majority_else_lowest(accounts: Sequence[Account]) -> Account:
    asked = _known(accounts)
    last = max(account.day for account in asked)
    latest = [account for account in asked if account.day == last] if last else asked
    if all(latest[0].agrees(account) for account in latest):
        return min(latest, key=lambda one: (one.everybody is None, one.said))
    return min(
        asked,
        key=lambda one: (2 * _votes(one, asked) <= len(asked), one.figure or 0, one.everybody is None, one.said),
    )


def _highest(accounts: Sequence[Account]) -> Account:
    return max(accounts, key=lambda one: (_ends(one.quantity)[1] or 0, one.day, one.report))


@cache
def _acled_words(edition: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """A pattern of the codebook's words for amounts, longest first, and ACLED's figure for each."""
    file = "data/acled_words.yaml"
    text = importlib.resources.files("tallybook.assembly").joinpath(file).read_text("utf-8")
    figures = parse_yaml(text, file)[edition]
    known = {word: figures.get(one.id, one.low) for one in load_codebook().quantities for word in one.words}
    longest_first = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(rf"\b(?:{longest_first})\b"), known


def _acled_figure(statement: Statement, edition: str) -> Quantity:
    quantity = _as_stated(statement)
    if quantity.best is not None or quantity.low is None:
        return quantity
    figure = quantity.low
    if quantity.qualifier is Qualifier.VAGUE:
        pattern, figures = _acled_words(edition)
        word = pattern.search(statement.original_text.casefold())
        figure = figures[word.group()] if word else figure
    high = None if quantity.high is None else max(quantity.high, figure)
    return Quantity(min(quantity.low, figure), figure, high, quantity.qualifier)


def _ends(quantity: Quantity) -> tuple[int | None, int | None]:
    """The least and the most figure that somebody names; "at least four" names four as both."""
    low = quantity.low if quantity.low is not None else quantity.best
    high = quantity.high if quantity.high is not None else quantity.best
    return low, high if high is not None else low


def _lowest_to_highest(voices: Sequence[Sequence[Quantity]]) -> Quantity:
    known = [[_ends(quantity) for quantity in quantities if not quantity.is_unknown] for quantities in voices]
    telling = [ends for ends in known if ends]
    if not telling:
        return voices[0][0]
    lows = [low for ends in telling for low, _ in ends if low is not None]
    highs = [high for ends in telling for _, high in ends if high is not None]
    # A figure of a single voice is no minimum: the minimum is what two voices at least bear out.
    low = min(lows) if lows and len(telling) > 1 else None
    high = max(highs) if highs else None
    best = low if low == high else None
    return Quantity(low, best, high, wording(low, best, high))


AGREED = Method(_agreed, _as_stated, _widest)
BEST_SAID = Method(_best_said, _as_stated, _widest)
ACLED = Method(_lowest_until_corroborated, lambda statement: _acled_figure(statement, "newer"), _widest)
ACLED_OLDER = Method(_lowest_until_corroborated, lambda statement: _acled_figure(statement, "older"), _widest)
UCDP = Method(_most_reliable, _as_stated, _widest)
GTD = Method(_latest_else_majority_else_lowest, _as_stated, _widest)
IBC = Method(_highest, _as_stated, _lowest_to_highest)
