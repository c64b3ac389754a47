"""What is compared of two accounts, and the level of agreement that each comparison finds.

A comparison puts a pair on one of its levels ("same day", "within three days"). Levels of an ordered comparison go from
the weakest to the strongest agreement; the level "unknown" stands outside the order, because an account that says
nothing speaks neither for nor against. What a level is worth is learned (`fitting.py`) and kept in a table that a
person can read, so that every score can be explained comparison by comparison.

Source: comparison levels and match weights as in Fellegi and Sunter (1969), "A theory for record linkage".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallybook.places.distances import EARTH_KM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tallybook.linking.profiles import Profile

    Rows = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["COMPARISONS", "Comparison", "Table", "levels_of"]

_MOST = 3  # dates and places of a mention that are compared: the finest ones
_LATE = 1e9


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. `levels` go from the weakest to the strongest; with `unknown`, the first is outside them."""

    name: str
    title: str
    levels: tuple[str, ...]
    find: Callable[[Table, Rows, Rows], Rows]
    unknown: bool = True


class Table:
    """The profiles as columns, so that a million pairs are compared in seconds. Row i is profile i."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        count = len(profiles)
        self.first, self.last = (np.full((count, _MOST), np.nan) for _ in range(2))
        self.latitude, self.longitude = (np.full((count, _MOST), np.nan) for _ in range(2))
        self.published = np.full((count, 2), np.nan)
        self.killed, self.injured = (np.full(count, np.nan) for _ in range(2))
        self.lead = np.array([profile.lead for profile in profiles], bool)
        for row, profile in enumerate(profiles):
            for column, days in enumerate(profile.dates[:_MOST]):
                self.first[row, column], self.last[row, column] = days.first, days.last
            for column, point in enumerate(profile.places[:_MOST]):
                if point.latitude is not None and point.longitude is not None:
                    self.latitude[row, column], self.longitude[row, column] = point.latitude, point.longitude
            if profile.published is not None:
                self.published[row] = profile.published.first, profile.published.last
            self.killed[row] = np.nan if profile.killed is None else profile.killed
            self.injured[row] = np.nan if profile.injured is None else profile.injured
        coarse = [profile.places[0] if profile.places else None for profile in profiles]
        self.country = _numbered(point.country if point else "" for point in coarse)
        self.admin1 = _numbered(f"{point.country}.{point.admin1}" if point and point.admin1 else "" for point in coarse)
        self.report = _numbered(profile.report for profile in profiles)
        self.publisher = _numbered(profile.publisher for profile in profiles)


def _numbered(names: Iterable[str]) -> Rows:
    """A number for each different name; 0 for the empty one."""
    numbers = {"": 0}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)


def levels_of(table: Table, left: Rows, right: Rows) -> NDArray[np.int8]:
    """The level of every comparison for every pair: pairs x comparisons, each the index in `Comparison.levels`."""
    if not len(left):
        return np.empty((0, len(COMPARISONS)), np.int8)
    return np.stack([one.find(table, left, right).astype(np.int8) for one in COMPARISONS], axis=1)


# When ----------------------------------------------------------------------------------------------------------------


def _gaps(table: Table, left: Rows, right: Rows) -> Floats:
    """The days between the closest two dates of each; 0 where they touch, NaN where unknown."""
    best = np.full(len(left), np.nan)
    for one in range(_MOST):
        for other in range(_MOST):
            after = table.first[right, other] - table.last[left, one]
            before = table.first[left, one] - table.last[right, other]
            best = np.fmin(best, np.maximum(np.maximum(after, before), np.where(np.isnan(after), np.nan, 0.0)))
    return best


def _by_edges(values: Floats, edges: Sequence[float]) -> Rows:
    """Level 0 for NaN, then the farther the lower: above the first edge 1, ..., at most the last edge the highest."""
    level = 1 + len(edges) - np.searchsorted(np.sort(np.array(edges)), values, side="left")
    return np.where(np.isnan(values), 0, level).astype(np.int64)


_DAYS = (400, 31, 7, 3, 1, 0)


def _day(table: Table, left: Rows, right: Rows) -> Rows:
    return _by_edges(_gaps(table, left, right), _DAYS)


def _published(table: Table, left: Rows, right: Rows) -> Rows:
    gap = np.abs(table.published[left, 0] - table.published[right, 0])
    return _by_edges(gap, (366, 91, 31, 14, 7, 3, 1, 0))


def _foreseen(table: Table, left: Rows, right: Rows) -> Rows:
    """Whether one report came out before the other's incident: by days, the impossible first."""
    early = np.fmax(table.first[left, 0] - table.published[right, 1], table.first[right, 0] - table.published[left, 1])
    return _by_edges(np.maximum(early, 0.0), (40, 10, 3, 1))


