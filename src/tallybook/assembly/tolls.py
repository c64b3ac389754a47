"""What was known when: the casualties of an incident recomputed from the reports published until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.assembly.assemble import resolve
from tallybook.assembly.casualty_totals import CasualtyTotal, casualty_totals
from tallybook.assembly.ranking import NO_VOICES, Voices
from tallybook.assembly.rulesets import DEFAULT, RuleSet
from tallybook.assembly.verdicts import NO_VERDICTS, Verdicts
from tallybook.model import Field

if TYPE_CHECKING:
    from datetime import date

    from tallybook.model import DateRange, Statement

__all__ = ["Toll", "TollHistory", "known_reports", "toll_history"]


@dataclass(frozen=True, slots=True)
class Toll:
    """The casualty totals as of the end of `day`, and the reports that came out on it."""

    day: date
    reports: tuple[str, ...]
    totals: tuple[CasualtyTotal, ...]


@dataclass(frozen=True, slots=True)
class TollHistory:
    """The tolls of every day on which a report came out, earliest first; `undated` reports are used at no date."""

    tolls: tuple[Toll, ...]
    undated: tuple[str, ...]


def known_reports(published: Mapping[str, DateRange | None], day: date) -> tuple[str, ...]:
    """The reports published by the end of `day`; one of which only the month is known, by the end of the month.

    A report whose publication date is not known is never among them.
    """
    return tuple(report for report, when in published.items() if when is not None and when.last <= day)


def toll_history(
    statements: Iterable[Statement],
    published: Mapping[str, DateRange | None] | None = None,
    rules: RuleSet = DEFAULT,
    voices: Voices = NO_VOICES,
    verdicts: Verdicts = NO_VERDICTS,
) -> TollHistory:
    """The casualty totals of one incident for each day on which one of its reports came out.

    `statements` are those of the incident. `published` gives the publication date of each of its reports; without it,
    the reports are those of the statements, with the dates that these have. `verdicts`: what people
    say of statements now.
    """
    told = list(statements)
    when = {one.report: one.published_at for one in told} if published is None else published
    casualties = [one for one in told if one.field is Field.CASUALTIES]
    days = sorted({known.last for known in when.values() if known is not None})
    tolls = []
    for day in days:
        known = set(known_reports(when, day))
        resolutions = resolve((one for one in casualties if one.report in known), rules, voices, verdicts=verdicts)
        new = tuple(report for report, date_ in when.items() if date_ is not None and date_.last == day)
        tolls.append(Toll(day, new, casualty_totals(resolutions)))
    return TollHistory(tuple(tolls), tuple(report for report, date_ in when.items() if date_ is None))
