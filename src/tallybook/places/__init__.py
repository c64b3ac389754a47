"""Place words to entries of a gazetteer: ranked candidates or none, with a reason."""

from tallybook.places.countries import Country, country_name, country_of_demonym, load_countries
from tallybook.places.distances import great_circle_km
from tallybook.places.finding import AMBIGUOUS, UNKNOWN, PlaceExpression, find_places, resolve_places
from tallybook.places.gazetteer import Entry, Gazetteer
from tallybook.places.names import normalise
from tallybook.places.words import names_no_place

__all__ = [
    "AMBIGUOUS",
    "UNKNOWN",
    "Country",
    "Entry",
    "Gazetteer",
    "PlaceExpression",
    "country_name",
    "country_of_demonym",
    "find_places",
    "great_circle_km",
    "load_countries",
    "names_no_place",
    "normalise",
    "resolve_places",
]
