"""From our record of a report to the one answer per report that HRDsAttack asks for.

The corpus annotates a report, not an incident: one country, one day, one perpetrator. The answer is therefore read off
the mentions in order of importance (reported, then background, then aggregate; earlier in the report first), each field
from the first mention that gives it. Two things are inferred from the whole report, and only here: the country, when no
mention gives one, and the type of perpetrator, when no perpetrator has a telling kind. Neither becomes a statement.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tallybook.evaluation.hrdsattack import Answer
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlacePrecision,
    PlaceValue,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
    Statement,
)

__all__ = ["answer", "mapping"]

_IMPORTANCE = {MentionKind.REPORTED: 0, MentionKind.BACKGROUND: 1, MentionKind.AGGREGATE: 2}
_WEAK = {Stance.DENIED: 2, Stance.HYPOTHETICAL: 2, Stance.PLANNED: 2, Stance.POSSIBLE: 1}
_TOWNS = (PlacePrecision.TOWN, PlacePrecision.NEAR_TOWN)
_BLAMED = (ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED)


@cache
def mapping() -> dict[str, Any]:
    """The tables of data/hrdsattack_mapping.yaml."""
    file = resources.files("tallybook.evaluation").joinpath("data/hrdsattack_mapping.yaml")
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


def answer(
    report: Report, coding: Coding, country_name: Callable[[str], str], country_of: Callable[[Report], str]
) -> Answer:
    """The corpus's fields for one coded report.

    `country_name` gives the usual English name of an ISO 3166-1 alpha-2 code; `country_of` the code of the country that
    dominates the places of a report, or "" where none does.
    """
    told = _in_order(coding)
    place = [statement.value for statement in told if isinstance(statement.value, PlaceValue)]
    country = _country(place) or country_of(report)
    city, region = _city(place), _region(place)
    day, month, year = _date([statement.value for statement in told if isinstance(statement.value, DateValue)])
    return Answer(
        perpetrator_type=_perpetrator_type(told),
        violation_types=_violation_types(told),
        victims=_victims(told),
        country=mapping()["country_names"].get(country) or (country_name(country) if country else None),
        region=region,
        city=city,
        year=str(year) if year else None,
        month=calendar.month_name[month] if month else None,
        day=str(day) if day else None,
    )


def _in_order(coding: Coding) -> list[Statement]:
    """The statements of all mentions: important mentions first, within one the firm statements first, then as told."""
    mentions: dict[str, Mention] = {mention.id: mention for mention in coding.mentions}

    def rank(statement: Statement) -> tuple[int, int, int, int]:
        mention = mentions[statement.mention]
        weakness = _WEAK.get(statement.stance, 0)
        return (_IMPORTANCE[mention.kind], mention.anchor.start, weakness, statement.span.start)

    return sorted((one for one in coding.statements if one.mention in mentions), key=rank)


def _country(places: Iterable[PlaceValue]) -> str:
    return next((value.place.country for value in places if value.place and value.place.country), "")


def _city(places: Iterable[PlaceValue]) -> str | None:
    return next((value.name for value in places if value.precision in _TOWNS), None)


def _region(places: Sequence[PlaceValue]) -> str | None:
    named = next((value.name for value in places if value.precision is PlacePrecision.ADMIN1), None)
    return named or next((value.place.admin1 for value in places if value.place and value.place.admin1), None)


def _date(dates: Sequence[DateValue]) -> tuple[int | None, int | None, int | None]:
    """Day, month and year: of the first date that has a day, else of the one that says most."""
    best: tuple[int | None, int | None, int | None] = (None, None, None)
    for value in dates:
        found = _parts(value)
        if sum(part is not None for part in found) > sum(part is not None for part in best):
            best = found
    return best


def _parts(value: DateValue) -> tuple[int | None, int | None, int | None]:
    """What a date pins down: its own words, and what the first and the last day of its range share."""
    if value.range is None:
        return value.day, value.month, value.year
    first, last = value.range.first, value.range.last
    year = first.year if first.year == last.year else value.year
    month = first.month if (first.year, first.month) == (last.year, last.month) else value.month
    return first.day if first == last else value.day, month, year


def _perpetrator_type(told: Sequence[Statement]) -> str | None:
    table = mapping()
    for actor in _perpetrators(told):
        label: str | None = table["perpetrator_types"].get(actor.kind)
        if label:
            return label
    for code in _codes(told):
        label = table["perpetrator_by_incident_type"].get(code)
        if label:
            return label
    default: str = table["perpetrator_default"]
    return default


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


def _victims(told: Sequence[Statement]) -> tuple[str, ...]:
    named: dict[str, int] = {}
    for one in told:
        if isinstance(one.value, CasualtyRow) and one.value.group != "attackers":
            for name in one.value.names:
                named.setdefault(name, one.span.start)
    return tuple(sorted(named, key=lambda name: named[name]))
