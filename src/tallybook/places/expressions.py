"""Words of a report that name a place, with what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from tallybook.model import PlaceValue, Span

__all__ = ["PlaceExpression"]


@dataclass(frozen=True, slots=True)
class PlaceExpression:
    """Words of a report that name a place.

    `role` is "place"; "dateline" for the words before a report's first dash, which tell where it was written;
    "demonym" for a people or an adjective ("Pakistani"), resolved to the country; "in_name" for a place inside the
    name of something else ("Kabul University"), which is weaker evidence of where a thing happened. `local`: it is the
    place of a police that the report names ("Kano police", "Kano Police Department").
    """

    span: Span
    value: PlaceValue
    role: str = "place"
    local: bool = False
