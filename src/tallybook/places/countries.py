"""Countries: their names, and the words for their people and things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tallybook.errors import LexiconError
from tallybook.places.names import normalise

__all__ = ["Country", "country_name", "country_of_demonym", "demonyms", "load_countries"]


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with a code of ISO 3166-1 (or XK). Coordinates of a point in its middle, in degrees."""

    code: str
    name: str
    other_names: tuple[str, ...]
    demonyms: tuple[str, ...]
    latitude: float
    longitude: float


@cache
def load_countries() -> dict[str, Country]:
    """Every country by its code. Raises LexiconError when the list is malformed."""
    result: dict[str, Country] = {}
    text = files("tallybook.places").joinpath("data", "countries.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        try:
            code, name, others, people, latitude, longitude = line.split("\t")
            point = float(latitude), float(longitude)
        except ValueError as error:
            raise LexiconError(f"Line {number} of places/data/countries.tsv is malformed: {error}.") from error
        result[code] = Country(code, name, _split(others), _split(people), *point)
    return result


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def country_name(code: str) -> str:
    """The common English name for a code of ISO 3166-1 alpha-2, in either case; empty when there is no such code."""
    country = load_countries().get(code.upper())
    return country.name if country else ""


@cache
def demonyms() -> dict[str, str]:
    """Normalised demonyms and adjectives, singular, to the code of their country."""
    return {normalise(word): country.code for country in load_countries().values() for word in country.demonyms}


def country_of_demonym(word: str) -> str:
    """The code of the country whose people or things are called `word` ("Pakistani", "Iraqis"); empty when none is."""
    key = normalise(word)
    known = demonyms()
    if key in known:
        return known[key]
    return known.get(key.removesuffix("s"), "") if key.endswith("s") else ""
