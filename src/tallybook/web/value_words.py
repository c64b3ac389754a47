"""Values in words, as pages show them: days and months, how finely a place is known, who said it and how."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tallybook.codebook import load_codebook
from tallybook.errors import UnknownCodeError
from tallybook.model import (
    ActorRelation,
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateValue,
    Field,
    MentionRelation,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Qualifier,
    QuantityValue,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
    TargetValue,
    TextValue,
)
from tallybook.places import country_name

if TYPE_CHECKING:
    from tallybook.model import DateRange, Incident, Quantity, Value

__all__ = [
    "FIELD_LABELS",
    "WORDS",
    "basis_words",
    "country_words",
    "date_value_words",
    "date_words",
    "day_words",
    "first_upper",
    "kind_of",
    "label",
    "number_words",
    "place_precision_words",
    "quantity_words",
    "responsibility_words",
    "said_by",
    "title_of",
]

FIELD_LABELS = {
    Field.INCIDENT_TYPE: "Type",
    Field.MODE: "Mode",
    Field.STAGE: "Stage",
    Field.WEAPON: "Weapon",
    Field.PERPETRATOR: "Perpetrator",
    Field.PERPETRATOR_COUNT: "Number of perpetrators",
    Field.TARGET: "Target",
    Field.PLACE: "Place",
    Field.DATE: "Date",
    Field.DURATION: "Duration",
    Field.FREQUENCY: "Frequency",
    Field.CASUALTIES: "Casualties",
    Field.RESPONSIBILITY: "Responsibility",
    Field.MENTION_RELATION: "Relation to another incident",
    Field.ACTOR_RELATION: "Relation of actors",
}
_KINDS: dict[type, str] = {
    ActorRelation: "actor_relation",
    ActorValue: "actor",
    CasualtyRow: "casualties",
    CodeValue: "code",
    DateValue: "date",
    MentionRelation: "mention_relation",
    PlaceValue: "place",
    QuantityValue: "count",
    ResponsibilityValue: "responsibility",
    TargetValue: "target",
    TextValue: "text",
}
_PLACES = {
    PlacePrecision.FACILITY: "a single site, such as a building or a road",
    PlacePrecision.NEIGHBOURHOOD: "a part of a town",
    PlacePrecision.TOWN: "a town or village",
    PlacePrecision.NEAR_TOWN: "near a town, within about 25 km",
    PlacePrecision.ADMIN2: "known only to the district",
    PlacePrecision.ADMIN1: "known only to the province",
    PlacePrecision.REGION: "a region without borders",
    PlacePrecision.COUNTRY: "known only to the country",
    PlacePrecision.INTERNATIONAL: "waters or air space of no country",
}
_BASES = {
    PublishedBasis.UNKNOWN: "where from is not known",
    PublishedBasis.PAGE: "as the page says",
    PublishedBasis.DATA: "as the file says that it was read from",
    PublishedBasis.OPTION: "as somebody said when it was read",
    PublishedBasis.TEXT: "as the dateline in the text says",
}
_SAID = {
    Stance.REPORTED_AS_FACT: "told as fact by",
    Stance.CLAIMED: "claimed by",
    Stance.DENIED: "denied by",
    Stance.ALLEGED: "alleged by",
    Stance.CONFIRMED: "confirmed by",
    Stance.POSSIBLE: "called possible by",
    Stance.HYPOTHETICAL: "supposed by",
    Stance.PLANNED: "told as planned by",
}
_ACTS = {
    ResponsibilityAct.CLAIMED: "claimed it",
    ResponsibilityAct.DENIED: "denied it",
    ResponsibilityAct.ACCUSED: "was accused of it",
    ResponsibilityAct.SUSPECTED: "was suspected of it",
    ResponsibilityAct.CLEARED: "was cleared of it",
    ResponsibilityAct.UNCLAIMED: "Nobody has claimed it",
}


def label(scheme: str, code: str) -> str:
    """What the codebook calls a code; a code that it does not have, in words."""
    try:
        return load_codebook().get_entry(scheme, code).label
    except UnknownCodeError:
        return first_upper(code.replace("_", " "))


def first_upper(text: str) -> str:
    """The text with its first letter large, all others as they are."""
    return text[:1].upper() + text[1:]


def number_words(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 report", "2 reports"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def kind_of(value: Value) -> str:
    """Which macro of `values.html` shows the value."""
    return _KINDS[type(value)]


# When ----------------------------------------------------------------------------------------------------------------


def day_words(day: date, *, year: bool = True, month: bool = True) -> str:
    """A day as "5 March 2023"."""
    return f"{day.day}" + (f" {day:%B}" if month else "") + (f" {day.year}" if year else "")


def date_words(found: DateRange) -> str:
    """A range of days: "5 March 2023", "in March 2023", "between 3 and 5 March 2023"."""
    first, last = found.first, found.last
    if first == last:
        return day_words(first)
    same_year = first.year == last.year
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_months and same_year and (first.month, last.month) == (1, 12):
        return f"in {first.year}"
    if whole_months and same_year and first.month == last.month:
        return f"in {first:%B} {first.year}"
    if whole_months:
        return f"between {first:%B}{'' if same_year else f' {first.year}'} and {last:%B} {last.year}"
    same_month = same_year and first.month == last.month
    return f"between {day_words(first, year=not same_year, month=not same_month)} and {day_words(last)}"


def date_value_words(value: DateValue) -> str:
    """A date as it was resolved, or what its words leave known: "17 February, year not known"."""
    when = f", {label('times_of_day', value.time_of_day).lower()}" if value.time_of_day else ""
    if value.range is not None:
        return date_words(value.range) + when
    if value.month is None or not 1 <= value.month <= 12:
        parts = f"in {value.year}" if value.year else "Not resolved"
        return parts + when
    # A leap year, so that 29 February has a name.
    day = min(value.day, monthrange(2024, value.month)[1]) if value.day else 1
    named = date(2024, value.month, max(day, 1))
    words = day_words(named, year=False) if value.day else f"{named:%B}"
    return words + (f" {value.year}" if value.year else ", year not known") + when


# Where ---------------------------------------------------------------------------------------------------------------


def place_precision_words(precision: PlacePrecision) -> str:
    """How finely a place is known."""
    return _PLACES[precision]


def country_words(code: str) -> str:
    """The name of a country, or its code where no name is known."""
    return country_name(code) or code


def basis_words(basis: PublishedBasis) -> str:
    """Where a publication date comes from."""
    return _BASES[basis]


# How many, by whom, how ----------------------------------------------------------------------------------------------


def quantity_words(quantity: Quantity) -> str:
    """A number with its bounds: "at least 4", "3\N{EN DASH}7", "unknown"."""
    if quantity.qualifier in {Qualifier.RANGE, Qualifier.VAGUE} and quantity.high is not None:
        return f"{quantity.floor:,}\N{EN DASH}{quantity.high:,}"
    return str(quantity)


def said_by(stance: Stance) -> str:
    """How something was said, to go before the speaker: "denied by"."""
    return _SAID[stance]


def responsibility_words(act: ResponsibilityAct) -> str:
    """What the actor did, or what was said of it, to go after the actor's name."""
    return _ACTS[act]


