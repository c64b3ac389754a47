"""The rules that choose the published values of a field, one named rule per field.

A rule takes every statement of one field of one incident and gives resolutions. What a rule does not choose it lists
as opposing, and a statement that denies a value never supports it. A value that is only denied is not published,
except in the list of responsibility, where a denial is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from tallybook.assembly.casualties import combine_quantities, resolve_casualties
from tallybook.assembly.ranking import best_first, is_denied
from tallybook.model import (
    ActorValue,
    CodeValue,
    DatePrecision,
    DateRange,
    DateValue,
    Field,
    PlacePrecision,
    PlaceValue,
    QuantityValue,
    Resolution,
    ResponsibilityAct,
    ResponsibilityValue,
    Statement,
    TargetValue,
    canonical_json,
    value_to_json,
)

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named way from the statements of one field to its resolutions."""

    name: str
    explanation: str
    choose: Callable[[Sequence[Statement], str], tuple[Resolution, ...]]

    def __call__(self, statements: Sequence[Statement]) -> tuple[Resolution, ...]:
        """The resolutions of `statements`, all of one field; they name this rule."""
        return self.choose(best_first(statements), self.name)


def _without(statements: Iterable[Statement], taken: Iterable[Statement]) -> list[Statement]:
    ids = {statement.id for statement in taken}
    return [statement for statement in statements if statement.id not in ids]


