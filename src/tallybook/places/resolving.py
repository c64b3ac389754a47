"""Which of the places of one name a report means: ranked by what the rest of the report is about.

The evidence is that of toponym resolution since Leidner (2008): one sense per discourse, the container named beside
a place, the country the report is about, spatial minimality, and the size of the place.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from tallybook.model.precision import PlacePrecision
from tallybook.places.distances import EARTH_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.places.gazetteer import Entry

__all__ = ["Ranked", "Toponym", "contains", "country_focus", "distance_km", "rank_toponyms"]

_AREAS = (PlacePrecision.ADMIN1, PlacePrecision.ADMIN2, PlacePrecision.COUNTRY)
_SMALL = (PlacePrecision.TOWN, PlacePrecision.NEIGHBOURHOOD, PlacePrecision.ADMIN2, PlacePrecision.FACILITY)
_WIDE = (PlacePrecision.REGION, PlacePrecision.INTERNATIONAL)
_SAME_KM = 60.0
# Two readings further apart than _SAME_KM and closer in score than this cannot be told apart.
_MARGIN = 0.2
_ROUNDS = 3
# The names of a report that serve as evidence for the others, the most frequent: bounds the work on very long texts.
_MOST_NEIGHBOURS = 60
# Weights of the evidence, in units of the logarithm of people; set on LGL, TR-News and GeoVirus together.
_W_SIZE = 0.75
_W_FOCUS = 1.8
_W_INSIDE = 1.6
_W_NEAR = 1.2
_W_CONTENT = 0.8
_W_LOCAL, _LOCAL_KM = 2.0, 40.0
_GRADES = {3: 0.0, 2: 0.3, 1: 1.3}  # what a lesser name of a place takes away


@dataclass(slots=True)
class Toponym:
    """One name of a report, wherever it stands, with what its neighbours say. Filled by `finding`."""

    key: str
    entries: tuple[Entry, ...]
    types: set[PlacePrecision] = field(default_factory=set)
    containers: set[str] = field(default_factory=set)  # keys of names after a comma: "X, container"
    areas: set[tuple[str, str]] = field(default_factory=set)  # (country, first-level area) from abbreviations
    count: int = 1
    local: bool = False  # a dateline, or the report names its police: what is nearby is likely meant elsewhere, too


@dataclass(frozen=True, slots=True)
class Ranked:
    """The entries of a toponym with their scores, best first, and whether the best stands out."""

    scored: tuple[tuple[float, Entry], ...]
    clear: bool

    @property
    def best(self) -> Entry:
        """The most likely entry."""
        return self.scored[0][1]


def distance_km(first: Entry, second: Entry) -> float | None:
    """The great-circle distance of two entries in kilometres, None where a coordinate is unknown."""
    if first.point is None or second.point is None:
        return None
    return _km(math.dist(first.point, second.point))


def _km(chord: float) -> float:
    """From the straight line between two points of a sphere of radius 1 to kilometres on the Earth."""
    return EARTH_KM * math.asin(min(1.0, chord / 2))


def country_focus(weights: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Shares of a report's attention by country, adding up to 1; empty when no country is named."""
    total: dict[str, float] = defaultdict(float)
    for country, weight in weights:
        total[country] += weight
    whole = sum(total.values())
    return {country: weight / whole for country, weight in total.items()} if whole else {}


def rank_toponyms(toponyms: Mapping[str, Toponym], named: Sequence[tuple[str, float]]) -> dict[str, Ranked]:
    """Ranks the entries of each toponym. `named` are (country code, weight) of the demonyms of the report."""
    names = [name for name in {_plain(key) for key in islice(toponyms, _MOST_NEIGHBOURS)} if name in toponyms]
    own = {key: _own_scores(toponym, toponyms, names) for key, toponym in toponyms.items()}
    ranked = {key: _rank(toponym, own[key], {}, {}) for key, toponym in toponyms.items()}
    local = [key for key, toponym in toponyms.items() if toponym.local]
    for _ in range(_ROUNDS):
        sure = {key: one for key, one in ranked.items() if one.clear}
        near = dict(sorted(sure.items(), key=lambda pair: -toponyms[pair[0]].count)[:_MOST_NEIGHBOURS])
        weights = list(_country_weights(near, toponyms))
        again = {}
        for key, toponym in toponyms.items():
            # A name is no evidence for its own reading, under whatever type word it stands elsewhere.
            known = {other: one for other, one in near.items() if _plain(other) != _plain(key)}
            focus = country_focus(
                [*named, *((country, weight) for other, country, weight in weights if other in known)]
            )
            again[key] = _rank(toponym, own[key], focus, known, [known[one].best for one in local if one in known])
        if all(again[key].best.id == ranked[key].best.id and again[key].clear == ranked[key].clear for key in again):
            return again
        ranked = again
    return ranked


def _plain(key: str) -> str:
    return key.partition("/")[0]


def _country_weights(sure: Mapping[str, Ranked], toponyms: Mapping[str, Toponym]) -> Iterable[tuple[str, str, float]]:
    for key, one in sure.items():
        best = one.best
        weight = (1.5 if best.kind is PlacePrecision.COUNTRY else 1.0) * math.sqrt(toponyms[key].count)
        if best.country:
            yield key, best.country, weight
        for country in best.countries:
            yield key, country, weight / len(best.countries)


