"""Places looked up by name for a person to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.errors import UsageError
from tallybook.places import Gazetteer, country_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import PlaceCandidate

__all__ = ["candidate_words", "find_candidate", "find_candidates", "key_of_candidate"]

MOST = 20


def find_candidates(name: str, country: str = "") -> tuple[PlaceCandidate, ...]:
    """The places called `name`, the most prominent first; `country` is a code of two letters or empty.

    Raises UsageError for a country that does not exist, LexiconError where the gazetteer is missing.
    """
    country = country.strip().upper()
    if country and not country_name(country):
        raise UsageError(f"{country!r} is no country code; give two letters of ISO 3166-1, such as PK.")
    return Gazetteer.open_default().find(name.strip(), country)[:MOST] if name.strip() else ()


def key_of_candidate(one: PlaceCandidate) -> str:
    """What stands for a candidate in a form."""
    return str(one.geonames_id) if one.geonames_id else "/".join((one.kind.value, one.country, one.admin1, one.name))


def find_candidate(key: str, name: str, country: str, known: Iterable[PlaceCandidate] = ()) -> PlaceCandidate:
    """The candidate that a form chose, among known ones and those called `name`. Raises UsageError for another."""
    for one in (*known, *find_candidates(name, country)):
        if key_of_candidate(one) == key:
            return one
    raise UsageError(f"The place that was chosen is not called {name!r}; look the name up again, and choose.")


def candidate_words(one: PlaceCandidate) -> str:
    """A candidate in words: its name, what it is, the areas it lies in, and where it is."""
    parts = [part for part in (one.admin2, one.admin1, country_name(one.country)) if part and part != one.name]
    where = "" if one.latitude is None or one.longitude is None else f", at {one.latitude:.2f}, {one.longitude:.2f}"
    return f"{', '.join([one.name, *parts])} ({one.kind.value.replace('_', ' ')}){where}"
