"""Profiles of invented accounts."""

from __future__ import annotations

from datetime import date

from tallybook.linking import Days, Point, Profile
from tallybook.model import PlacePrecision

__all__ = ["a_profile", "on", "town"]


def on(day: str, until: str = "") -> Days:
    """The days from one ISO date to another."""
    return Days(date.fromisoformat(day).toordinal(), date.fromisoformat(until or day).toordinal())


def town(latitude: float, longitude: float, country: str = "KE", admin1: str = "05") -> Point:
    """A town somewhere."""
    return Point(PlacePrecision.TOWN, country, admin1, round(latitude * 1000 + longitude), latitude, longitude)


def a_profile(
    mention: str,
    report: str = "",
    days: tuple[Days, ...] = (),
    places: tuple[Point, ...] = (),
    words: str = "",
    names: str = "",
    published: Days | None = None,
    killed: int | None = None,
    publisher: str = "",
    lead: bool = True,
) -> Profile:
    """An account; every word is worth 5."""
    weighed = dict.fromkeys(words.split(), 5.0)
    return Profile(
        mention=mention,
        report=report or f"rep_{mention}",
        publisher=publisher,
        lead=lead,
        published=published,
        dates=days,
        places=places,
        types=frozenset({"bombing"}),
        weapons=frozenset(),
        actors=frozenset(),
        targets=frozenset(),
        killed=killed,
        injured=None,
        names=frozenset(names.split()),
        words=weighed,
        lead_words=weighed,
    )
