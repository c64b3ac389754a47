"""All published incidents of a book in memory, column by column, so that lists answer while somebody types.

A hundred thousand incidents are some tens of megabytes, and a filter over all of them takes milliseconds; words are
looked up in the database's own index. The catalog follows the book: before each question it looks whether something
was published since, and reads what changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tallybook.service.catalog_columns import PRECISIONS, Columns
from tallybook.service.catalog_query import (
    Area,
    Bucket,
    CatalogQuery,
    Facet,
    FacetCount,
    MapView,
    Point,
    word_query,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallybook.store import Book

__all__ = ["MOST_POINTS", "Catalog", "Selection"]

_TILE = 256
_CELL = 56  # pixels on the map that one cluster stands for: about a finger's width
MOST_POINTS = 5000
"""The most clusters that one map shows: more of them make no better picture, and megabytes."""
_MANY = 1000  # with more changed incidents than this, reading all of them takes less time than looking each up
_WORDS_KEPT = 64  # queries of words whose reports are remembered, at most a megabyte each for 100,000 reports


class Catalog:
    """The incidents of one book. May be used by several threads at once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._columns = Columns()
        self._words: OrderedDict[tuple[int, str], Any] = OrderedDict()

    def select(self, query: CatalogQuery) -> Selection:
        """The incidents that fit. Raises the errors of the store."""
        columns = self._current()
        return Selection(columns, query, lambda words: self._reports_with(columns.generation, words))

    def _reports_with(self, generation: int, words: str) -> Any:
        """The numbers of the reports with these words: the list, the facets and the map of one page ask alike."""
        key = (generation, words)
        found = self._words.get(key)
        if found is None:
            with self._book.published() as look:
                found = np.array(look.reports_with(words), np.int64)
            with self._lock:
                self._words[key] = found
                while len(self._words) > _WORDS_KEPT:
                    self._words.popitem(last=False)
        return found

    def _current(self) -> Columns:
        with self._book.published() as look:
            generation = look.generation()
        if self._columns.generation == generation:
            return self._columns
        with self._lock:
            if self._columns.generation != generation:
                self._columns = self._read(self._columns)
            return self._columns

    def _read(self, columns: Columns) -> Columns:
        """The next state: what changed is read, or all."""
        from tallybook.store import LISTED  # noqa: PLC0415 (see service.books.opened)

        with self._book.published() as look:
            generation = look.generation()
            numbers, versions = np.array(look.versions(), np.int64).reshape(-1, 2).T
            new, gone = columns.stale(numbers, versions)
            wanted = new.tolist() if len(new) <= _MANY else None
            listed = [dict(zip(LISTED, row, strict=True)) for row in look.listed(wanted)]
            told = look.reports_of_incidents(wanted)
            asked = look.asked_about()
        return columns.changed(generation, listed, gone, told, asked)


