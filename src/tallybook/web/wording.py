"""Lines of the list of incidents in words, short, each value with how exact it is; `value_words` has whole values."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from tallybook.model import DatePrecision, PlacePrecision
from tallybook.service.catalog_query import Confidence, Facet
from tallybook.web.value_words import country_words, day_words, label

__all__ = [
    "CONFIDENCES",
    "STATUSES",
    "Told",
    "facet_label",
    "figure_words",
    "place_words",
    "range_words",
    "span_words",
]

STATUSES = {
    "machine": "Not reviewed",
    "in_review": "In review",
    "confirmed": "Confirmed",
    "contested": "Contested",
    "discounted": "Discounted",
    "published": "Published",
}
CONFIDENCES = {Confidence.HIGH: "High", Confidence.MEDIUM: "Medium", Confidence.LOW: "Low"}
_SCHEMES = {Facet.TYPE: "incident_types", Facet.HARM: "harms", Facet.STANCE: "stances"}
_NOT_A_DAY = {
    DatePrecision.FEW_DAYS: "within a few days",
    DatePrecision.WEEK: "within a week",
    DatePrecision.MONTH: "within a month",
    DatePrecision.YEAR: "within a year",
    DatePrecision.LONGER: "over more than a year",
}
_HOW_EXACT = {
    PlacePrecision.FACILITY: "a single spot",
    PlacePrecision.NEIGHBOURHOOD: "part of a town",
    PlacePrecision.TOWN: "",
    PlacePrecision.NEAR_TOWN: "near this place",
    PlacePrecision.ADMIN2: "district only",
    PlacePrecision.ADMIN1: "province only",
    PlacePrecision.REGION: "region only",
    PlacePrecision.COUNTRY: "country only",
    PlacePrecision.INTERNATIONAL: "waters or air space of no country",
}


class Told(NamedTuple):
    """A value in words, and how exact it is; `exact` is empty where nothing needs to be said."""

    words: str
    exact: str = ""


def facet_label(facet: Facet, value: str) -> str:
    """A value of a facet as people read it; names of actors stay as they are."""
    if facet in _SCHEMES:
        return label(_SCHEMES[facet], value)
    if facet is Facet.COUNTRY:
        return country_words(value)
    if facet is Facet.STATUS:
        return STATUSES.get(value, value)
    if facet is Facet.CONFIDENCE and value in CONFIDENCES:
        return CONFIDENCES[Confidence(value)]
    return value


def range_words(first: date | None, last: date | None, precision: DatePrecision | None = None) -> Told:
    """A range of days: "5 March 2024", "March 2024", "28 February – 3 March 2024"."""
    if first is None or last is None:
        return Told("Date not known")
    exact = _NOT_A_DAY.get(precision, "") if precision else ""
    if first == last:
        return Told(day_words(first), exact)
    if (first.day, first.month) == (1, 1) and (last.day, last.month) == (31, 12):
        return Told(f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}", exact)
    same_month = (first.year, first.month) == (last.year, last.month)
    if same_month and first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        return Told(f"{calendar.month_name[first.month]} {first.year}", exact)
    if same_month:
        return Told(f"{first.day}–{day_words(last)}", exact)
    if first.year == last.year:
        return Told(f"{first.day} {calendar.month_name[first.month]} – {day_words(last)}", exact)
    return Told(f"{day_words(first)} – {day_words(last)}", exact)


def place_words(precision: PlacePrecision | None, name: str, admin1: str, country: str) -> Told:
    """A place with what it lies in, and what is not known of it: "Karsk, Pakistan"; "Pakistan", "country only"."""
    inside = country_words(country) if country else ""
    if precision is None:
        return Told("Place not known")
    if precision is PlacePrecision.COUNTRY:
        return Told(inside or name or "Country not known", _HOW_EXACT[precision])
    if precision is PlacePrecision.ADMIN1:
        name = admin1 or name
    parts = dict.fromkeys(part for part in (name, admin1, inside) if part)
    return Told(", ".join(parts) or "Place not known", _HOW_EXACT[precision])


def figure_words(low: int | None, best: int | None, high: int | None) -> Told:
    """A figure with its bounds: "12", "12" with "10–15", "at least 4"; "not known" is never 0."""
    if best is not None:
        bounds = span_words(best if low is None else low, best if high is None else high)
        return Told(f"{best:,}", "" if (low in (None, best) and high in (None, best)) else bounds)
    if low is not None and high is not None:
        return Told(span_words(low, high))
    if low is not None:
        return Told(f"at least {low:,}")
    if high is not None:
        return Told(f"at most {high:,}")
    return Told("not known")


def span_words(low: int, high: int) -> str:
    """Two bounds as one text: "10–15", "12" where they are the same."""
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
