"""The one day, month and year that a whole report is about, for corpora that ask one value of each report.

A vote over the dates of a report and the date statements of its mentions. An inference over the document, not a
statement: it never enters a record. The date of publication itself never votes. The weights were chosen
on the training and development splits of HRDsAttack together, from a plateau of equally good ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tallybook.dates import find_dates
from tallybook.model import Coding, DateValue, MentionKind, Report, Span

__all__ = ["DateWord", "Dated", "date_words", "vote_on_dates"]

# Each weight adds to the score of a date; the share of its vote is the exponential of twice the score.
_SHARPNESS = 2.0
# Of which kind of mention it is the date; None for a date that no statement gives to a mention.
_MENTION_SCORES = {
    MentionKind.REPORTED: 0.5,
    None: 0.25,
    MentionKind.BACKGROUND: 0.25,
    MentionKind.AGGREGATE: -1.0,
}
# Annotators look for a date in so many words: "October 2" rather than "on Friday", which they would have to work out.
_MONTH_SAID = 0.75
_YEAR_SAID = 1.0
_DAY_KNOWN = 0.5
_MONTH_KNOWN = 0.25
# What a report begins with is what it is about.
_AT_THE_END = -1.25
_IN_THE_FUTURE = -1.0


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of the month, a month (1 to 12) and a year; each None where no date gives it."""

    day: int | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DateWord:
    """One vote: what a date pins down, and its score. `stated` is whether a statement gives it to a mention."""

    dated: Dated
    score: float
    stated: bool


def date_words(report: Report, coding: Coding) -> list[DateWord]:
    """The votes of a report: each date in its text once, as its statement has it where there is one."""
    mentions = {mention.id: mention for mention in coding.mentions}
    stated: dict[Span, tuple[DateValue, MentionKind]] = {}
    for one in coding.statements:
        if isinstance(one.value, DateValue) and one.mention in mentions:
            stated.setdefault(one.span, (one.value, mentions[one.mention].kind))
    found = {expression.span: expression.value for expression in find_dates(report.text, report.published)}
    words = []
    for span in sorted({*found, *stated}):
        value, kind = stated.get(span) or (found[span], None)
        dated = pinned_down(value)
        if dated.year or dated.month:
            score = _score(value, dated, kind, report) + _AT_THE_END * span.start / len(report.text)
            words.append(DateWord(dated, score, kind is not None))
    return words


def pinned_down(value: DateValue) -> Dated:
    """What a date says: what the first and the last day of its range share, else what its own words give."""
    if value.range is None:
        return Dated(value.day, value.month, value.year)
    first, last = value.range.first, value.range.last
    year = first.year if first.year == last.year else value.year
    month = first.month if (first.year, first.month) == (last.year, last.month) else value.month
    return Dated(first.day if first == last else value.day, month, year)


def _score(value: DateValue, dated: Dated, kind: MentionKind | None, report: Report) -> float:
    score = _MENTION_SCORES[kind]
    score += _MONTH_SAID if value.month else 0.0
    score += _YEAR_SAID if value.year else 0.0
    score += _DAY_KNOWN if dated.day else _MONTH_KNOWN if dated.month else 0.0
    if value.range is not None and report.published is not None and value.range.first > report.published.last:
        score += _IN_THE_FUTURE
    return score


def vote_on_dates(words: Sequence[DateWord]) -> Dated:
    """The year with the most votes, the month with the most in that year, the day with the most in that month."""
    year = _best(words, lambda dated: dated.year)
    of_year = [word for word in words if word.dated.year == year]
    month = _best(of_year, lambda dated: dated.month)
    day = _best([word for word in of_year if word.dated.month == month], lambda dated: dated.day)
    return Dated(day, month, year)


def _best(words: Sequence[DateWord], part: Callable[[Dated], int | None]) -> int | None:
    votes: dict[int, float] = {}
    for word in words:
        said = part(word.dated)
        if said is not None:
            votes[said] = votes.get(said, 0.0) + math.exp(_SHARPNESS * word.score)
    return max(votes, key=lambda said: votes[said], default=None)
