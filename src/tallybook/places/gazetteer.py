"""The gazetteer: names to places, read from one SQLite file that the installation makes (see `building`)."""

from __future__ import annotations

import math
import sqlite3
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tallybook.errors import LexiconError
from tallybook.model.precision import PlacePrecision
from tallybook.model.values import PlaceCandidate
from tallybook.places.building import GRADE_MAIN, KINDS
from tallybook.places.names import article_free, normalise

__all__ = ["DEFAULT_PATH", "Entry", "Gazetteer"]

DEFAULT_PATH = Path(__file__).parent / "data" / "gazetteer.sqlite"

_KINDS = tuple(PlacePrecision(kind) for kind in KINDS)
_SELECT = """
    SELECT p.id, p.name, p.kind, p.country, p.admin1, p.admin2, a.name, b.name, p.geonames_id, p.latitude, p.longitude,
           p.population, p.prominence, p.countries, a.population
    FROM places p LEFT JOIN places a ON a.id = p.admin1 LEFT JOIN places b ON b.id = p.admin2
    WHERE p.id IN ({})
"""
# SQLite takes at most 999 parameters in old builds; a name has at most 250 places, see `building`.


@dataclass(frozen=True, slots=True)
class Entry:
    """One place as one of its names leads to it.

    `prominence` is a logarithm of its people, lifted for countries and capitals; `grade` is 3 for a main name, 2 for
    one derived from it, 1 for another name. `admin1_id` and `admin2_id` are the ids of the areas it lies in.
    `countries` are the codes of an area of several countries. Coordinates in degrees, None where unknown; `point` is
    the same place on a sphere of radius 1, from which a distance is quicker to tell.
    """

    id: int
    name: str
    kind: PlacePrecision
    country: str
    admin1_id: int | None
    admin2_id: int | None
    admin1: str
    admin2: str
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    population: int
    prominence: float
    countries: tuple[str, ...]
    admin1_population: int
    grade: int
    point: tuple[float, float, float] | None

    def candidate(self, score: float = 0.0) -> PlaceCandidate:
        """The place as a statement's value holds it."""
        admin1 = self.name if self.kind is PlacePrecision.ADMIN1 else self.admin1
        admin2 = self.name if self.kind is PlacePrecision.ADMIN2 else self.admin2
        return PlaceCandidate(
            self.name,
            self.kind,
            self.country,
            admin1,
            admin2,
            self.geonames_id,
            self.latitude,
            self.longitude,
            round(score, 3),
        )


class Gazetteer:
    """Read-only and safe to share between threads; sent to another process, it opens the file again there.

    A lookup that is not in the cache takes some tens of microseconds. The file is mapped by SQLite page by page; the
    cache holds the last 20,000 names.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise LexiconError(
                f"The gazetteer {path.name} is missing: it is made when Tallybook is installed, so install it again "
                "(`uv sync --reinstall-package tallybook` or `pip install --force-reinstall --no-deps .`)."
            )
        try:
            self._connection = sqlite3.connect(
                f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.DatabaseError as error:
            raise LexiconError(f"The gazetteer {path.name} is damaged ({error}); install Tallybook again.") from error
        self.entries = lru_cache(maxsize=20_000)(self._entries)
        self.words_from = lru_cache(maxsize=50_000)(self._words_from)

    @classmethod
    def open_default(cls) -> Gazetteer:
        """The gazetteer that came with the installation, opened once per process.

        Raises LexiconError when it is missing or damaged.
        """
        return _open_default()

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self.path,)

    def close(self) -> None:
        """Closes the file; lookups fail afterwards."""
        self._connection.close()

    def find(self, name: str, country: str = "") -> tuple[PlaceCandidate, ...]:
        """The places called `name`, best first: by prominence, main names before others; empty when there is none.

        `country`, a code of ISO 3166-1, keeps only places in it. A leading article is left out when that helps.
        """
        key = normalise(name)
        entries = self.entries(key) or self.entries(article_free(key))
        return tuple(
            entry.candidate(entry.prominence + entry.grade - GRADE_MAIN)
            for entry in entries
            if not country or country.upper() == entry.country or country.upper() in entry.countries
        )

    def admin1_name(self, name: str, country: str) -> str:
        """The name of the first-level area of `country` that `name` is a name of; empty when there is none."""
        found = [place for place in self.find(name, country) if place.kind is PlacePrecision.ADMIN1]
        return found[0].name if found else ""

    def _words_from(self, word: str) -> int:
        """How many words the longest name of several words has that begins with `word` (normalised); 0 if none does."""
        row = self._connection.execute("SELECT words FROM starts WHERE word = ?", (word,)).fetchone()
        return int(row[0]) if row else 0

    def _entries(self, key: str) -> tuple[Entry, ...]:
        """The entries of a normalised name, most prominent first."""
        row = self._connection.execute("SELECT places FROM names WHERE key = ?", (key,)).fetchone()
        if row is None:
            return ()
        packed = struct.unpack(f"<{len(row[0]) // 4}I", row[0])
        grades = {number >> 2: number & 3 for number in packed}
        statement = _SELECT.format(",".join("?" * len(grades)))
        found = {
            place[0]: _entry(place, grades[place[0]]) for place in self._connection.execute(statement, tuple(grades))
        }
        return tuple(found[place_id] for place_id in grades)


def _entry(row: tuple[Any, ...], grade: int) -> Entry:
    place, name, kind, country, admin1_id, admin2_id, admin1, admin2, *rest = row
    geonames_id, latitude, longitude, population, prominence, countries, admin1_population = rest
    return Entry(
        place,
        name,
        _KINDS[kind],
        country,
        admin1_id,
        admin2_id,
        admin1 or "",
        admin2 or "",
        geonames_id,
        latitude,
        longitude,
        population,
        prominence,
        tuple(countries.split()),
        admin1_population or 0,
        grade,
        _on_sphere(latitude, longitude),
    )


def _on_sphere(latitude: float | None, longitude: float | None) -> tuple[float, float, float] | None:
    if latitude is None or longitude is None:
        return None
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


@cache
def _open_default() -> Gazetteer:
    return Gazetteer(DEFAULT_PATH)
