"""The one country, region and town that a whole report is about, for corpora that ask one value of each report.

A vote over the place words of a report and the place statements of its mentions. An inference over the document, not a
statement: it never enters a record. The weights were chosen by hand and adjusted on the training split of HRDsAttack;
the result hardly changes when one of them is doubled or halved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tallybook.dates import find_dates
from tallybook.model import Coding, MentionKind, PlacePrecision, PlaceValue, Report, Span
from tallybook.places import Gazetteer, country_name, find_places

__all__ = ["Located", "Locator", "PlaceWord", "vote"]

# In the title or the first paragraphs a place says more on what the report is about than further down.
_TITLE_WEIGHT = 3.0
_HEAD_WEIGHT = 2.0
_HEAD_CHARACTERS = 600
# "in Oldport" is where something is; "Oldport" alone may be the name of a person or a club. Much of the harm is done by
# surnames that are also towns, so a town that never follows such a preposition counts little.
_LOCATIVE = re.compile(r"\b(?:in|at|near|across|outside|inside|around)\s+(?:the\s+)?(?:\w+ern\s+)?$", re.IGNORECASE)
_LOCATIVE_REACH = 20  # characters before the place
_LOCATIVE_WEIGHT = 3.0
_NEVER_LOCATIVE_WEIGHT = 0.3
# The people in a report are often foreigners where it happened; a dateline is often the only town that is named.
_ROLE_WEIGHTS = {"place": 1.0, "demonym": 0.75, "dateline": 2.0, "in_name": 0.5}
# A place that a statement gives to a mention, by the kind of mention; None for a place that no statement gives.
_MENTION_WEIGHTS = {MentionKind.REPORTED: 1.5, MentionKind.BACKGROUND: 1.3, MentionKind.AGGREGATE: 1.0, None: 1.0}
# What counts as a town, and how much: many a district is named after its main town, and the word means the town.
_TOWNS = {PlacePrecision.TOWN: 1.0, PlacePrecision.NEAR_TOWN: 1.0, PlacePrecision.ADMIN2: 0.2}


@dataclass(frozen=True, slots=True)
class Located:
    """A country as its ISO 3166-1 alpha-2 code, a region and a town by name; each "" where no place word gives it."""

    country: str = ""
    region: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """One vote: a place as the report writes it, what it was resolved to, and its weight.

    `locative` is whether it follows a preposition of place or is a dateline, `stated` whether a statement gives it to a
    mention.
    """

    name: str
    precision: PlacePrecision
    country: str
    region: str
    weight: float
    locative: bool = False
    stated: bool = False


class Locator:
    """Finds the place words of reports, with the gazetteer opened once, for the vote."""

    def __init__(self, parts_of: Mapping[str, str], city_states: Iterable[str]) -> None:
        """`parts_of` maps territories to the country they count as; `city_states` are countries of one town."""
        self._gazetteer = Gazetteer.open_default()
        self._parts_of = parts_of
        self._city_states = frozenset(city_states)

    def name(self, code: str) -> str:
        """The usual English name of an ISO 3166-1 alpha-2 code."""
        return country_name(code)

    def words(self, report: Report, coding: Coding) -> list[PlaceWord]:
        """The votes of a report: each place word in its text once, as its statement has it where there is one."""
        kinds = {mention.id: mention.kind for mention in coding.mentions}
        # "May" and "March" are places too, but not where they are dates.
        dates = [expression.span for expression in find_dates(report.text, report.published)]
        found: dict[Span, tuple[PlaceValue, str, MentionKind | None]] = {
            place.span: (place.value, place.role, None) for place in find_places(report.text, self._gazetteer, dates)
        }
        for one in reversed(coding.statements):
            if isinstance(one.value, PlaceValue) and one.mention in kinds:
                role = found[one.span][1] if one.span in found else "place"
                found[one.span] = (one.value, role, kinds[one.mention])
        return [self._word(report, span, *found[span]) for span in sorted(found)]

    def _word(self, report: Report, span: Span, value: PlaceValue, role: str, kind: MentionKind | None) -> PlaceWord:
        weight = _ROLE_WEIGHTS.get(role, 1.0) * _MENTION_WEIGHTS[kind]
        title_end = report.title_span.end if report.title_span else 0
        if span.start < title_end:
            weight *= _TITLE_WEIGHT
        elif span.start < title_end + _HEAD_CHARACTERS:
            weight *= _HEAD_WEIGHT
        locative = bool(_LOCATIVE.search(report.text, max(0, span.start - _LOCATIVE_REACH), span.start))
        weight *= _LOCATIVE_WEIGHT if locative else 1.0
        country, region = (value.place.country, value.place.admin1) if value.place else ("", "")
        is_town = country in self._city_states and value.name == country_name(country)
        return PlaceWord(
            name=value.name.title() if value.name.isupper() else value.name,
            precision=PlacePrecision.TOWN if is_town else value.precision,
            country=self._parts_of.get(country, country),
            region=region,
            weight=weight,
            locative=locative or role == "dateline",
            stated=kind is not None,
        )


def vote(words: Sequence[PlaceWord]) -> Located:
    """The country with the most weight; in it the region and the town with the most. Ties go to the earlier word."""
    country = _first_best(_sums((word.country, word.weight) for word in words if word.country))
    inside = [word for word in words if not country or word.country == country]
    located = {word.name for word in words if word.locative}
    towns = [
        (word.name, word.weight * _TOWNS[word.precision] * (1.0 if word.name in located else _NEVER_LOCATIVE_WEIGHT))
        for word in inside
        if word.precision in _TOWNS
    ]
    city = _first_best(_sums(towns))
    named = _sums((word.name, word.weight) for word in inside if word.precision is PlacePrecision.ADMIN1)
    of_city = next((word.region for word in inside if word.name == city and word.region), "")
    return Located(country, _first_best(named) or of_city, city)


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, weight in pairs:
        sums[name] = sums.get(name, 0.0) + weight
    return sums


def _first_best(sums: Mapping[str, float]) -> str:
    return max(sums, key=lambda name: sums[name], default="")