class Selection:
    """The incidents that fit a query, of one moment of the book."""

    def __init__(self, columns: Columns, query: CatalogQuery, reports_with: Callable[[str], Any]) -> None:
        """`reports_with` gives the numbers of the reports that a query of FTS5 finds."""
        self._all = columns
        self._query = query
        self._reports_with = reports_with
        self._plain = self._without_facets()
        self._masks = {
            facet: columns.codes[facet].having(wanted, columns.size) for facet, wanted in query.chosen.items() if wanted
        }
        self._mask = self._except(None)

    @property
    def count(self) -> int:
        """How many."""
        return int(np.count_nonzero(self._mask))

    def page(self, offset: int, limit: int) -> list[str]:
        """The ids of a part of the list, in the order asked for."""
        if not self._all.size:
            return []
        order = self._all.order(self._query.sort)
        rows = order[self._mask[order]][offset : offset + limit]
        return [self._all.ids[row] for row in rows.tolist()]

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
        return int(np.count_nonzero(self._mask & self._all["review"])) if self._all.size else 0

    def totals(self) -> dict[str, int]:
        """The sums of the figures that are known: `killed_low`, `killed_high`, `injured_low`, `injured_high`."""
        if not self._all.size:
            return dict.fromkeys(_BOUNDS, 0)
        return {name: int(np.nansum(each[self._mask])) for name, each in self._all.bounds.items()}

    def map(self, zoom: float) -> MapView:
        """Clusters at a zoom of a web map (0: the world in 256 pixels), areas, and how many have no coordinates.

        Where more than MOST_POINTS clusters would come out, those of a lower zoom do.
        """
        every = self._all
        if not every.size:
            return MapView((), (), 0)
        located = self._mask & ~np.isnan(every["latitude"])
        pinned = every["area"] < 0
        return MapView(
            points=self._points(np.flatnonzero(located & pinned), zoom),
            areas=self._areas(np.flatnonzero(located & ~pinned)),
            unplaced=self.count - int(np.count_nonzero(located)),
        )

    def timeline(self, unit: str = "") -> tuple[str, list[Bucket]]:
        """Counts and figures by `day`, `month` or `year`: the unit asked for, or one that suits the span of time.

        An incident counts on the first day of its range; those without a day are left out, see `undated`.
        """
        rows = self._dated()
        if not len(rows):
            return unit or "month", []
        days = self._all["first"][rows]
        span = int((days.max() - days.min()).astype(int))
        unit = unit or ("day" if span <= 92 else "month" if span <= 366 * 12 else "year")
        starts, where = np.unique(days.astype(f"datetime64[{unit[0].upper()}]"), return_inverse=True)
        counts = np.bincount(where).tolist()
        sums = {
            name: np.bincount(where, weights=np.nan_to_num(each[rows])).astype(np.int64).tolist()
            for name, each in self._all.bounds.items()
        }
        firsts = starts.astype("datetime64[D]").astype(date)
        return unit, [
            Bucket(firsts[at], count, *(sums[name][at] for name in _BOUNDS)) for at, count in enumerate(counts)
        ]

    @property
    def undated(self) -> int:
        """How many have no day, so that no timeline shows them."""
        return self.count - len(self._dated())

    def _dated(self) -> Any:
        if not self._all.size:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self._mask & ~np.isnat(self._all["first"]))

    def _except(self, facet: Facet | None) -> Any:
        mask = self._plain
        for other, each in self._masks.items():
            if other is not facet:
                mask = mask & each
        return mask

    def _without_facets(self) -> Any:
        every, query = self._all, self._query
        if not every.size:
            return np.zeros(0, bool)
        mask = every["alive"].copy()
        if query.words.strip():
            mask &= self._said(word_query(query.words))
        if query.needs_review:
            mask &= every["review"]
        if query.first is not None:
            mask &= every["last"] >= np.datetime64(query.first)
        if query.last is not None:
            mask &= every["first"] <= np.datetime64(query.last)
        if query.box is not None:
            mask &= self._inside(query.box)
        if query.without:
            mask &= np.array([id_ not in query.without for id_ in every.ids[: every.size]], bool)
        return mask

    def _said(self, words: str) -> Any:
        """Which incidents a report with these words tells of: none where nothing is left to look for."""
        said = np.zeros(self._all.size, bool)
        if words:
            found = self._reports_with(words)
            reports, rows = self._all.told
            known = np.zeros(max(reports.max(initial=0), found.max(initial=0)) + 1, bool)
            known[found] = True
            said[rows[known[reports]]] = True
        return said

    def _inside(self, box: tuple[float, float, float, float]) -> Any:
        west, south, east, north = box
        latitude, longitude = self._all["latitude"], self._all["longitude"]
        beside = (
            (longitude >= west) & (longitude <= east) if west <= east else (longitude >= west) | (longitude <= east)
        )
        return beside & (latitude >= south) & (latitude <= north)

    def _points(self, rows: Any, zoom: float) -> tuple[Point, ...]:
        every = self._all
        across, down = every["across"][rows], every["down"][rows]
        while True:
            cells = _TILE * 2.0**zoom / _CELL
            where = np.floor(across * cells).astype(np.int64) * (1 << 32) + np.floor(down * cells).astype(np.int64)
            _, one, at, counts = np.unique(where, return_index=True, return_inverse=True, return_counts=True)
            if len(counts) <= MOST_POINTS:
                break
            zoom -= 1
        dead = np.bincount(at, weights=every.killed[rows])
        east, north = (
            np.round(np.bincount(at, weights=every[name][rows]) / counts, 4) for name in ("longitude", "latitude")
        )
        single = rows[one]
        return tuple(
            Point(
                longitude,
                latitude,
                count,
                int(killed),
                every.ids[row] if count == 1 else "",
                PRECISIONS[precision] if count == 1 else "",
            )
            for longitude, latitude, count, killed, row, precision in zip(
                *(each.tolist() for each in (east, north, counts, dead, single, every["precision"][single])),
                strict=True,
            )
        )

    def _areas(self, rows: Any) -> tuple[Area, ...]:
        every = self._all
        known = list(every.areas)
        numbers, one, at, counts = np.unique(
            every["area"][rows], return_index=True, return_inverse=True, return_counts=True
        )
        dead = np.bincount(at, weights=every.killed[rows])
        found = []
        for number, row, count, killed in zip(numbers.tolist(), rows[one].tolist(), counts.tolist(), dead, strict=True):
            country, admin1, precision, name = known[number]
            longitude, latitude = float(every["longitude"][row]), float(every["latitude"][row])
            found.append(Area(country, admin1, precision, longitude, latitude, count, int(killed), name))
        return tuple(sorted(found, key=lambda area: (-area.count, area.country, area.admin1, area.name)))


_BOUNDS = ("killed_low", "killed_high", "injured_low", "injured_high")
