"""How well an incident is attested, and whether it waits for a person: two rules that anyone can check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallybook.model import IncidentStatus, PlacePrecision
from tallybook.service.catalog_query import Confidence

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PINNED", "confidence_of", "confidence_of_row", "needs_person"]

PINNED = frozenset(
    {
        PlacePrecision.FACILITY,
        PlacePrecision.NEIGHBOURHOOD,
        PlacePrecision.TOWN,
        PlacePrecision.NEAR_TOWN,
        PlacePrecision.ADMIN2,
    }
)
"""How finely a place is known that may be drawn as a pin."""
_NEEDS_PERSON = frozenset({IncidentStatus.IN_REVIEW, IncidentStatus.CONTESTED})


def confidence_of(*, voices: int, dated_to_a_day: bool, precision: str, typed: bool) -> Confidence:
    """How well an incident is attested.

    High: at least two independent voices, a type, a single day, and a place of a district or finer. Low: one voice, and
    no type, no single day or no place. Medium: all others. `precision` is empty where the place has no coordinates.
    """
    placed = precision in PINNED
    if voices >= 2 and dated_to_a_day and placed and typed:
        return Confidence.HIGH
    if voices < 2 and not (dated_to_a_day and precision and typed):
        return Confidence.LOW
    return Confidence.MEDIUM


def confidence_of_row(row: Mapping[Any, Any]) -> Confidence:
    """`confidence_of` for the columns of an incident; its types may be a list or its JSON text."""
    types = row["types"]
    return confidence_of(
        voices=row["voices"],
        dated_to_a_day=row["first_day"] is not None and row["first_day"] == row["last_day"],
        precision=(row["place_precision"] or "") if row["latitude"] is not None else "",
        typed=types != "[]" if isinstance(types, str) else bool(types),
    )


def needs_person(status: str, *, asked: bool) -> bool:
    """Whether an incident with this status waits for a person; `asked`: whether linking asks about it."""
    return asked or status in _NEEDS_PERSON
