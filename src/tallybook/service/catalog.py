"""All published incidents of a book in memory, column by column, so that lists answer while somebody types.

A hundred thousand incidents are some tens of megabytes, and a filter over all of them takes milliseconds; words are
looked up in the database's own index. The catalog follows the book: before each question it looks whether something
was published since, and reads what changed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tallybook.model import IncidentStatus, PlacePrecision
from tallybook.service.catalog_query import (
    Area,
    Bucket,
    CatalogQuery,
    Confidence,
    Facet,
    FacetCount,
    MapView,
    Point,
    Sort,
    word_query,
)

if TYPE_CHECKING:
    from tallybook.store import Book

__all__ = ["Catalog", "Selection", "confidence_of"]

_TILE = 256
_CELL = 56  # pixels on the map that one cluster stands for: about a finger's width
_PINNED = frozenset({"facility", "neighbourhood", "town", "near_town", "admin2"})
_LISTED_FACETS = {Facet.TYPE: "types", Facet.ACTOR: "actors", Facet.HARM: "harms", Facet.STANCE: "stances"}
_NEEDS_PERSON = (IncidentStatus.IN_REVIEW.value, IncidentStatus.CONTESTED.value)


def confidence_of(*, voices: int, dated_to_a_day: bool, precision: str, typed: bool) -> Confidence:
    """How well an incident is attested.

    High: at least two independent voices, a type, a single day, and a place of a town or finer. Low: one voice, and no
    type, no date or no place. Medium: all others.
    """
    placed = precision in _PINNED
    if voices >= 2 and dated_to_a_day and placed and typed:
        return Confidence.HIGH
    if voices < 2 and not (dated_to_a_day and precision and typed):
        return Confidence.LOW
    return Confidence.MEDIUM


class _Codes:
    """A column of lists of values: flat pairs of a row and the number of a value."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        self.rows = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
        flat = [numbers.setdefault(value, len(numbers)) for each in lists for value in each]
        self.codes = np.array(flat, np.int32)
        self.values = list(numbers)
        self._numbers = numbers

    def having(self, wanted: Iterable[str], size: int) -> Any:
        """Which rows have any of the values."""
        mask = np.zeros(size, bool)
        known = [self._numbers[value] for value in wanted if value in self._numbers]
        mask[self.rows[np.isin(self.codes, known)]] = True
        return mask

    def counts(self, mask: Any) -> list[FacetCount]:
        """How many of the rows have each value, most first."""
        found = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        order = np.argsort(-found, kind="stable")
        return [FacetCount(self.values[at], int(found[at])) for at in order if found[at]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """One state of the catalog. Arrays have one entry per incident that stands, in the order of creation."""

    generation: int
    ids: list[str]
    numbers: Any
    places: Sequence[str]
    admin1: Sequence[str]
    precision: Sequence[str]
    codes: Mapping[Facet, _Codes]
    review: Any
    first: Any
    last: Any
    latitude: Any
    longitude: Any
    figures: Mapping[str, Any]
    ranks: Mapping[Sort, Any]
    told: tuple[Any, Any]  # numbers of reports, in order, and the rows that each tells of


class Catalog:
    """The incidents of one book. May be used by several threads at once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._rows: dict[str, Sequence[Any]] = {}
        self._columns: _Columns | None = None

    def select(self, query: CatalogQuery) -> Selection:
        """The incidents that fit. Raises the errors of the store."""
        return Selection(self._book, self._current(), query)

    def _current(self) -> _Columns:
        with self._book.published() as look:
            generation = look.generation()
        columns = self._columns
        if columns is not None and columns.generation == generation:
            return columns
        with self._lock:
            if self._columns is None or self._columns.generation != generation:
                self._columns = self._read()
            return self._columns

    def _read(self) -> _Columns:
        """Read what changed since the last time, or all."""
        with self._book.published() as look:
            generation = look.generation()
            versions = look.versions()
            old = {id_: row for id_, row in self._rows.items() if versions.get(id_) == row[2]}
            new = versions.keys() - old.keys()
            self._rows = old | {row[0]: row for row in look.listed(new if old else None)}
            told = look.reports_of_incidents()
            asked = look.asked_about()
        return _columns(sorted(self._rows.values(), key=lambda row: row[1]), told, asked, generation)


def _columns(rows: Sequence[Sequence[Any]], told: Sequence[Any], asked: set[str], generation: int) -> _Columns:
    from tallybook.store import LISTED  # noqa: PLC0415 (see service.books.opened)

    columns: dict[str, Sequence[Any]] = dict(zip(LISTED, zip(*rows, strict=True), strict=True)) if rows else {}
    column = {name: columns.get(name, ()) for name in LISTED}
    first, last = (
        np.array([day or "NaT" for day in column[name]], "datetime64[D]") for name in ("first_day", "last_day")
    )
    lists = {facet: _lists(column[name]) for facet, name in _LISTED_FACETS.items()}
    precision = [precision or "" for precision in column["place_precision"]]
    placed = [0 if latitude is None else 1 for latitude in column["latitude"]]
    grades = [
        confidence_of(
            voices=voices,
            dated_to_a_day=bool(begin) and begin == end,
            precision=fine if known else "",
            typed=bool(types),
        ).value
        for voices, begin, end, fine, known, types in zip(
            *(column[name] for name in ("voices", "first_day", "last_day")),
            precision,
            placed,
            lists[Facet.TYPE],
            strict=True,
        )
    ]
    codes = {facet: _Codes(each) for facet, each in lists.items()} | {
        Facet.COUNTRY: _Codes([(country,) if country else () for country in column["country"]]),
        Facet.CONFIDENCE: _Codes([(grade,) for grade in grades]),
        Facet.STATUS: _Codes([(status,) for status in column["status"]]),
    }
    figures = {
        f"{harm}_{end}": _numbers(column[f"{harm}_{end}"])
        for harm in ("killed", "injured")
        for end in ("low", "best", "high")
    }
    ids = list(column["id"])
    return _Columns(
        generation=generation,
        ids=ids,
        numbers=np.array(column["number"], np.int64),
        places=column["place"],
        admin1=[name or "" for name in column["admin1"]],
        precision=precision,
        codes=codes,
        review=np.array(
            [id_ in asked or status in _NEEDS_PERSON for id_, status in zip(ids, column["status"], strict=True)], bool
        ),
        first=first,
        last=last,
        latitude=_numbers(column["latitude"]),
        longitude=_numbers(column["longitude"]),
        figures=figures,
        ranks=_ranks(first, figures, column, grades),
        told=_told(told, np.array(column["number"], np.int64)),
    )


def _lists(texts: Sequence[str]) -> list[Sequence[str]]:
    """Lists of codes from their JSON texts, each distinct text read once."""
    read: dict[str, Sequence[str]] = {}
    return [read[text] if text in read else read.setdefault(text, json.loads(text)) for text in texts]


def _numbers(values: Sequence[Any]) -> Any:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _ranks(
    first: Any, figures: Mapping[str, Any], column: Mapping[str, Sequence[Any]], grades: Sequence[str]
) -> dict[Sort, Any]:
    """For each order, the place of each row in it. Ties keep the newest incident first."""
    size = len(first)
    newest = -np.arange(size)
    days = first.astype(np.int64).astype(np.float64)
    days[np.isnat(first)] = np.nan
    killed = _first_known(figures["killed_best"], figures["killed_low"], figures["killed_high"])
    changed = np.unique(np.array(column["changed_at"], dtype=str), return_inverse=True)[1] if size else np.zeros(0)
    least = np.array([list(Confidence).index(Confidence(grade)) for grade in grades], np.float64)
    keys = {
        Sort.NEWEST: -days,
        Sort.OLDEST: days,
        Sort.KILLED: -killed,
        Sort.CHANGED: -changed.astype(np.float64),
        Sort.REPORTS: -np.array(column["reports"], np.float64),
        Sort.CONFIDENCE: least,
    }
    ranks = {}
    for sort, key in keys.items():
        order = np.lexsort((newest, key))  # numpy puts what is not a number last
        rank = np.empty(size, np.int64)
        rank[order] = np.arange(size)
        ranks[sort] = rank
    return ranks


def _first_known(*columns: Any) -> Any:
    """The first figure that is known, of several columns."""
    found = columns[0]
    for column in columns[1:]:
        found = np.where(np.isnan(found), column, found)
    return found


def _told(pairs: Sequence[Any], numbers: Any) -> tuple[Any, Any]:
    """Pairs of a report's and an incident's number as pairs of a report's number and a row, by report."""
    if not pairs or not len(numbers):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    reports, incidents = np.array([tuple(pair) for pair in pairs], np.int64).T
    rows = np.searchsorted(numbers, incidents)
    stands = (rows < len(numbers)) & (numbers[np.minimum(rows, len(numbers) - 1)] == incidents)
    reports, rows = reports[stands], rows[stands]
    order = np.argsort(reports, kind="stable")
    return reports[order], rows[order]


class Selection:
    """The incidents that fit a query, of one moment of the book."""

    def __init__(self, book: Book, columns: _Columns, query: CatalogQuery) -> None:
        self._all = columns
        self._query = query
        self._plain = self._without_facets(book)
        size = len(columns.ids)
        self._masks = {
            facet: columns.codes[facet].having(wanted, size) for facet, wanted in query.chosen.items() if wanted
        }
        self._mask = self._except(None)

    @property
    def count(self) -> int:
        """How many."""
        return int(np.count_nonzero(self._mask))

    def page(self, offset: int, limit: int) -> list[str]:
        """The ids of a part of the list, in the order asked for."""
        rows = np.flatnonzero(self._mask)
        order = rows[np.argsort(self._all.ranks[self._query.sort][rows])]
        return [self._all.ids[row] for row in order[offset : offset + limit]]

    def facets(self, most: int = 50) -> dict[Facet, list[FacetCount]]:
        """For each facet its values, most frequent first, at most `most`; those that are chosen always."""
        found = {}
        for facet, codes in self._all.codes.items():
            counts = codes.counts(self._except(facet))
            chosen = self._query.chosen.get(facet, frozenset())
            kept = [one for at, one in enumerate(counts) if at < most or one.value in chosen]
            missing = sorted(chosen - {one.value for one in kept})
            found[facet] = kept + [FacetCount(value, 0) for value in missing]
        return found

    def needing_review(self) -> int:
        """How many of the incidents wait for a person."""
        return int(np.count_nonzero(self._mask & self._all.review))

    def totals(self) -> dict[str, int]:
        """The sums of the figures that are known: `killed_low`, `killed_high`, `injured_low`, `injured_high`."""
        return {name: int(np.nansum(each[self._mask])) for name, each in self._bounds().items()}

    def map(self, zoom: float) -> MapView:
        """Clusters at a zoom of a web map (0: the world in 256 pixels), areas, and how many have no coordinates."""
        every = self._all
        located = self._mask & ~np.isnan(every.latitude)
        killed = np.nan_to_num(_first_known(*(every.figures[f"killed_{end}"] for end in ("best", "low", "high"))))
        pinned = np.array([one in _PINNED for one in every.precision], bool) if every.ids else np.zeros(0, bool)
        return MapView(
            points=self._points(np.flatnonzero(located & pinned), zoom, killed),
            areas=self._areas(np.flatnonzero(located & ~pinned), killed),
            unplaced=self.count - int(np.count_nonzero(located)),
        )

    def timeline(self, unit: str = "") -> tuple[str, list[Bucket]]:
        """Counts and figures by `day`, `month` or `year`: the unit asked for, or one that suits the span of time."""
        rows = np.flatnonzero(self._mask & ~np.isnat(self._all.first))
        if not len(rows):
            return unit or "month", []
        days = self._all.first[rows]
        span = int((days.max() - days.min()).astype(int))
        unit = unit or ("day" if span <= 92 else "month" if span <= 366 * 12 else "year")
        starts, where = np.unique(days.astype(f"datetime64[{unit[0].upper()}]"), return_inverse=True)
        counts = np.bincount(where)
        sums = {
            name: np.bincount(where, weights=np.nan_to_num(each[rows])).astype(np.int64)
            for name, each in self._bounds().items()
        }
        return unit, [
            Bucket(_day(start), int(counts[at]), *(int(sums[name][at]) for name in _BOUNDS))
            for at, start in enumerate(starts)
        ]

    def _bounds(self) -> dict[str, Any]:
        """The lowest and highest figure that is known of each incident."""
        figures = self._all.figures
        return {
            f"{harm}_{ends[0]}": _first_known(*(figures[f"{harm}_{end}"] for end in ends))
            for harm in ("killed", "injured")
            # At most as many as the highest figure; but what is only bounded from above may be none.
            for ends in (("low", "best"), ("high", "best", "low"))
        }

    def _except(self, facet: Facet | None) -> Any:
        mask = self._plain
        for other, each in self._masks.items():
            if other is not facet:
                mask = mask & each
        return mask

    def _without_facets(self, book: Book) -> Any:
        every, query = self._all, self._query
        mask = np.ones(len(every.ids), bool)
        if words := word_query(query.words):
            with book.published() as look:
                found = np.array(look.reports_with(words), np.int64)
            reports, rows = every.told
            said = np.zeros(len(every.ids), bool)
            said[rows[np.isin(reports, found, assume_unique=False)]] = True
            mask &= said
        elif query.words.strip():
            mask[:] = False
        if query.needs_review:
            mask &= every.review
        if query.first is not None:
            mask &= every.last >= np.datetime64(query.first)
        if query.last is not None:
            mask &= every.first <= np.datetime64(query.last)
        if query.box is not None:
            mask &= self._inside(query.box)
        return mask

    def _inside(self, box: tuple[float, float, float, float]) -> Any:
        west, south, east, north = box
        latitude, longitude = self._all.latitude, self._all.longitude
        beside = (
            (longitude >= west) & (longitude <= east) if west <= east else (longitude >= west) | (longitude <= east)
        )
        return beside & (latitude >= south) & (latitude <= north)

    def _points(self, rows: Any, zoom: float, killed: Any) -> tuple[Point, ...]:
        if not len(rows):
            return ()
        every = self._all
        longitude, latitude = every.longitude[rows], every.latitude[rows]
        # Web Mercator, in cells of the screen; it ends at 85 degrees.
        radians = np.radians(np.clip(latitude, -85, 85))
        cells = _TILE * 2.0**zoom / _CELL
        across = np.floor((longitude + 180) / 360 * cells).astype(np.int64)
        down = np.floor((1 - np.arcsinh(np.tan(radians)) / np.pi) / 2 * cells).astype(np.int64)
        _, one, where, counts = np.unique(
            across * (1 << 32) + down, return_index=True, return_inverse=True, return_counts=True
        )
        dead = np.bincount(where, weights=killed[rows])
        middle = [np.bincount(where, weights=each) / counts for each in (longitude, latitude)]
        return tuple(
            Point(
                round(float(middle[0][at]), 4),
                round(float(middle[1][at]), 4),
                int(count),
                int(dead[at]),
                every.ids[rows[one[at]]] if count == 1 else "",
                every.precision[rows[one[at]]] if count == 1 else "",
            )
            for at, count in enumerate(counts)
        )

    def _areas(self, rows: Any, killed: Any) -> tuple[Area, ...]:
        every = self._all
        countries = every.codes[Facet.COUNTRY]
        country_of = dict(zip(countries.rows.tolist(), countries.codes.tolist(), strict=True))
        found: dict[tuple[str, str, str, float, float], list[int]] = {}
        for row in rows.tolist():
            code = country_of.get(row)
            precision = every.precision[row]
            key = (
                countries.values[code] if code is not None else "",
                every.admin1[row] if precision != PlacePrecision.COUNTRY else "",
                precision,
                float(every.longitude[row]),
                float(every.latitude[row]),
            )
            sums = found.setdefault(key, [0, 0])
            sums[0] += 1
            sums[1] += int(killed[row])
        return tuple(Area(*key, *sums) for key, sums in sorted(found.items(), key=lambda item: -item[1][0]))


_BOUNDS = ("killed_low", "killed_high", "injured_low", "injured_high")


def _day(start: Any) -> date:
    found: date = start.astype("datetime64[D]").astype(date)
    return found
