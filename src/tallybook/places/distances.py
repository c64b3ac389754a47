"""Distances on the Earth, taken as a sphere."""

from __future__ import annotations

import math

__all__ = ["EARTH_KM", "great_circle_km"]

EARTH_KM = 12_742.0  # mean diameter


def great_circle_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance of two points in degrees, in kilometres (haversine)."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(longitude - other_longitude) / 2
    chord = math.sin((a - b) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across) ** 2
    return EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
