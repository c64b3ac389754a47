"""Finds the words that tell a time in a text and resolves them against the publication date, if there is one.

The text becomes a string with one letter per word (`tokens.py`); each rule is an expression over these letters. Of
rules that claim the same words the one with more words wins, then the one listed first. Afterwards the words beside a
date are taken in and neighbours are joined (`joining.py`). The rules are listed in docs/reference/dates.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tallybook.dates import lengths, named, relative
from tallybook.dates.draft import Context, Draft, Rule, latest
from tallybook.dates.joining import decorate, join, nearest_weekday
from tallybook.dates.lexicon import load_lexicon
from tallybook.dates.quarters import with_quarters
from tallybook.dates.records import Anchoring, DateExpression, Reason
from tallybook.dates.tokens import tokenise
from tallybook.model import DateRange, DateValue, Span

__all__ = ["find_dates"]

_RULES = (*named.RULES, *relative.RULES, *lengths.RULES)
_PREPOSITION_LETTERS = frozenset("OiNBRbrfD")
_PREPOSITIONS = frozenset({"over", "within", "about", "around", "on"})


def find_dates(text: str, published: DateRange | None) -> tuple[DateExpression, ...]:
    """All expressions of time in `text`, in order and without overlap.

    `published` is the publication date at the precision that is known, or None; nothing is ever resolved to it unless
    the words point at it. A value that cannot be resolved has no range and a `Reason`; see docs/reference/dates.md.
    """
    lexicon = load_lexicon()
    context = Context(tokenise(text, lexicon), lexicon)
    drafts = join(context, list(decorate(context, _choose(context))))
    return with_quarters(text, (_finish(context, draft, published) for draft in drafts))


def _choose(context: Context) -> list[Draft]:
    """The drafts of all rules that do not overlap: longest first, then in the order of the rules."""
    drafts: list[tuple[int, int, int, Draft]] = []
    for rank, rule in enumerate(_RULES):
        for draft in _drafts_of(context, rule):
            drafts.append((draft.first - draft.last, rank, draft.first, draft))
    drafts.sort(key=lambda row: row[:3])
    taken = bytearray(len(context.tokens.letters))
    chosen = []
    for _, _, _, draft in drafts:
        if not any(taken[draft.first : draft.last]):
            taken[draft.first : draft.last] = b"\1" * (draft.last - draft.first)
            chosen.append(draft)
    return sorted(chosen, key=lambda draft: draft.first)


def _drafts_of(context: Context, rule: Rule) -> Iterator[Draft]:
    """The drafts of one rule. What a rule matched and did not use may hold its next match, so it is searched again."""
    position = 0
    while (match := rule.pattern.search(context.tokens.letters, position)) is not None:
        draft = rule.make(context, match)
        position = match.start() + 1
        if draft is not None and not _is_name(context, draft):
            position = max(position, draft.last)
            yield draft


def _is_name(context: Context, draft: Draft) -> bool:
    """Whether the next word makes a name of it: 19 April Movement, Sunday Times."""
    if draft.kind not in ("monthday", "weekday", "holiday") or not context.in_list(draft.last, "not_before"):
        return False
    return context.tokens.capital(draft.last)


def _finish(context: Context, draft: Draft, published: DateRange | None) -> DateExpression:
    tokens = context.tokens
    before = draft.first - 1
    preposition = context.lower(before)
    if context.letter(before) == "h":
        preposition = context.lower(before - 1)
        before -= 1
    if context.letter(before) not in _PREPOSITION_LETTERS and preposition not in _PREPOSITIONS:
        preposition = ""
    try:
        value, period = _value(context, draft, published)
    except (OverflowError, ValueError):
        value, period = DateValue(None, Reason.OUT_OF_CALENDAR), None
    incident = draft.anchoring is Anchoring.INCIDENT
    return DateExpression(
        span=Span(tokens.starts[draft.first], tokens.ends[draft.last - 1]),
        value=replace(value, year=draft.year, month=draft.month, day=draft.day, time_of_day=draft.time_of_day),
        anchoring=draft.anchoring,
        preposition=preposition,
        period=period if period != value.range else None,
        offset=draft.offset if incident else None,
        governs=draft.governs,
        weekday=draft.weekday,
        modifier=draft.modifier,
    )


def _value(context: Context, draft: Draft, published: DateRange | None) -> tuple[DateValue, DateRange | None]:
    """The value and the calendar period of the words."""
    if draft.anchoring is Anchoring.INCIDENT:
        return DateValue(None, Reason.NEEDS_ANCHOR), None
    if draft.fixed is not None:
        return DateValue(draft.range_from(None), draft.reason or "", draft.candidates), draft.fixed
    if draft.relative is None:
        return DateValue(None, draft.reason or Reason.VAGUE, draft.candidates), None
    if published is None:
        yearless = draft.in_year is not None and draft.anchoring is Anchoring.ABSOLUTE
        reason = Reason.NO_YEAR if yearless else Reason.NO_PUBLICATION_DATE
        return DateValue(None, reason, _years_that_fit(context, draft)), None
    return _published_value(draft, published)


def _published_value(draft: Draft, published: DateRange) -> tuple[DateValue, DateRange | None]:
    first, last = draft.range_from(published.first), draft.range_from(published.last)
    if first is None or last is None:
        return _unresolved(draft, published), None
    note = draft.reason or ""
    if first != last:
        ordered = tuple(sorted({first, last}))
        if draft.discrete:
            return DateValue(None, Reason.PUBLICATION_TOO_COARSE, ordered), None
        return DateValue(DateRange.between(ordered[0].first, max(first.last, last.last)), note), None
    exact = draft.exact or draft.period_from
    return DateValue(first, note), exact(published.first)


def _unresolved(draft: Draft, published: DateRange) -> DateValue:
    """Why no day fits, with the days that fit one half of the words each."""
    if draft.in_year is None:
        return DateValue(None, Reason.VAGUE if draft.offset is not None else Reason.NO_SUCH_DAY)
    past = latest(draft.in_year, future=False)(published.last)
    if past is None:
        return DateValue(None, Reason.NO_SUCH_DAY)
    if draft.weekday is not None:
        other = DateRange.day(nearest_weekday(past.first, draft.weekday))
        return DateValue(None, Reason.WEEKDAY_CONFLICT, tuple(sorted((past, other))))
    coming = latest(draft.in_year, future=True)(published.last)
    return DateValue(None, Reason.OPEN_TENSE, tuple(day for day in (past, coming) if day is not None))


def _years_that_fit(context: Context, draft: Draft) -> tuple[DateRange, ...]:
    """Without a publication date: the days of the window of years on which the weekday falls on that day and month."""
    if draft.weekday is None or draft.in_year is None or draft.anchoring is not Anchoring.ABSOLUTE:
        return ()
    days = [draft.in_year(year) for year in context.lexicon.candidate_years]
    return tuple(day for day in days if day is not None and day.first.weekday() == draft.weekday)
