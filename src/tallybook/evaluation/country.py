"""The country that a whole report is mostly about, for corpora that ask one value of each report.

An inference over the document, not a statement: it never enters a record.
"""

from __future__ import annotations

from tallybook.model import Report
from tallybook.places import Gazetteer, country_name, find_places

__all__ = ["CountryFinder"]

# A place or demonym in the title or the first paragraph says more on what a report is about than one further down.
_HEAD_CHARACTERS = 600
_HEAD_WEIGHT = 3.0
# What a place word says on its report's country, by the role in which it stands there. A dateline often names the town
# of a foreign desk, and a name inside the name of an institution need not be where anything happened.
_ROLE_WEIGHTS = {"place": 1.0, "demonym": 1.0, "dateline": 0.5, "in_name": 0.5}


class CountryFinder:
    """Opens the gazetteer once and counts countries over the place words of a report."""

    def __init__(self) -> None:
        self._gazetteer = Gazetteer.open_default()

    def name(self, code: str) -> str:
        """The usual English name of an ISO 3166-1 alpha-2 code."""
        return country_name(code)

    def dominating(self, report: Report) -> str:
        """The code of the country with the most weight among the report's place words, or "" where there is none."""
        weights: dict[str, float] = {}
        for found in find_places(report.text, self._gazetteer):
            if found.value.place is not None and found.value.place.country:
                head = _HEAD_WEIGHT if found.span.start < _HEAD_CHARACTERS else 1.0
                country = found.value.place.country
                weights[country] = weights.get(country, 0.0) + head * _ROLE_WEIGHTS.get(found.role, 1.0)
        # Among equals the one that was named first: a dict keeps the order in which its keys came in.
        return max(weights, key=lambda code: weights[code], default="")
