"""Reports that sum up a situation: what they tell without a day of its own is an aggregate, no incident.

"Fighting has killed hundreds since April" has all the words of an incident. That the whole report sums up, the encoder
has learned from reports that people told apart. An occurrence that the report dates to a day or two stays an incident.
"""

from __future__ import annotations

from typing import Any

from tallybook.coding.base import Layer, Layers
from tallybook.coding.encoded import Encoded
from tallybook.coding.encoder import ENCODED, shipped_labels
from tallybook.coding.occurrences import OCCURRENCES, Occurrence, OccurrenceFinder, Occurrences
from tallybook.model import MentionKind

__all__ = ["SummaryReader"]

_SUMS_UP = 0.5  # of a report to sum up a situation
_DAYS = 2  # an incident lasts no longer than this


class SummaryReader:
    """The component: the occurrences of the rules, and in reports that sum up, which of them are aggregates."""

    name = OccurrenceFinder.name
    requires: tuple[Layer[Any], ...] = (*OccurrenceFinder.requires, ENCODED)
    sets = OCCURRENCES

    def run(self, layers: Layers) -> Occurrences:
        found = OccurrenceFinder().run(layers)
        if _chance(layers[ENCODED]) >= _SUMS_UP:
            for occurrence in found.all:
                if occurrence.kind is MentionKind.REPORTED and not _has_day(occurrence):
                    occurrence.kind = MentionKind.AGGREGATE
        return found


def _chance(encoded: Encoded) -> float:
    return float(encoded.classes["report_kind"][shipped_labels().classes["report_kind"].index("aggregate")])


def _has_day(occurrence: Occurrence) -> bool:
    date = occurrence.date()
    return date is not None and (date.last - date.first).days < _DAYS
