"""Choosing the date and the place, by precision and by how many independent voices agree.

Each function takes the statements of one field of one incident, best said first, the name of the rule that it serves,
and the voices of the reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from tallybook.assembly.choosing import Resolved, grouped, ids, without
from tallybook.assembly.ranking import Voices, is_denied, published_day, voice_of, voices_of
from tallybook.model import (
    DatePrecision,
    DateRange,
    DateValue,
    PlacePrecision,
    PlaceValue,
    Resolution,
    Statement,
    Value,
)

__all__ = ["agreed_date", "agreed_place", "date_supports", "finest_date", "finest_place", "place_supports"]

_DATE_GRAIN = list(DatePrecision)
_PLACE_GRAIN = list(PlacePrecision)


def agreed_date(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The date that most voices allow, the finest of these; but nothing happens after somebody else has told of it.

    One day more is allowed, because two reports may count their days in different time zones. On a tie between voices,
    the date that comes last before the first report, because news are told soon after; but of two neighbouring days the
    earlier, because what happens in the night is told of under both.
    """
    held = [statement for statement in statements if not is_denied(statement)]
    dated = [statement for statement in held if _range(statement) is not None]
    if not dated:
        return _unresolved_date(held, statements, rule) if held else ()
    told_on = _told_on(dated, voices)
    # What one voice alone says is not weighed against when it was published.
    first_told = min((day for day in told_on.values() if day), default=0) if len(told_on) > 1 else 0

    def agreement(statement: Statement) -> tuple[bool, int, int]:
        chosen = cast("DateRange", _range(statement))
        others = [day for voice, day in told_on.items() if day and voice != voice_of(statement, voices)]
        told_before = any(chosen.first.toordinal() > day + 1 for day in others)
        agreeing = voices_of((other for other in dated if _holds(_range(other), chosen)), voices)
        return (told_before, -len(agreeing), _DATE_GRAIN.index(chosen.precision))

    def merit(statement: Statement) -> tuple[int, int, int]:
        chosen = cast("DateRange", _range(statement))
        away = abs(first_told - chosen.first.toordinal()) if first_told else 0
        agreeing = sum(_holds(_range(other), chosen) for other in dated)
        return (away, -agreeing, 0 if _date_value(statement).time_of_day else 1)

    best = min(agreement(statement) for statement in dated)
    equal = [statement for statement in dated if agreement(statement) == best]
    winner = min(equal, key=merit)
    if first_told:
        before = cast("DateRange", _range(winner)).first - timedelta(days=1)
        winner = min((one for one in equal if _range(one) == DateRange.day(before)), key=merit, default=winner)
    return _date(winner, dated, statements, rule)


def _told_on(statements: Sequence[Statement], voices: Voices) -> dict[str, int]:
    """The ordinal of the day on which each voice first published, 0 where that is not known."""
    days: dict[str, int] = {}
    for statement in statements:
        day, known = published_day(statement), days.get(voice_of(statement, voices), 0)
        days[voice_of(statement, voices)] = min(day, known) if day and known else day or known
    return days


