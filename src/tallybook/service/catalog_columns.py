"""The columns of the catalog: one state of all incidents that stand, and how the next state is made from it.

A state is never changed once it is made, apart from lists that only grow at their end, so that questions may be
answered from it while the next one is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from tallybook.model import PlacePrecision
from tallybook.service.catalog_query import Confidence, Facet, FacetCount, Sort
from tallybook.service.confidence import PINNED, confidence_of_row, needs_person

__all__ = ["PRECISIONS", "Columns", "known_first"]

_LISTED_FACETS = {Facet.TYPE: "types", Facet.ACTOR: "actors", Facet.HARM: "harms", Facet.STANCE: "stances"}
_FIGURES = tuple(f"{harm}_{end}" for harm in ("killed", "injured") for end in ("low", "best", "high"))
_GRADES = list(Confidence)
PRECISIONS = ("", *PlacePrecision)
"""What the numbers of the array `precision` stand for."""
_NOWHERE = -1
# Web Mercator ends at 85 degrees.
_LAST_LATITUDE = 85.0


def known_first(*columns: Any) -> Any:
    """The first figure that is known, of several columns; what is not known is no number."""
    found = columns[0]
    for column in columns[1:]:
        found = np.where(np.isnan(found), column, found)
    return found


class _Codes:
    """A column of lists of values: flat pairs of a row and the number of a value, in no order."""

    def __init__(self, rows: Any, codes: Any, values: list[str], numbers: dict[str, int]) -> None:
        self.rows = rows
        self.codes = codes
        self.values = values
        self._numbers = numbers

    @classmethod
    def empty(cls) -> _Codes:
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int32), [], {})

    def having(self, wanted: Iterable[str], size: int) -> Any:
        """Which rows have any of the values."""
        among = np.zeros(len(self.values), bool)
        for value in wanted:
            number = self._numbers.get(value, len(among))
            if number < len(among):
                among[number] = True
        mask = np.zeros(size, bool)
        mask[self.rows[among[self.codes]]] = True
        return mask

    def counts(self, mask: Any) -> list[FacetCount]:
        """How many of the rows have each value, most first, then by name."""
        found = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        known = np.flatnonzero(found)
        counts = [FacetCount(self.values[at], int(found[at])) for at in known]
        return sorted(counts, key=lambda one: (-one.count, one.value))

    def changed(self, kept: Any, rows: Any, lists: Sequence[Sequence[str]]) -> _Codes:
        """The pairs of the rows that are `kept`, and those of other rows with new lists."""
        old = kept[self.rows]
        values, numbers = list(self.values), dict(self._numbers)
        flat = [numbers.setdefault(value, len(numbers)) for each in lists for value in dict.fromkeys(each)]
        values += list(numbers)[len(values) :]
        repeated = np.repeat(rows, [len(set(each)) for each in lists])
        return _Codes(
            np.concatenate([self.rows[old], repeated]),
            np.concatenate([self.codes[old], np.array(flat, np.int32)]),
            values,
            numbers,
        )


@dataclass(frozen=True)
class Columns:
    """One state. Every array has one entry per row; rows of incidents that stand no more stay, not `alive`.

    `numbers` and `versions` are those of the table of incidents. `across` and `down` are places on the square of a web
    map, 0 to 1. `area` says which of `areas` an incident lies in whose place is no finer than a province; -1: none.
    `told`: pairs of a report's number and a row that it tells of.
    """

    generation: int = -1
    ids: list[str] = field(default_factory=list)
    areas: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    row_of: dict[str, int] = field(default_factory=dict)
    arrays: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[Facet, _Codes] = field(default_factory=lambda: {facet: _Codes.empty() for facet in Facet})
    told: tuple[Any, Any] = field(default_factory=lambda: (np.zeros(0, np.int64), np.zeros(0, np.int64)))

    @property
    def size(self) -> int:
        """How many rows there are, also of incidents that stand no more."""
        return len(self.arrays["alive"]) if self.arrays else 0

    def __getitem__(self, name: str) -> Any:
        """An array."""
        return self.arrays[name]

    def stale(self, numbers: Any, versions: Any) -> tuple[Any, Any]:
        """What the numbers and versions of all incidents that stand show: the numbers to be read, the rows to be left.

        `numbers` are in rising order.
        """
        if not self.size:
            return numbers, np.zeros(0, np.int64)
        alive = np.flatnonzero(self["alive"])
        mine = alive[np.argsort(self["numbers"][alive])]
        known = self["numbers"][mine]
        at = np.minimum(np.searchsorted(known, numbers), len(known) - 1) if len(known) else np.zeros(0, np.int64)
        same = (known[at] == numbers) & (self["versions"][mine][at] == versions) if len(known) else numbers < 0
        return numbers[~same], mine[~np.isin(known, numbers)]

    def changed(
        self,
        generation: int,
        listed: Sequence[Mapping[str, Any]],
        gone: Any,
        told: Sequence[Sequence[int]],
        asked: Iterable[str],
    ) -> Columns:
        """The state with these incidents as they are now (rows by the names of `LISTED`), and without the rows `gone`.

        `told`: pairs of the number of a report and of one of these incidents. `asked`: all that linking asks about.
        """
        rows = self._rows_for(listed)
        size = len(self.row_of)
        kept = np.ones(size, bool)
        kept[rows] = False
        kept[gone] = False
        arrays = self._arrays(listed, rows, size)
        arrays["alive"][gone] = False
        arrays["review"] = arrays["review_by_status"].copy()
        arrays["review"][[self.row_of[id_] for id_ in asked if id_ in self.row_of]] = True
        told_rows = {row["number"]: at for row, at in zip(listed, rows.tolist(), strict=True)}
        pairs = [(report, told_rows[number]) for report, number in told if number in told_rows]
        reports, about = np.array(pairs, np.int64).reshape(-1, 2).T
        still = kept[self.told[1]]
        return Columns(
            generation=generation,
            ids=self.ids,
            areas=self.areas,
            row_of=self.row_of,
            arrays=arrays,
            codes={facet: codes.changed(kept, rows, _lists(facet, listed)) for facet, codes in self.codes.items()},
            told=(
                np.concatenate([self.told[0][still], reports]),
                np.concatenate([self.told[1][still], about]),
            ),
        )

    def _rows_for(self, listed: Sequence[Mapping[str, Any]]) -> Any:
        """The row of each incident. A new one gets a row at the end, a changed one keeps its own."""
        rows = []
        for row in listed:
            at = self.row_of.setdefault(row["id"], len(self.row_of))
            if at == len(self.ids):
                self.ids.append(row["id"])
            rows.append(at)
        return np.array(rows, np.int64)

    def _arrays(self, listed: Sequence[Mapping[str, Any]], rows: Any, size: int) -> dict[str, Any]:
        latitude, longitude = (_numbers(row[name] for row in listed) for name in ("latitude", "longitude"))
        radians = np.radians(np.clip(latitude, -_LAST_LATITUDE, _LAST_LATITUDE))
        new = {
            "alive": np.ones(len(listed), bool),
            "numbers": np.array([row["number"] for row in listed], np.int64),
            "versions": np.array([row["version"] for row in listed], np.int64),
            "first": _days(listed, "first_day"),
            "last": _days(listed, "last_day"),
            "latitude": latitude,
            "longitude": longitude,
            "across": (longitude + 180) / 360,
            "down": (1 - np.arcsinh(np.tan(radians)) / np.pi) / 2,
            "area": np.array([self._area(row) for row in listed], np.int32),
            "precision": np.array([PRECISIONS.index(row["place_precision"] or "") for row in listed], np.int8),
            "grade": np.array([_GRADES.index(confidence_of_row(row)) for row in listed], np.int8),
            "reports": np.array([row["reports"] for row in listed], np.int64),
            "changed": np.array([_instant(row["changed_at"]) for row in listed], np.float64),
            "review_by_status": np.array([needs_person(row["status"], asked=False) for row in listed], bool),
        }
        new |= {name: _numbers(row[name] for row in listed) for name in _FIGURES}
        arrays = {}
        for name, values in new.items():
            grown = np.zeros(size, values.dtype)
            if self.arrays:
                grown[: self.size] = self.arrays[name]
            grown[rows] = values
            arrays[name] = grown
        return arrays

    def _area(self, row: Mapping[str, Any]) -> int:
        precision = row["place_precision"]
        if row["latitude"] is None or precision in PINNED:
            return _NOWHERE
        country = row["country"] or ""
        admin1 = (row["admin1"] or "") if precision != PlacePrecision.COUNTRY else ""
        is_named = precision == PlacePrecision.COUNTRY or (precision == PlacePrecision.ADMIN1 and admin1)
        # What lies in no one country or province is told apart by its own name: the Sahel, the Gulf of Aden.
        name = "" if is_named else row["place"] or ""
        return self.areas.setdefault((country, admin1, precision, name), len(self.areas))

    @cached_property
    def killed(self) -> Any:
        """The best figure of the killed, else the bound that is known; 0 where none is."""
        return np.nan_to_num(known_first(*(self[f"killed_{end}"] for end in ("best", "low", "high"))))

    @cached_property
    def bounds(self) -> dict[str, Any]:
        """The lowest and the highest figure that is known of each incident; no number where none is."""
        return {
            f"{harm}_{ends[0]}": known_first(*(self[f"{harm}_{end}"] for end in ends))
            for harm in ("killed", "injured")
            # At most as many as the highest figure; but what is only bounded from above may be none.
            for ends in (("low", "best"), ("high", "best", "low"))
        }

    @cached_property
    def _orders(self) -> dict[Sort, Any]:
        return {}

    def order(self, sort: Sort) -> Any:
        """All rows in this order; ties keep the incident that was created last first."""
        if sort not in self._orders:
            # numpy puts what is not a number last.
            self._orders[sort] = np.lexsort((-self["numbers"], self._key(sort)))
        return self._orders[sort]

    def _key(self, sort: Sort) -> Any:
        match sort:
            case Sort.NEWEST | Sort.OLDEST:
                days = self["first"].astype(np.int64).astype(np.float64)
                days[np.isnat(self["first"])] = np.nan
                return days if sort is Sort.OLDEST else -days
            case Sort.KILLED:
                return -known_first(*(self[f"killed_{end}"] for end in ("best", "low", "high")))
            case Sort.CHANGED:
                return -self["changed"]
            case Sort.REPORTS:
                return -self["reports"]
            case Sort.CONFIDENCE:
                return self["grade"]


def _lists(facet: Facet, listed: Sequence[Mapping[str, Any]]) -> list[Sequence[str]]:
    """The values of a facet of each incident. Equal JSON texts are read once."""
    match facet:
        case Facet.COUNTRY:
            return [(row["country"],) if row["country"] else () for row in listed]
        case Facet.STATUS:
            return [(row["status"],) for row in listed]
        case Facet.CONFIDENCE:
            return [(confidence_of_row(row).value,) for row in listed]
    name = _LISTED_FACETS[facet]
    read: dict[str, Sequence[str]] = {text: json.loads(text) for text in {row[name] for row in listed}}
    return [read[row[name]] for row in listed]


def _numbers(values: Iterable[Any]) -> Any:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _days(listed: Sequence[Mapping[str, Any]], name: str) -> Any:
    return np.array([row[name] or "NaT" for row in listed], "datetime64[D]")


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
