"""Every record and value survives JSON."""

from __future__ import annotations

import dataclasses
import json
import typing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_strategies import FIELD_VALUES, RECORDS, VALUES, statements, values

import tallybook.model
from tallybook.errors import InvalidValueError, ModelError
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateRange,
    Field,
    PlaceCandidate,
    Quantity,
    Report,
    Span,
    Stance,
    Statement,
    Value,
    canonical_json,
    from_json,
    kind_of,
    to_json,
    value_from_json,
    value_to_json,
)


def test_every_record_and_value_has_a_strategy() -> None:
    exported = {getattr(tallybook.model, name) for name in tallybook.model.__all__}
    records = {item for item in exported if isinstance(item, type) and dataclasses.is_dataclass(item)}
    kinds = set(typing.get_args(Value))
    assert records == {*RECORDS, *kinds}
    assert len(VALUES) == len(kinds)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_records_survive_json(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(RECORDS[kind])
    text = json.dumps(to_json(record), ensure_ascii=False)
    assert from_json(kind, json.loads(text)) == record


@pytest.mark.parametrize("name", VALUES)
@settings(max_examples=30)
@given(data=st.data())
def test_values_survive_json(name: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[name])
    plain = json.loads(json.dumps(value_to_json(value)))
    assert kind_of(value) == name
    assert plain["kind_of_value"] == name
    assert value_from_json(plain) == value
    assert from_json(type(value), plain) == value
    assert to_json(value) == value_to_json(value)


@given(values)
def test_all_fields_are_written_even_when_empty(value: Value) -> None:
    assert value_to_json(value).keys() == {"kind_of_value"} | {field.name for field in dataclasses.fields(value)}


@settings(max_examples=30)
@given(statements)
def test_the_value_of_a_statement_keeps_its_kind(statement: Statement) -> None:
    again = from_json(Statement, json.loads(json.dumps(to_json(statement))))
    assert type(again.value) is type(statement.value)
    assert again == statement


@given(values)
def test_canonical_json_is_one_text(value: Value) -> None:
    plain = value_to_json(value)
    shuffled = dict(reversed(plain.items()))
    assert canonical_json(plain) == canonical_json(shuffled)
    assert json.loads(canonical_json(plain)) == plain


@pytest.mark.parametrize(
    ("kind", "plain", "message"),
    [
        (Span, [1, 2], "written as a JSON object, not as list"),
        (Span, {"start": 1}, "This is not a Span"),
        (Span, {"start": 1, "end": "2"}, "This is not a Span"),
        (Span, {"start": 1, "end": None}, "This is not a Span"),
        (Span, {"start": 1, "end": 2, "colour": 3}, "A Span has no field 'colour'"),
        (ActorValue, {"name": "a", "aliases": "abc"}, "'abc' is not a list"),
        (ActorValue, {"name": "a", "aliases": {"b": 1}}, "is not a list"),
        (ActorValue, {"name": None}, "This is not a ActorValue"),
        (Quantity, {"low": 1, "best": 1, "high": 1, "qualifier": "precise"}, "This is not a Quantity"),
        (DateRange, {"first": "2031-13-01", "last": "2031-13-01", "precision": "day"}, "This is not a DateRange"),
        (DateRange, {"first": 5, "last": 5, "precision": "day"}, "This is not a DateRange"),
        (PlaceCandidate, {"name": "a", "kind": "town", "country": "", "latitude": "north"}, "not a PlaceCandidate"),
        (CasualtyRow, {"harm": "killed", "group": "police", "quantity": 4}, "A Quantity is written as a JSON object"),
        (Report, {"id": "rep_1", "text": "a"}, "This is not a Report"),
    ],
)
def test_malformed_records_are_refused(kind: type[Any], plain: Any, message: str) -> None:
    with pytest.raises(InvalidValueError, match=message):
        from_json(kind, plain)


def test_a_record_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(ModelError):
        from_json(Span, {"start": 5, "end": 2})
    with pytest.raises(ModelError):
        from_json(Quantity, {"low": 5, "best": 4, "high": None, "qualifier": "exact"})


def test_unknown_kinds_of_value() -> None:
    with pytest.raises(InvalidValueError, match="no kind of value called 'colour'"):
        value_from_json({"kind_of_value": "colour", "name": "red"})
    with pytest.raises(InvalidValueError, match="no kind of value called None"):
        value_from_json({"scheme": "weapons", "code": "grenade"})
    with pytest.raises(InvalidValueError, match="has no field 'colour'"):
        value_from_json({"kind_of_value": "code_value", "scheme": "weapons", "code": "grenade", "colour": "red"})


def test_the_form_is_stable() -> None:
    """People keep these files; a changed form needs a migration, not a changed test."""
    assert value_to_json(CodeValue("weapons", "grenade")) == {
        "kind_of_value": "code_value",
        "scheme": "weapons",
        "code": "grenade",
    }
    assert to_json(CasualtyRow("killed", "police", Quantity.stated(3), "officers")) == {
        "kind_of_value": "casualty_row",
        "harm": "killed",
        "group": "police",
        "quantity": {"low": 3, "best": 3, "high": 3, "qualifier": "exact"},
        "role": "officers",
        "total": "",
        "total_relation": None,
        "condition": "",
        "names": [],
    }


@given(statements, st.sampled_from(Field))
def test_a_field_takes_its_own_type_of_value_only(statement: Statement, field: Field) -> None:
    report = Report.make("x" * 700)
    own = {other.value for other in FIELD_VALUES if FIELD_VALUES[other] is FIELD_VALUES[statement.field]}
    if field.value in own:
        assert Statement.make(report, "", field, statement.value, Span(0, 1), Stance.CLAIMED).value == statement.value
        return
    with pytest.raises(InvalidValueError, match=field.value):
        Statement.make(report, "", field, statement.value, Span(0, 1), Stance.CLAIMED)