def finest_date(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The finest date, of equally fine ones the one said best."""
    del voices
    held = [statement for statement in statements if not is_denied(statement)]
    dated = [statement for statement in held if _range(statement) is not None]
    if not dated:
        return _unresolved_date(held, statements, rule) if held else ()
    winner = min(dated, key=lambda one: _DATE_GRAIN.index(cast("DateRange", _range(one)).precision))
    return _date(winner, dated, statements, rule)


def _date(winner: Statement, dated: Sequence[Statement], statements: Sequence[Statement], rule: str) -> Resolved:
    chosen = cast("DateRange", _range(winner))
    agreeing = [statement for statement in dated if _holds(_range(statement), chosen)]
    against = [statement for statement in without(statements, agreeing) if _against(statement, chosen)]
    return (Resolution(winner.field, winner.value, rule, ids(agreeing), ids(against)),)


def _unresolved_date(held: Sequence[Statement], statements: Sequence[Statement], rule: str) -> Resolved:
    def known_parts(statement: Statement) -> int:
        value = _date_value(statement)
        return sum(part is not None for part in (value.year, value.month, value.day))

    winner = max(held, key=known_parts)
    rest = [statement for statement in statements if is_denied(statement)]
    return (Resolution(winner.field, winner.value, rule, ids(held), ids(rest)),)


def date_supports(value: Value, chosen: Value) -> bool:
    """Whether a date is the chosen one, or a coarser one that holds it."""
    stated, published = cast("DateValue", value).range, cast("DateValue", chosen).range
    return value == chosen if published is None else _holds(stated, published)


def place_supports(value: Value, chosen: Value) -> bool:
    """Whether a place is the chosen one, or a coarser one that can hold it."""
    return value == chosen or _compatible(cast("PlaceValue", value), cast("PlaceValue", chosen))


def _date_value(statement: Statement) -> DateValue:
    return cast("DateValue", statement.value)


def _range(statement: Statement) -> DateRange | None:
    return _date_value(statement).range


def _holds(outer: DateRange | None, inner: DateRange) -> bool:
    return outer is not None and outer.first <= inner.first and inner.last <= outer.last


def _against(statement: Statement, chosen: DateRange) -> bool:
    stated = _range(statement)
    return is_denied(statement) or (stated is not None and not _holds(stated, chosen))


def agreed_place(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The finest place that most voices allow, in the country that most voices point to."""
    found = _resolved_places(statements, rule, voices)
    if isinstance(found, tuple):
        return found

    def merit(statement: Statement) -> tuple[int, int]:
        place = _place_value(statement)
        allowing = [other for other in found if _compatible(_place_value(other), place)]
        return (-len(voices_of(allowing, voices)), _PLACE_GRAIN.index(place.precision))

    return _place(min(found, key=merit), found, statements, rule)


def finest_place(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The finest place that is resolved, in the country that most voices point to."""
    found = _resolved_places(statements, rule, voices)
    if isinstance(found, tuple):
        return found
    winner = min(found, key=lambda statement: _PLACE_GRAIN.index(_place_value(statement).precision))
    return _place(winner, found, statements, rule)


def _resolved_places(statements: Sequence[Statement], rule: str, voices: Voices) -> list[Statement] | Resolved:
    """The statements that point to the country that most voices point to; what is published if no place is resolved."""
    held = [statement for statement in statements if not is_denied(statement)]
    if not held:
        return ()
    resolved = [statement for statement in held if _place_value(statement).place is not None]
    if not resolved:
        finest = min(held, key=lambda statement: _PLACE_GRAIN.index(_place_value(statement).precision))
        rest = [statement for statement in statements if is_denied(statement)]
        return (Resolution(finest.field, finest.value, rule, ids(held), ids(rest)),)
    # The country first: one misread town name must not outweigh the country that everything else points to.
    by_country = grouped(resolved, _country)
    return max(by_country.values(), key=lambda group: (len(voices_of(group, voices)), len(group)))


def _place(winner: Statement, agreed: Sequence[Statement], statements: Sequence[Statement], rule: str) -> Resolved:
    supporting = [statement for statement in agreed if _compatible(_place_value(statement), _place_value(winner))]
    rest = without(statements, supporting)
    opposing = [one for one in rest if is_denied(one) or _place_value(one).place is not None]
    return (Resolution(winner.field, winner.value, rule, ids(supporting), ids(opposing)),)


def _place_value(statement: Statement) -> PlaceValue:
    return cast("PlaceValue", statement.value)


def _country(statement: Statement) -> str:
    place = _place_value(statement).place
    return place.country if place else ""


def _is_same(one: PlaceValue, other: PlaceValue) -> bool:
    left, right = one.place, other.place
    if left is None or right is None:
        return False
    return left == right or (left.geonames_id is not None and left.geonames_id == right.geonames_id)


def _compatible(place: PlaceValue, chosen: PlaceValue) -> bool:
    """Whether `place` is the chosen place or a coarser one that can hold it; both are resolved."""
    left, right = place.place, chosen.place
    if left is None or right is None:
        return False
    if _is_same(place, chosen):
        return True
    if _PLACE_GRAIN.index(place.precision) <= _PLACE_GRAIN.index(chosen.precision):
        return False
    inner_admin = (right.country, right.admin1, right.admin2)
    outer_admin = (left.country, left.admin1, left.admin2)
    return all(not outer or outer == inner for outer, inner in zip(outer_admin, inner_admin, strict=True))
