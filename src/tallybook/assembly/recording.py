"""Resolutions as they are published: as JSON, and the columns that lists of incidents need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tallybook.assembly.casualty_totals import casualty_total
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateValue,
    Field,
    PlaceValue,
    Resolution,
    value_from_json,
    value_to_json,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = [
    "COLUMNS_OF_FIELDS",
    "Record",
    "resolutions_from_json",
    "resolutions_to_json",
    "summary_columns",
    "unresolved",
]

T = TypeVar("T")
Record = dict[str, list[dict[str, Any]]]
"""By field, the resolutions in their order."""

# The fields that the columns of the table `incident` are made from: where another one changes, they stay.
COLUMNS_OF_FIELDS = (Field.INCIDENT_TYPE, Field.PERPETRATOR, Field.DATE, Field.PLACE, Field.CASUALTIES)
_HARMS = ("killed", "injured")


def resolutions_to_json(resolutions: Iterable[Resolution]) -> Record:
    """Resolutions as JSON: by field, in their order, without the statements that are named by id."""
    record: Record = {}
    for resolution in resolutions:
        record.setdefault(resolution.field.value, []).append(
            {
                "value": value_to_json(resolution.value),
                "rule": resolution.rule,
                "supporting": list(resolution.supporting),
                "opposing": list(resolution.opposing),
            }
        )
    return record


def resolutions_from_json(record: Record) -> tuple[Resolution, ...]:
    """The resolutions that `resolutions_to_json` wrote."""
    return tuple(
        Resolution(
            field,
            value_from_json(entry["value"]),
            entry["rule"],
            tuple(entry["supporting"]),
            tuple(entry["opposing"]),
        )
        for field in Field
        for entry in record.get(field.value, ())
    )


def unresolved(record: Record) -> str:
    """Of date and place those that are told but could not be resolved, with a space between."""
    parts = ((Field.DATE.value, "range"), (Field.PLACE.value, "place"))
    return " ".join(field for field, part in parts if record.get(field) and record[field][0]["value"][part] is None)


def summary_columns(resolutions: Sequence[Resolution], fields: Collection[Field] = COLUMNS_OF_FIELDS) -> dict[str, Any]:
    """The columns of `incident` that follow from the resolutions of these fields."""
    columns: dict[str, Any] = {}
    if Field.INCIDENT_TYPE in fields:
        columns["types"] = [value.code for value in _values(resolutions, Field.INCIDENT_TYPE, CodeValue)]
    if Field.PERPETRATOR in fields:
        columns["actors"] = list(dict.fromkeys(one.name for one in _values(resolutions, Field.PERPETRATOR, ActorValue)))
    if Field.DATE in fields:
        columns |= _day_columns(next(iter(_values(resolutions, Field.DATE, DateValue)), None))
    if Field.PLACE in fields:
        columns |= _place_columns(next(iter(_values(resolutions, Field.PLACE, PlaceValue)), None))
    if Field.CASUALTIES in fields:
        rows = [one for one in resolutions if one.field is Field.CASUALTIES]
        columns["harms"] = list(dict.fromkeys(one.harm for one in _values(rows, Field.CASUALTIES, CasualtyRow)))
        for harm in _HARMS:
            quantity = casualty_total(rows, harm).quantity
            columns |= {f"{harm}_low": quantity.low, f"{harm}_best": quantity.best, f"{harm}_high": quantity.high}
    return columns


def _values(resolutions: Iterable[Resolution], field: Field, kind: type[T]) -> list[T]:
    return [one.value for one in resolutions if one.field is field and isinstance(one.value, kind)]


def _day_columns(value: DateValue | None) -> dict[str, Any]:
    found = value.range if value else None
    return {"first_day": found.first if found else None, "last_day": found.last if found else None}


def _place_columns(value: PlaceValue | None) -> dict[str, Any]:
    place = value.place if value else None
    return {
        "place": value.name if value else None,
        "place_precision": value.precision.value if value else None,
        "country": (place.country or None) if place else None,
        "admin1": (place.admin1 or None) if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
    }
