"""Distances on the Earth, taken as a sphere."""

from __future__ import annotations

import math

__all__ = ["EARTH_KM", "great_circle_km"]

EARTH_KM = 12_742.0  # mean diameter


def great_circle_km(
    latitude: float | None, longitude: float | None, other_latitude: float | None, other_longitude: float | None
) -> float:
    """The distance of two points in degrees, in kilometres (haversine); infinite where a coordinate is unknown."""
    if latitude is None or longitude is None or other_latitude is None or other_longitude is None:
        return math.inf
    a, b = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(longitude - other_longitude) / 2
    chord = math.sin((a - b) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across) ** 2
    return EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
