"""Under which keys a mention is looked for: what two accounts of one incident must share to be compared at all.

Two sorts of keys. **When and where**: a day or a month or nothing, with a cell of half a degree or a first-level area
or a country or nothing. A mention has the keys of its own precision and of every coarser one, so that the account that
says only "last month in the north" meets the one that says the day and the town; two mentions meet at a key where it is
the own precision of at least one of them. **Words**: its rarest words, names first, whatever the time and the place, so
that a report of the trial meets one of the act, and an account without any date or place is found.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tallybook.model import PlacePrecision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tallybook.linking.profiles import Days, Point, Profile

__all__ = ["MOST_WORDS", "Key", "keys_of", "sought_keys", "stored_keys"]

MOST_WORDS = 32  # that a mention is looked for by
LEAST_WORTH = 3.0  # words of at most a twentieth of the reports
_CELL = 0.5  # degrees; about 55 km north to south
_FINE_PLACES = frozenset(
    {PlacePrecision.FACILITY, PlacePrecision.NEIGHBOURHOOD, PlacePrecision.TOWN, PlacePrecision.NEAR_TOWN}
)
_FINE_DAYS = 3  # "Friday or Saturday" is looked for by its days, "last week" by its month
_MOST_MONTHS = 3


class Key(NamedTuple):
    """A key. `worth` is what sharing a word says, 0 for time and place; `own`: it has the mention's own precision."""

    name: str
    worth: float
    own: bool


def keys_of(profile: Profile) -> Iterator[Key]:
    """The keys of a mention, each once."""
    for word, worth in _key_words(profile):
        yield Key(f"w {word}", worth, True)
    seen: set[str] = set()
    for key in _when_and_where(profile):
        if key.name not in seen:
            seen.add(key.name)
            yield key


def stored_keys(profile: Profile) -> frozenset[int]:
    """What a store keeps of the keys: signed 64-bit numbers, the same on every machine."""
    return frozenset(_hashed(key.name, own=key.own) for key in keys_of(profile))


def sought_keys(profile: Profile) -> frozenset[int]:
    """Where a mention meets others in a store: at keys of their own precision, and at its own with whoever is there."""
    found = {_hashed(key.name, own=True) for key in keys_of(profile)}
    found |= {_hashed(key.name, own=False) for key in keys_of(profile) if key.own and not key.worth}
    return frozenset(found)


def _hashed(name: str, *, own: bool) -> int:
    digest = hashlib.blake2b(f"{'=' if own else '<'}{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _key_words(profile: Profile) -> list[tuple[str, float]]:
    known: Mapping[str, float] = {**profile.lead_words, **profile.words} if profile.lead else profile.words

    def order(word: str) -> tuple[bool, float, bytes]:
        return (word not in profile.names, -known[word], _scattered(word))

    taken = sorted((word for word, worth in known.items() if worth >= LEAST_WORTH), key=order)[:MOST_WORDS]
    return [(word, known[word]) for word in taken]


@lru_cache(maxsize=1 << 16)
def _scattered(word: str) -> bytes:
    """Puts words of equal worth in an order that has nothing to do with their letters.

    Two accounts that share some of their words then share some of those taken (min-wise sampling, Broder 1997).
    """
    return hashlib.blake2b(word.encode(), digest_size=8).digest()


def _when_and_where(profile: Profile) -> Iterator[Key]:
    places = _place_levels(profile.places[0] if profile.places else None)
    times = _time_levels(profile.dates[0] if profile.dates else None)
    own_place = min(level for level, _ in places)
    own_time = min(level for level, _ in times)
    for place_level, place in places:
        for time_level, time in times:
            if place or time:  # an account without time and place meets others at words only
                yield Key(f"t {time} {place}", 0.0, place_level == own_place and time_level == own_time)


def _place_levels(place: Point | None) -> list[tuple[int, str]]:
    """The place at its own precision and at every coarser one: 0 cells, 1 first-level area, 2 country, 3 nowhere."""
    levels = [(3, "")]
    if place is None or not place.country:
        return levels
    levels.append((2, place.country))
    if place.admin1 and place.precision is not PlacePrecision.COUNTRY:
        levels.append((1, f"{place.country}.{place.admin1}"))
    if place.precision in _FINE_PLACES and place.latitude is not None and place.longitude is not None:
        # The cells of the point and of its neighbours half a cell away: two places up to 25 km apart share one.
        for down in (-0.25, 0.25):
            for left in (-0.25, 0.25):
                row = math.floor((place.latitude + down) / _CELL)
                column = math.floor((place.longitude + left) / _CELL)
                levels.append((0, f"{row}/{column}"))
    return levels


def _time_levels(days: Days | None) -> list[tuple[int, str]]:
    """The time at its own precision and at every coarser one: 0 days, 1 months, 2 no time."""
    levels = [(2, "")]
    if days is None:
        return levels
    # A month of 32 days is as good as one of the calendar, and needs no calendar.
    months = range((days.first - 1) // 32, (days.last + 1) // 32 + 1)
    if len(months) <= _MOST_MONTHS:
        levels += [(1, f"m{month}") for month in months]
    if days.length <= _FINE_DAYS:
        # A day off is common: "late on Friday", reports after midnight, time zones.
        levels += [(0, f"d{day}") for day in range(days.first, days.last + 2)]
    return levels
