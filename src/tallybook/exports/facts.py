"""What formats with one row per incident ask of a record: the day, the place, the sides, the dead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from tallybook.exports.base import Record
from tallybook.exports.countries import CountryCodes, country_codes
from tallybook.model import DatePrecision, DateRange, PlacePrecision

__all__ = [
    "Facts",
    "Plain",
    "address_of",
    "days_told",
    "figure",
    "is_named",
    "joined",
    "point_of_entry",
    "rounded",
    "source_name",
    "web_address",
]

Plain = Mapping[str, Any]
_SCHEMES = {"incident_type": "incident_types", "mode": "modes", "weapon": "weapons", "stage": "stages"}
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SUSPECTED = frozenset(("alleged", "possible", "hypothetical"))


class Facts:
    """One incident record, read once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.id: str = record["id"]

    def values(self, field: str) -> list[Plain]:
        """The published values of a field, in their order."""
        return [entry["value"] for entry in self.record["values"][field]]

    def codes(self, field: str) -> list[str]:
        """The codes of a field whose values are codes."""
        return [value["code"] for value in self.values(field)]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every code of the incident as a pair of scheme and code: what conditions of crosswalks look at."""
        found = {(scheme, code) for field, scheme in _SCHEMES.items() for code in self.codes(field)}
        found |= {("actor_kinds", actor["kind"]) for actor in self.values("perpetrator")}
        found |= {("target_kinds", target["kind"]) for target in self.values("target")}
        return frozenset(found)

    @cached_property
    def when(self) -> DateRange | None:
        """The days of the incident, None where they are not resolved."""
        for value in self.values("date"):
            if value["range"]:
                first, last = (date.fromisoformat(value["range"][end]) for end in ("first", "last"))
                return DateRange(first, last, DatePrecision(value["range"]["precision"]))
        return None

    @cached_property
    def place(self) -> Plain | None:
        """The place value, resolved or not."""
        return next(iter(self.values("place")), None)

    @cached_property
    def entry(self) -> Plain | None:
        """What the gazetteer says of the place, None where it is not resolved."""
        return self.place["place"] if self.place else None

    @cached_property
    def place_precision(self) -> PlacePrecision | None:
        """What the place name pins down, None where it is not resolved."""
        return PlacePrecision(self.place["precision"]) if self.place and self.entry else None

    @cached_property
    def country(self) -> CountryCodes | None:
        """The country of the place."""
        return country_codes(self.entry["country"]) if self.entry and self.entry["country"] else None

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude of the place, None where it has none."""
        return point_of_entry(self.entry) if self.entry else None

    def total(self, harm: str, side: str) -> Plain | None:
        """The total of a harm among "victims" or "attackers", None where nothing is told of it."""
        for total in self.record["casualty_totals"]:
            if (total["harm"], total["side"]) == (harm, side):
                found: Plain = total
                return found
        return None

    def total_of(self, harm: str, end: str) -> int | None:
        """The low, best or high number of people of both sides; None where neither side's is known.

        A best figure that is not told is the low where that is at least known: "more than four" is five or more.
        """
        known = [total for total in (self.total(harm, "victims"), self.total(harm, "attackers")) if total]
        numbers = [figure(total, end) for total in known]
        return sum(number for number in numbers if number is not None) if any(n is not None for n in numbers) else None

    def sources(self) -> list[str]:
        """Who published the reports, each once."""
        names = [source_name(head) for head in self.record["reports"]]
        return list(dict.fromkeys(name for name in names if name))

    def addresses(self) -> list[str]:
        """Where the reports are: the URL, else the id in the data."""
        return list(dict.fromkeys(address_of(head) for head in self.record["reports"]))

    def is_suspected(self, entry: Plain) -> bool:
        """Whether every statement for a value only suspects or alleges it."""
        return all(statement["stance"] in _SUSPECTED for statement in entry["supporting"])


def point_of_entry(entry: Plain) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where one is missing, and for 0, 0: lists write it for not known."""
    latitude, longitude = entry["latitude"], entry["longitude"]
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None
    return float(latitude), float(longitude)


def source_name(head: Plain) -> str:
    """Who published a report, empty where that is not known."""
    name: str = head["source"]["name"] if head["source"] else ""
    return name


def address_of(head: Plain) -> str:
    """Where a report is: the URL, else the id in the data."""
    address: str = head["url"] or head["document"] or head["id"]
    return address


def web_address(head: Plain) -> str:
    """Where a report is on the web, empty for one that is not there."""
    url: str = head["url"]
    return url if url.startswith(("http://", "https://")) else ""


def figure(quantity: Plain, end: str) -> int | None:
    """One end of a quantity. A best figure that is not told is the low; what is not bounded above has no high."""
    number: int | None = quantity[end]
    if number is None and end == "best":
        number = quantity["low"]
    return number


def joined(texts: list[str]) -> str:
    """Texts as one cell."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def rounded(degrees: float) -> float:
    """Degrees with at most four decimals, as ACLED gives them: about ten metres."""
    return round(degrees, 4)


def is_named(actor: Plain) -> bool:
    """Whether an actor has a name of its own, and not only a word for what it is ("gunmen", "Police")."""
    words = re.findall(r"[^\W\d_][\w'’-]*", actor["name"])
    capitals = [word for word in words if word[0].isupper()]
    acronym = any(len(word) > 1 and word.isupper() for word in words)
    return bool(actor["lexicon_id"]) or len(capitals) > 1 or acronym


def days_told(facts: Facts) -> int | None:
    """How many days the incident lasted, in the words of the report ("three-day", "for 2 days"); None if not told."""
    for value in facts.values("duration"):
        found = re.search(r"\b(\d{1,3}|" + "|".join(_NUMBER_WORDS) + r")[\s-]+days?\b", value["text"].lower())
        if found:
            word = found.group(1)
            return int(word) if word.isdigit() else _NUMBER_WORDS.index(word) + 1
    return None
