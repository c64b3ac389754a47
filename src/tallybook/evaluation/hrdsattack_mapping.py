"""From our record of a report to the one answer per report that HRDsAttack asks for.

The corpus annotates a report, not an incident: one country, one day, one perpetrator. Where and when the whole report
is comes from votes (`locating`, `dating`) in which what statements say counts more. Types of violation, perpetrator
and victims are read off the statements of all mentions in order of importance. Nothing of this becomes a statement.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tallybook.evaluation.dating import Dated, date_words, vote_on_dates
from tallybook.evaluation.hrdsattack import Answer
from tallybook.evaluation.locating import Located, Locator, vote
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    Field,
    Mention,
    MentionKind,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
    Statement,
    TargetValue,
)

__all__ = ["answer", "answers_of", "mapping"]

_IMPORTANCE = {MentionKind.REPORTED: 0, MentionKind.BACKGROUND: 1, MentionKind.AGGREGATE: 2}
_WEAK = {Stance.DENIED: 2, Stance.HYPOTHETICAL: 2, Stance.PLANNED: 2, Stance.POSSIBLE: 1}
# One to three capitalised words. Titles such as "Mr" are no part of a name.
_NAME_WORDS = r"(?!(?:Mr|Mrs|Ms|Dr|The|And|But|When|While)\b)[A-Z][\w’'-]+(?:[ ][A-Z][\w’'.-]+){0,2}"
_FULL_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:[a-z]{1,3} )?[A-Z][\w’'.-]*)+")
_BLAMED = (ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED)


@cache
def mapping() -> dict[str, Any]:
    """The tables of data/hrdsattack_mapping.yaml."""
    file = resources.files("tallybook.evaluation").joinpath("data/hrdsattack_mapping.yaml")
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


def answers_of(report: Report, coding: Coding, locator: Locator) -> tuple[Answer, Answer]:
    """Two answers for one coded report: with what is inferred from the whole report, and from statements alone."""
    places, dates = locator.words(report, coding), date_words(report, coding)
    inferred = answer(report, coding, vote(places), vote_on_dates(dates), locator.name)
    stated_places = vote([word for word in places if word.stated])
    stated_dates = vote_on_dates([word for word in dates if word.stated])
    return inferred, answer(report, coding, stated_places, stated_dates, locator.name)


def answer(
    report: Report, coding: Coding, located: Located, dated: Dated, country_name: Callable[[str], str]
) -> Answer:
    """The corpus's fields for one coded report.

    `located` and `dated` are where and when the report as a whole is; `country_name` gives the usual English name of a
    country's code.
    """
    told = _in_order(coding)
    return Answer(
        perpetrator_type=_perpetrator_type(told),
        violation_types=_violation_types(told),
        victims=_victims(report, told),
        country=_country(located, country_name),
        region=located.region or None,
        city=located.city or None,
        year=str(dated.year) if dated.year else None,
        month=calendar.month_name[dated.month] if dated.month else None,
        day=str(dated.day) if dated.day else None,
    )


def _in_order(coding: Coding) -> list[Statement]:
    """The statements of all mentions: important mentions first, within one the firm statements first, then as told."""
    mentions: dict[str, Mention] = {mention.id: mention for mention in coding.mentions}

    def rank(statement: Statement) -> tuple[int, int, int, int]:
        mention = mentions[statement.mention]
        weakness = _WEAK.get(statement.stance, 0)
        return (_IMPORTANCE[mention.kind], mention.anchor.start, weakness, statement.span.start)

    return sorted((one for one in coding.statements if one.mention in mentions), key=rank)


def _country(located: Located, country_name: Callable[[str], str]) -> str | None:
    """The country in the written form that the annotators use most."""
    if not located.country:
        return None
    if located.region in mapping()["countries_within"].get(located.country, ()):
        return located.region
    named: str | None = mapping()["country_names"].get(located.country)
    return named or country_name(located.country)


def _perpetrator_type(told: Sequence[Statement]) -> str:
    """The type with the most votes.

    Each perpetrator whose kind is telling votes, each half as much as the one before; up to three incidents of a type
    that states, or armed groups, are known for vote with half a vote each.
    """
    table = mapping()
    votes: dict[str, float] = {table["perpetrator_default"]: 0.01}
    labels = [label for actor in _perpetrators(told) if (label := table["perpetrator_types"].get(actor.kind))]
    for rank, label in enumerate(labels):
        votes[label] = votes.get(label, 0.0) + 0.5**rank
    suggested = [label for code in _codes(told) if (label := table["perpetrator_by_incident_type"].get(code))]
    for label in set(suggested):
        votes[label] = votes.get(label, 0.0) + 0.5 * min(suggested.count(label), 3)
    return max(sorted(votes), key=lambda label: votes[label])


def _perpetrators(told: Sequence[Statement]) -> list[ActorValue]:
    """Those who did it, in the report's telling; then those who claimed it or are blamed for it."""
    direct = [one.value for one in told if one.field is Field.PERPETRATOR and isinstance(one.value, ActorValue)]
    blamed = [
        one.value.actor
        for one in told
        if isinstance(one.value, ResponsibilityValue) and one.value.act in _BLAMED and one.value.actor
    ]
    return [*direct, *blamed]


def _codes(told: Sequence[Statement]) -> list[str]:
    return [one.value.code for one in told if one.field is Field.INCIDENT_TYPE and isinstance(one.value, CodeValue)]


def _violation_types(told: Sequence[Statement]) -> frozenset[str]:
    table = mapping()
    labels: set[str] = set()
    for code in _codes(told):
        labels.update(table["violations_by_incident_type"].get(code, ()))
    for one in told:
        if isinstance(one.value, CasualtyRow) and not one.value.quantity.is_zero:
            labels.update(table["violations_by_harm"].get(one.value.harm, ()))
    return frozenset(labels)


def _victims(report: Report, told: Sequence[Statement]) -> tuple[str, ...]:
    """The names in casualty rows and of people attacked, in their full form and the order of the report.

    A name of one word that the report never gives in full is left out: it is more often no name of a person than one.
    """
    named: dict[str, int] = {}
    for one in told:
        for name in _named(one):
            full = name if " " in name.strip() else _full_name(name, report.text)
            if full:
                named[full] = min(one.span.start, named.get(full, one.span.start))
    return tuple(sorted(named, key=lambda name: named[name]))


def _named(told: Statement) -> tuple[str, ...]:
    """The names of the people that a statement says were harmed or attacked."""
    value = told.value
    if isinstance(value, CasualtyRow):
        return () if value.group == "attackers" else value.names
    if isinstance(value, TargetValue) and value.human and _FULL_NAME.fullmatch(value.text):
        return (value.text,)
    return ()


def _full_name(name: str, text: str) -> str:
    """The form of a one-word name with the words before or after it that the report uses most often, or ""."""
    forms = re.findall(rf"\b{_NAME_WORDS}[ ]{re.escape(name)}\b", text)
    forms = forms or re.findall(rf"\b{re.escape(name)}[ ]{_NAME_WORDS}", text)
    return max(forms, key=forms.count, default="")
