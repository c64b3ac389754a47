"""How the values of one incident were chosen, and what was known of it when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallybook.assembly import (
    DEFAULT,
    Evidence,
    Explanation,
    RuleSet,
    TollHistory,
    evidence,
    explain,
    known_reports,
    resolve,
    toll_history,
)
from tallybook.errors import RecordNotFoundError

if TYPE_CHECKING:
    from datetime import date

    from tallybook.service.incidents import IncidentView

__all__ = ["AsOf", "explanations", "rejected", "toll", "view_as_of"]


@dataclass(frozen=True, slots=True)
class AsOf:
    """An incident as it was known at the end of a day, and how many of its reports were not used.

    `later` came out after the day; of `undated` ones nobody knows when they came out.
    """

    view: IncidentView
    day: date
    later: int
    undated: int


def explanations(view: IncidentView) -> tuple[Explanation, ...]:
    """Why each value of the incident is published."""
    return explain(view.incident.resolutions, view.statements, view.voices, view.verdicts)


def rejected(view: IncidentView) -> tuple[Evidence, ...]:
    """The statements that people rejected and that are on no side of a published value, as the text has them."""
    listed = {id_ for one in view.incident.resolutions for id_ in (*one.supporting, *one.opposing)}
    judged = {id_ for id_, one in view.verdicts.items() if one.is_rejected}
    told = [one for one in view.statements if one.id in judged and one.id not in listed]
    return evidence(told, view.voices, view.verdicts)


def toll(view: IncidentView, rules: RuleSet = DEFAULT) -> TollHistory:
    """The casualty totals of the incident for each day on which a report on it came out."""
    published = {report.id: report.published for report in view.reports}
    return toll_history(view.statements, published, rules, view.voices, view.verdicts)


def view_as_of(view: IncidentView, day: date, rules: RuleSet = DEFAULT) -> AsOf:
    """The incident as it was known at the end of `day`, under the id that it has now.

    Raises RecordNotFoundError where no report on it is known to have come out by then.
    """
    published = {report.id: report.published for report in view.reports}
    known = set(known_reports(published, day))
    undated = sum(when is None for when in published.values())
    if not known:
        first = min((when.last for when in published.values() if when is not None), default=None)
        since = f"the first came out by {first}" if first else "of none is it known when it came out"
        raise RecordNotFoundError(f"No report on the incident {view.incident.id} is known by {day}; {since}.")
    mentions = tuple(mention for mention in view.mentions if mention.report in known)
    statements = tuple(statement for statement in view.statements if statement.report in known)
    told = {statement.id for statement in statements}
    incident = replace(
        view.incident,
        mentions=tuple(mention.id for mention in mentions),
        resolutions=resolve(statements, rules, view.voices, verdicts=view.verdicts),
    )
    supports = tuple(support for support in view.supports if support.statement in told)
    reports = tuple(report for report in view.reports if report.id in known)
    then = replace(
        view, incident=incident, mentions=mentions, statements=statements, supports=supports, reports=reports
    )
    return AsOf(then, day, len(published) - len(known) - undated, undated)
