"""Forms for the values of statements: what was typed to a value and its words, and a value to what stands in a form.

Forms are plain: every field of one is a line of text. Each error is one sentence for the person who filled it in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tallybook.errors import UsageError
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DatePrecision,
    DateRange,
    DateValue,
    Field,
    PlacePrecision,
    PlaceValue,
    Qualifier,
    Quantity,
    QuantityValue,
    ResponsibilityAct,
    ResponsibilityValue,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    TargetValue,
    TextValue,
    TotalRelation,
)
from tallybook.service.reviewing import NewValue
from tallybook.web.place_lookup import find_candidate, key_of_candidate

if TYPE_CHECKING:
    from tallybook.model import PlaceCandidate, Statement, Value

__all__ = ["EDITED", "SCHEMES", "Given", "candidates_of", "form_of", "read_new_value", "read_span", "read_value"]

Given = Mapping[str, str]
"""The fields of a form that was sent, by name."""

SCHEMES = {
    Field.INCIDENT_TYPE: "incident_types",
    Field.MODE: "modes",
    Field.STAGE: "stages",
    Field.WEAPON: "weapons",
}
"""The code lists of the fields whose value is a code."""

EDITED = (
    *SCHEMES,
    Field.DATE,
    Field.PLACE,
    Field.PERPETRATOR,
    Field.PERPETRATOR_COUNT,
    Field.TARGET,
    Field.CASUALTIES,
    Field.RESPONSIBILITY,
    Field.DURATION,
    Field.FREQUENCY,
)
"""The fields that a person can fill in. Relations between mentions or actors are accepted or rejected only."""

_SINGLE_NUMBER = {
    Qualifier.EXACT,
    Qualifier.AT_LEAST,
    Qualifier.MORE_THAN,
    Qualifier.AT_MOST,
    Qualifier.FEWER_THAN,
    Qualifier.NEARLY,
    Qualifier.ABOUT,
}
_NOWHERE = "a person found no entry of the gazetteer for it"
_LONGEST = 20_000
_DIGITS = 12


# Words of the text ----------------------------------------------------------------------------------------------------


def read_span(text: str, given: Given, prefix: str = "") -> Span:
    """The words of a report that a form names: by what they are, and by where they stand or how many come before.

    Fields, each after `prefix`: `words`; `start` and `end` in characters of the text, which count only where the words
    stand there; `which`, the number of the occurrence from 1. Raises UsageError for words that are not in the text.
    """
    words = given.get(f"{prefix}words", "").replace("\r\n", "\n")
    start, end = (_whole(given.get(f"{prefix}{name}", "")) for name in ("start", "end"))
    if start is not None and end is not None and 0 <= start < end <= len(text) and text[start:end] == words:
        return Span(start, end)
    if not words.strip():
        raise UsageError("Give the words of the report that say this; select them in the text or copy them.")
    if len(words) > _LONGEST:
        raise UsageError("These are too many words; give the few that say it.")
    found = _places_of(words, text) or _places_of(words.strip(), text)
    if not found:  # a form may have changed the spaces
        found = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words.split())), text)]
    if not found:
        raise UsageError(f"The words {_short(words)!r} do not stand in the report; copy them from its text.")
    which = _whole(given.get(f"{prefix}which", "")) or 1
    if not 1 <= which <= len(found):
        raise UsageError(
            f"The words {_short(words)!r} stand {len(found)} {'time' if len(found) == 1 else 'times'} in the report, "
            f"so that there is no occurrence {which}."
        )
    return Span(*found[which - 1])


def _places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand, also where one occurrence reaches into the next."""
    return [(found.start(), found.start() + len(words)) for found in re.finditer(f"(?={re.escape(words)})", text)]


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:57]}..."


def _whole(typed: str) -> int | None:
    return int(typed) if typed.strip().isdecimal() and typed.isascii() and len(typed) <= _DIGITS else None


def _number(typed: str, name: str) -> int | None:
    if not typed.strip():
        return None
    found = _whole(typed.strip().replace(",", ""))
    if found is None or found > 10**9:
        raise UsageError(f"{name} is a whole number, not {typed!r}; leave it empty where it is not known.")
    return found


# Values ---------------------------------------------------------------------------------------------------------------


