"""Choosing among codes, actors, targets, texts, counts and entries of responsibility.

Each function takes the statements of one field of one incident, best said first, the name of the rule that it serves,
and the voices of the reports. What it does not choose it lists as opposing, and a statement that denies a value never
supports it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import cast

from tallybook.assembly.quantities import combine_quantities
from tallybook.assembly.ranking import STANCE_RANK, Voices, is_denied, voices_of
from tallybook.codebook import load_codebook
from tallybook.model import (
    ActorValue,
    CodeValue,
    Quantity,
    QuantityValue,
    Resolution,
    ResponsibilityAct,
    ResponsibilityValue,
    Statement,
    TargetValue,
    Value,
    canonical_json,
    value_to_json,
)

__all__ = [
    "all_best_said_first",
    "all_kept",
    "all_most_voiced_first",
    "best_said",
    "count_best_said",
    "count_most_voiced",
    "grouped",
    "identity_of",
    "ids",
    "most_voiced",
    "narrowest_types_first",
    "whole_list",
    "without",
]

Resolved = tuple[Resolution, ...]


def without(statements: Iterable[Statement], taken: Iterable[Statement]) -> list[Statement]:
    """The statements that are not taken."""
    left_out = {statement.id for statement in taken}
    return [statement for statement in statements if statement.id not in left_out]


def ids(statements: Iterable[Statement]) -> tuple[str, ...]:
    """The ids of statements."""
    return tuple(statement.id for statement in statements)


def grouped(statements: Iterable[Statement], key: Callable[[Statement], Hashable]) -> dict[Hashable, list[Statement]]:
    """The statements by a key, groups in the order of their first statement."""
    groups: dict[Hashable, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(key(statement), []).append(statement)
    return groups


def identity_of(value: Value) -> Hashable:
    """What makes two values of a list the same entry."""
    match value:
        case ActorValue() as actor:
            return _actor_identity(actor)
        case TargetValue() as target:
            return (target.kind, target.text.casefold())
        case CodeValue() as code:
            return (code.scheme, code.code)
        case other:
            return canonical_json(value_to_json(other))


def _identity(statement: Statement) -> Hashable:
    return identity_of(statement.value)


def _actor_identity(actor: ActorValue) -> Hashable:
    # A faction is not the group that it belongs to, so the larger group is part of the identity.
    return (actor.lexicon_id or actor.name.casefold(), actor.part_of.casefold())


def _held(statements: Iterable[Statement]) -> list[Statement]:
    return [statement for statement in statements if not is_denied(statement)]


def best_said(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The one value that is said best."""
    del voices
    held = _held(statements)
    return _one(statements, [one for one in held if _identity(one) == _identity(held[0])], rule) if held else ()