def _rank(
    toponym: Toponym,
    own: Sequence[float],
    focus: Mapping[str, float],
    sure: Mapping[str, Ranked],
    local: Sequence[Entry] = (),
) -> Ranked:
    neighbours = _neighbours(sure)
    scored = sorted(
        (
            (
                score + _focus_score(entry, focus) + _neighbour_score(entry, neighbours) + _local_score(entry, local),
                entry,
            )
            for score, entry in zip(own, toponym.entries, strict=True)
        ),
        key=lambda pair: (-pair[0], pair[1].id),
    )
    best_score, best = scored[0]
    clear = True
    for score, entry in scored[1:]:
        if best_score - score >= _MARGIN:
            break
        apart = distance_km(best, entry)
        if apart is None or apart > _SAME_KM:
            clear = contains(best, entry) or contains(entry, best)
            if not clear:
                break
    return Ranked(tuple(scored), clear)


def _own_scores(toponym: Toponym, toponyms: Mapping[str, Toponym], others: Sequence[str]) -> list[float]:
    """What does not depend on how the other names are read: once for each entry, not in every round."""
    areas = {entry.id for entry in toponym.entries if entry.kind is PlacePrecision.ADMIN1}
    scores = []
    for entry in toponym.entries:
        score = _W_SIZE * entry.prominence - _GRADES[entry.grade]
        if toponym.types:
            score += 2.5 if entry.kind in toponym.types else -0.7
        elif entry.admin1_id in areas and _namesake(entry):
            score += 1.2
        score += _container_score(entry, toponym, toponyms)
        score += _content_score(entry, toponym, toponyms, others)
        scores.append(score)
    return scores


def _focus_score(entry: Entry, focus: Mapping[str, float]) -> float:
    """For a country that the report speaks of, by its share; a little against one that it does not."""
    if not focus or not (entry.country or entry.countries):
        return 0.0
    share = max(focus.get(country, 0.0) for country in (entry.country, *entry.countries) if country)
    return _W_FOCUS * math.sqrt(share) if share else -0.3


def _namesake(town: Entry) -> bool:
    """Whether a town is a good part of the area whose name it shares: then the bare name means the town."""
    known = town.kind is PlacePrecision.TOWN and town.admin1_population
    return bool(known) and town.population >= 0.12 * town.admin1_population


def _container_score(entry: Entry, toponym: Toponym, toponyms: Mapping[str, Toponym]) -> float:
    score = 0.0
    for country, area in toponym.areas:
        inside = entry.country == country and area in (entry.admin1, entry.name)
        score += 5.0 if inside and entry.kind is not PlacePrecision.ADMIN1 else 0.0
    for key in toponym.containers:
        container = toponyms.get(key)
        if container is not None and any(contains(other, entry) for other in container.entries):
            score += 4.0
    return score


def contains(outer: Entry, inner: Entry) -> bool:
    """Whether the area `outer` holds the place `inner`, as far as the gazetteer knows."""
    if outer.id == inner.id:
        return False
    if outer.kind is PlacePrecision.COUNTRY:
        return outer.country == inner.country and inner.kind is not PlacePrecision.COUNTRY
    if outer.kind is PlacePrecision.REGION and inner.kind is not PlacePrecision.COUNTRY:
        return inner.country != "" and inner.country in (outer.country, *outer.countries)
    return outer.kind in _AREAS and outer.id in (inner.admin1_id, inner.admin2_id)


def _content_score(entry: Entry, toponym: Toponym, toponyms: Mapping[str, Toponym], others: Sequence[str]) -> float:
    """For an area whose name others share ("Georgia"): how many of the other names can lie in it."""
    if entry.kind not in _AREAS or len(toponym.entries) < 2 or entry.kind is PlacePrecision.ADMIN2:
        return 0.0
    own = _plain(toponym.key)
    within = 0
    for name in others:
        within += name != own and any(contains(entry, other) for other in toponyms[name].entries)
    return _W_CONTENT * min(4, within)


def _local_score(entry: Entry, local: Sequence[Entry]) -> float:
    """For a town or quarter beside one to which the report is local: "Austin" in a report of Chicago's police."""
    if entry.kind not in _SMALL:
        return 0.0
    near = (distance_km(entry, one) for one in local)
    return _W_LOCAL if any(one is not None and one <= _LOCAL_KM for one in near) else 0.0


def _neighbours(sure: Mapping[str, Ranked]) -> list[Entry]:
    """The best entries of the names that tell something of the places near them: all but countries."""
    return [one.best for one in sure.values() if one.best.kind is not PlacePrecision.COUNTRY]


def _neighbour_score(entry: Entry, neighbours: Sequence[Entry]) -> float:
    """Up to 2: for a named area that contains the entry, and for the nearest of the other places."""
    inside, nearest = 0.0, math.inf
    point, admin1, admin2 = entry.point, entry.admin1_id, entry.admin2_id
    for best in neighbours:
        kind = best.kind
        if kind in _AREAS and best.id in (admin1, admin2):
            inside = _W_INSIDE
        elif admin1 is not None and best.admin1_id == admin1:
            inside = max(inside, _W_INSIDE / 2)
        if point is not None and best.point is not None and kind not in _WIDE:
            distance = math.dist(point, best.point)
            nearest = min(nearest, distance)
    return inside + (_W_NEAR * math.exp(-_km(nearest) / 150.0) if nearest < math.inf else 0.0)