def read_new_value(field: Field, text: str, given: Given, old: Value | None = None) -> NewValue:
    """A value with its words, stance and speaker, from a form. Raises UsageError and the errors of the model."""
    value = read_value(field, given, old)
    span = read_span(text, given)
    stance = Stance(_one_of(given, "stance", [one.value for one in Stance], "The stance"))
    name, role = given.get("speaker", "").strip(), given.get("speaker_role", "").strip()
    if not name and not role:
        return NewValue(field, value, span, stance)
    kind = given.get("speaker_kind", "") or SpeakerKind.PERSON.value
    if kind not in list(SpeakerKind):
        raise UsageError(f"There is no kind of speaker called {kind!r}.")
    speaker = Speaker(name, role, SpeakerKind(kind), given.get("speaker_channel", "").strip())
    try:
        speaker_span = read_span(text, given, "speaker_")
    except UsageError as error:
        raise UsageError(f"Of the speaker: {error}") from error
    return NewValue(field, value, span, stance, speaker, speaker_span)


def read_value(field: Field, given: Given, old: Value | None = None) -> Value:
    """The value of a field from a form. What forms do not show is taken from `old`, which is of the same field."""
    if field in SCHEMES:
        return CodeValue(SCHEMES[field], _filled(given, "code", "Choose a code"))
    match field:
        case Field.DATE:
            return _date(given, old if isinstance(old, DateValue) else None)
        case Field.PLACE:
            return _place(given, old if isinstance(old, PlaceValue) else None)
        case Field.PERPETRATOR:
            return _actor(given, old if isinstance(old, ActorValue) else None)
        case Field.PERPETRATOR_COUNT:
            return QuantityValue(_quantity(given), given.get("of", "").strip())
        case Field.TARGET:
            text = _filled(given, "target_text", "Say what or who was attacked")
            kind, damage = given.get("target_kind", "") or "unknown", given.get("damage", "")
            return TargetValue(text, kind, given.get("human", "") == "yes", damage)
        case Field.CASUALTIES:
            return _casualties(given)
        case Field.RESPONSIBILITY:
            return _responsibility(given, old if isinstance(old, ResponsibilityValue) else None)
        case Field.DURATION | Field.FREQUENCY:
            return TextValue(_filled(given, "text", "Say it in words"))
        case _:
            raise UsageError(f"The field {field} is not filled in by hand; accept or reject what was found.")


def _filled(given: Given, name: str, what: str) -> str:
    typed = given.get(name, "").strip()
    if not typed:
        raise UsageError(f"{what}.")
    return typed


def _one_of(given: Given, name: str, known: list[str], what: str) -> str:
    typed = given.get(name, "") or known[0]
    if typed not in known:
        raise UsageError(f"{what} is one of {', '.join(known)}, not {typed!r}.")
    return typed


def _date(given: Given, old: DateValue | None) -> DateValue:
    first = _day(given.get("date_first", ""), "The first day")
    last = _day(given.get("date_last", ""), "The last day") or first
    if first is None or last is None:
        raise UsageError("Give the day, or the first and the last day between which it happened.")
    precision = given.get("date_precision", "")
    if precision and precision not in list(DatePrecision):
        raise UsageError(f"There is no precision of dates called {precision!r}.")
    found = DateRange(first, last, DatePrecision(precision)) if precision else DateRange.between(first, last)
    when = given.get("time_of_day", "")
    if old is None:
        return DateValue(found, time_of_day=when)
    return replace(old, range=found, reason="", candidates=(), time_of_day=when)