def _ids(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(statement.id for statement in statements)


def _identity(statement: Statement) -> Hashable:
    """What makes two values of a list the same entry."""
    match statement.value:
        case ActorValue() as actor:
            return _actor_identity(actor)
        case TargetValue() as target:
            return (target.kind, target.text.casefold())
        case CodeValue() as code:
            return (code.scheme, code.code)
        case other:
            return canonical_json(value_to_json(other))


def _actor_identity(actor: ActorValue) -> Hashable:
    # A faction is not the group that it belongs to, so the larger group is part of the identity.
    return (actor.lexicon_id or actor.name.casefold(), actor.part_of.casefold())


def _grouped(statements: Sequence[Statement], key: Callable[[Statement], Hashable]) -> dict[Hashable, list[Statement]]:
    groups: dict[Hashable, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(key(statement), []).append(statement)
    return groups


def _best_said(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    held = [statement for statement in statements if not is_denied(statement)]
    if not held:
        return ()
    chosen = held[0]
    same = [statement for statement in held if _identity(statement) == _identity(chosen)]
    return (Resolution(chosen.field, chosen.value, rule, _ids(same), _ids(_without(statements, same))),)


def _all_best_said_first(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    resolutions = []
    for group in _grouped(statements, _identity).values():
        held = [statement for statement in group if not is_denied(statement)]
        if held:
            denied = [statement for statement in group if is_denied(statement)]
            value = _with_all_aliases(held)
            resolutions.append(Resolution(held[0].field, value, rule, _ids(held), _ids(denied)))
    return tuple(resolutions)


def _with_all_aliases(held: Sequence[Statement]) -> ActorValue | TargetValue | CodeValue:
    chosen = cast("ActorValue | TargetValue | CodeValue", held[0].value)
    if not isinstance(chosen, ActorValue):
        return chosen
    names = {alias for statement in held for alias in cast("ActorValue", statement.value).aliases}
    kinds = [cast("ActorValue", statement.value).kind for statement in held]
    known = next((kind for kind in kinds if kind != "unknown"), chosen.kind)
    return replace(chosen, kind=known, aliases=tuple(sorted(names - {chosen.name})))


_DATE_GRAIN = list(DatePrecision)


def _date(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    held = [statement for statement in statements if not is_denied(statement)]
    if not held:
        return ()
    dated = [statement for statement in held if _range(statement) is not None]
    if not dated:
        return _unresolved_date(held, statements, rule)

    def merit(statement: Statement) -> tuple[int, int, int, int]:
        chosen = cast("DateRange", _range(statement))
        agreeing = [other for other in dated if _holds(_range(other), chosen)]
        reports = len({other.report for other in agreeing})
        # A tie goes to the finer date, then to the one with a time of day; `statements` are already best said first.
        grain = _DATE_GRAIN.index(chosen.precision)
        return (-reports, grain, -len(agreeing), 0 if _date_value(statement).time_of_day else 1)

    winner = min(dated, key=merit)
    chosen = cast("DateRange", _range(winner))
    agreeing = [statement for statement in dated if _holds(_range(statement), chosen)]
    against = [statement for statement in _without(statements, agreeing) if _against(statement, chosen)]
    return (Resolution(winner.field, winner.value, rule, _ids(agreeing), _ids(against)),)


def _unresolved_date(held: list[Statement], statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    def known_parts(statement: Statement) -> int:
        value = _date_value(statement)
        return sum(part is not None for part in (value.year, value.month, value.day))

    winner = max(held, key=known_parts)
    rest = [statement for statement in statements if is_denied(statement)]
    return (Resolution(winner.field, winner.value, rule, _ids(held), _ids(rest)),)


def _date_value(statement: Statement) -> DateValue:
    return cast("DateValue", statement.value)


def _range(statement: Statement) -> DateRange | None:
    return _date_value(statement).range


def _holds(outer: DateRange | None, inner: DateRange) -> bool:
    return outer is not None and outer.first <= inner.first and inner.last <= outer.last


def _against(statement: Statement, chosen: DateRange) -> bool:
    stated = _range(statement)
    return is_denied(statement) or (stated is not None and not _holds(stated, chosen))


_PLACE_GRAIN = list(PlacePrecision)


def _place(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    held = [statement for statement in statements if not is_denied(statement)]
    if not held:
        return ()
    resolved = [statement for statement in held if _place_value(statement).place is not None]
    if not resolved:
        finest = min(held, key=lambda statement: _PLACE_GRAIN.index(_place_value(statement).precision))
        rest = [statement for statement in statements if is_denied(statement)]
        return (Resolution(finest.field, finest.value, rule, _ids(held), _ids(rest)),)
    # The country first: one misread town name must not outweigh the country that everything else points to.
    by_country = _grouped(resolved, _country)
    agreed = max(by_country.values(), key=lambda group: (len({one.report for one in group}), len(group)))
    winner = min(agreed, key=lambda statement: _PLACE_GRAIN.index(_place_value(statement).precision))
    supporting = [statement for statement in agreed if _compatible(_place_value(statement), _place_value(winner))]
    rest = _without(statements, supporting)
    opposing = [one for one in rest if is_denied(one) or _place_value(one).place is not None]
    return (Resolution(winner.field, winner.value, rule, _ids(supporting), _ids(opposing)),)


def _place_value(statement: Statement) -> PlaceValue:
    return cast("PlaceValue", statement.value)


def _country(statement: Statement) -> str:
    place = _place_value(statement).place
    return place.country if place else ""


def _compatible(place: PlaceValue, chosen: PlaceValue) -> bool:
    """Whether `place` is the chosen place or a coarser one that can hold it; both are resolved."""
    left, right = place.place, chosen.place
    if left is None or right is None:
        return False
    if left == right or (left.geonames_id is not None and left.geonames_id == right.geonames_id):
        return True
    if _PLACE_GRAIN.index(place.precision) <= _PLACE_GRAIN.index(chosen.precision):
        return False
    inner_admin = (right.country, right.admin1, right.admin2)
    outer_admin = (left.country, left.admin1, left.admin2)
    return all(not outer or outer == inner for outer, inner in zip(outer_admin, inner_admin, strict=True))


def _count(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    held = [statement for statement in statements if not is_denied(statement)]
    if not held:
        return ()
    quantities = [cast("QuantityValue", statement.value).quantity for statement in held]
    combined, index = combine_quantities(quantities)
    value = replace(cast("QuantityValue", held[index].value), quantity=combined)
    chosen = quantities[index]
    supporting = [one for one, quantity in zip(held, quantities, strict=True) if quantity.allows(chosen)]
    rest = _ids(_without(statements, supporting))
    return (Resolution(held[0].field, value, rule, _ids(supporting), rest),)


_AGAINST_ACT = {
    ResponsibilityAct.CLAIMED: {ResponsibilityAct.DENIED, ResponsibilityAct.CLEARED},
    ResponsibilityAct.ACCUSED: {ResponsibilityAct.DENIED, ResponsibilityAct.CLEARED},
    ResponsibilityAct.SUSPECTED: {ResponsibilityAct.DENIED, ResponsibilityAct.CLEARED},
    ResponsibilityAct.DENIED: {ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED},
    ResponsibilityAct.CLEARED: {ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED},
    ResponsibilityAct.UNCLAIMED: {ResponsibilityAct.CLAIMED},
}


def _responsibility(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    """The whole list: one entry per act and actor, a hedged one apart from one that is not."""

    def entry(statement: Statement) -> Hashable:
        value = cast("ResponsibilityValue", statement.value)
        return (value.act, value.actor and _actor_identity(value.actor), value.hedge)

    resolutions = []
    for group in _grouped(statements, entry).values():
        mine = cast("ResponsibilityValue", group[0].value)
        against = [one for one in statements if _contests(cast("ResponsibilityValue", one.value), mine)]
        resolutions.append(Resolution(group[0].field, mine, rule, _ids(group), _ids(against)))
    return tuple(resolutions)


def _contests(other: ResponsibilityValue, mine: ResponsibilityValue) -> bool:
    if other.act not in _AGAINST_ACT[mine.act]:
        return False
    if mine.actor is None or other.actor is None:
        return True
    return _actor_identity(other.actor) == _actor_identity(mine.actor)


def _kept(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    groups = _grouped(statements, _identity).values()
    return tuple(Resolution(group[0].field, group[0].value, rule, _ids(group)) for group in groups)


_BEST_SAID = Rule(
    "best_said",
    "One value: the one said best, by stance (fact or confirmed, claimed, alleged, possible), then in the reporter's "
    "own voice, then most recently. Every other value is listed against it.",
    _best_said,
)
_ALL_BEST_SAID_FIRST = Rule(
    "all_best_said_first",
    "Every value that anybody states, the one said best first. Denials of a value are listed against it.",
    _all_best_said_first,
)
_KEPT = Rule("all_kept", "Every value as it is stated.", _kept)

RULES: dict[Field, Rule] = {
    Field.INCIDENT_TYPE: _ALL_BEST_SAID_FIRST,
    Field.MODE: _ALL_BEST_SAID_FIRST,
    Field.STAGE: _BEST_SAID,
    Field.WEAPON: _ALL_BEST_SAID_FIRST,
    Field.PERPETRATOR: _ALL_BEST_SAID_FIRST,
    Field.PERPETRATOR_COUNT: Rule(
        "widest_count",
        "The lowest low and the highest high that anybody gives; the best figure is the one said best.",
        _count,
    ),
    Field.TARGET: _ALL_BEST_SAID_FIRST,
    Field.PLACE: Rule(
        "finest_place_in_agreed_country",
        "The finest place that is resolved, in the country that most reports point to.",
        _place,
    ),
    Field.DATE: Rule(
        "finest_date_agreed_by_most",
        "The date that most reports allow, the finest of these; a coarser date that holds it supports it.",
        _date,
    ),
    Field.DURATION: _BEST_SAID,
    Field.FREQUENCY: _BEST_SAID,
    Field.CASUALTIES: Rule(
        "widest_figures_per_harm_and_group",
        "One row per harm and group that stands alone, and one per part of a total. Where figures differ: the lowest "
        "low, the highest high, and as best figure the one said best. Where one report names more people one by one "
        "than any figure allows, those are counted.",
        resolve_casualties,
    ),
    Field.RESPONSIBILITY: Rule(
        "whole_list",
        "Every claim, denial, accusation and suspicion as an entry of its own; a denial stands against a claim and "
        "never erases it.",
        _responsibility,
    ),
    Field.MENTION_RELATION: _KEPT,
}
