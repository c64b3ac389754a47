"""Records to plain JSON values and back, from the dataclasses' own type hints.

Enumerations become their values, dates ISO 8601 texts, tuples lists, nested records objects. A value of a statement is
tagged with its kind, `{"kind_of_value": "casualty_row", ...}`, so that it can be read back without knowing the field.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Hashable
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from tallybook.errors import InvalidValueError
from tallybook.model import values

__all__ = ["from_json", "kind_of", "to_json", "value_from_json", "value_to_json"]

T = TypeVar("T")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


_VALUE_KINDS: dict[str, type] = {_snake(kind.__name__): kind for kind in typing.get_args(values.Value)}


def kind_of(value: values.Value) -> str:
    """The tag of a value: "casualty_row" for a CasualtyRow."""
    return _snake(type(value).__name__)


def to_json(record: Any) -> Any:
    """A record, or anything made of records, as JSON values. Fields at None or empty are kept: the shape is stable."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        if type(record) in _VALUE_KINDS.values():
            return value_to_json(cast("values.Value", record))
        return {field.name: to_json(getattr(record, field.name)) for field in dataclasses.fields(record)}
    if isinstance(record, Enum):
        return record.value
    if isinstance(record, date):
        return record.isoformat()
    if isinstance(record, (tuple, list)):
        return [to_json(item) for item in record]
    return record


def value_to_json(value: values.Value) -> dict[str, Any]:
    """A statement's value as a tagged JSON object."""
    plain = {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return {"kind_of_value": kind_of(value)} | plain


def value_from_json(plain: dict[str, Any]) -> values.Value:
    """The value that `value_to_json` wrote. Raises InvalidValueError for an unknown kind or a missing field."""
    kind = _VALUE_KINDS.get(str(plain.get("kind_of_value")))
    if kind is None:
        raise InvalidValueError(f"There is no kind of value called {plain.get('kind_of_value')!r}.")
    rest = {name: item for name, item in plain.items() if name != "kind_of_value"}
    return cast("values.Value", from_json(kind, rest))


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def from_json(kind: type[T], plain: Any) -> T:
    """The record of type `kind` that `to_json` wrote. Raises InvalidValueError where it does not fit."""
    if not isinstance(plain, dict):
        raise InvalidValueError(f"A {kind.__name__} is written as a JSON object, not as {type(plain).__name__}.")
    hints = _hints(cast("Hashable", kind))
    unknown = plain.keys() - hints.keys() - {"kind_of_value"}
    if unknown:
        raise InvalidValueError(f"A {kind.__name__} has no field {sorted(unknown)[0]!r}.")
    try:
        return kind(**{name: _read(hints[name], item) for name, item in plain.items() if name in hints})
    except (TypeError, ValueError, KeyError) as error:
        raise InvalidValueError(f"This is not a {kind.__name__}: {error}.") from error


def _read(hint: Any, plain: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _read_union(hint, plain)
    if origin is tuple:
        if not isinstance(plain, (list, tuple)):
            raise TypeError(f"{plain!r} is not a list")
        arguments = typing.get_args(hint)
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_read(arguments[0], item) for item in plain)
        return tuple(_read(argument, item) for argument, item in zip(arguments, plain, strict=True))
    if isinstance(hint, type):
        if dataclasses.is_dataclass(hint):
            return from_json(hint, plain)
        if issubclass(hint, Enum):
            return hint(plain)
        if hint is date:
            return date.fromisoformat(plain)
        if hint is float:
            return float(plain)
        if not isinstance(plain, hint):
            raise TypeError(f"{plain!r} is not of type {hint.__name__}")
    return plain


def _read_union(hint: Any, plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(plain, dict) and "kind_of_value" in plain:
        return value_from_json(plain)
    (only,) = [argument for argument in typing.get_args(hint) if argument is not type(None)]
    return _read(only, plain)