def _day(typed: str, name: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise UsageError(f"{name} is written as 2024-03-05, not as {typed!r}.") from None


def _place(given: Given, old: PlaceValue | None) -> PlaceValue:
    name = _filled(given, "place_name", "Name the place")
    precision = _one_of(given, "place_precision", ["", *PlacePrecision], "The precision of a place")
    chosen = given.get("place", "")
    if chosen == "none":
        kind = PlacePrecision(precision) if precision else (old.precision if old else PlacePrecision.TOWN)
        return PlaceValue(name, kind, None, _NOWHERE)
    if not chosen:
        raise UsageError("Choose which place is meant; look the name up, and choose among what is found.")
    known = (*old.candidates, *((old.place,) if old.place else ())) if old is not None else ()
    found = find_candidate(chosen, given.get("place_search", "") or name, given.get("place_country", ""), known)
    return PlaceValue(name, PlacePrecision(precision) if precision else found.kind, found)


def _quantity(given: Given) -> Quantity:
    low, best, high = (_number(given.get(name, ""), f"The {name} figure") for name in ("low", "best", "high"))
    if low is best is high is None:
        return Quantity.unknown()
    typed = _one_of(given, "qualifier", list(Qualifier), "How the number was worded")
    qualifier = Qualifier(typed)
    numbers = {one for one in (low, best, high) if one is not None}
    if qualifier in _SINGLE_NUMBER and len(numbers) == 1:
        return Quantity.stated(numbers.pop(), qualifier)
    if qualifier in {Qualifier.EXACT, Qualifier.UNKNOWN} and low is not None and high is not None and best is None:
        return Quantity.between(low, high)
    return Quantity(low, best, high, qualifier)


def _casualties(given: Given) -> CasualtyRow:
    names = tuple(line.strip() for line in given.get("names", "").splitlines() if line.strip())
    total = given.get("total", "")
    relation = TotalRelation(_one_of(given, "total_relation", list(TotalRelation), "The relation")) if total else None
    return CasualtyRow(
        _filled(given, "harm", "Choose what happened to them"),
        given.get("group", "") or "unspecified",
        _quantity(given),
        given.get("role", "").strip(),
        total,
        relation,
        given.get("condition", "").strip(),
        names,
    )


def _actor(given: Given, old: ActorValue | None) -> ActorValue:
    name = _filled(given, "actor_name", "Name the actor")
    kind, part_of = given.get("actor_kind", "") or "unknown", given.get("part_of", "").strip()
    if old is not None and old.name == name:  # the same actor, so that what the lexicon knows of it holds
        return replace(old, kind=kind, part_of=part_of)
    return ActorValue(name, kind, part_of=part_of)


def _responsibility(given: Given, old: ResponsibilityValue | None) -> ResponsibilityValue:
    act = ResponsibilityAct(_one_of(given, "act", list(ResponsibilityAct), "What is done about responsibility"))
    actor = None if act is ResponsibilityAct.UNCLAIMED else _actor(given, old.actor if old is not None else None)
    return ResponsibilityValue(act, actor, given.get("hedge", "").strip(), given.get("channel", ""))


# The other way --------------------------------------------------------------------------------------------------------


def form_of(statement: Statement, text: str) -> dict[str, str]:
    """What stands in the form that corrects a statement."""
    given = {"field": statement.field.value, "stance": statement.stance.value, **_of_value(statement.value)}
    given |= _of_span(text, statement.span, "")
    if statement.speaker is not None:
        given |= {
            "speaker": statement.speaker.name,
            "speaker_role": statement.speaker.role,
            "speaker_kind": statement.speaker.kind.value,
            "speaker_channel": statement.speaker.channel,
        }
    if statement.speaker_span is not None:
        given |= _of_span(text, statement.speaker_span, "speaker_")
    return given


def _of_span(text: str, span: Span, prefix: str) -> dict[str, str]:
    words = span.of(text)
    which = 1 + sum(start < span.start for start, _ in _places_of(words, text))
    return {f"{prefix}words": words, f"{prefix}which": str(which)}


def _of_value(value: Value) -> dict[str, str]:
    match value:
        case CodeValue():
            return {"code": value.code}
        case DateValue():
            found = value.range
            days = {"date_first": str(found.first), "date_last": str(found.last)} if found else {}
            return {**days, "date_precision": found.precision.value if found else "", "time_of_day": value.time_of_day}
        case PlaceValue():
            chosen = {"place": key_of_candidate(value.place)} if value.place else {}
            return {"place_name": value.name, "place_precision": value.precision.value, **chosen}
        case ActorValue():
            return _of_actor(value)
        case QuantityValue():
            return {**_of_quantity(value.quantity), "of": value.of}
        case TargetValue():
            told = {"target_text": value.text, "target_kind": value.kind, "damage": value.damage}
            return {**told, "human": "yes" if value.human else ""}
        case CasualtyRow():
            return {
                "harm": value.harm,
                "group": value.group,
                "role": value.role,
                "condition": value.condition,
                "names": "\n".join(value.names),
                "total": value.total,
                "total_relation": value.total_relation.value if value.total_relation else "",
                **_of_quantity(value.quantity),
            }
        case ResponsibilityValue():
            told = {"act": value.act.value, "hedge": value.hedge, "channel": value.channel}
            return {**told, **(_of_actor(value.actor) if value.actor else {})}
        case TextValue():
            return {"text": value.text}
        case _:
            return {}


def _of_actor(value: ActorValue) -> dict[str, str]:
    return {"actor_name": value.name, "actor_kind": value.kind, "part_of": value.part_of}


def _of_quantity(value: Quantity) -> dict[str, str]:
    bounds = {"low": value.low, "best": value.best, "high": value.high}
    return {name: "" if one is None else str(one) for name, one in bounds.items()} | {
        "qualifier": value.qualifier.value
    }


def candidates_of(value: Value | None) -> tuple[PlaceCandidate, ...]:
    """The places that a value may mean, the one that it was resolved to first."""
    if not isinstance(value, PlaceValue):
        return ()
    found = ((value.place,) if value.place else ()) + value.candidates
    return tuple({key_of_candidate(one): one for one in found}.values())