def title_of(incident: Incident) -> str:
    """What to call an incident: its first type, place and date, as far as they are known."""
    types = [value for value in incident.values(Field.INCIDENT_TYPE) if isinstance(value, CodeValue)]
    places = [value for value in incident.values(Field.PLACE) if isinstance(value, PlaceValue)]
    dates = [value for value in incident.values(Field.DATE) if isinstance(value, DateValue) and value.range]
    title = label(types[0].scheme, types[0].code) if types else "Incident"
    if places:
        near = "near" if places[0].precision is PlacePrecision.NEAR_TOWN else "in"
        country = country_words(places[0].place.country) if places[0].place and places[0].place.country else ""
        title += f" {near} {places[0].name}" + (f", {country}" if country not in {"", places[0].name} else "")
    if dates and dates[0].range:
        title += f", {date_words(dates[0].range)}"
    return title


WORDS = {
    "FIELD_LABELS": FIELD_LABELS,
    "basis_words": basis_words,
    "country_words": country_words,
    "date_value_words": date_value_words,
    "date_words": date_words,
    "day_words": day_words,
    "first_upper": first_upper,
    "kind_of": kind_of,
    "label": label,
    "number_words": number_words,
    "place_precision_words": place_precision_words,
    "quantity_words": quantity_words,
    "responsibility_words": responsibility_words,
    "said_by": said_by,
    "title_of": title_of,
}
"""The names under which templates know these."""