# Where ---------------------------------------------------------------------------------------------------------------


def _kilometres(table: Table, left: Rows, right: Rows) -> Floats:
    best = np.full(len(left), np.nan)
    for one in range(_MOST):
        for other in range(_MOST):
            a, b = np.radians(table.latitude[left, one]), np.radians(table.latitude[right, other])
            across = np.radians(table.longitude[left, one] - table.longitude[right, other]) / 2
            chord = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across) ** 2
            best = np.fmin(best, EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord))))
    return best


_KM = (1_000, 300, 100, 25, 3)


def _place(table: Table, left: Rows, right: Rows) -> Rows:
    return _by_edges(_kilometres(table, left, right), _KM)


def _area(table: Table, left: Rows, right: Rows) -> Rows:
    countries = table.country[left], table.country[right]
    areas = table.admin1[left], table.admin1[right]
    same = 1 + (countries[0] == countries[1]).astype(np.int64)
    areas_known = (areas[0] > 0) & (areas[1] > 0)
    found = np.where((same == 2) & areas_known, np.where(areas[0] == areas[1], 4, 2), np.where(same == 2, 3, 1))
    return np.where((countries[0] == 0) | (countries[1] == 0), 0, found)


# Words ---------------------------------------------------------------------------------------------------------------


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum([worth for word, worth in one.items() if word in other])


def _overlaps(table: Table, left: Rows, right: Rows, of: str) -> Floats:
    kept = [getattr(profile, of) for profile in table.profiles]
    return np.array([_shared(kept[a], kept[b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)])


def _steps(values: Floats, edges: Sequence[float]) -> Rows:
    return np.searchsorted(np.array(edges), values, side="right").astype(np.int64)


_SHARES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6)
_WORTHS = (4, 8, 12, 16, 20, 25, 30, 40, 60)


def _words(table: Table, left: Rows, right: Rows) -> Rows:
    return _steps(_overlaps(table, left, right, "words"), _WORTHS)


def _lead(table: Table, left: Rows, right: Rows) -> Rows:
    both = table.lead[left] & table.lead[right]
    found = np.zeros(len(left), np.int64)
    found[both] = 1 + _steps(_overlaps(table, left[both], right[both], "lead_words"), _WORTHS)
    return found