def most_voiced(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The one value that most voices state, counting only those that say it as well by stance as anybody does."""
    held = _held(statements)
    if not held:
        return ()
    asked = [one for one in held if STANCE_RANK[one.stance] == STANCE_RANK[held[0].stance]]
    groups = grouped(asked, _identity)
    winner = max(groups, key=lambda key: len(voices_of(groups[key], voices)))
    return _one(statements, [one for one in held if _identity(one) == winner], rule)


def _one(statements: Sequence[Statement], same: Sequence[Statement], rule: str) -> Resolved:
    return (Resolution(same[0].field, same[0].value, rule, ids(same), ids(without(statements, same))),)


def all_best_said_first(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """Every value that is not only denied, in the order of the statements."""
    del voices
    resolutions = []
    for group in grouped(statements, _identity).values():
        held = _held(group)
        if held:
            denied = [statement for statement in group if is_denied(statement)]
            value = _with_all_aliases(held)
            resolutions.append(Resolution(held[0].field, value, rule, ids(held), ids(denied)))
    return tuple(resolutions)


def all_most_voiced_first(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """Every value that is not only denied, the one that most voices state first."""
    told = all_best_said_first(statements, rule, voices)
    if len(told) < 2:
        return told
    report = {statement.id: voices.get(statement.report, statement.report) for statement in statements}
    return tuple(sorted(told, key=lambda one: -len({report[statement] for statement in one.supporting})))


def narrowest_types_first(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """As `all_most_voiced_first`, and no code before a narrower one of the codebook that counts as it, too."""
    told = list(all_most_voiced_first(statements, rule, voices))
    scheme = load_codebook().scheme("incident_types")
    for resolution in told[:]:
        code = cast("CodeValue", resolution.value).code
        if code not in scheme:
            continue
        broader = scheme.broader_codes(code)
        before = [one for one in told[: told.index(resolution)] if cast("CodeValue", one.value).code in broader]
        if before:
            told.remove(resolution)
            told.insert(told.index(before[0]), resolution)
    return tuple(told)


def _with_all_aliases(held: Sequence[Statement]) -> ActorValue | TargetValue | CodeValue:
    chosen = cast("ActorValue | TargetValue | CodeValue", held[0].value)
    if not isinstance(chosen, ActorValue):
        return chosen
    names = {alias for statement in held for alias in cast("ActorValue", statement.value).aliases}
    kinds = [cast("ActorValue", statement.value).kind for statement in held]
    known = next((kind for kind in kinds if kind != "unknown"), chosen.kind)
    return replace(chosen, kind=known, aliases=tuple(sorted(names - {chosen.name})))


def count_best_said(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """One count: widest bounds, the best figure is the first that is known."""
    del voices
    held = _held(statements)
    return _count(statements, held, rule) if held else ()


def count_most_voiced(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """One count: widest bounds, the best figure is the one that most voices give."""
    held = _held(statements)
    if not held:
        return ()
    figures = grouped([one for one in held if _quantity(one).best is not None], lambda one: _quantity(one).best)
    most = max((len(voices_of(group, voices)) for group in figures.values()), default=0)
    first = [one for group in figures.values() if len(voices_of(group, voices)) == most for one in group]
    return _count(statements, [*first, *without(held, first)], rule)


def _quantity(statement: Statement) -> Quantity:
    return cast("QuantityValue", statement.value).quantity


def _count(statements: Sequence[Statement], held: Sequence[Statement], rule: str) -> Resolved:
    combined, index = combine_quantities([_quantity(one) for one in held])
    value = replace(cast("QuantityValue", held[index].value), quantity=combined)
    supporting = [one for one in held if _quantity(one).allows(_quantity(held[index]))]
    return (Resolution(held[0].field, value, rule, ids(supporting), ids(without(statements, supporting))),)


_AGAINST_ACT = {
    ResponsibilityAct.CLAIMED: {ResponsibilityAct.DENIED, ResponsibilityAct.CLEARED},
    ResponsibilityAct.ACCUSED: {ResponsibilityAct.DENIED, ResponsibilityAct.CLEARED},
    ResponsibilityAct.SUSPECTED: {ResponsibilityAct.DENIED, ResponsibilityAct.CLEARED},
    ResponsibilityAct.DENIED: {ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED},
    ResponsibilityAct.CLEARED: {ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED},
    ResponsibilityAct.UNCLAIMED: {ResponsibilityAct.CLAIMED},
}


def whole_list(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """The whole list of responsibility: one entry per act and actor, a hedged one apart from one that is not."""
    del voices

    def entry(statement: Statement) -> Hashable:
        value = cast("ResponsibilityValue", statement.value)
        return (value.act, value.actor and _actor_identity(value.actor), value.hedge)

    resolutions = []
    for group in grouped(statements, entry).values():
        mine = cast("ResponsibilityValue", group[0].value)
        against = [one for one in statements if _contests(cast("ResponsibilityValue", one.value), mine)]
        resolutions.append(Resolution(group[0].field, mine, rule, ids(group), ids(against)))
    return tuple(resolutions)


def _contests(other: ResponsibilityValue, mine: ResponsibilityValue) -> bool:
    if other.act not in _AGAINST_ACT[mine.act]:
        return False
    if mine.actor is None or other.actor is None:
        return True
    return _actor_identity(other.actor) == _actor_identity(mine.actor)


def all_kept(statements: Sequence[Statement], rule: str, voices: Voices) -> Resolved:
    """Every value as it is stated."""
    del voices
    groups = grouped(statements, _identity).values()
    return tuple(Resolution(group[0].field, group[0].value, rule, ids(group)) for group in groups)
