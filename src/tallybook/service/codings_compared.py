"""Two codings of one report side by side: which mentions are about the same occurrence, and where values differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateValue,
    Field,
    Mention,
    PlaceValue,
    QuantityValue,
    ResponsibilityValue,
    Statement,
    TargetValue,
    Value,
    canonical_json,
    value_to_json,
)

__all__ = ["COMPARED", "SINGLE", "Side", "align", "key_of", "keys_of"]

# What a second coder is asked for. Durations, frequencies and relations are not compared.
COMPARED = (
    Field.INCIDENT_TYPE,
    Field.MODE,
    Field.STAGE,
    Field.WEAPON,
    Field.PERPETRATOR,
    Field.TARGET,
    Field.PLACE,
    Field.DATE,
    Field.CASUALTIES,
    Field.RESPONSIBILITY,
)

# Fields of which one value is published.
SINGLE = frozenset({Field.STAGE, Field.PLACE, Field.DATE})


@dataclass(frozen=True, slots=True)
class Side:
    """What one side makes of a report: its mentions, and the statements on each."""

    mentions: tuple[Mention, ...]
    statements: Mapping[str, Sequence[Statement]] = field(default_factory=dict)

    @classmethod
    def of(cls, mentions: Iterable[Mention], statements: Iterable[Statement]) -> Side:
        """From mentions and statements in any order."""
        told: dict[str, list[Statement]] = {}
        for statement in sorted(statements, key=lambda one: (one.span, one.id)):
            told.setdefault(statement.mention, []).append(statement)
        return cls(tuple(sorted(mentions, key=lambda one: (one.anchor, one.id))), told)


def key_of(value: Value) -> str:
    """What two coders must share to have said the same: the code, days, place or figures, not the words."""
    match value:
        case CodeValue():
            return value.code
        case DateValue():
            return str(value.range) if value.range is not None else "not resolved"
        case PlaceValue():
            found = value.place
            return f"{found.geonames_id or found.name}, {found.country}" if found is not None else value.name.casefold()
        case ActorValue():
            return value.lexicon_id or value.name.casefold()
        case TargetValue():
            return value.kind
        case CasualtyRow():
            return f"{value.harm} {value.group} {_figures(value)}"
        case ResponsibilityValue():
            return f"{value.act} {key_of(value.actor) if value.actor is not None else 'nobody'}"
        case QuantityValue():
            return str(value.quantity)
        case other:
            return canonical_json(value_to_json(other))


def _figures(row: CasualtyRow) -> str:
    quantity = row.quantity
    return "/".join("?" if one is None else str(one) for one in (quantity.low, quantity.best, quantity.high))


def keys_of(statements: Iterable[Statement], asked: Field) -> frozenset[str]:
    """What is said of one field."""
    return frozenset(key_of(one.value) for one in statements if one.field is asked)


def align(first: Side, second: Side) -> dict[str, str]:
    """The mentions of the second side that are about an occurrence of the first, each with that one's mention.

    Mentions are paired by how many values they share and by whether their words overlap, the best pair first.
    """
    pairs = sorted(
        (-score, at, beside, one.id, other.id)
        for at, one in enumerate(first.mentions)
        for beside, other in enumerate(second.mentions)
        if (score := _alike(one, other, first, second)) > 0
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, _, one_id, other_id in pairs:
        if one_id not in taken and other_id not in found:
            found[other_id] = one_id
            taken.add(one_id)
    return found


def _alike(one: Mention, other: Mention, first: Side, second: Side) -> int:
    if one.id == other.id:
        return 1_000
    told, said = first.statements.get(one.id, ()), second.statements.get(other.id, ())
    score = 3 * (one.anchor.start < other.anchor.end and other.anchor.start < one.anchor.end)
    for asked in COMPARED:
        score += bool(keys_of(told, asked) & keys_of(said, asked))
    spans = {(statement.field, statement.span) for statement in told}
    return score + sum((statement.field, statement.span) in spans for statement in said)