def _share(table: Table, left: Rows, right: Rows) -> Rows:
    """How much of what the shorter account says in rare words the other one says too."""
    every = [{**profile.lead_words, **profile.words} if profile.lead else profile.words for profile in table.profiles]
    worth = [sum(words.values()) for words in every]
    found = [
        _shared(every[a], every[b]) / (1.0 + min(worth[a], worth[b]))
        for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    return _steps(np.array(found), _SHARES)


def _names(table: Table, left: Rows, right: Rows) -> Rows:
    names = [profile.names for profile in table.profiles]
    found = []
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if not names[a] or not names[b]:
            found.append(0)
        else:
            found.append(1 + min(3, len(names[a] & names[b])))
    return np.array(found, np.int64)


# What ----------------------------------------------------------------------------------------------------------------


def _figures(of: str) -> Callable[[Table, Rows, Rows], Rows]:
    def find(table: Table, left: Rows, right: Rows) -> Rows:
        column = getattr(table, of)
        return _by_edges(np.abs(column[left] - column[right]), (2, 1, 0))

    return find


def _sets(of: str) -> Callable[[Table, Rows, Rows], Rows]:
    def find(table: Table, left: Rows, right: Rows) -> Rows:
        sets = [getattr(profile, of) for profile in table.profiles]
        found = []
        for a, b in zip(left.tolist(), right.tolist(), strict=True):
            one, other = sets[a], sets[b]
            found.append(0 if not one or not other else 1 if one.isdisjoint(other) else 3 if one == other else 2)
        return np.array(found, np.int64)

    return find


def _publisher(table: Table, left: Rows, right: Rows) -> Rows:
    """Pages of one site share words that have nothing to do with the incident."""
    one, other = table.publisher[left], table.publisher[right]
    return np.where((one == 0) | (other == 0), 0, np.where(one == other, 1, 2)).astype(np.int64)


_GAP_LEVELS = ("unknown", "over a year apart", "within a year", "within a month", "within a week", "within three days")
_WORTH_LEVELS = (
    "under 4",
    "4 to 8",
    "8 to 12",
    "12 to 16",
    "16 to 20",
    "20 to 25",
    "25 to 30",
    "30 to 40",
    "40 to 60",
    "60 and more",
)
_KM_LEVELS = (
    "unknown",
    "over 1,000 km",
    "within 1,000 km",
    "within 300 km",
    "within 100 km",
    "within 25 km",
    "within 3 km",
)
_FIGURE_LEVELS = ("unknown", "more than two apart", "two apart", "one apart", "the same")
_SET_LEVELS = ("unknown", "nothing in common", "some in common", "the same")

COMPARISONS: tuple[Comparison, ...] = (
    Comparison("day", "the day", (*_GAP_LEVELS, "a day apart", "a day in common"), _day),
    Comparison(
        "published",
        "publication",
        (
            "unknown",
            "over a year apart",
            "within a year",
            "within three months",
            "within a month",
            "within two weeks",
            "within a week",
            "within three days",
            "a day apart",
            "on the same day",
        ),
        _published,
    ),
    Comparison(
        "foreseen",
        "published before the other's day",
        ("unknown", "by over 40 days", "by over 10 days", "by over three days", "by over a day", "no"),
        _foreseen,
    ),
    Comparison("place", "the place", _KM_LEVELS, _place),
    Comparison(
        "area",
        "the area",
        ("unknown", "another country", "another area", "the same country", "the same first-level area"),
        _area,
    ),
    Comparison("words", "rare words beside the act", _WORTH_LEVELS, _words, unknown=False),
    Comparison("lead", "rare words of the lead", ("not both about it first", *_WORTH_LEVELS), _lead),
    Comparison(
        "share",
        "rare words in common, of the shorter account",
        ("under 5 %", "5 %", "10 %", "15 %", "20 %", "25 %", "30 %", "40 %", "60 % and more"),
        _share,
        unknown=False,
    ),
    Comparison(
        "names", "names of people", ("unknown", "other names", "one word", "two words", "three words and more"), _names
    ),
    Comparison("killed", "killed", _FIGURE_LEVELS, _figures("killed")),
    Comparison("injured", "injured", _FIGURE_LEVELS, _figures("injured")),
    Comparison("type", "type", _SET_LEVELS, _sets("types")),
    Comparison("weapon", "weapons", _SET_LEVELS, _sets("weapons")),
    Comparison("target", "targets", _SET_LEVELS, _sets("targets")),
    Comparison("actor", "actors", _SET_LEVELS, _sets("actors")),
    Comparison("publisher", "publisher", ("unknown", "the same", "another"), _publisher),
)
