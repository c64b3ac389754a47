"""Rules for frequencies, running periods and lengths of time: "almost daily", "in recent weeks", "for three hours"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tallybook.dates.draft import AMOUNT, Context, Draft, Relative, Rule, amount_of, unit_of
from tallybook.dates.offsets import offset_range
from tallybook.dates.records import Anchoring, Bound, Direction, Offset, Reason
from tallybook.model import DateRange

__all__ = ["RULES"]


def _running(context: Context, match: re.Match[str]) -> Draft | None:
    """ "In recent weeks", "over the past year", "the last three months", "the coming days"."""
    entry = context.entry(match, "unit")
    letter = context.letter(match.start("det"))
    direction = Direction.AFTER if letter == "X" else Direction.BEFORE
    first, last = match.span()
    counted = context.has(match, "num")
    if not counted and not entry.number and letter == "C":
        return None
    if letter == "C" or (not counted and entry.number):
        return Draft(first, last, "set", Anchoring.SET, reason=Reason.VAGUE)
    unit, times = unit_of(entry)
    low, high = amount_of(context, match) if counted else (1, 1)
    relative = _up_to(Offset(direction, unit, low * times, high * times, Bound.UP_TO))
    return Draft(first, last, "set", Anchoring.SET, relative=relative)


def _up_to(offset: Offset) -> Relative:
    def relative(anchor: date) -> DateRange | None:
        return offset_range(offset, DateRange.day(anchor))

    return relative


def _frequency(context: Context, match: re.Match[str]) -> Draft | None:
    first, last = match.span()
    # A capital inside a sentence makes a name of a newspaper or a company of it.
    named = context.tokens.capital(last - 1) and not context.tokens.upper and context.letter(last - 1) == "G"
    if named and context.letter(first - 1) not in "!P":
        return None
    return Draft(first, last, "set", Anchoring.SET, reason=Reason.NOT_A_DATE)


def _length(context: Context, match: re.Match[str]) -> Draft | None:
    """A number of units that nothing counts from; ages are not lengths of time."""
    first, last = match.span()
    after = last + 1 if context.letter(last) == "-" else last
    if context.in_list(after, "age_words") or context.in_list(first - 1, "age_words"):
        return None
    lasting = context.letter(first) == "D"
    if not lasting and context.has(match, "num"):
        low, high = amount_of(context, match)
        if (low == high == 1 and context.letter(match.start("num")) in "An") or high == 0:
            return None
    if not context.has(match, "num") and not context.entry(match, "unit").number:
        return None
    return Draft(first + lasting, last, "duration", Anchoring.DURATION, reason=Reason.NOT_A_DATE)


def _long(context: Context, match: re.Match[str]) -> Draft | None:
    """ "An hours-long siege"."""
    if context.lower(match.end() - 1) != "long":
        return None
    return Draft(match.start(), match.end(), "duration", Anchoring.DURATION, reason=Reason.NOT_A_DATE)


def _rule(name: str, pattern: str, make: Callable[[Context, re.Match[str]], Draft | None]) -> Rule:
    return Rule(name, re.compile(pattern), make)


RULES: tuple[Rule, ...] = (
    _rule("recent weeks", "h?(?P<det>C)(?P<unit>[uqe])", _running),
    _rule("the past year", "h(?P<det>[LX])(?P<unit>[uq])", _running),
    _rule("past years", "(?P<det>[LX])(?P<unit>[uqe])", _running),
    _rule("the past two weeks", f"h?(?P<det>[LX]){AMOUNT}(?P<unit>[uqe])", _running),
    _rule("every day", r"Q?@(?:[no])?[uqeWpSMl]", _frequency),
    _rule("daily", "Q?G", _frequency),
    _rule("Fridays", "K", _frequency),
    _rule("twice a week", "U[A@][uqe]", _frequency),
    _rule("length", f"D?{AMOUNT}-?(?P<unit>[ue])", _length),
    _rule("lasted hours", "D(?P<q>Q?)(?P<num>)(?P<unit>u)", _length),
    _rule("hours-long", "u-?x", _long),
)
