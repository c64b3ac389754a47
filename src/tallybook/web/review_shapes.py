"""What the API of review takes and gives; a second coding on its way is kept in a form in the same shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from tallybook.codebook import load_codebook
from tallybook.errors import InvalidValueError
from tallybook.model import (
    DateValue,
    MentionKind,
    ResponsibilityValue,
    Span,
    Speaker,
    Stance,
    TargetValue,
    value_from_json,
    value_to_json,
)
from tallybook.model import Field as ValueField
from tallybook.model.serial import from_json, to_json
from tallybook.service.reviewing import NewValue
from tallybook.service.second_coding import SecondIncident

if TYPE_CHECKING:
    from tallybook.model import Act, Value

__all__ = [
    "ActBody",
    "DraftBody",
    "IncidentBody",
    "NewValueBody",
    "SpanBody",
    "check_small_codes",
    "read_json_speaker",
    "read_json_value",
]

_MOST_VALUES = 500
_DIGITS = 15


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SpanBody(_Body):
    """Characters of the text, from `start` to before `end`."""

    start: int = Field(ge=0, le=10**9)
    end: int = Field(ge=1, le=10**9)

    def read(self) -> Span:
        """The span. Raises InvalidSpanError."""
        return Span(self.start, self.end)

    @classmethod
    def of(cls, span: Span) -> SpanBody:
        """From a span."""
        return cls(start=span.start, end=span.end)


class NewValueBody(_Body):
    """A value with its words, as a statement has it. `value` is in the form of the dumps, with `kind_of_value`."""

    field: ValueField
    value: dict[str, Any]
    span: SpanBody
    stance: Stance = Stance.REPORTED_AS_FACT
    speaker: dict[str, Any] | None = None
    speaker_span: SpanBody | None = None

    def read(self) -> NewValue:
        """The value. Raises InvalidValueError, InvalidSpanError, UnknownCodeError."""
        return NewValue(
            self.field,
            read_json_value(self.value),
            self.span.read(),
            self.stance,
            read_json_speaker(self.speaker),
            self.speaker_span.read() if self.speaker_span is not None else None,
        )

    @classmethod
    def of(cls, new: NewValue) -> NewValueBody:
        """From a value."""
        return cls(
            field=new.field,
            value=value_to_json(new.value),
            span=SpanBody.of(new.span),
            stance=new.stance,
            speaker=to_json(new.speaker) if new.speaker is not None else None,
            speaker_span=SpanBody.of(new.speaker_span) if new.speaker_span is not None else None,
        )


class IncidentBody(_Body):
    """One incident of a second coding: the words that name it first, and what the report says of it."""

    anchor: SpanBody
    kind: MentionKind = MentionKind.REPORTED
    values: list[NewValueBody] = Field(default=[], max_length=_MOST_VALUES)

    def read(self) -> SecondIncident:
        """The incident."""
        return SecondIncident(self.anchor.read(), tuple(one.read() for one in self.values), self.kind)

    @classmethod
    def of(cls, one: SecondIncident) -> IncidentBody:
        """From an incident."""
        values = [NewValueBody.of(value) for value in one.values]
        return cls(anchor=SpanBody.of(one.anchor), kind=one.kind, values=values)


class DraftBody(_Body):
    """All incidents of a second coding."""

    incidents: list[IncidentBody] = Field(default=[], max_length=_MOST_VALUES)

    def read(self) -> tuple[SecondIncident, ...]:
        """The incidents."""
        return tuple(one.read() for one in self.incidents)


class ActBody(BaseModel):
    """One act: who did what when, and why. `words` says it to a person, `stands` whether it was not taken back."""

    id: int
    at: str
    by: str
    kind: str
    words: str
    incident: str
    report: str
    why: str
    data: dict[str, Any]
    undoes: int | None
    stands: bool

    @classmethod
    def of(cls, act: Act, words: str) -> ActBody:
        """From an act."""
        return cls(
            id=act.id,
            at=act.at,
            by=act.by,
            kind=act.kind.value,
            words=words,
            incident=act.incident,
            report=act.report,
            why=act.why,
            data=dict(act.data),
            undoes=act.undoes,
            stands=act.stands,
        )


def read_json_value(plain: dict[str, Any]) -> Value:
    """A value from JSON, with all of its codes checked. Raises InvalidValueError, UnknownCodeError."""
    check_plain(plain)
    value = value_from_json(plain)
    check_small_codes(value)
    return value


def read_json_speaker(plain: dict[str, Any] | None) -> Speaker | None:
    """A speaker from JSON. Raises InvalidValueError."""
    if plain is None:
        return None
    check_plain(plain)
    return from_json(Speaker, plain)


def check_plain(plain: dict[str, Any]) -> None:
    """Raise InvalidValueError for JSON that no file can hold: half characters, endless numbers, very deep nesting."""

    def whole(digits: str) -> int:
        if len(digits) > _DIGITS:
            raise ValueError(f"{digits[:_DIGITS]}... is too large")
        return int(digits)

    try:
        text = json.dumps(plain, ensure_ascii=False, allow_nan=False)
        text.encode()
        json.loads(text, parse_int=whole)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"The value cannot be kept: {error}.") from error


def check_small_codes(value: Value) -> None:
    """Raise UnknownCodeError for a code of a lesser list that the codebook does not have; empty is none."""
    match value:
        case DateValue():
            scheme, code = "times_of_day", value.time_of_day
        case TargetValue():
            scheme, code = "damages", value.damage
        case ResponsibilityValue():
            scheme, code = "claim_channels", value.channel
            if value.actor is not None:
                load_codebook().get_entry("actor_kinds", value.actor.kind)
        case _:
            return
    if code:
        load_codebook().get_entry(scheme, code)
