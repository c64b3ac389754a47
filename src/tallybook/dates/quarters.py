"""Words that point back to a quarter of a year: "the latest quarter", "the year-earlier period", "a year ago".

Where a report speaks of a quarter, what it compares with is the same quarter of another year, and not that whole year.
Reports of budgets, trade and aid speak so; without a quarter in the paragraphs before, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tallybook.dates.calendars import quarter_of
from tallybook.dates.records import Anchoring, DateExpression
from tallybook.model import DateRange, DateValue, Span

__all__ = ["with_quarters"]

_REACH = 900  # characters: a quarter named further back is not what the words point to
_BACK = re.compile(
    r"\b(?:(?:the |that |a )?(?:comparable |corresponding |same )?(?P<before>year-(?:ago|earlier))"
    r"(?: (?:(?:first|second|third|fourth) )?(?:quarter|period))?"
    r"|(?:the|that) (?:(?:(?P<year>(?:19|20)\d\d)|latest|most recent) (?:quarter|period)|quarter))\b",
    re.IGNORECASE,
)
_YEAR_AGO = re.compile(r"a year (?:ago|earlier|before)", re.IGNORECASE)


def with_quarters(text: str, expressions: Iterable[DateExpression]) -> tuple[DateExpression, ...]:
    """The expressions, those that point back to a quarter with that quarter, and further words that do."""
    found = tuple(expressions)
    if not any(_quarter(one.value.range) for one in found):
        return found
    return tuple(sorted(_pointed(text, found), key=lambda one: one.span.start))


def _pointed(text: str, found: tuple[DateExpression, ...]) -> Iterator[DateExpression]:
    topic: tuple[int, DateRange] | None = None  # where the last quarter stands, and which it is
    taken = 0
    words: list[tuple[int, DateExpression | re.Match[str]]] = [(one.span.start, one) for one in found]
    words += [(match.start(), match) for match in _BACK.finditer(text)]
    for start, one in sorted(words, key=lambda pair: pair[0]):
        near = topic[1] if topic is not None and start - topic[0] <= _REACH else None
        if isinstance(one, DateExpression):
            if one.span.start < taken:
                continue
            if near is not None and _YEAR_AGO.fullmatch(one.span.of(text)):
                yield replace(one, value=_of_year(near, near.first.year - 1), anchoring=Anchoring.ABSOLUTE)
                continue
            if (told := _quarter(one.value.range)) is not None:
                topic = start, told
            yield one
        elif near is not None and one.start() >= taken and not _is_inside(one, found):
            taken = one.end()
            yield DateExpression(Span(*one.span()), _of_match(one, near), Anchoring.ABSOLUTE)


def _is_inside(match: re.Match[str], found: tuple[DateExpression, ...]) -> bool:
    """Whether the words are part of an expression that says more: "the quarter ended in June"."""
    return any(
        one.span.start <= match.start() and match.end() <= one.span.end and len(one.span) > len(match[0])
        for one in found
    )


def _of_match(match: re.Match[str], quarter: DateRange) -> DateValue:
    if match["year"]:
        return _of_year(quarter, int(match["year"]))
    return _of_year(quarter, quarter.first.year - (1 if match["before"] else 0))


def _of_year(quarter: DateRange, year: int) -> DateValue:
    return DateValue(quarter_of(quarter.first.replace(year=year)), year=year)


def _quarter(found: DateRange | None) -> DateRange | None:
    """The range where it is a quarter of a year."""
    return found if found is not None and found == quarter_of(found.first) else None
