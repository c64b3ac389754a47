"""Records to plain JSON values and back, from the dataclasses' own type hints.

Enumerations become their values, dates ISO 8601 texts, tuples lists, nested records objects. A value of a statement is
tagged with its kind, `{"kind_of_value": "casualty_row", ...}`, so that it can be read back without knowing the field.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Hashable
from datetime import date
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, cast

from tallybook.errors import InvalidValueError
from tallybook.model import values

__all__ = ["from_json", "kind_of", "to_json", "value_from_json", "value_to_json"]

T = TypeVar("T")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


_VALUE_KINDS: dict[str, type] = {_snake(kind.__name__): kind for kind in typing.get_args(values.Value)}


_TAGS: dict[Any, str] = {kind: tag for tag, kind in _VALUE_KINDS.items()}


def kind_of(value: values.Value) -> str:
    """The tag of a value: "casualty_row" for a CasualtyRow."""
    return _TAGS[type(value)]


def to_json(record: Any) -> Any:
    """A record, or anything made of records, as JSON values. Fields at None or empty are kept: the shape is stable."""
    return _writer(cast("Hashable", type(record)))(record)


# A book holds millions of values, so how a type is read and written is worked out once, not for each of them.
@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    if dataclasses.is_dataclass(kind):
        names = tuple(field.name for field in dataclasses.fields(kind))
        head = {"kind_of_value": tag} if (tag := _TAGS.get(kind)) else {}
        return lambda record: head | {name: to_json(getattr(record, name)) for name in names}
    if issubclass(kind, Enum):
        return lambda record: record.value
    if issubclass(kind, date):
        return lambda record: record.isoformat()
    if issubclass(kind, (tuple, list)):
        return lambda record: [to_json(item) for item in record]
    return lambda record: record


def value_to_json(value: values.Value) -> dict[str, Any]:
    """A statement's value as a tagged JSON object."""
    return cast("dict[str, Any]", to_json(value))


def value_from_json(plain: dict[str, Any]) -> values.Value:
    """The value that `value_to_json` wrote. Raises InvalidValueError for an unknown kind or a missing field."""
    kind = _VALUE_KINDS.get(str(plain.get("kind_of_value")))
    if kind is None:
        raise InvalidValueError(f"There is no kind of value called {plain.get('kind_of_value')!r}.")
    return cast("values.Value", from_json(kind, plain))


def from_json(kind: type[T], plain: Any) -> T:
    """The record of type `kind` that `to_json` wrote. Raises InvalidValueError where it does not fit."""
    if not isinstance(plain, dict):
        raise InvalidValueError(f"A {kind.__name__} is written as a JSON object, not as {type(plain).__name__}.")
    readers = _readers(cast("Hashable", kind))
    unknown = plain.keys() - readers.keys() - {"kind_of_value"}
    if unknown:
        raise InvalidValueError(f"A {kind.__name__} has no field {sorted(unknown)[0]!r}.")
    try:
        return kind(**{name: readers[name](item) for name, item in plain.items() if name in readers})
    except (TypeError, ValueError, KeyError) as error:
        raise InvalidValueError(f"This is not a {kind.__name__}: {error}.") from error


@cache
def _readers(kind: Hashable) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _reader_of_union(hint)
    if origin is tuple:
        return _reader_of_tuple(typing.get_args(hint))
    if not isinstance(hint, type):
        return lambda plain: plain
    if dataclasses.is_dataclass(hint):
        return partial(from_json, hint)
    if issubclass(hint, Enum):
        return hint
    if hint is date:
        return date.fromisoformat
    if hint is float:
        return float
    return partial(_checked, hint)


def _checked(kind: type, plain: Any) -> Any:
    if not isinstance(plain, kind):
        raise TypeError(f"{plain!r} is not of type {kind.__name__}")
    return plain


def _reader_of_tuple(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        read_item = _reader(arguments[0])
        return lambda plain: tuple([read_item(item) for item in _listed(plain)])
    read_items = [_reader(argument) for argument in arguments]
    return lambda plain: tuple(read(item) for read, item in zip(read_items, _listed(plain), strict=True))


def _listed(plain: Any) -> Any:
    if not isinstance(plain, (list, tuple)):
        raise TypeError(f"{plain!r} is not a list")
    return plain


def _reader_of_union(hint: Any) -> Callable[[Any], Any]:
    others = [argument for argument in typing.get_args(hint) if argument is not type(None)]
    read_other = _reader(others[0]) if len(others) == 1 else None

    def read(plain: Any) -> Any:
        if plain is None:
            return None
        if isinstance(plain, dict) and "kind_of_value" in plain:
            return value_from_json(plain)
        if read_other is None:
            raise TypeError(f"{plain!r} does not say its kind")
        return read_other(plain)

    return read
