"""The rows of a list of incidents: what is published of each, read from the table of incidents alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallybook.model import DateValue, Field, IncidentStatus, PlaceValue, value_from_json
from tallybook.service.books import opened
from tallybook.service.confidence import confidence_of_row, needs_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tallybook.service.books import AnyBook
    from tallybook.service.catalog_query import Confidence

__all__ = ["Bounds", "ListedIncident", "summaries"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many people, each bound None where it is not known; unknown is not zero."""

    low: int | None
    best: int | None
    high: int | None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of the number."""
        return self.low is None and self.best is None and self.high is None

    def __str__(self) -> str:
        """ "3", "3 to 5", "at least 3", "at most 5", or "" where nothing is known."""
        low = self.low if self.low is not None else self.best
        if low is None:
            return "" if self.high is None else f"at most {self.high}"
        if self.high is None:
            return f"at least {low}"
        return str(low) if low == self.high else f"{low} to {self.high}"


@dataclass(frozen=True, slots=True)
class ListedIncident:
    """One row of a list.

    `date` and `place` are the first published ones, None where reports give none; `actors` and `targets` are names and
    words; `killed` and `injured` leave attackers out. `voices` counts independent voices, `reports` and `statements`
    all. `changed_at`: ISO 8601 in UTC. `needs_review`: whether it waits for a person.
    """

    id: str
    status: IncidentStatus
    types: tuple[str, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    date: DateValue | None
    place: PlaceValue | None
    country: str
    killed: Bounds
    injured: Bounds
    reports: int
    voices: int
    statements: int
    confidence: Confidence
    needs_review: bool
    version: int
    changed_at: str


def summaries(book: AnyBook, ids: Iterable[str]) -> tuple[ListedIncident, ...]:
    """The published incidents with these ids, in the order given; those that do not stand (any more) are left out.

    Raises the errors of `Book.open`.
    """
    ids = list(ids)
    with opened(book) as found, found.published() as look:
        rows = look.rows(ids)
        asked = look.asked_about(ids)
    return tuple(_listed(rows[id_], id_ in asked) for id_ in ids if id_ in rows and rows[id_]["state"] == "active")


def _listed(row: Mapping[Any, Any], asked: bool) -> ListedIncident:
    values: dict[str, list[dict[str, Any]]] = {
        field.value: [entry["value"] for entry in row["resolutions"].get(field.value, ())]
        for field in (Field.DATE, Field.PLACE, Field.TARGET)
    }
    date = next(map(value_from_json, values[Field.DATE]), None)
    place = next(map(value_from_json, values[Field.PLACE]), None)
    return ListedIncident(
        id=row["id"],
        status=IncidentStatus(row["status"]),
        types=tuple(row["types"]),
        actors=tuple(row["actors"]),
        targets=tuple(dict.fromkeys(value["text"] for value in values[Field.TARGET])),
        date=date if isinstance(date, DateValue) else None,
        place=place if isinstance(place, PlaceValue) else None,
        country=row["country"] or "",
        killed=Bounds(*(row[f"killed_{end}"] for end in ("low", "best", "high"))),
        injured=Bounds(*(row[f"injured_{end}"] for end in ("low", "best", "high"))),
        reports=row["reports"],
        voices=row["voices"],
        statements=row["statements"],
        confidence=confidence_of_row(row),
        needs_review=needs_person(row["status"], asked=asked),
        version=row["version"],
        changed_at=row["changed_at"],
    )
